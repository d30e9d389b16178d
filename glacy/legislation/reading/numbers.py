"""The numbers that a word processor makes: `Article 1`, `(a)`, `ii.`, counted again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%(\d)")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: where it starts, how it counts, and its text with places such as `%1`."""

    start: int
    form: str
    text: str


@dataclass(frozen=True, slots=True)
class Numbering:
    """The lists of a document: which definition a list follows, and the levels of each definition."""

    lists: Mapping[str, str]
    levels: Mapping[tuple[str, int], Level]

    def label(self, paragraph: Element, counters: dict[tuple[str, int], int]) -> str:
        """The number that stands before a paragraph, counted on; empty where it has none."""
        properties = paragraph.find(f"{_W}pPr/{_W}numPr")
        if properties is None:
            return ""
        list_id = _value(properties.find(f"{_W}numId"))
        at = int(_value(properties.find(f"{_W}ilvl")) or 0)
        definition = self.lists.get(list_id)
        level = self.levels.get((definition, at)) if definition else None
        if definition is None or level is None or level.form in ("bullet", "none"):
            return ""
        counters[definition, at] = counters.get((definition, at), level.start - 1) + 1
        for deeper in [key for key in counters if key[0] == definition and key[1] > at]:
            del counters[deeper]

        def shown(found: re.Match[str]) -> str:
            place = int(found[1]) - 1
            one = self.levels.get((definition, place))
            if one is None:
                return ""
            return written(counters.get((definition, place), one.start), one.form)

        return _PLACE.sub(shown, level.text)


def read_numbering(root: Element) -> Numbering:
    """The lists and levels of `word/numbering.xml`."""
    levels: dict[tuple[str, int], Level] = {}
    for definition in root.iter(f"{_W}abstractNum"):
        name = definition.get(f"{_W}abstractNumId", "")
        for level in definition.iter(f"{_W}lvl"):
            start = _value(level.find(f"{_W}start"))
            levels[name, int(level.get(f"{_W}ilvl", "0"))] = Level(
                start=int(start) if start.isdigit() else 1,
                form=_value(level.find(f"{_W}numFmt")) or "decimal",
                text=_value(level.find(f"{_W}lvlText")),
            )
    lists = {
        one.get(f"{_W}numId", ""): _value(one.find(f"{_W}abstractNumId")) for one in root.iter(f"{_W}num")
    }
    return Numbering(lists, levels)


def written(number: int, form: str) -> str:
    """A number as a list writes it: `3`, `c`, `C`, `iii` or `III`."""
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        roman = ""
        for value, sign in _ROMAN:
            roman += sign * (number // value)
            number %= value
        return roman if form == "lowerRoman" else roman.upper()
    return str(number)


def _value(node: Element | None) -> str:
    return node.get(f"{_W}val", "") if node is not None else ""
