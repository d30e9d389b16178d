"""What a person accepts is read by the processes that run already, at once and never by halves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest

from glacy.node.facts import FOLDER, put_accepted, read_accepted, use_accepted, write_accepted
from glacy.treaty import FactsError, adopt, standing, status
from glacy.treaty.tables import packaged
from tests.node.pair import Place, free_port, glacy, served, wait_for

KENYA = "ETS185,KE,,2026-11-20,2027-03-01,https://example.org/register\n"
LATER = date(2027, 3, 1)


@pytest.fixture(autouse=True)
def as_packaged() -> Iterator[None]:
    """The facts of other tests stay the packaged ones."""
    yield
    adopt({})


def with_kenya() -> str:
    """The packaged chart, and a row by which Kenya is a Party from March 2027."""
    text = packaged("status.csv")
    columns = text.splitlines()[0].split(",")
    row = {"id": "status:ETS185:KE", "instrument": "ETS185", "country": "KE", "deposit": "2026-11-20"}
    row |= {
        "name": "Kenya",
        "entry_into_force": "2027-03-01",
        "source": "https://example.org",
        "read_on": "2026-11-21",
    }
    row |= {"confidence": "page"}
    return text.rstrip("\n") + "\n" + ",".join(row.get(name, "") for name in columns) + "\n"


def accept(node: Path, text: str) -> None:
    write_accepted(node / FOLDER, {"status.csv": text})
    put_accepted(node / FOLDER, {"status.csv": text})


def kenya() -> str:
    return standing("ETS185", "KE", LATER).party


def test_what_is_accepted_is_in_use_at_the_next_look_and_gone_when_it_is_taken_away(tmp_path: Path) -> None:
    use_accepted(tmp_path)
    before, counted = kenya(), status("ETS185", LATER)
    accept(tmp_path, with_kenya())
    assert kenya() == before
    use_accepted(tmp_path)
    assert (before, kenya()) == ("unknown", "yes")
    assert status("ETS185", LATER) != counted
    (tmp_path / FOLDER / "status.csv").unlink()
    use_accepted(tmp_path)
    assert kenya() == before


def test_a_table_that_cannot_be_read_is_told_once_and_the_facts_in_use_stay(tmp_path: Path) -> None:
    accept(tmp_path, with_kenya())
    use_accepted(tmp_path)
    accept(tmp_path, with_kenya() + "no row at all\n")
    with pytest.raises(FactsError):
        use_accepted(tmp_path)
    use_accepted(tmp_path)
    assert kenya() == "yes"


def test_what_was_written_and_not_put_in_use_is_not_read(tmp_path: Path) -> None:
    write_accepted(tmp_path / FOLDER, {"status.csv": with_kenya()})
    assert read_accepted(tmp_path) == {}
    use_accepted(tmp_path)
    assert kenya() == "unknown"


def test_many_threads_never_keep_an_answer_from_the_facts_before(tmp_path: Path) -> None:
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            kenya()
            status("ETS185", LATER)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for number in range(20):
            text = with_kenya() if number % 2 == 0 else packaged("status.csv")
            accept(tmp_path, text)
            use_accepted(tmp_path)
            assert kenya() == ("yes" if number % 2 == 0 else "unknown")
            steps = {place.country: place.step for place in status("ETS185", LATER).states}
            assert (steps["KE"] == "party") is (number % 2 == 0)
    finally:
        stop.set()
        for thread in threads:
            thread.join()


LAWYER = """
[[officer]]
username = "abena"
name = "Abena Lawyer (invented)"
roles = ["central_authority_lawyer"]
authority = "Central authority of Ghana (invented)"
password = "long enough to sign in"
"""


def test_a_node_that_runs_reads_what_the_command_has_accepted(tmp_path: Path) -> None:
    ghana = Place(path=tmp_path / "gh", country="GH", port=free_port())
    people, chart = tmp_path / "people.toml", tmp_path / "chart.csv"
    people.write_text(LAWYER)
    chart.write_text("instrument,country,signature,deposit,entry_into_force,source\n" + KENYA)
    glacy("node", "init", str(ghana.path), "--country", "GH", "--url", ghana.url, "--exercise")
    glacy("officer", "add", str(ghana.path), "--from", str(people))

    def told() -> str:
        asked = f"{ghana.url}/treaty/countries/KE/facts.json?on_day=1&on_month=4&on_year=2027"
        return httpx.get(asked, trust_env=False, timeout=30).raise_for_status().text

    with served(ghana) as process:
        assert "2026-11-20" not in told()
        words = ["--partial", "--node", str(ghana.path), "--as", "abena", "--yes"]
        glacy("treaty", "import", str(chart), *words)
        wait_for(lambda: "2026-11-20" in told())
        assert process.poll() is None
