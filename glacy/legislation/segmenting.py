"""From the text of an act to its provisions: which lines open one, and which only mention one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from glacy.legislation.divisions import Head, find_closing, find_head, is_heading, split_glued
from glacy.legislation.errors import NoProvisionsError
from glacy.legislation.headings import split_heading
from glacy.legislation.items import items_of
from glacy.legislation.lines import Line, joined, lines_of
from glacy.legislation.numbering import ORDINALS, Label, find_bare, find_keyed, order_of
from glacy.legislation.quoting import mark_quoted
from glacy.legislation.values import Act, ActText, Division, Provision
from glacy.sayings import say

_REFERS = re.compile(
    r"^(?:of|to|and|or|under|above|de|del|de la|de l|du|des|da|do|dos|das|et|ou|y|e|à|al|a|or"
    r"|through|hasta|et suivants|shall|may|is|are|ci-dessus|ci-après|anterior|precedente)\b",
    re.IGNORECASE,
)
_REPEALED = re.compile(
    r"^[\s(\[]*(?:derogad[oa]|abrogé|abrogée|repealed|revogad[oa]|deleted|suprimid[oa])\b.{0,80}$",
    re.IGNORECASE | re.DOTALL,
)
_SCHEMES = {"article": "art", "section": "sec"}
_WINDOW = 400
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class _Mark:
    at: int
    label: Label
    weight: float


def segment(source: ActText) -> Act:
    """The act in its provisions.

    Finds the words with which this act opens its provisions (article, section, or a bare number), and keeps
    the lines that open one; a line that only mentions an article is text. Raises NoProvisionsError where
    nothing opens one.
    """
    lines, left_out = lines_of(source)
    scheme, marks = _best_scheme(lines)
    if not marks:
        raise NoProvisionsError(
            say("No article or section was found in this text."),
            remedy=say("Give the whole act as text, or a file in which each article has its number."),
        )
    provisions = _cut(lines, marks, sections_divide=scheme != "section")
    kept = _with_own_numbers(_without_contents(provisions))
    return Act(
        source=source,
        preface=joined(lines[: marks[0].at]),
        provisions=mark_quoted(kept),
        scheme=scheme,
        left_out=left_out,
    )


def _best_scheme(lines: Sequence[Line]) -> tuple[str, Sequence[_Mark]]:
    keyed = _keyed_marks(lines)
    by_word: dict[str, list[_Mark]] = {"article": [], "section": []}
    for mark in keyed:
        by_word["section" if mark.label.keyword[0] in "s§cr" else "article"].append(mark)
    word = max(by_word, key=lambda name: len(by_word[name]))
    bare = _chain(_bare_marks(lines))
    if len(by_word[word]) >= _FEWEST and 2 * len(by_word[word]) >= len(bare):
        return word, by_word[word]
    if len(bare) >= _FEWEST:
        return "number", bare
    return word, by_word[word]


def _keyed_marks(lines: Sequence[Line]) -> list[_Mark]:
    marks = []
    for at, line in enumerate(lines):
        label = find_keyed(line.text)
        if label is not None:
            weight = _keyed_weight(line, label, lines[at - 1] if at else None)
            if weight >= _FEWEST and line.text[0] not in '"“«':
                marks.append(_Mark(at, label, weight))
    return marks


def _keyed_weight(line: Line, label: Label, before: Line | None) -> int:
    weight = 1 if line.text[0].isupper() or line.text[0] in '§«"“' else -2
    weight += 1 if line.after_gap or before is None or before.text[-1] in '.;:»”"' else 0
    weight += 1 if label.delimiter else 0
    if not label.rest:
        return weight + (1 if line.after_gap or label.delimiter else 0)
    if label.rest[0].isupper() or label.rest[0] in '(«"“[':
        weight += 1
    elif not label.delimiter or not label.rest[0].isdigit():
        weight -= 2
    if label.rest[0].islower() and _REFERS.match(label.rest) and not label.delimiter:
        weight -= 3
    return weight


def _bare_marks(lines: Sequence[Line]) -> list[_Mark]:
    marks = []
    for at, line in enumerate(lines):
        label = find_bare(line.text)
        if label is None or not label.rest or not (label.rest[0].isupper() or label.rest[0] in '(“"[—-'):
            continue
        before = lines[at - 1] if at else None
        weight = 1.0 if label.delimiter else 0.4
        weight += 0.6 if line.after_gap else 0.0
        weight += 0.3 if before is None or before.text[-1] in ".;—" else 0.0
        following = lines[at + 1] if at + 1 < len(lines) else None
        if following is not None and find_bare(following.text) and len(line.text) < 80:
            weight *= 0.2
        marks.append(_Mark(at, label, weight))
    return marks


def _chain(marks: Sequence[_Mark]) -> list[_Mark]:
    """The heaviest run of marks whose numbers grow; each number that is jumped over costs a little."""
    best: list[float] = []
    back: list[int] = []
    keys = [order_of(mark.label.number) for mark in marks]
    for here, mark in enumerate(marks):
        first = keys[here][0][0]
        score, source = mark.weight - 0.25 * min(first - 1, 8), -1
        for there in range(max(0, here - _WINDOW), here):
            if keys[there] < keys[here]:
                gap = max(0, first - keys[there][0][0] - 1)
                found = best[there] + mark.weight - 0.25 * min(gap, 8)
                if found > score:
                    score, source = found, there
        best.append(score)
        back.append(source)
    if not best:
        return []
    at = max(range(len(best)), key=best.__getitem__)
    chain = []
    while at >= 0:
        chain.append(marks[at])
        at = back[at]
    return chain[::-1]


def _cut(lines: Sequence[Line], marks: Sequence[_Mark], *, sections_divide: bool) -> list[Provision]:
    provisions: list[Provision] = []
    open_heads: list[tuple[Head, Division]] = []
    places = [mark.at for mark in marks] + [len(lines)]
    _take_heads(lines[: places[0]], open_heads, sections_divide=sections_divide)
    annexed = False
    for mark, end in zip(marks, places[1:], strict=True):
        body, heads_from = _body(lines, mark.at, end, sections_divide=sections_divide)
        annexed = annexed or any(head.is_annex for head, _ in open_heads)
        made, glued = _provision(lines, mark, body, tuple(one for _, one in open_heads), annexed=annexed)
        provisions.append(made)
        if glued:
            _open(open_heads, Head(level=3, label=glued, heading="", is_annex=False), "")
        _take_heads(lines[heads_from:end], open_heads, sections_divide=sections_divide)
    return provisions


def _body(lines: Sequence[Line], at: int, end: int, *, sections_divide: bool) -> tuple[Sequence[Line], int]:
    """The lines of a provision without the headings of the next division, and where these begin."""
    for place in range(at + 1, end):
        if find_head(lines[place].text, sections_divide=sections_divide) is not None:
            return lines[at:place], place
    return lines[at:end], end


def _take_heads(
    lines: Sequence[Line], open_heads: list[tuple[Head, Division]], *, sections_divide: bool
) -> None:
    place = 0
    while place < len(lines):
        head = find_head(lines[place].text, sections_divide=sections_divide)
        place += 1
        if head is None:
            continue
        heading = head.heading
        below = lines[place].text if place < len(lines) else ""
        if not heading and is_heading(below) and find_head(below, sections_divide=sections_divide) is None:
            heading = below
            place += 1
        _open(open_heads, head, heading)


def _open(open_heads: list[tuple[Head, Division]], head: Head, heading: str) -> None:
    while open_heads and open_heads[-1][0].level >= head.level:
        open_heads.pop()
    open_heads.append((head, Division(label=head.label, heading=heading)))


def _provision(
    lines: Sequence[Line],
    mark: _Mark,
    body: Sequence[Line],
    divisions: tuple[Division, ...],
    *,
    annexed: bool,
) -> tuple[Provision, str]:
    first = body[0]
    heading, rest = split_heading(mark.label, [line.text for line in body[1:]])
    taken = 1 if rest is None else 0
    whole = joined(body[1 + taken :])
    text = whole if rest is None else "\n".join(part for part in (rest, whole) if part)
    closing = find_closing(text) if body[-1] is lines[-1] else None
    text, glued = split_glued(text if closing is None else text[:closing].rstrip())
    made = Provision(
        number=mark.label.number,
        label=mark.label.printed,
        heading=heading,
        text=text,
        start=first.start,
        end=body[-1].end,
        page=first.page,
        divisions=divisions,
        items=items_of(text),
        is_repealed=bool(_REPEALED.match(text) or _REPEALED.match(f"{heading} {text}".strip())),
        is_annexed=annexed,
    )
    return made, glued


def _with_own_numbers(provisions: Sequence[Provision]) -> list[Provision]:
    """Where `primero` would be a second 1, as in transitional articles, the word itself is the number."""
    seen: set[str] = set()
    kept = []
    for one in provisions:
        word = one.label.split()[-1].strip(".:-–—°º").lower()
        named = replace(one, number=word) if one.number in seen and word in ORDINALS else one
        seen.add(named.number)
        kept.append(named)
    return kept


def _without_contents(provisions: Sequence[Provision]) -> list[Provision]:
    """Without the table of contents: a number that stands twice, once with nothing below it."""
    times = Counter(one.number for one in provisions)
    filled = {one.number for one in provisions if one.text}
    return [
        replace(one) for one in provisions if one.text or times[one.number] == 1 or one.number not in filled
    ]
