"""Reads the fields of a canonical JSON file of a bundle: all of them, of the right kind, and no other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from glacy.canon import Digest, Json, NotADigestError, NotCanonicalError, read_canonical, read_digest
from glacy.evidence.errors import MalformedBundleError
from glacy.sayings import say
from glacy.times import TimeFormError, read_instant

_ASK = say("Ask the sender for the bundle again, unchanged.")


def malformed(place: str, expected: str) -> MalformedBundleError:
    """The error for a place in a bundle that is not what was expected."""
    return MalformedBundleError(
        say("{place}: {expected} was expected.", place=place, expected=expected), remedy=_ASK, place=place
    )


def read_form(data: bytes, *, place: str, format_: str, names: frozenset[str]) -> Fields:
    """The fields of a canonical JSON file whose `format` says what it is."""
    try:
        value = read_canonical(data)
    except NotCanonicalError as fault:
        raise MalformedBundleError(
            say("{place}: {why}", place=place, why=fault.says), remedy=_ASK, place=place
        ) from fault
    fields = Fields(value, place=place, names=names | {"format"})
    if fields.text("format") != format_:
        raise malformed(f"{place}, format", format_)
    return fields


class Fields:
    """A JSON object with exactly these names."""

    def __init__(self, value: Json, *, place: str, names: frozenset[str]) -> None:
        if not isinstance(value, Mapping) or set(value) != names:
            raise malformed(place, say("an object with {names}", names=", ".join(sorted(names))))
        self._value, self._place = value, place

    def value(self, name: str) -> Json:
        """Whatever stands there."""
        return self._value[name]

    def text(self, name: str) -> str:
        """A text."""
        value = self._value[name]
        if not isinstance(value, str):
            raise malformed(f"{self._place}, {name}", "a text")
        return value

    def optional(self, name: str) -> str | None:
        """A text, or null."""
        return None if self._value[name] is None else self.text(name)

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self._value[name]
        if not isinstance(value, bool):
            raise malformed(f"{self._place}, {name}", say("true or false"))
        return value

    def perhaps(self, name: str) -> bool | None:
        """True, false, or null."""
        return None if self._value[name] is None else self.flag(name)

    def number(self, name: str) -> int:
        """A whole number that is not negative."""
        value = self._value[name]
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise malformed(f"{self._place}, {name}", say("a whole number"))
        return value

    def instant(self, name: str) -> datetime:
        """An instant."""
        try:
            return read_instant(self.text(name))
        except TimeFormError as fault:
            raise malformed(f"{self._place}, {name}", "an instant") from fault

    def digest(self, name: str) -> Digest:
        """A SHA-256 digest."""
        try:
            return read_digest(self.text(name))
        except NotADigestError as fault:
            raise malformed(f"{self._place}, {name}", say("a SHA-256 digest")) from fault

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self._value[name]
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise malformed(f"{self._place}, {name}", "a list")
        if not all(isinstance(one, str) for one in value):
            raise malformed(f"{self._place}, {name}", say("a list of texts"))
        return tuple(str(one) for one in value)

    def inner(self, name: str, *, names: frozenset[str]) -> Fields:
        """An object with these names."""
        return Fields(self._value[name], place=f"{self._place}, {name}", names=names)

    def values(self, name: str) -> tuple[Json, ...]:
        """A list of anything, for a reader that looks at each."""
        value = self._value[name]
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise malformed(f"{self._place}, {name}", say("a list"))
        return tuple(value)

    def each(self, name: str, *, names: frozenset[str]) -> tuple[Fields, ...]:
        """A list of objects with these names."""
        value = self._value[name]
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise malformed(f"{self._place}, {name}", "a list")
        return tuple(
            Fields(one, place=f"{self._place}, {name} {number}", names=names)
            for number, one in enumerate(value, start=1)
        )


def has_one_line(text: str) -> bool:
    """Whether a text is one line that says something and hides no control character."""
    return bool(text.strip()) and text == text.strip() and all(c.isprintable() for c in text)
