"""`glacy treaty import` at a node: accepted in a person's name, journalled, and read from then on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest
from click.testing import CliRunner, Result

from glacy.cli import main
from glacy.node.facts import use_accepted
from glacy.store.models import EntryRow
from glacy.treaty import adopt, standing
from tests.cli.conftest import Line
from tests.journeys.test_pages import ROOT, commands_of

HEADER = "instrument,country,signature,deposit,entry_into_force,source\n"
KENYA = "ETS185,KE,,2026-11-20,2027-03-01,https://example.org/register\n"
CHILE = "ETS185,CL,,2017-04-20,2017-10-01,https://example.org/register\n"


@pytest.fixture(autouse=True)
def as_packaged() -> Iterator[None]:
    """The facts of other tests stay the packaged ones."""
    yield
    adopt({})


def take(line: Line, chart: str, *words: str, who: str = "abena", answer: str = "y\n") -> Result:
    file = line.node.path.parent / "chart.csv"
    file.write_text(HEADER + chart)
    arguments = [
        "treaty",
        "import",
        str(file),
        "--partial",
        "--node",
        str(line.node.path),
        "--as",
        who,
        *words,
    ]
    return CliRunner().invoke(main, arguments, input=answer)


def test_a_person_accepts_it_and_the_journal_says_who(line: Line) -> None:
    done = take(line, KENYA)
    assert done.exit_code == 0, done.output
    assert "Kenya" in done.stdout
    assert "Accepted by abena" in done.stderr
    entry = EntryRow.objects.get(kind="facts.accepted")
    assert entry.who == "abena"
    assert "new ETS185:KE:deposit" in entry.what["changes"]
    assert standing("ETS185", "KE", date(2027, 3, 1)).party == "yes"
    adopt({})
    use_accepted(line.node.path)
    assert standing("ETS185", "KE", date(2027, 3, 1)).party == "yes"


def test_asked_and_declined_nothing_changes(line: Line) -> None:
    done = take(line, KENYA, answer="n\n")
    assert done.exit_code == 1
    assert "Nothing was changed" in done.stderr
    assert not (line.node.path / "facts").exists()
    assert not EntryRow.objects.filter(kind="facts.accepted").exists()


def test_a_contradiction_is_decided_by_name(line: Line) -> None:
    assert take(line, CHILE, "--yes").exit_code == 0
    assert standing("ETS185", "CL", date(2017, 9, 1)).party == "unknown"
    done = take(line, CHILE, "--yes", "--decide", "ETS185:CL:entry_into_force=theirs", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["decided"] == {"ETS185:CL:entry_into_force": "theirs"}
    assert standing("ETS185", "CL", date(2017, 9, 1)).party == "no"


@pytest.mark.parametrize(
    "words", [("--decide", "ETS185:GH:deposit=theirs"), ("--decide", "ETS185:CL:entry_into_force=maybe")]
)
def test_a_decision_about_nothing_is_refused(line: Line, words: tuple[str, ...]) -> None:
    done = take(line, CHILE, "--yes", *words)
    assert done.exit_code == 2
    assert "ETS185:CL:entry_into_force" in done.output


def test_a_duty_officer_cannot_accept_facts(line: Line) -> None:
    done = take(line, KENYA, "--yes", who="ama")
    assert done.exit_code == 2
    assert "takes the role" in done.output
    assert not (line.node.path / "facts").exists()


def test_a_malformed_chart_leaves_the_facts_untouched(line: Line) -> None:
    done = take(line, "ETS185,KE,,20 November 2026,,https://example.org/register\n", "--yes")
    assert done.exit_code == 2
    assert "is not a day in the form 2026-11-21" in done.output
    assert not (line.node.path / "facts").exists()


def test_the_page_about_it_can_be_followed(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    commands = commands_of("keep-the-chart-true.md")
    assert len(commands) == 4
    for command in commands:
        words = [{"demo/gh": str(line.node.path)}.get(word, word) for word in command.split()[1:]]
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 0, f"{command}: {done.output}"
    assert standing("ETS185", "KE", date(2027, 4, 1)).party == "yes"
