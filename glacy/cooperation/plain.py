"""What a single text, number, day or instant on the wire must be."""

from __future__ import annotations

import re
import typing
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from glacy.cooperation.errors import InvalidValueError
from glacy.letters import find_unseen
from glacy.sayings import say
from glacy.times import zone

Hint: typing.TypeAlias = Any  # a type hint is whatever the typing module hands out
_FIRST_YEAR, _LAST_YEAR = 1970, 2199


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a text must look like: a pattern, a length, one line or several; `known` asks the facts."""

    says: str
    pattern: str | None = None
    most: int = 300
    lines: bool = False
    zone: bool = False
    known: Callable[[str], bool] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The least and the most that a whole number may be."""

    least: int
    most: int


def origin_of(hint: Hint) -> object:
    """What `typing.get_origin` says, as an object that may be compared with anything."""
    return typing.get_origin(hint)


def check_plain(bare: Hint, marks: tuple[object, ...], value: object) -> None:
    """Returns if a value is of that type and obeys its marks; raises InvalidValueError without a field."""
    if origin_of(bare) is typing.Literal:
        allowed = typing.get_args(bare)
        if not isinstance(value, str) or value not in allowed:
            raise InvalidValueError(
                "",
                say(
                    "one of {allowed} was expected, found {found}",
                    allowed=", ".join(allowed),
                    found=say_found(value),
                ),
            )
        return
    exact = type(value) is bare or (bare is datetime and isinstance(value, datetime))
    if not exact:
        raise InvalidValueError(
            "", say("{name} was expected, found {found}", name=_name(bare), found=say_found(value))
        )
    if isinstance(value, date) and not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise InvalidValueError(
            "",
            say(
                "a year from {first_year} to {last_year} was expected, found {year}",
                first_year=_FIRST_YEAR,
                last_year=_LAST_YEAR,
                year=value.year,
            ),
        )
    if isinstance(value, datetime):
        _check_instant(value)
    for mark in marks:
        if isinstance(mark, Shape) and isinstance(value, str):
            _check_text(mark, value)
        if isinstance(mark, Span) and isinstance(value, int) and not mark.least <= value <= mark.most:
            raise InvalidValueError(
                "",
                say(
                    "{least} to {most} was expected, found {found}",
                    least=mark.least,
                    most=mark.most,
                    found=value,
                ),
            )


def _check_instant(value: datetime) -> None:
    offset = value.utcoffset()
    if offset is None or offset.total_seconds() or value.microsecond:
        raise InvalidValueError("", say("an instant in UTC and whole seconds was expected"))


def _check_text(shape: Shape, value: str) -> None:
    if not value.strip() or value != value.strip():
        raise InvalidValueError(
            "",
            say("{why} was expected, found {found}", why=shape.says, found=say_found(value)),
            remedy=say("Trim it."),
        )
    if len(value) > shape.most:
        raise InvalidValueError(
            "",
            say("at most {most} characters were expected, found {count}", most=shape.most, count=len(value)),
        )
    if unseen := find_unseen(value, allowed="\n\t" if shape.lines else ""):
        code = f"U+{ord(unseen):04X}"
        raise InvalidValueError("", say("a character that cannot be shown is in it ({sign})", sign=code))
    if unicodedata.normalize("NFC", value) != value:
        raise InvalidValueError("", say("text in composed form (Unicode NFC) was expected"))
    in_form = not shape.pattern or re.fullmatch(shape.pattern, value, re.ASCII)
    if not in_form or (shape.known is not None and not shape.known(value)):
        raise InvalidValueError(
            "", say("{why} was expected, found {found}", why=shape.says, found=say_found(value))
        )
    if shape.zone:
        zone(value)


def _name(bare: Hint) -> str:
    plain = {
        str: "a text",
        int: say("a whole number"),
        bool: say("true or false"),
        datetime: "an instant",
        date: "a day",
    }
    return plain.get(bare, getattr(bare, "__name__", str(bare)))


def say_found(value: object) -> str:
    """What was found, short enough for a sentence."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
