"""An instrument is a folder of data: one that nobody has programmed for is ruled on, shown and printed."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.utils import translation

from glacy.cli import main
from glacy.cooperation import complete, draft_of, missing, read_request, render_request, write_message
from glacy.cooperation.missing import safeguards_of
from glacy.desks.frame.measures import MEASURES, say_asked
from glacy.node.facts import read_instrument_folder, use_accepted
from glacy.treaty import (
    Errand,
    FactsError,
    Measure,
    Wish,
    adopt,
    matrix,
    measures,
    plan,
    read_measure,
    requestable,
    roads,
    routes,
    rule,
)
from tests.cooperation.story import PRESERVATION
from tests.cooperation.test_document import text_of

HERE = Path(__file__).resolve().parents[1] / "vectors" / "treaty" / "XT900"
"""A treaty, two Parties and a safeguard, all invented."""
ON = date(2026, 11, 21)
FREEZING = Measure("XT900-4")
WISH = Wish(requesting="GH", requested="CL", on=ON, data="traffic")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the invented instrument, where somebody has written it."""
    place = tmp_path / "XT900"
    shutil.copytree(HERE, place)
    return place


@pytest.fixture(autouse=True)
def _packaged_again() -> Iterator[None]:
    yield
    adopt({})


def use(folder: Path) -> None:
    adopt({}, {folder.name: read_instrument_folder(folder)})


def test_it_is_ruled_on_for_its_parties_and_nobody_else(folder: Path) -> None:
    use(folder)
    assert rule(WISH, FREEZING).answer == "allowed"
    assert FREEZING in {ruling.measure for ruling in routes(WISH)}
    outside = dataclasses.replace(WISH, requested="BR")
    assert rule(outside, FREEZING).answer == "not_allowed"
    assert matrix(FREEZING, WISH).states


def test_its_road_keeps_and_stands_in_the_plan(folder: Path) -> None:
    use(folder)
    errand = Errand(wish=WISH, aim="keep")
    found = roads(errand)
    road = next(one for one in found if one.key == FREEZING)
    assert (road.answer, road.gives) == ("allowed", "preservation")
    assert any("thawed" in term for term in road.terms)
    assert FREEZING in {step.road for step in plan(errand, found)}


def test_its_request_lacks_what_it_demands_is_written_read_and_printed(folder: Path) -> None:
    use(folder)
    ruling = rule(WISH, FREEZING)
    draft = draft_of(PRESERVATION).with_section("basis", {"measure": str(FREEZING), "kind": "treaty"})
    assert [one.key for one in safeguards_of(draft, ruling) if one.key == "thawing"] == ["thawing"]
    bare = draft.with_section("data", {"wanted": [{"category": "traffic"}]})
    assert ("data", "necessity", "XT900 4(3)") in {
        (one.section, one.field, one.article) for one in missing(bare, ruling)
    }
    request = complete(draft, ruling=ruling, id=PRESERVATION.id, dated_at=PRESERVATION.dated_at)
    assert read_request(write_message(request)) == request
    page = text_of(render_request(request))
    assert "Solicitud de congelar registros" in page
    assert "Los registros se descongelan al vencer el plazo. (XT 900, artículo 4(5))" in page


def test_the_pages_call_it_by_its_name_in_their_language(folder: Path) -> None:
    use(folder)
    with translation.override("es"):
        assert str(MEASURES[FREEZING]) == "Congelación de registros"
        assert ("XT900-4", "Congelar registros (artículo 4)") in [
            (one, str(says)) for one, says in say_asked(requestable())
        ]


def test_the_command_line_tries_a_folder_without_taking_it(folder: Path) -> None:
    ran = CliRunner().invoke(
        main, ["treaty", "--with", str(folder), "route", "GH", "CL", "--data", "traffic"]
    )
    assert ran.exit_code == 0, ran.output
    assert "XT900 Article 4" in ran.output


def test_a_node_uses_the_folders_that_lie_in_it(folder: Path, tmp_path: Path) -> None:
    node = tmp_path / "node"
    place = node / "facts" / "instruments" / "XT900"
    place.parent.mkdir(parents=True)
    folder.rename(place)
    use_accepted(node)
    assert read_measure("XT900-4") == FREEZING
    written = (place / "instrument.toml").read_text("utf-8")
    (place / "instrument.toml").write_text(written.replace('"preservation"', '"freezing"'), encoding="utf-8")
    with pytest.raises(FactsError, match="family is 'freezing'"):
        use_accepted(node)
    assert FREEZING in measures()


WRONG: Mapping[str, tuple[str, str, str, str]] = {
    "a family that nobody knows": ("instrument.toml", '"preservation"', '"freezing"', "family is 'freezing'"),
    "a field that no request has": (
        "instrument.toml",
        "data.necessity",
        "data.colour",
        "request is 'data.colour'",
    ),
    "a question that nobody asks": ("instrument.toml", '"text_read"', '"moon_full"', "'moon_full'"),
    "another id than the folder's": ("instrument.toml", 'id = "XT900"', 'id = "XT901"', "XT900"),
    "no TOML": ("instrument.toml", "[instrument]", "[instrument", "no TOML"),
    "no name for a measure": ("words.csv", "measure.XT900-4", "measured.XT900-4", "measure.XT900-4"),
    "words in three languages": ("words.csv", ",Congelamento de registos\n", ",\n", "en, es, fr and pt"),
    "a safeguard without words": ("safeguards.toml", '"thawing"', '"melting"', "safeguard.melting"),
    "a safeguard of no measure": ("safeguards.toml", '["XT900-4"]\ndata', '["XT900-9"]\ndata', "XT900-9"),
    "a status of another instrument": ("status.csv", ",XT900,", ",ETS185,", "not of this instrument"),
}


@pytest.mark.parametrize("case", WRONG, ids=str)
def test_a_folder_that_is_wrong_is_refused_by_its_file(folder: Path, case: str) -> None:
    file, old, new, says = WRONG[case]
    before = measures()
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(FactsError) as caught:
        use(folder)
    assert says in str(caught.value)
    assert caught.value.remedy
    assert measures() == before


def test_a_packaged_instrument_cannot_be_replaced(folder: Path) -> None:
    with pytest.raises(FactsError, match="there already"):
        adopt({}, {"ETS185": read_instrument_folder(folder)})
    with pytest.raises(FactsError, match=r"holds code\.py"):
        adopt({}, {"XT900": {**read_instrument_folder(folder), "code.py": "import os"}})
