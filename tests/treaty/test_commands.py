"""`glacy treaty status, matrix, roads, unknown, import`: what they print, and what they refuse."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any  # JSON of many shapes

import pytest
from click.testing import CliRunner, Result

from glacy.cli import main

DAY = ("--on", "2026-11-21")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["treaty", *arguments])


def read(*arguments: str) -> Any:  # Any: JSON
    done = run(*arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_the_status_of_every_instrument() -> None:
    found = read("status", *DAY)
    counts = {chart["instrument"]: chart["counts"] for chart in found["charts"]}
    assert counts["ETS185"]["party"] == 81
    assert counts["CETS224"] == {"party": 0, "deposited": 3, "signed": 49, "none": 143, "unknown": 0}
    assert len(found["charts"][0]["states"]) == 195
    assert found["curves"]["ETS185"][-1]["at_least"] == 81


def test_one_instrument_on_a_day_long_ago() -> None:
    done = run("status", "--instrument", "ETS185", "--on", "2004-07-01")
    assert done.exit_code == 0
    assert "5 Parties" in done.stdout
    assert "AL  party      2004-07-01  Albania" in done.stdout


def test_one_country_on_the_eve() -> None:
    found = read("status", "--country", "CL", "--instrument", "ETS185", "--on", "2017-07-31")
    assert found["status"]["ETS185"]["status"] == "deposited"
    assert {row["file"] for row in found["status"]["ETS185"]["facts"]} == {"status.csv", "conflicts.csv"}


def test_one_country_with_what_it_declared() -> None:
    found = read("status", "--country", "AT", "--on", "2012-09-30")
    declared = {(row["article"], row["stands"]) for row in found["declarations"]}
    assert ("29(4)", False) in declared
    assert ("29(4)", True) in {
        (row["article"], row["stands"]) for row in read("status", "--country", "AT", *DAY)["declarations"]
    }
    assert any(row["name"] for row in found["authorities"])
    assert "not on this day" in run("status", "--country", "AT", "--on", "2012-09-30").stdout


def test_a_time_limit_says_its_day() -> None:
    found = {road["measure"]: road for road in read("route", "GH", "CL", "--on", "2026-11-21")["routes"]}
    limits = {limit["key"]: limit["ends_on"] for limit in found["ETS185-29"]["time_limits"]}
    assert limits["preservation_minimum"] == "2027-01-20"
    assert limits["preservation_until_decided"] is None


def test_a_territory_has_a_status_too() -> None:
    assert (
        read("status", "--country", "CW", "--instrument", "ETS185", *DAY)["status"]["ETS185"]["status"]
        == "party"
    )


def test_the_matrix_in_groups_and_as_csv() -> None:
    found = read("matrix", "--measure", "ETS185-29", *DAY)
    assert found["counts"] == {"allowed": 6480, "unknown": 162, "not_allowed": 31188}
    assert sum(len(group["states"]) for group in found["groups"]) == 195
    rows = list(csv.DictReader(io.StringIO(run("matrix", "--measure", "ETS185-29", *DAY, "--csv").stdout)))
    assert len(rows) == 195 * 194
    assert {
        "requesting": "GH",
        "requested": "CL",
        "measure": "ETS185-29",
        "on": "2026-11-21",
        "answer": "allowed",
    } in rows


def test_the_roads_begin_with_who_holds_it() -> None:
    found = read("roads", "GH", "--holder", "Instagram", "--data", "subscriber", *DAY)
    assert found["requested"] == "US"
    assert found["holder"]["entity"].startswith("Meta Platforms")
    assert {"ETS185-29", "home_order", "police_channel"} <= {road["key"] for road in found["roads"]}
    assert found["plan"][-1]["by"] == "2027-01-20"


def test_the_roads_as_a_page_fit_eighty_columns() -> None:
    done = run("roads", "GH", "CL", "--data", "content", "--emergency", *DAY)
    assert done.exit_code == 0
    assert "Plan:" in done.stdout
    assert all(len(line) <= 80 for line in done.stdout.splitlines() if "http" not in line)


def test_the_articles_of_an_instrument_say_what_is_not_verified() -> None:
    told = run("articles", "CETS224", "--article", "7")
    assert "Not verified, from memory only: 30-day rule" in " ".join(told.stdout.split())
    whole = read("articles")["articles"]
    assert {str(number) for number in range(2, 36)} <= {one["article"] for one in whole}
    wrong = run("articles", "--article", "99")
    assert wrong.exit_code == 2
    assert "The facts have no Article 99 of ETS185" in wrong.output


def test_what_is_unknown_about_a_country() -> None:
    found = read("unknown", "--country", "IE", *DAY)
    assert {doubt["about"] for doubt in found["unknown"]} == {"IE"}
    assert "contradicted" in {doubt["trouble"] for doubt in read("unknown", *DAY)["unknown"]}


def test_a_route_tells_what_to_observe() -> None:
    found = read("route", "GH", "CL", "--data", "content", *DAY)["routes"]
    assert len(found) == 22
    assert all("safeguards" in road for road in found)
    assert "Observe, ETS185 15(1)" in run("route", "GH", "CL", *DAY).stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("status", "--instrument", "ETS 185"), "is not an instrument"),
        (("status", "--country", "XX"), "is not the code of a country"),
        (("status", "--country", "UK"), "Write GB"),
        (("status", "--on", "2000-12-31"), "do not reach"),
        (("status", "--on", "21.11.2026"), "2026-11-21"),
        (("matrix", "--measure", "ETS185-15"), "is not a cooperation measure"),
        (("roads", "GH"), "Name the State"),
        (("roads", "GH", "--holder", "TikTok"), "several holders"),
        (("roads", "GH", "GH"), "are both GH"),
        (("unknown", "--country", "Ghana"), "Write GH"),
        (("import", "nowhere.csv"), "cannot be read"),
    ],
)
def test_what_is_wrongly_asked_exits_with_2(arguments: tuple[str, ...], told: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert told in done.output


def test_an_import_without_a_node_shows_and_changes_nothing(tmp_path: Path) -> None:
    chart = tmp_path / "chart.csv"
    chart.write_text(
        "instrument,country,signature,deposit,entry_into_force,source\n"
        "ETS185,KE,,2026-11-20,2027-03-01,https://example.org/register\n"
    )
    done = run("import", str(chart), "--partial")
    assert done.exit_code == 0
    assert "ETS185:KE:deposit" in done.stdout
    assert "Nothing was changed" in done.stderr
    assert read("status", "--country", "KE", "--on", "2027-02-01")["status"]["ETS185"]["status"] == "none"
    whole = run("import", str(chart))
    assert whole.exit_code == 2
    assert "has no line for Andorra, Albania" in whole.output
