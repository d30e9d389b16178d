"""The paragraphs, points and items inside a provision, as its enumeration nests them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from glacy.legislation.values import Item

_ENUMERATORS = (
    ("(1)", re.compile(r"\((\d{1,2})\)")),
    ("(a)", re.compile(r"\(([a-z]{1,2})\)")),
    ("(A)", re.compile(r"\(([A-Z])\)")),
    (
        "§",
        re.compile(
            r"(?:§|Par[áa]grafo|P[áa]rrafo)\s?(\d{1,2}|[IVX]{1,4}|[úu]nico)\s?[.º°o]?(?:\.?\s?[-–—]|\.|:)?"
        ),
    ),
    ("1)", re.compile(r"(\d{1,2})\s?[°º]?\)")),
    ("a)", re.compile(r"([a-zñ]{1,2})\)")),
    ("1.", re.compile(r"(\d{1,2})(?:\s?[°º]\s?\.?|\.(?!\d))\s?[-–—]?(?=\s)")),
    ("1 -", re.compile(r"(\d{1,2})\s[-–—](?=\s)")),
    ("I -", re.compile(r"([IVX]{1,5})\s?[-–—.](?=\s)")),
    ("a.", re.compile(r"([a-z])\.(?=\s)")),
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x",
          "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx")  # fmt: skip
_PLACE = re.compile(
    r"(?:^|\n|(?<=[.;:,—–-])\s+(?:(?:and|or|et|ou|y|e|o)\s+)?|--\s*|—\s*|(?<=;)\s*)(?=[(§\dA-Za-zIVXP])"
)
_HEADING = re.compile(
    r"^\s*(?P<heading>[A-ZÀ-Ý“\"][^.;:—\n]{2,80}?)\s*(?:\.\s?[-–—]+|\s[-–—]{1,2}\s|:\s?[-–—]+|\.\s(?=[A-ZÀ-Ý])|[.:]?—|\.(?=\n))"
    r"\s*(?=\S)"
)
_DEEPEST = 6


@dataclass(slots=True)
class _Open:
    kind: str
    value: str
    start: int
    text_at: int
    items: list[Item] = field(default_factory=list)


def items_of(text: str) -> tuple[Item, ...]:
    """The items of a provision's text, with offsets into it; empty where nothing is enumerated."""
    top: list[Item] = []
    stack: list[_Open] = []
    for start, end, kind, value in _marks(text):
        depth = _depth_for(stack, kind, value)
        if depth is None:
            continue
        _close(stack, top, depth, text, start)
        stack.append(_Open(kind, value, start, end))
    _close(stack, top, 0, text, len(text))
    return tuple(top)


def _marks(text: str) -> Sequence[tuple[int, int, str, str]]:
    found: list[tuple[int, int, str, str]] = []
    for place in _PLACE.finditer(text):
        at = place.end()
        for kind, pattern in _ENUMERATORS:
            mark = pattern.match(text, at)
            if mark and (kind not in ("a.", "I -", "1.", "a)", "1)") or _at_head(text, at)):
                found.append((at, mark.end(), kind, mark[1]))
                break
    return found


def _at_head(text: str, at: int) -> bool:
    before = text[:at].rstrip(" ")
    return not before or before[-1] in "\n;:."


def _depth_for(stack: Sequence[_Open], kind: str, value: str) -> int | None:
    """How many open items stay open when this one begins; None where it does not fit any sequence."""
    for depth in range(len(stack) - 1, -1, -1):
        if _follows(stack[depth], kind, value):
            return depth
    if _is_first(kind, value) and len(stack) < _DEEPEST:
        return len(stack)
    return None


def _follows(before: _Open, kind: str, value: str) -> bool:
    if before.kind != kind:
        return False
    last, now = before.value, value
    if last.isdigit() and now.isdigit():
        return int(now) - int(last) in (1, 2)
    low, next_low = last.lower(), now.lower()
    if (
        low in _ROMAN
        and next_low in _ROMAN
        and not (len(low) == 1 and len(next_low) == 1 and low not in "iv")
    ):
        return _ROMAN.index(next_low) - _ROMAN.index(low) == 1
    if len(low) == 1 and len(next_low) == 1:
        return ord(next_low) - ord(low) in (1, 2)
    return False


def _is_first(kind: str, value: str) -> bool:
    return value.lower() in ("1", "a", "i", "único", "unico") or (kind == "§" and value == "I")


def _close(stack: list[_Open], top: list[Item], depth: int, text: str, end: int) -> None:
    while len(stack) > depth:
        one = stack.pop()
        body = text[one.text_at : end].strip()
        heading = _HEADING.match(body)
        item = Item(
            number=one.value,
            heading=heading["heading"].strip(' “"') if heading else "",
            text=body[heading.end() :] if heading else body,
            start=one.start,
            end=one.start + len(text[one.start : end].rstrip()),
            items=tuple(one.items),
        )
        (stack[-1].items if stack else top).append(item)
