"""Citations name their treaty, deadlines their measure, and facts say how sure they are as a person would."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from importlib import resources

import pytest

from glacy.desks.frame.citations import say_article
from glacy.desks.frame.deadlines import say_passing
from glacy.desks.frame.plain import plain, sureness
from glacy.desks.shift import lines
from glacy.node.views import DeadlineView

SHORTHAND = ("check.", "recalled", "recall_unverified", "partly_seen", "archived copy")


@pytest.mark.parametrize(
    ("citation", "says"),
    [
        ("25(3)", "ETS 185, Article 25(3)"),
        ("ETS185 29(7)", "ETS 185, Article 29(7)"),
        ("ETS185-31", "ETS 185, Article 31"),
        ("CETS224 8(6)", "CETS 224, Article 8(6)"),
        ("ETS185 14(2), 23, 25(1)", "ETS 185, Article 14(2), 23, 25(1)"),
        ("UNCC2024 40", "UNCC2024, Article 40"),
        ("ETS185", "ETS 185"),
        ("T-CY form 3", "T-CY form 3"),
        ("custom", "usual practice"),
        ("glacy.request/1", "needed in every request"),
        ("", ""),
    ],
)
def test_a_citation_names_its_treaty(citation: str, says: str) -> None:
    assert say_article(citation) == says


def test_a_bare_article_is_of_the_instrument_that_is_meant() -> None:
    assert say_article("8(3)", "CETS224") == "CETS 224, Article 8(3)"


DEADLINE = DeadlineView(
    request_id="r", case_id="c", case_reference="GH-2026-7", kind="needed_by", due_on=date(2026, 11, 23),
    days_left=2, when_passed="Call the other side.", governs="The request says it.", article="25(3)",
    country="CL", reminded=False, can_extend=False, measure="ETS185-29",
)  # fmt: skip


def test_two_deadlines_of_a_case_are_told_apart_by_their_measure() -> None:
    other = replace(DEADLINE, measure="ETS185-31")
    assert say_passing(DEADLINE).startswith(
        "Expedited preservation of stored data, Chile, ETS 185, Article 25(3)."
    )
    assert say_passing(other).startswith("Access to stored data, Chile")
    told = [lines._deadline(one).says for one in (DEADLINE, other)]  # the line of the shift
    assert told[0].endswith("(Expedited preservation of stored data, ETS 185, Article 25(3))")
    assert told[1].endswith("(Access to stored data, ETS 185, Article 25(3))")


@pytest.mark.parametrize(
    ("fact", "says"),
    [
        ("As for subscriber data: check.", "As for subscriber data; this is not verified."),
        ("no page seen (recalled)", "not verified: from general knowledge, no page seen"),
        ("Stands beside ETS 30; date recalled.", "Stands beside ETS 30; date not verified."),
        ("A judge decides; an order can be checked.", "A judge decides; an order can be checked."),
    ],
)
def test_shorthand_is_spelt_out(fact: str, says: str) -> None:
    assert plain(fact) == says


@pytest.mark.parametrize("table", ["agreements", "practice", "providers", "territories", "doubts"])
def test_no_fact_is_shown_in_shorthand(table: str) -> None:
    text = (resources.files("glacy.facts") / f"{table}.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        shown = f"{plain(row['says'])} {plain(row['source'])} {sureness(row['confidence'])}"
        assert not [word for word in SHORTHAND if word in shown], row["id"]
