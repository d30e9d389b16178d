"""Every fact has an id, a source, a day and a confidence; none was lost on the way."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter
from datetime import date
from importlib import resources
from pathlib import Path, PurePosixPath

import pytest

from glacy.countries import find_country
from glacy.treaty import Measure, first_effect_of, measures, offences, providers
from glacy.treaty.facts import facts
from glacy.treaty.questions import QUESTIONS
from glacy.treaty.tables import instrument_files
from tests.shared_data import SHARED

FACTS = Path(str(resources.files("glacy.facts")))
ROWS = {
    "status.csv": 183,
    "conflicts.csv": 9,
    "declarations.csv": 173,
    "agreements.csv": 368,
    "practice.csv": 204,
    "providers.csv": 32,
    "request_fields.csv": 69,
    "territories.csv": 49,
    "doubts.csv": 10,
    "states.csv": 195,
    "hubs.csv": 8,
}
CONFIDENCE = {"page", "computed", "recalled", "judgement", "read_in_full", "partly_seen", "recall_unverified"}
PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "facts.md"


def rows_of(name: str) -> list[dict[str, str]]:
    with (FACTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("name", "count"), list(ROWS.items()))
def test_no_row_was_lost(name: str, count: int) -> None:
    assert len(rows_of(name)) == count


@pytest.mark.parametrize("name", list(ROWS))
def test_every_row_has_an_id_a_source_a_day_and_a_confidence(name: str) -> None:
    for row in rows_of(name):
        assert None not in row
        assert row["id"]
        assert row["source"]
        assert date.fromisoformat(row["read_on"]) <= date(2026, 11, 21)
        assert row["confidence"] in CONFIDENCE


def test_every_id_is_there_once() -> None:
    ids = Counter(row["id"] for name in ROWS for row in rows_of(name))
    ids.update(provision for provision in facts().provisions)
    assert [id_ for id_, count in ids.items() if count > 1] == []
    assert len(facts().rows) == sum(ROWS.values()) - ROWS["request_fields.csv"] + 59 + 17 + 8 + len(
        instrument_files()
    )


def test_every_country_code_is_one() -> None:
    for name, columns in {
        "status.csv": ["country"],
        "declarations.csv": ["country"],
        "agreements.csv": ["state"],
    }.items():
        for row in rows_of(name):
            assert all(find_country(row[column]) for column in columns), row["id"]


def test_every_fact_file_is_in_the_reference() -> None:
    named = re.findall(r"`([^`\s]+\.(?:csv|toml))`", PAGE.read_text(encoding="utf-8"))
    files = [
        PurePosixPath(path.relative_to(FACTS))
        for path in FACTS.rglob("*")
        if path.suffix in (".csv", ".toml")
    ]
    assert files
    assert [file for file in files if not any(_is_named(file, name) for name in named)] == []


def _is_named(file: PurePosixPath, name: str) -> bool:
    """Whether a name on the page is this file's own, or a pattern with as many folders."""
    return len(file.parts) == len(PurePosixPath(name).parts) and file.match(name)


def test_every_key_of_the_content_lists_is_in_the_reference() -> None:
    text = PAGE.read_text(encoding="utf-8")
    keys = {entry.key for provision in facts().provisions.values() for entry in provision.content}
    assert {key for key in keys if f"`{key}`" not in text} == set()


def test_every_column_is_in_the_reference() -> None:
    text = PAGE.read_text(encoding="utf-8")
    columns = {column for name in ROWS for column in rows_of(name)[0]}
    assert {column for column in columns if f"`{column}`" not in text} == set()


def test_no_person_and_no_path_of_a_machine_is_in_the_facts() -> None:
    for path in FACTS.rglob("*.*"):
        if path.suffix in (".csv", ".toml", ".md"):
            assert not re.search(
                r"(?<![:\w/.])/(work|home|tmp)/|[\w.]+@[\w.]+\.\w+", path.read_text(encoding="utf-8")
            ), path


@pytest.mark.parametrize("measure", list(measures()))
def test_every_measure_asks_questions_that_exist(measure: Measure) -> None:
    provision = facts().provisions[measure]
    assert provision.kind == "cooperation_measure"
    assert set(provision.questions) <= set(QUESTIONS)
    assert provision.questions[:2] == ("in_force", "parties")
    assert {entry.open for entry in provision.grounds} <= {
        "always",
        "article_27",
        "fiscal",
        "reservation_29_4",
    }
    assert {entry.needed for entry in provision.content} <= {
        "always",
        "if_known",
        "if_applicable",
        "if_wanted",
        "if_urgent",
    }


