"""`glacy legislation powers`, `policy` and `review` at the command line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from click.testing import CliRunner, Result

from glacy.cli import main

ACTS = Path(__file__).parents[1] / "vectors" / "law" / "acts"
MAURITIUS = str(ACTS / "mu-computer-misuse-and-cybercrime-act-2003.txt")
COLOMBIA = str(ACTS / "co-ley-1273-2009.txt")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["legislation", *arguments], catch_exceptions=False)


def test_who_orders_a_power_is_said_with_its_words() -> None:
    ran = run("powers", MAURITIUS, "--country", "MU", "--json")
    assert ran.exit_code == 0
    found = json.loads(ran.stdout)
    order = next(one for one in found["powers"] if one["article"] == "18")
    assert (order["provision"], order["judge"]) == ("13", "needed")
    assert any("Judge in Chambers" in one["words"] for one in order["judge_words"])


def test_rows_are_offered_in_the_columns_of_the_facts() -> None:
    ran = run("powers", MAURITIUS, "--country", "MU", "--offer", "--source", "https://example.org/act")
    rows = list(csv.DictReader(io.StringIO(ran.stdout)))
    facts = Path(__file__).parents[2] / "glacy" / "facts" / "practice.csv"
    assert list(rows[0]) == facts.read_text(encoding="utf-8").splitlines()[0].split(",")
    assert {row["confidence"] for row in rows} == {"offered"}
    assert all("to be checked" in row["says"] for row in rows)


def test_a_policy_is_read(tmp_path: Path) -> None:
    file = tmp_path / "strategy.txt"
    file.write_text("Strategy 2022-2026\nAdopted on 14 March 2022.\nObjective 1: Train judges\n", "utf-8")
    ran = run("policy", str(file), "--country", "GH", "--title", "Strategy", "--json")
    found = json.loads(ran.stdout)
    assert (found["period"], found["objectives"][0]["text"]) == ([2022, 2026], "Train judges")
    assert found["dates"][0]["on"] == "2022-03-14"


def test_a_second_reviewer_and_disagreement_are_measured(tmp_path: Path) -> None:
    log = str(tmp_path / "decisions.log")
    here = (COLOMBIA, "--country", "CO", "--log", log)
    given = ("--provision", "269A", "--article", "ETS185-2")
    assert run("review", *here, *given, "--verdict", "full", "--reviewer", "A (invented)").exit_code == 0
    waiting = json.loads(run("review", *here, "--reviewer", "B (invented)", "--json").stdout)
    assert waiting["open"][0]["provision"] == "269A"
    assert waiting["open"][0]["decided_by_others"] == 1
    assert "verdict" not in waiting["open"][0]
    run("review", *here, *given, "--verdict", "partial", "--reviewer", "B (invented)")
    shown = json.loads(run("review", *here, "--json").stdout)
    assert (shown["reviewed_twice"], shown["agreed"]) == (1, 0)
    assert shown["disputed"] == ["269A ETS185 2"]
    assert shown["learned_from"] == 2
    assert "Reviewers disagree on 269A" in run("review", *here).stdout


def test_half_a_decision_is_refused(tmp_path: Path) -> None:
    ran = run("review", COLOMBIA, "--country", "CO", "--log", str(tmp_path / "log"), "--provision", "269A")
    assert ran.exit_code == 2
