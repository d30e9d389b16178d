"""Letters that hide or pass for others: a provider would preserve nothing, or another's account."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from glacy.sayings import say

_UNSEEN: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180e\u2800\u3164\uffa0")
"""Letters that show nothing and that Unicode counts as letters or marks all the same."""
_SCRIPTS: Final = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "HEBREW", "ARABIC")
_MOST: Final = 3


def say_look_alikes(text: str) -> Iterator[str]:
    """What is to be looked at again in the letters of an identifier, each letter with its number and name."""
    hidden = [one for one in text if one in _UNSEEN or _is_unseen(one)]
    if hidden:
        yield say("A letter that cannot be seen is in it: {letters}.", letters=_named(hidden))
    wide = [one for one in text if one not in hidden and unicodedata.normalize("NFKC", one) != one]
    if wide:
        yield say("A letter in it is written otherwise than it reads: {letters}.", letters=_named(wide))
    scripts = {script: one for one in text if (script := _script_of(one)) is not None}
    if len(scripts) > 1:
        other = [one for one in text if _script_of(one) not in (None, "LATIN")]
        yield say(
            "Letters of {count} scripts are mixed in it, some of which look alike: {letters}.",
            count=len(scripts),
            letters=_named(other),
        )
    host = text.rpartition("@")[2]
    if "." in host and not host.isascii():
        plain = _punycode(host)
        if plain is not None:
            yield say("On the wire its domain is {plain}.", plain=plain)


def _is_unseen(one: str) -> bool:
    return one != " " and unicodedata.category(one) in ("Cf", "Cc", "Zs", "Zl", "Zp", "Co", "Cn")


def _script_of(one: str) -> str | None:
    if not one.isalpha():
        return None
    name = unicodedata.name(one, "")
    return next((script for script in _SCRIPTS if name.startswith(script)), None)


def _punycode(host: str) -> str | None:
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return None


def _named(letters: list[str]) -> str:
    told = [f"U+{ord(one):04X} {unicodedata.name(one, '')}".strip() for one in dict.fromkeys(letters)]
    return ", ".join(told[:_MOST]) + (", ..." if len(told) > _MOST else "")
