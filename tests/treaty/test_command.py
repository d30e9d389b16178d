"""`glacy treaty route` prints the roads best first, in words and as JSON, and loads no web."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from glacy.cli.treaty import treaty

ANSWERS = {"allowed", "not_allowed", "unknown"}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(treaty, ["route", *arguments])


def test_the_roads_from_ghana_to_chile_as_json() -> None:
    result = run("GH", "CL", "--data", "subscriber", "--on", "2026-11-21", "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert list(found) == ["routes"]
    assert found["routes"][0]["measure"] == "ETS185-29"
    assert {route["answer"] for route in found["routes"]} <= ANSWERS
    assert all(row["source"] and row["read_on"] for route in found["routes"] for row in route["facts"])


def test_the_roads_to_a_state_outside_the_convention() -> None:
    result = run("GH", "KE", "--data", "subscriber", "--on", "2026-11-21", "--json")
    assert result.exit_code == 0
    routes = json.loads(result.stdout)["routes"]
    assert {route["answer"] for route in routes} == {"not_allowed"}
    assert all("another basis" in r["what_would_change"] for r in routes if r["instrument"] == "ETS185")


def test_the_page_fits_eighty_columns_and_gives_reasons() -> None:
    result = run(
        "GH",
        "CL",
        "--data",
        "subscriber",
        "--on",
        "2026-11-20",
        "--urgent",
        "--offence",
        "2",
        "--offence",
        "8",
    )
    assert result.exit_code == 0
    assert max(len(line) for line in result.stdout.splitlines()) <= 80
    said = " ".join(result.stdout.split())
    assert "1. ALLOWED: ETS185 Article 29" in said
    assert "NOT ALLOWED: CETS224 Article 7" in said
    assert "What would change it: Entry into force of the Second Protocol" in said
    assert "wording was not seen" in said


def test_the_facts_are_listed_on_request() -> None:
    result = run("GH", "CL", "--on", "2026-11-20", "--facts")
    assert "status:ETS185:GH (page, read 2026-11-21)" in " ".join(result.stdout.split())


def test_the_day_is_today_if_left_out() -> None:
    assert run("GH", "CL").exit_code == 0


def test_a_domain_is_short_for_its_registration_data() -> None:
    assert "domain registration data" in run("GH", "CL", "--data", "domain").stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("gh", "CL"), "Write GH for Ghana."),
        (("GH", "GH"), "two different States"),
        (("GH", "CL", "--on", "21.11.2026"), "Write it as 2026-11-21."),
        (("GH", "CL", "--on", "1999-01-01"), "2001-01-01"),
        (("GH", "CL", "--offence", "29"), "Articles 2 to 11"),
        (("GH", "CL", "--data", "metadata"), "is not one of"),
        (("GH",), "Missing argument"),
    ],
)
def test_what_is_wrongly_asked_exits_with_2(arguments: tuple[str, ...], told: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert told in result.output
    assert result.stdout == ""


def test_the_command_loads_no_web() -> None:
    code = (
        "import sys; from glacy.cli.treaty import treaty\n"
        "try: treaty(['route', 'GH', 'CL', '--json'])\n"
        "except SystemExit: pass\n"
        "print([m for m in ('django', 'pyhanko', 'typst') if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