def test_every_order_names_every_measure_once() -> None:
    for order in facts().order.values():
        assert sorted(order) == sorted(measures())


def test_the_rule_of_three_months_fits_every_row_with_both_days() -> None:
    fitting = 0
    for row in facts().status.values():
        starts = facts().instruments[row.instrument].in_force_on
        if row.deposited_on and row.in_force_on:
            assert starts is not None
            assert row.in_force_on == max(first_effect_of(row.deposited_on), starts), row.fact.id
            fitting += 1
    assert fitting == 102


@pytest.mark.parametrize(
    ("deposited", "in_force"),
    [
        ("2018-12-03", "2019-04-01"),
        ("2017-04-20", "2017-08-01"),
        ("2024-09-30", "2025-01-01"),
        ("2025-08-28", "2025-12-01"),
    ],
)
def test_a_deposit_takes_effect_on_the_first_of_a_month(deposited: str, in_force: str) -> None:
    assert first_effect_of(date.fromisoformat(deposited)) == date.fromisoformat(in_force)


def test_the_convention_has_81_parties_on_the_facts() -> None:
    parties = [row for (name, _), row in facts().status.items() if name == "ETS185" and row.in_force_on]
    assert len(parties) == facts().instruments["ETS185"].parties_counted == 81


def test_an_empty_day_stays_unknown() -> None:
    assert facts().status["ETS185", "GH"].deposited_on is None


def test_the_doors_give_rows() -> None:
    assert len(providers()) == ROWS["providers.csv"]
    assert [one.id for one in offences()][:2] == ["ETS185-2", "ETS185-3"]
    assert len(offences()) == 10 + 5


@pytest.mark.skipif(
    SHARED is None, reason="the collection that the facts were prepared from is not beside the project"
)
@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        (
            "status.csv",
            "status.csv",
            {
                "instrument": "instrument",
                "country": "country_iso2",
                "signature": "signature",
                "deposit": "ratification_or_accession",
                "entry_into_force": "entry_into_force",
                "confidence": "confidence",
                "note": "note",
                "seen_as_of": "source_seen_as_of",
            },
        ),
        (
            "declarations.csv",
            "declarations.csv",
            {
                "country": "country_iso2",
                "article": "article",
                "kind": "kind",
                "says": "gist_in_own_words",
                "source": "source_url",
            },
        ),
        (
            "agreements.csv",
            "agreements.csv",
            {
                "state": "state",
                "with": "with",
                "in_force": "in_force",
                "name": "name",
                "kind": "kind",
                "says": "gist_in_own_words",
                "confidence": "confidence",
            },
        ),
        (
            "practice.csv",
            "practice.csv",
            {
                "country": "country_iso2",
                "topic": "topic",
                "value": "value",
                "says": "gist_in_own_words",
                "confidence": "confidence",
            },
        ),
        (
            "providers.csv",
            "providers.csv",
            {
                "provider": "provider",
                "service": "service",
                "says": "gist_in_own_words",
                "confidence": "confidence",
            },
        ),
    ],
)
def test_the_rows_are_those_that_were_prepared(ours: str, theirs: str, same: dict[str, str]) -> None:
    assert SHARED is not None
    with (SHARED / "treaty" / theirs).open(encoding="utf-8", newline="") as file:
        prepared = list(csv.DictReader(file))
    kept = [row for row in rows_of(ours) if row["id"] not in FROM_OTHER_TABLES]
    assert len(kept) == len(prepared)
    for mine, other in zip(kept, prepared, strict=True):
        assert {key: mine[key] for key in same} == {key: other[name] for key, name in same.items()}


FROM_OTHER_TABLES = {"status:UNCC2024:MU"}
"""Rows that stood in a remark of another prepared table (glacy/facts/README.md)."""


@pytest.mark.parametrize("name", instrument_files())
def test_every_provision_says_how_far_it_was_verified(name: str) -> None:
    table = tomllib.loads((FACTS / "instruments" / name / "instrument.toml").read_text(encoding="utf-8"))
    assert table["instrument"]["id"] == name
    for provision in table["provision"]:
        assert provision["source"]
        assert provision["read_on"]
        assert provision["confidence"] in CONFIDENCE


def test_every_cooperation_measure_of_the_facts_is_ruled_on() -> None:
    found = {id_ for id_, row in facts().provisions.items() if row.kind == "cooperation_measure"}
    assert found == set(measures())


def test_instruments_stand_in_the_order_of_their_opening() -> None:
    assert list(facts().instruments) == ["ETS185", "ETS189", "CETS224", "UNCC2024"]
