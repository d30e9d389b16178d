"""A sentence that remembers how it was made: plain English for a program, its template and values for a page.

The libraries speak English and know no page. `say` fills a template with named values; what it gives is an
ordinary text, so commands, JSON and documents use it as it is. A page that speaks another language takes the
template, translates it, and fills it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType

_NO_VALUES: Mapping[str, object] = MappingProxyType({})


class Saying(str):
    """An English sentence or word with the template and the values that it was made from."""

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, object]

    def __reduce__(self) -> tuple[object, ...]:
        return (_made, (self.template, dict(self.values)))


def say(template: str, /, **values: object) -> Saying:
    """The template with its values: `say("{state} signed on {day}.", state="Ghana", day=date(2018, 12, 3))`.

    A value is a text, a number, a day, an instant, or another saying; several in a tuple are a list. The
    English name of a State goes under one of `STATE_NAMES`, so that a page can write it as its reader does.
    """
    return _made(template, values or _NO_VALUES)


def join(*parts: str, by: str = " ") -> Saying:
    """Sentences one after the other, each a saying of its own; empty ones drop out."""
    found = [part for part in parts if part]
    if len(found) == 1 and isinstance(found[0], Saying):
        return found[0]
    values = {f"part{number}": part for number, part in enumerate(found)}
    return _made(by.join(f"{{{name}}}" for name in values), values)


STATE_NAMES = frozenset(("state", "other", "asking", "asked"))
"""The names of values that hold the English name of a State."""


def _made(template: str, values: Mapping[str, object]) -> Saying:
    english = {name: in_english(value) for name, value in values.items()}
    saying = Saying(template.format_map(english))
    saying.template = template
    saying.values = values
    return saying


def in_english(value: object) -> object:
    """A value in the English sentence: a day as 2026-11-21, an instant in UTC, a list with commas."""
    match value:
        case str() | int():
            return value
        case datetime():
            return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
        case date():
            return value.isoformat()
        case tuple() | list():
            return ", ".join(str(in_english(each)) for each in value)
        case _:
            return value
