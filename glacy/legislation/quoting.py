"""Articles that an amending act quotes: which provision inserts them, and into what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from glacy.legislation.headings import split_heading
from glacy.legislation.numbering import ORDINALS, find_keyed, order_of
from glacy.legislation.values import Provision

_AMENDS = re.compile(
    r"\b(?:ins[ée]r[ée]|ajout[ée]|compl[ée]t[ée]|modifi[ée]|remplac[ée]|ainsi rédigé|adici[oó]n|agr[ée]g"
    r"|incorp[oó]r|modif[ií]c|reform|sustit[uú]y|interc[aá]l|aditad|alterad|acrescid|acrescentad"
    r"|passa(?:m)? a vigorar|seguinte reda|redac[çc]|amended|inserted|substituted|insert(?:ing)?"
    r"|following (?:new )?(?:section|article)|as follows|así:|del siguiente tenor)",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"[«“\"]\s*(?=(?:article|art[ií]culo|artigo|section|art\.)\s?(?:[LRDA]\.?\s?)?\d)", re.IGNORECASE
)
_CLOSES = re.compile(r"[»”\"]\s*[.;,]?\s*(?=\n|$)")
_SIMPLE = re.compile(r"^\d{1,3}$")


def mark_quoted(provisions: Sequence[Provision]) -> tuple[Provision, ...]:
    """The provisions, those that an amending provision quotes marked with its number.

    The act's own numbers are the run 1, 2, 3 …; what stands between two of them, out of that run and below a
    provision that speaks of inserting or amending, is quoted by it.
    """
    own = _own_run(provisions)
    marked: list[Provision] = []
    amending: str | None = None
    for place, one in enumerate(provisions):
        if place in own:
            said = f"{one.heading} {one.text}"
            amending = one.number if _AMENDS.search(said) else None
            marked.append(one)
        else:
            marked.append(replace(one, quoted_in=amending))
    return tuple(marked)


def quoted_articles(text: str) -> Iterator[tuple[str, str, str]]:
    """The articles that stand in quotation marks within a text: number, heading and text of each."""
    places = [found.end() for found in _OPENS.finditer(text)]
    ends = [*places[1:], len(text)] if places else []
    for start, end in zip(places, ends, strict=True):
        label = find_keyed(text[start:end])
        if label is None:
            continue
        closed = _CLOSES.search(label.rest)
        said = label.rest[: closed.start()] if closed else label.rest
        heading, rest = split_heading(label, [])
        yield label.number, heading, said if not heading else (rest or "").strip('»”" \n')


def _own_run(provisions: Sequence[Provision]) -> frozenset[int]:
    own: set[int] = set()
    last: tuple[tuple[int, str], ...] = ()
    for place, one in enumerate(provisions):
        key = order_of(one.number)
        jumps = bool(last and key and key[0][0] - last[0][0] > 3)
        goes_on = any(_SIMPLE.match(two.number) and last and order_of(two.number)[0][0] == last[0][0] + 1
                      for two in provisions[place + 1 :]) if jumps else False  # fmt: skip
        if not last or (key > last and not (jumps and goes_on)):
            own.add(place)
            last = key or last
        elif one.number in ORDINALS or one.is_annexed:
            own.add(place)
    return frozenset(own)
