"""An updated chart: read or refused by name, compared, accepted; contradictions wait for a person."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glacy.treaty import ChartError, Measure, Wish, adopt, measures, rule, standing
from glacy.treaty.chart_file import read_chart
from glacy.treaty.facts import facts
from glacy.treaty.tables import packaged
from glacy.treaty.update import accept, compare_chart

HEADER = "instrument,country,signature,deposit,entry_into_force,source"
PAGE = "https://example.org/register"
READ_ON = date(2026, 12, 5)
TODAY = date(2026, 11, 21)
WISH = Wish(requesting="GH", requested="CL", on=TODAY)


@pytest.fixture(autouse=True)
def as_packaged() -> Iterator[None]:
    """Every test begins and ends with the packaged facts."""
    adopt({})
    yield
    adopt({})


def chart(*lines: str) -> bytes:
    return "\n".join((HEADER, *lines)).encode()


def whole(instrument: str = "ETS189") -> list[dict[str, str]]:
    """The packaged chart of an instrument, as another register would write it."""
    rows = csv.DictReader(io.StringIO(packaged("status.csv")))
    columns = HEADER.split(",")
    return [{key: row[key] for key in columns} for row in rows if row["instrument"] == instrument]


def written(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADER.split(","))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def test_the_same_chart_changes_nothing() -> None:
    changes = compare_chart(read_chart(written(whole())))
    assert {change.kind for change in changes} <= {"confirms_recall"}


def test_a_chart_with_the_columns_of_the_prepared_table_is_read_too() -> None:
    data = (
        b"instrument,country_iso2,country_name,signature,ratification_or_accession,entry_into_force,source_url\n"
        b"ETS185,KE,Kenya,,2026-11-30,2027-03-01,https://example.org/register\n"
    )
    (line,) = read_chart(data, whole=False)
    assert (line.country, line.days["deposit"]) == ("KE", date(2026, 11, 30))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("ETS185,KE,,30/11/2026,2027-03-01,x", "'30/11/2026' is not a day in the form 2026-11-21 (deposit)"),
        ("ETS185,KE,,2026-11-30,20270301,x", "'20270301' is not a day"),
        ("ETS185,KE,,2026-13-30,,x", "'2026-13-30' is not a day"),
        ("ETS185,XX,,2026-11-30,,x", "'XX' is not the code of a country"),
        ("ETS185,ZR,,2026-11-30,,x", "Write CD"),
        ("ETS185,YU,,2026-11-30,,x", "RS (Serbia), ME (Montenegro)"),
        ("ETS185,Swaziland,,2026-11-30,,x", "Write SZ for Eswatini"),
        ("ETS 185,KE,,2026-11-30,,x", "'ETS 185' is not an instrument"),
        ("ETS185,KE,,2026-11-30,2026-11-01,x", "before it deposited"),
        ("ETS185,KE,,2026-11-30,,", "no source is given"),
        ("ETS185,KE", "Line 2 has not as many cells as the first line"),
        ("ETS185,KE,,2026-11-20,2027-03-01,x,y", "Line 2 has not as many cells as the first line"),
        ("ETS185,KE,2026-11-21,2026-11-20,,x", "before it signed on 2026-11-21"),
        ("ETS185,KE,2001-11-22,,,x", "2001-11-22 is before ETS185 was opened for signature on 2001-11-23"),
        ("ETS185,KE,,2026-11-22,,x", "2026-11-22 is after the day on which the chart is read (2026-11-21)"),
        ("ETS185,KE,,2026-11-20,2127-03-01,x", "further than the facts reach"),
        ("ETS185,CW,,2026-11-20,2027-03-01,x", "Curaçao is a territory of Netherlands; a chart has States"),
        ("ETS185,GH,,2018-12-03,2019-04-01,x\nETS185,GH,,2018-12-03,2019-04-01,x", "Ghana stands twice"),
    ],
)
def test_a_malformed_line_is_named_and_refused(line: str, told: str) -> None:
    before = facts()
    with pytest.raises(ChartError) as refused:
        read_chart(chart(line), whole=False, on=date(2026, 11, 21))
    assert told in str(refused.value)
    assert refused.value.fields["line"]
    assert facts() is before


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "no column"),
        (b"instrument,country\nETS185,GH\n", "no column signature"),
        (b"\xff\xfe\x00", "not in UTF-8"),
        (HEADER.encode(), "no line"),
        (
            b"instrument,country,country_iso2,signature,deposit,entry_into_force,source\n",
            "country stands twice",
        ),
        (b"x" * (1 << 21), "too large"),
    ],
    ids=["empty", "columns", "encoding", "no line", "twice", "large"],
)
def test_a_file_that_is_no_chart_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(ChartError, match=told):
        read_chart(data)


def test_a_missing_row_is_named() -> None:
    rows = [row for row in whole("CETS224") if row["country"] != "GH"]
    with pytest.raises(ChartError, match="no line for Ghana"):
        read_chart(written(rows))


@settings(max_examples=80)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_chart_or_refused(data: bytes) -> None:
    with suppress(ChartError):
        assert read_chart(chart() + b"\n" + data, whole=False)


def test_a_new_party_is_one_once_accepted() -> None:
    changes = compare_chart(read_chart(chart(f"ETS185,KE,,2026-11-20,2027-03-01,{PAGE}"), whole=False))
    assert {change.kind for change in changes} == {"new"}
    adopt(accept(changes, {}, read_on=READ_ON))
    assert standing("ETS185", "KE", date(2027, 2, 28)).party == "no"
    ruling = rule(replace(WISH, requested="KE", on=date(2027, 3, 1)), Measure("ETS185-29"))
    assert ruling.allowed
    assert PAGE in {row.source for row in ruling.facts}


def test_a_contradiction_stands_until_a_person_decides() -> None:
    lines = read_chart(chart(f"ETS185,CL,,2017-06-20,2017-10-01,{PAGE}"), whole=False)
    changes = compare_chart(lines)
    assert {change.kind for change in changes} == {"contradicts"}
    adopt(accept(changes, {}, read_on=READ_ON))
    between = standing("ETS185", "CL", date(2017, 9, 1))
    assert between.party == "unknown"
    assert "2017-08-01" in between.says
    assert "2017-10-01" in between.says
    assert standing("ETS185", "CL", date(2017, 7, 31)).party == "no"
    assert standing("ETS185", "CL", date(2017, 10, 1)).party == "yes"


@pytest.mark.parametrize(("decided", "party"), [("theirs", "no"), ("ours", "yes")])
def test_a_decision_settles_it(decided: str, party: str) -> None:
    changes = compare_chart(read_chart(chart(f"ETS185,CL,,2017-06-20,2017-10-01,{PAGE}"), whole=False))
    decisions = {change.id: decided for change in changes}
    adopt(accept(changes, decisions, read_on=READ_ON))  # type: ignore[arg-type]  # both words are decisions
    assert standing("ETS185", "CL", date(2017, 9, 1)).party == party


def test_silence_takes_nothing_away() -> None:
    changes = compare_chart(read_chart(chart(f"ETS185,GH,,,,{PAGE}"), whole=False))
    assert {change.kind for change in changes} == {"silent"}
    adopt(accept(changes, {}, read_on=READ_ON))
    assert standing("ETS185", "GH", TODAY).party == "yes"


def test_tables_out_of_form_leave_the_facts_as_packaged() -> None:
    with pytest.raises(Exception, match=r"status\.csv"):
        adopt({"status.csv": "id,instrument\nx,y\n"})
    assert standing("ETS185", "GH", TODAY).party == "yes"


@settings(max_examples=25, deadline=None)
@given(
    country=st.sampled_from(sorted(facts().states)),
    other=st.sampled_from(sorted(facts().states)),
    measure=st.sampled_from(list(measures())),
    instrument=st.sampled_from(["ETS185", "ETS189", "CETS224"]),
    deposited=st.dates(date(2005, 1, 1), date(2026, 6, 1)),
    swap=st.booleans(),
)
def test_more_facts_change_a_refusal_only_with_a_row_that_explains_it(
    country: str, other: str, measure: Measure, instrument: str, deposited: date, swap: bool
) -> None:
    if country == other or deposited < facts().instruments[instrument].opened_on:
        return
    pair = (other, country) if swap else (country, other)
    wish = replace(WISH, requesting=pair[0], requested=pair[1])
    adopt({})
    before = rule(wish, measure)
    in_force = date(deposited.year + 1, deposited.month, 1)
    line = f"{instrument},{country},,{deposited},{in_force},{PAGE}"
    adopt(accept(compare_chart(read_chart(chart(line), whole=False)), {}, read_on=READ_ON))
    after = rule(wish, measure)
    if before.answer == "not_allowed" and after.answer != before.answer:
        added = {row.id for row in after.facts if PAGE in row.source}
        assert added & {id_ for reason in after.reasons for id_ in reason.facts}
    if measure.split("-")[0] not in (instrument, "ETS185"):
        assert after.answer == before.answer
