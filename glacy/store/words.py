"""Search: words that lead to cases, and only to those of the one who asks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from glacy.store.access import places_of
from glacy.store.models import CaseRow, WordRow
from glacy.store.people import Officer

LONGEST = 64
_RARE = 500
_PIECES = re.compile(r"[^\s,;()<>\"'\[\]{}|]+")
_WORDS = re.compile(r"\w+")
_PLACE = re.compile(r"[0-9]{1,9}", re.ASCII)


def words_in(text: str) -> frozenset[str]:
    """The words of a text as they are kept: no case, no accents; addresses and numbers also whole."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    pieces = {piece.strip(".:!?-/") for piece in _PIECES.findall(plain)}
    return frozenset(word[:LONGEST] for word in pieces | set(_WORDS.findall(plain)) if len(word) > 1)


def put_words(case: CaseRow | str, texts: Iterable[str]) -> None:
    """Lets the words of these texts lead to the case."""
    case_id = case if isinstance(case, str) else case.pk
    words = frozenset().union(*(words_in(text) for text in texts))
    WordRow.objects.bulk_create(
        (WordRow(word=word, case_id=case_id) for word in sorted(words)),
        ignore_conflicts=True,
        batch_size=400,
    )


def search_cases(
    officer: Officer, text: str, *, after: str | None, limit: int
) -> tuple[Sequence[CaseRow], str | None]:
    """The officer's cases in which every word of the text occurs, or begins a word, newest first.

    A rare word is followed to its cases; where every word is common, the officer's newest cases are asked.
    """
    wanted = _wanted(text)
    if not wanted:
        return [], None
    places = places_of(officer)
    rare = _rarest(wanted)
    if rare is not None:
        places = places.filter(case_id__in=rare)
    for word in wanted:
        places = places.filter(Exists(_leading(word).filter(case_id=OuterRef("case_id"))))
    places = places.order_by("-touched_at", "-case_id")
    skip = int(after) if after and _PLACE.fullmatch(after) else 0
    found = list(places.select_related("case")[skip : skip + limit + 1])
    return [place.case for place in found[:limit]], str(skip + limit) if len(found) > limit else None


def _wanted(text: str) -> list[str]:
    pieces = [piece for each in text.split()[:8] for piece in _whole(each)]
    return list(dict.fromkeys(pieces))


def _whole(piece: str) -> list[str]:
    found = words_in(piece)
    return [max(found, key=len)] if found else []


def _rarest(words: Sequence[str]) -> list[str] | None:
    for word in sorted(words, key=len, reverse=True):
        cases = list(_leading(word).values_list("case_id", flat=True)[: _RARE + 1])
        if len(cases) <= _RARE:
            return cases
    return None


def _leading(word: str) -> QuerySet[WordRow]:
    """Rows of words that begin like this, by the index of each database."""
    if connection.vendor == "postgresql":
        return WordRow.objects.filter(word__startswith=word)
    return WordRow.objects.filter(word__gte=word, word__lt=word + "\U0010ffff")
