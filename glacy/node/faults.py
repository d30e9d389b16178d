"""Faults for a log: where and of which kind, without what a case says.

The message of an exception may quote a name, a number or a line of a letter; a log is read by administrators,
who must not see a case. So a log gets the kind of each fault and the lines of our code, and of our own errors
the sentence without its values.
"""

from __future__ import annotations

import traceback
from pathlib import Path

from glacy.errors import GlacyError
from glacy.sayings import Saying

_MOST = 40


def sentence_of(fault: BaseException) -> str:
    """The sentence of an error of ours with its values left open, or the kind of any other."""
    says = getattr(fault, "says", None)
    if isinstance(fault, GlacyError) and isinstance(says, Saying):
        return says.template
    return type(fault).__name__


def lines_of(fault: BaseException) -> str:
    """The kind of a fault, what caused it, and through which lines of the program it came."""
    told: list[str] = []
    seen: set[int] = set()
    one: BaseException | None = fault
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        kind = f"{type(one).__module__}.{type(one).__qualname__}"
        code = getattr(one, "errno", None) or getattr(one, "sqlstate", None)
        told.append(" ".join(filter(None, (kind, str(code or ""), sentence_of(one).replace("\n", " ")))))
        frames = traceback.extract_tb(one.__traceback__)[-_MOST:]
        told += [f"  {_place(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames]
        one = one.__cause__ or one.__context__
    return "\n".join(told)


def _place(file: str) -> str:
    """A file of the program, without the folders in which it is installed."""
    parts = Path(file).parts
    return "/".join(parts[parts.index("glacy") :]) if "glacy" in parts[:-1] else "/".join(parts[-3:])
