"""The pattern language of the lexicon: words with gaps and choices, matched without accents or capitals.

A space is any gap between two words, `*` the rest of a word, `~3` up to three words between, `|` and `( )` a
choice, `?` what may be missing, `{name}` a word list of the vocabulary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

_MACRO = re.compile(r"\{(\w+)\}")
_TRAILING = re.compile(r"(?:\s|~\d+)+$")
_GAP = re.compile(r"\s*~(\d+)\s*")
_WORD = re.compile(r"(?<![a-z0-9])[a-z0-9]{3,}(?![a-z0-9]|\s?\?)")
_STEM = re.compile(r"[a-z0-9]{3,}")
_PLAIN = str.maketrans({"œ": "o", "æ": "a", "ß": "s", "’": "'", "‘": "'", "ʼ": "'"})


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern as it stands in the lexicon, ready to be looked for in a folded text."""

    written: str
    _expression: re.Pattern[str] = field(repr=False, compare=False)
    _stems: tuple[str, ...] = field(repr=False, compare=False)
    _needs: str = field(repr=False, compare=False, default="")

    def find(self, folded: str) -> tuple[int, int] | None:
        """The first place in a folded text, or None."""
        if self._needs not in folded or (self._stems and not any(stem in folded for stem in self._stems)):
            return None
        found = self._expression.search(folded)
        return found.span() if found else None

    def find_all(self, folded: str) -> Iterator[tuple[int, int]]:
        """Every place in a folded text."""
        if self._needs not in folded or (self._stems and not any(stem in folded for stem in self._stems)):
            return
        for found in self._expression.finditer(folded):
            yield found.span()


class Folded:
    """A folded text that remembers which patterns it was asked for; many articles ask for the same."""

    def __init__(self, text: str) -> None:
        self._text = fold(text)
        self._found: dict[str, tuple[int, int] | None] = {}

    def find(self, pattern: Pattern) -> tuple[int, int] | None:
        """The first place of a pattern, or None."""
        if pattern.written not in self._found:
            self._found[pattern.written] = pattern.find(self._text)
        return self._found[pattern.written]

    def shows(self, patterns: Iterable[Pattern]) -> bool:
        """Whether one of the patterns is there."""
        return any(self.find(one) for one in patterns)


def fold(text: str) -> str:
    """A text in small letters without accents, character for character, so that offsets stay true."""
    return text.translate(_FOLDED)


class _Folding(dict[int, str]):
    """Each letter with what it folds to, made when it is first met."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKD", chr(code).translate(_PLAIN))[:1].lower()
        self[code] = plain if len(plain) == 1 else " "
        return self[code]


_FOLDED = _Folding()


def read_pattern(written: str, vocabulary: Mapping[str, str]) -> Pattern:
    """The pattern that a line of the lexicon writes; raises KeyError or re.error where it is none."""
    spelled = _TRAILING.sub("", written)
    for _ in range(3):
        spelled = _MACRO.sub(lambda found: vocabulary[found[1]], spelled)
    expression = re.compile(rf"(?<!\w)(?:{_expression(spelled)})(?!\w)")
    return Pattern(written, expression, _first_stems(spelled), _needed(spelled))


def _expression(spelled: str) -> str:
    text = _GAP.sub(lambda found: f"\x01{found[1]}\x02", spelled.strip())
    text = text.replace("*", r"\w*").replace(" ?", r"\W*").replace(" ", r"\W+")
    return re.sub(r"\x01(\d+)\x02", lambda found: rf"\W+(?:\w+\W+){{0,{found[1]}}}?", text)


def _needed(spelled: str) -> str:
    """The longest run of letters that every match holds: outside all groups, and not optional."""
    outside, depth = [], 0
    for one in spelled:
        depth += (one == "(") - (one == ")")
        outside.append(one if depth == 0 and one != ")" else " ")
    text = "".join(outside)
    if set(text) & set("|[\\{"):
        return ""
    return max((found[0] for found in _WORD.finditer(text)), key=len, default="")


def _first_stems(spelled: str) -> tuple[str, ...]:
    """Letters of which one must stand in the text for the pattern to match: those of its first choice."""
    head = spelled.split(" ~")[0].split(" ")[0] if not spelled.startswith("(") else _first_group(spelled)
    if "?" in head or not head:
        return ()
    stems = []
    for choice in head.strip("()").split("|"):
        found = _STEM.match(choice.strip())
        if found is None or set(choice) & set("([{?"):
            return ()
        stems.append(found[0])
    return tuple(stems)


def _first_group(spelled: str) -> str:
    depth = 0
    for place, one in enumerate(spelled):
        depth += (one == "(") - (one == ")")
        if depth == 0:
            group, after = spelled[: place + 1], spelled[place + 1 : place + 2]
            return "" if after == "?" or "(" in group[1:] else group
    return ""
