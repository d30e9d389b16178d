"""Takes typed fields out of a JSON object that came from outside, and names the one that is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from glacy.canon import Digest, Json, read_digest
from glacy.errors import GlacyError
from glacy.exchange.errors import ExchangeError
from glacy.letters import find_unseen
from glacy.sayings import say
from glacy.times import read_instant

T = TypeVar("T")
MAX_TEXT = 4_000
UUID_FORM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)
COUNTRY_FORM = re.compile(r"[A-Z]{2}", re.ASCII)


class Fields:
    """The fields of one JSON object: each must be taken, none may be left over.

    >>> fields = Fields({"size": 3}, place="part", error=ExchangeError, remedy="")
    >>> fields.integer("size"), fields.end()
    (3, None)
    """

    def __init__(self, value: Json, *, place: str, error: type[ExchangeError], remedy: str) -> None:
        self._place, self._error, self._remedy = place, error, remedy
        if not isinstance(value, Mapping):
            raise self.fault("", "an object", value)
        self._left = dict(value)

    def fault(self, name: str, expected: str, found: object) -> ExchangeError:
        """The error that names this field, what was expected and what was found."""
        place = f"{self._place}.{name}" if name else self._place
        return self._error(
            say(
                "{place} must be {expected}, found {found}.",
                place=place,
                expected=expected,
                found=repr(found)[:80],
            ),
            remedy=self._remedy,
            field=place,
            found=repr(found)[:80],
        )

    def take(self, name: str) -> Json:
        """The value of a field that must be there."""
        if name not in self._left:
            raise self.fault(name, "given", None)
        return self._left.pop(name)

    def constant(self, name: str, expected: str) -> None:
        """Returns if the field has this one value."""
        found = self.take(name)
        if found != expected:
            raise self.fault(name, repr(expected), found)

    def text(self, name: str, *, form: re.Pattern[str] | None = None, says: str = "text") -> str:
        """A text of one character or more, of a given form if one is given."""
        found = self.take(name)
        if not isinstance(found, str) or not 0 < len(found) <= MAX_TEXT or not is_clean(found):
            raise self.fault(name, says, found)
        if form is not None and not form.fullmatch(found):
            raise self.fault(name, says, found)
        return found

    def text_or_none(
        self, name: str, *, form: re.Pattern[str] | None = None, says: str = "text"
    ) -> str | None:
        """A text, or nothing where null stands."""
        if self._left.get(name, "") is None:
            self.take(name)
            return None
        return self.text(name, form=form, says=says)

    def text_or_empty(self, name: str) -> str:
        """A text, which may have no character."""
        if self._left.get(name) == "":
            self.take(name)
            return ""
        return self.text(name)

    def choice(self, name: str, known: Mapping[str, T]) -> T:
        """The value of one of the known words."""
        found = self.take(name)
        if not isinstance(found, str) or found not in known:
            raise self.fault(name, say("one of {known}", known=", ".join(known)), found)
        return known[found]

    def integer(self, name: str, *, least: int = 0) -> int:
        """A whole number that is not below the least."""
        found = self.take(name)
        if not isinstance(found, int) or isinstance(found, bool) or found < least:
            raise self.fault(name, say("a whole number from {least}", least=least), found)
        return found

    def flag(self, name: str) -> bool:
        """True or false."""
        found = self.take(name)
        if not isinstance(found, bool):
            raise self.fault(name, say("true or false"), found)
        return found

    def instant(self, name: str) -> datetime:
        """An instant in its one written form."""
        return self._converted(name, read_instant, say("an instant such as 2026-11-20T22:41:07Z"))

    def digest(self, name: str) -> Digest:
        """A SHA-256 digest."""
        return self._converted(name, read_digest, say("a SHA-256 digest in lower-case hexadecimal"))

    def digest_or_none(self, name: str) -> Digest | None:
        """A SHA-256 digest, or nothing where null stands."""
        if self._left.get(name, "") is None:
            self.take(name)
            return None
        return self.digest(name)

    def list_of(self, name: str, read: Callable[[Json, str], T], *, most: int = 1_000) -> tuple[T, ...]:
        """A list, each of whose items `read(item, place)` turns into a value."""
        found = self.take(name)
        if isinstance(found, str) or not isinstance(found, Sequence) or len(found) > most:
            raise self.fault(name, say("a list of at most {most}", most=most), found)
        return tuple(read(item, f"{self._place}.{name}[{index}]") for index, item in enumerate(found))

    def end(self) -> None:
        """Returns if no field is left that nobody knows."""
        for name, found in self._left.items():
            raise self.fault(name, say("absent: this version does not know it"), found)

    def _converted(self, name: str, convert: Callable[[str], T], expected: str) -> T:
        found = self.take(name)
        try:
            if isinstance(found, str):
                return convert(found)
        except GlacyError as fault:
            raise self.fault(name, expected, found) from fault
        raise self.fault(name, expected, found)


def is_clean(text: str) -> bool:
    """Whether an eye sees all of a text: no controls, no half characters, no marks that turn it around."""
    return find_unseen(text) is None


def repeated(values: Iterable[str]) -> str | None:
    """The first text that stands twice, if one does."""
    seen: set[str] = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return None
