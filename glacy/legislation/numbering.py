"""The numbers of articles and sections as acts print them: `Article 431-8`, `Art. 3.º-A`, `4.`, `Sec. 12`."""

from __future__ import annotations

import re
from dataclasses import dataclass

KEYWORDS = (
    r"article|art[ií]culo|artigo|section|secci[oó]n|clause|regulation|rule"
    r"|arts?\.|arts?(?=\s?\d)|sec\.|s\.(?=\s?\d)|§§?"
)
"""Words that open a provision, in four languages, without the bare number."""

_BIS = r"bis|ter|qu[aá]ter|quinquies|sexies|septies|octies|nonies|decies"
_NUMBER = (
    r"(?:[LRDA]\.?\s?\*?)?"
    r"\d{1,4}(?:\.\d{1,3})*"
    r"(?:\s?\.?[°ºªo](?![a-z]))?"
    r"(?:er\b|re\b|ère\b)?"
    r"(?:/\d{1,3}\b)?"
    r"(?:[-–‑](?:\d{1,3}|(?-i:[A-Z]{1,2}))\b|\s[-–‑]\s?\d{1,3}(?=\s*(?:[.:]\s?[-–—]?|$)))*"
    r"(?:(?-i:[A-Z]{1,2}|[a-np-z])(?![A-Za-zÀ-ÿ])|\s(?-i:[A-Z])(?=\s*(?:[.:–—-]|$)))?"
    rf"(?:\s?[-–]?\s?(?:{_BIS})\b(?:\s?[-–]?\s?(?:[A-Z]|\d{{1,2}})\b)?)?"
)
_TENS = "d[ée]cimo|vig[ée]simo|trig[ée]simo"
_ROMAN = r"(?-i:[IVXL]{1,8}\b)(?:\s?(?:bis|ter|quater)\b)?"
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}
ORDINALS = {
    "premier": "1", "première": "1", "unique": "unique", "primero": "1", "primeiro": "1", "único": "único",
    "unico": "único", "segundo": "2", "tercero": "3", "terceiro": "3", "cuarto": "4", "quarto": "4",
    "quinto": "5", "sexto": "6", "séptimo": "7", "septimo": "7", "sétimo": "7", "octavo": "8",
    "oitavo": "8", "noveno": "9", "nono": "9", "décimo": "10", "decimo": "10",
    "deuxième": "2", "troisième": "3", "quatrième": "4",
    "cinquième": "5", "first": "1", "second": "2", "third": "3",
}  # fmt: skip
_KEYED = re.compile(
    rf"^\s*[«\"“”'‘]?\s*(?P<keyword>{KEYWORDS})\s*"
    rf"(?P<number>{_NUMBER}|(?:{_TENS})\s(?:{'|'.join(ORDINALS)})\b|(?:{'|'.join(ORDINALS)})\b"
    rf"|{_ROMAN}(?=\s*(?:[.:–—-]|$|[A-ZÀ-Ý«“(])))"
    r"(?P<after>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_BARE = re.compile(
    r"^\s*[«\"“]?(?P<number>\d{1,3}[A-Z]{0,2}(?:\s?(?:bis|ter)\b)?)(?P<dot>\.|\s?[-–—]|\s)(?P<after>.*)$",
    re.DOTALL,
)
_DELIMITER = re.compile(r"^\s*(?:\.\s?[-–—]+|[-–—:]+|\.|\)|º|°)?\s*(?:[-–—]\s*)?")
_TIDY = re.compile(r"[\s.°ºª]")
_SORT = re.compile(r"\d+|bis|ter|qu[aá]ter|quinquies|sexies|septies|octies|nonies|decies|[A-Z]+|[a-z]\b")
_LATIN = ("bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "nonies", "decies")


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The opening of a provision: keyword (empty for a bare number), number, delimiter, what follows."""

    keyword: str
    number: str
    printed: str
    delimiter: str
    rest: str


def find_keyed(line: str) -> Label | None:
    """The label at the head of a line that says article, section or the like; None where there is none."""
    found = _KEYED.match(line)
    if found is None:
        return None
    keyword, number, after = found["keyword"].lower(), found["number"], found["after"]
    is_roman = re.match(_ROMAN, number) is not None and number.lower() not in ORDINALS
    if (
        keyword == "rule"
        or (is_roman and not keyword.startswith("art"))
        or (number[-1:].isalnum() and after[:1].isalnum())
    ):
        return None
    return _label(keyword, number, after, printed=line[: found.start("after")])


def find_bare(line: str) -> Label | None:
    """The label at the head of a line that opens with a number alone, such as `4. Illegal access`."""
    found = _BARE.match(line)
    if found is None:
        return None
    after = found["dot"].strip() + found["after"]
    return _label("", found["number"], after, printed=line[: found.end("dot")])


def tidy(number: str) -> str:
    """A number as one cites it: `3.º-A` is `3-A`, `1°` is `1`, `218 Bis` is `218 bis`."""
    word = number.strip().lower()
    if word in ORDINALS:
        return ORDINALS[word]
    tens, _, ones = word.partition(" ")
    if ones in ORDINALS and ORDINALS[ones].isdigit():
        return str({"d": 10, "v": 20, "t": 30}[tens[0]] + int(ORDINALS[ones]))
    text = re.sub(r"\s*[-–‑]\s*", "-", number.strip())
    text = re.sub(r"(?<=\d)\s?\.?[°ºªo](?![a-zA-Z])", "", text)
    text = re.sub(r"(?<=\d)(?:er|re|ère)\b", "", text)
    text = re.sub(r"\s+", " ", text).strip(" .")
    latin = re.match(rf"^(.*?\d(?:-\d+)*(?:[A-Z]{{1,2}})?)[\s-]*({_BIS})\b(.*)$", text, re.IGNORECASE)
    if latin:
        return f"{latin[1]} {latin[2].lower()}{latin[3]}"
    return re.sub(r"(?<=\d)\s+(?=[A-Z]{1,2}$)", "", text)


def order_of(number: str) -> tuple[tuple[int, str], ...]:
    """A key that puts numbers in the order of an act: 3 < 3-A < 4 < 46 < 46A < 218 < 218 bis < 431-8."""
    parts: list[tuple[int, str]] = []
    roman = re.match(r"[IVXL]+\b", number)
    if roman:
        parts.append((_roman(roman[0]), ""))
        number = number[roman.end() :]
    for part in _SORT.findall(number.replace("á", "a")):
        if part.isdigit():
            parts.append((int(part), ""))
        elif part in _LATIN:
            parts.append((_LATIN.index(part) + 2, ""))
        else:
            parts.append((0, part.rjust(2)))
    return tuple(parts)


def _roman(number: str) -> int:
    values = [_ROMAN_VALUES[one] for one in number]
    return sum(
        -value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True)
    )


def _label(keyword: str, number: str, after: str, *, printed: str) -> Label:
    delimiter = _DELIMITER.match(after)
    width = delimiter.end() if delimiter else 0
    return Label(
        keyword=keyword,
        number=tidy(number),
        printed=_TIDY.sub(lambda one: one[0], printed).strip(' «"“'),
        delimiter=after[:width].strip(),
        rest=after[width:].strip(),
    )
