"""The operator's record: one line an act, each with the digest of the line before it.

The digest of the last line stands in every directory that is signed, so that no line can be changed later
without every State being able to see it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from glacy.canon import Json, digest_of, read_canonical, write_canonical
from glacy.errors import GlacyError
from glacy.node.files import write_durably
from glacy.operator.errors import OperatorError
from glacy.sayings import say
from glacy.times import read_instant, write_instant

FIRST = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One act of the operator: when, what kind, who, and what was done."""

    at: datetime
    kind: str
    by: str
    what: Mapping[str, str]


class Record:
    """The record in a file; reading it checks that no line was changed, taken out or put in."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def lines(self) -> tuple[Line, ...]:
        """Every act, the first one first."""
        return tuple(line for line, _ in self._read())

    def head(self) -> str:
        """The digest of the last line."""
        return next((digest for _, digest in reversed(tuple(self._read()))), FIRST)

    def append(self, line: Line) -> str:
        """The digest of the line, which is then on the disk."""
        body: Json = {
            "at": write_instant(line.at),
            "kind": line.kind,
            "by": line.by,
            "what": dict(line.what),
            "previous": self.head(),
        }
        data = write_canonical(body)
        before = self._path.read_bytes() if self._path.is_file() else b""
        write_durably(self._path, before + data + b"\n")
        return digest_of(data)

    def _read(self) -> Iterator[tuple[Line, str]]:
        if not self._path.is_file():
            return
        previous = FIRST
        for number, data in enumerate(self._path.read_bytes().splitlines(), start=1):
            try:
                body = read_canonical(data)
                assert isinstance(body, Mapping)  # as append wrote it
                what = body["what"]
                assert isinstance(what, Mapping)
                line = Line(
                    at=read_instant(str(body["at"])),
                    kind=str(body["kind"]),
                    by=str(body["by"]),
                    what={name: str(value) for name, value in what.items()},
                )
                fits = body["previous"] == previous
            except (GlacyError, AssertionError, KeyError) as fault:
                raise self._broken(number) from fault
            if not fits:
                raise self._broken(number)
            previous = digest_of(data)
            yield line, previous

    def _broken(self, number: int) -> OperatorError:
        return OperatorError(
            say("Line {number} of the record {path} was changed.", number=number, path=self._path),
            remedy=say("Take the record from a copy; the published directory names the digest of its end."),
            line=number,
        )
