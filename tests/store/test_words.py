"""Search leads only to the asker's own cases, by whole and begun words, without case and accents."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from glacy.store import cases, words
from glacy.store.models import CaseRow
from glacy.store.people import Officer, put_officer
from glacy.store.words import words_in

AT = datetime(2026, 11, 21, 0, 41, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def officer(name: str) -> Officer:
    return put_officer(username=name, name=name, roles=["case_officer"], authority="A", password=None, at=AT)


def case(by: Officer, number: int, *texts: str) -> CaseRow:
    with transaction.atomic():
        row = cases.put_case(
            case_id=f"case-{by.id}-{number}",
            country="GH",
            title=texts[0],
            summary="",
            language="en",
            by=by,
            at=AT + timedelta(minutes=number),
            exercise=True,
        )
        words.put_words(row, (row.reference, *texts))
    return row


def found(by: Officer, text: str) -> list[str]:
    return [row.pk for row in words.search_cases(by, text, after=None, limit=25)[0]]


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        ("clinic", True),
        ("CLÍNIC", True),
        ("clin", True),
        ("203.0.113.77", True),
        ("203.0.113", True),
        ("payment clinic", True),
        ("payment harbour", False),
        ("linic", False),
        ("facturas@red-austral.example", True),
        ("red-austral", False),
        ("", False),
        ("  ", False),
        ("'; drop table", False),
        ("%", False),
    ],
)
def test_what_leads_to_a_case(asked: str, holds: bool) -> None:
    ama = officer("ama")
    row = case(ama, 1, "Payment of the Clínic", "203.0.113.77 port 51844", "facturas@red-austral.example")
    assert (found(ama, asked) == [row.pk]) is holds


def test_only_ones_own_cases_are_found() -> None:
    ama, kofi = officer("ama"), officer("kofi")
    mine, theirs = case(ama, 1, "shared word"), case(kofi, 2, "shared word")
    assert found(ama, "shared") == [mine.pk]
    assert found(kofi, "shared") == [theirs.pk]
    assert found(ama, theirs.reference) == []


def test_pages_follow_each_other_without_gap_or_repeat() -> None:
    ama = officer("ama")
    rows = [case(ama, number, "common word") for number in range(60)]
    seen: list[str] = []
    after: str | None = None
    while True:
        items, after = words.search_cases(ama, "common", after=after, limit=25)
        seen += [row.pk for row in items]
        if after is None:
            break
    assert seen == [row.pk for row in reversed(rows)]
    listed: list[str] = []
    while True:
        page, after = cases.page_of_cases(ama, after=after, limit=7, closed=False)
        listed += [row.pk for row in page]
        if after is None:
            break
    assert listed == seen


def test_cases_of_one_second_are_all_listed() -> None:
    ama = officer("ama")
    rows = {case(ama, 0, "x").pk}
    with transaction.atomic():
        for number in range(5):
            row = CaseRow.objects.get(pk=case(ama, 100 + number, "y").pk)
            CaseRow.objects.filter(pk=row.pk).update(touched_at=AT)
            row.members.update(touched_at=AT)
            rows.add(row.pk)
    seen: list[str] = []
    after: str | None = None
    while True:
        page, after = cases.page_of_cases(ama, after=after, limit=2, closed=False)
        seen += [row.pk for row in page]
        if after is None:
            break
    assert sorted(seen) == sorted(rows)


@given(st.text(max_size=200))
def test_any_text_has_words_that_fit_their_column(text: str) -> None:
    for word in words_in(text):
        assert 1 < len(word) <= words.LONGEST
        assert not any(c.isspace() for c in word)
