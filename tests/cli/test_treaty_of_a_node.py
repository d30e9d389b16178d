"""The treaty commands answer from what a node has accepted where the node is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from glacy.cli import main
from glacy.cli.showing import counted
from glacy.treaty import ADOPTABLE, adopt
from glacy.treaty.tables import packaged


@pytest.fixture(autouse=True)
def _packaged_again() -> Iterator[None]:
    yield
    adopt({})


@pytest.fixture
def node(tmp_path: Path) -> Path:
    """A node that has accepted that Nicaragua is a Party, which is invented."""
    folder = tmp_path / "gh" / "facts"
    folder.mkdir(parents=True)
    text = packaged(ADOPTABLE[0])
    head = text.splitlines()[0].split(",")
    cells = {
        "id": "status:ETS185:NI", "instrument": "ETS185", "country": "NI", "name": "Nicaragua",
        "deposit": "2026-06-02", "entry_into_force": "2026-10-01", "seen_as_of": "2026-11-21",
        "source": "https://example.org/invented", "read_on": "2026-11-21", "confidence": "page",
        "sure": "high",
    }  # fmt: skip
    rows = [line for line in text.splitlines() if not line.startswith("status:ETS185:NI,")]
    rows.append(",".join(cells.get(name, "") for name in head))
    (folder / ADOPTABLE[0]).write_text("\n".join(rows) + "\n", encoding="utf-8")
    return tmp_path / "gh"


def told(*words: object, env: dict[str, str] | None = None) -> str:
    ran = CliRunner().invoke(main, ["treaty", *map(str, words)], env=env)
    assert ran.exit_code == 0, ran.output
    return ran.stdout


ASKED = ("status", "--country", "NI", "--instrument", "ETS185", "--on", "2026-11-21")


def test_without_a_node_the_packaged_facts_answer() -> None:
    assert "2026-10-01" not in told(*ASKED)


def test_with_a_node_what_it_has_accepted_answers(node: Path) -> None:
    assert "2026-10-01" in told("--node", node, *ASKED)
    assert "2026-10-01" in told(*ASKED, env={"GLACY_NODE": str(node)})
    route = told("--node", node, "route", "GH", "NI", "--data", "subscriber", "--on", "2026-11-21")
    assert "Nicaragua has been a Party since 2026-10-01" in route


def test_an_instrument_is_tried_beside_what_a_node_has_accepted(node: Path) -> None:
    folder = Path(__file__).resolve().parents[1] / "vectors" / "treaty" / "XT900"
    assert "2026-10-01" in told("--node", node, "--with", folder, *ASKED)


@pytest.mark.parametrize(("number", "says"), [(0, "0 files"), (1, "1 file"), (2, "2 files")])
def test_a_number_has_its_noun(number: int, says: str) -> None:
    assert counted(number, "file", "files") == says
