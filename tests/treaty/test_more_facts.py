"""One more row, in whatever table: no answer changes unless the ruling cites that row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glacy.treaty import Measure, Wish, adopt, measures, rule
from glacy.treaty.facts import facts
from glacy.treaty.tables import packaged

ADDED = "added:row"
STATES = st.sampled_from(sorted({code for _, code in facts().status} | {"KE", "CN", "RU", "UY"}))
SURE = st.sampled_from(["page", "recalled", "computed"])
DAYS = st.sampled_from(["2001-11-23", "2015-06-01", "2026-01-01", "2027-01-01"])
CELLS: dict[str, st.SearchStrategy[dict[str, str]]] = {
    "agreements.csv": st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["bilateral_mla", "arrangement", "transmission_treaty"]),
            "treaty": st.just("ADDED"),
            "name": st.just("An added treaty (invented)"),
            "in_force": st.sampled_from(["2015-06-01", "yes", "no", "unknown", "2030-01-01"]),
            "scope": st.sampled_from(["general", "limited", "channel", "supplement"]),
        }
    ),
    "declarations.csv": st.fixed_dictionaries(
        {
            "instrument": st.sampled_from(["ETS185", "ETS189", "CETS224"]),
            "article": st.sampled_from(
                ["29(4)", "14(3)", "14(3)(a)", "27(9)(e)", "9(4)", "7(9)(a)", "24(5)"]
            ),
            "kind": st.sampled_from(["reservation", "declaration"]),
            "wording": st.sampled_from(["seen", "not_seen", "cut_off"]),
            "since": DAYS,
        }
    ),
    "practice.csv": st.fixed_dictionaries(
        {
            "topic": st.sampled_from(
                [
                    "who_orders_content",
                    "reciprocity_accepted",
                    "dual_criminality_for_mla",
                    "preservation_days",
                ]
            ),
            "value": st.sampled_from(["yes", "no", "judge", "90", "unknown"]),
        }
    ),
    "status.csv": st.fixed_dictionaries(
        {
            "instrument": st.sampled_from(["ETS185", "ETS189", "CETS224", "UNCC2024"]),
            "name": st.just("Somewhere"),
            "deposit": st.just("2015-02-01"),
            "entry_into_force": st.sampled_from(["2015-06-01", ""]),
        }
    ),
}


@pytest.fixture(autouse=True, scope="module")
def as_packaged() -> Iterator[None]:
    """The facts of other tests stay the packaged ones."""
    yield
    adopt({})


def with_row(table: str, cells: Mapping[str, str]) -> str:
    """The packaged table and one row more."""
    text = packaged(table)
    columns = text.splitlines()[0].split(",")
    out = io.StringIO()
    row = {
        "id": ADDED,
        "read_on": "2026-11-21",
        "source": "https://example.org/added",
        "says": "Added.",
        **cells,
    }
    csv.writer(out, lineterminator="\n").writerow([row.get(name, "") for name in columns])
    return text.rstrip("\n") + "\n" + out.getvalue()


def stands_already(table: str, cells: Mapping[str, str], state: str) -> bool:
    """Whether the facts have a row in the place of the added one: then it would not be one more."""
    known = facts()
    if table == "status.csv":
        return (cells["instrument"], state) in known.status
    return table == "practice.csv" and any(
        row.topic == cells["topic"] for row in known.practice.get(state, ())
    )


@settings(max_examples=60, deadline=None)
@given(
    data=st.data(),
    table=st.sampled_from(sorted(CELLS)),
    pair=st.tuples(STATES, STATES).filter(lambda both: both[0] != both[1]),
    measure=st.sampled_from(list(measures())),
    wished=st.sampled_from(["any", "subscriber", "traffic", "content"]),
    of_asked=st.booleans(),
    sure=SURE,
)
def test_one_more_row_changes_an_answer_only_where_the_ruling_cites_it(
    data: st.DataObject,
    table: str,
    pair: tuple[str, str],
    measure: Measure,
    wished: str,
    of_asked: bool,
    sure: str,
) -> None:
    adopt({})
    cells = data.draw(CELLS[table])
    state, other = pair if of_asked else pair[::-1]
    wish = Wish(requesting=pair[1], requested=pair[0], on=date(2026, 11, 21))
    if stands_already(table, cells, state):
        return
    wish = replace(wish, data=wished)  # type: ignore[arg-type]  # sampled from its values
    before = rule(wish, measure)
    placed = {"state": state, "with": other} if table == "agreements.csv" else {"country": state}
    adopt({table: with_row(table, {**cells, **placed, "confidence": sure})})
    after = rule(wish, measure)
    if after.answer != before.answer:
        assert ADDED in {row.id for row in after.facts}
        assert any(ADDED in reason.facts for reason in after.reasons)
    if before.answer == "not_allowed" and table != "status.csv":
        assert after.answer == "not_allowed" or measure == Measure("ETS185-27")
