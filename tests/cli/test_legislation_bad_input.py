"""What is no act, or only half of one, is refused or said at the command line, never guessed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from glacy.cli import main

ACT = (
    Path(__file__).parents[1] / "vectors" / "law" / "acts" / "mu-computer-misuse-and-cybercrime-act-2003.txt"
)
ARABIC = (
    "المادة 1\nكل من دخل عمدا إلى نظام معلوماتي دون وجه حق يعاقب بالحبس.\n"
    "المادة 2\nيعاقب بالحبس كل من اعترض دون حق بيانات معلوماتية أثناء نقلها.\n"
)
HYPHENS = (
    "1. Illegal access\nA person who intentionally and without author-\nity gains access to a com-\nputer"
    " system commits an of-\nfence and is liable on convic-\ntion to a fine.\n\n2. Illegal interception\n"
    "A person who without authority inter-\ncepts a non-public trans-\nmission of"
    " computer data commits an offence.\n"
)
ODD = (
    "ARTICLE PREMIER : La présente loi réprime les atteintes aux systèmes informatiques des usagers.\n\n"
    "Article 431-8 : Quiconque accède frauduleusement à un système informatique est puni d'une amende.\n\n"
    "Article 431-8 bis : Quiconque intercepte sans droit des données lors de leur transmission non publique"
    " est puni.\n\nArticle 431-9 : Quiconque entrave le fonctionnement d'un système informatique est puni.\n"
)
AMERICAN = (
    "SEC. 4. Cybercrime Offenses. — The following acts are punishable under this Act:\n(a) Against systems:\n"
    "(1) Illegal Access. – The access to the whole or any part of a computer system without right.\n"
    "(b) Computer-related:\n"
    "(1) Computer-related Forgery. – The input of computer data without right resulting in inauthentic data"
    " with the intent that it be acted upon as if it were authentic.\n"
    "SEC. 4A. Misuse. — Any person who sells a device designed to commit an offence is punished.\n"
    "SEC. 5. Repeal. — All other laws are repealed.\n"
)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["legislation", *arguments])


def align(tmp_path: Path, text: str, country: str = "SN") -> Result:
    file = tmp_path / "act.txt"
    file.write_text(text, encoding="utf-8")
    return run("align", str(file), "--country", country, "--json")


def best(ran: Result) -> dict[str, str]:
    assert ran.exit_code == 0, ran.output
    return {
        one["provision"]: one["matches"][0]["article"]
        for one in json.loads(ran.stdout)["provisions"]
        if one["matches"]
    }


def test_another_script_is_refused_and_named(tmp_path: Path) -> None:
    ran = align(tmp_path, ARABIC)
    assert ran.exit_code == 2
    assert "Arabic letters" in ran.stderr
    assert "not searched" in ran.stderr


def test_broken_words_are_whole(tmp_path: Path) -> None:
    assert best(align(tmp_path, HYPHENS, "GH")) == {"1": "2", "2": "3"}


def test_odd_numbers_stay_as_the_act_has_them(tmp_path: Path) -> None:
    found = best(align(tmp_path, ODD))
    assert list(found) == ["1", "431-8", "431-8 bis", "431-9"]
    assert (found["431-8"], found["431-8 bis"], found["431-9"]) == ("2", "3", "5")


def test_items_that_are_offences_are_lined_up_by_their_own_numbers(tmp_path: Path) -> None:
    found = best(align(tmp_path, AMERICAN, "PH"))
    assert (found["4(a)(1)"], found["4(b)(1)"], found["4A"]) == ("2", "7", "6")


def test_each_match_has_what_was_promised(tmp_path: Path) -> None:
    for one in json.loads(align(tmp_path, ODD).stdout)["provisions"]:
        for match in one["matches"]:
            assert {"instrument", "article", "relation", "confidence", "grounds"} <= set(match)
            assert match["relation"] in ("full", "partial", "none")
            assert 0 <= match["confidence"] <= 1
        sure = [match["confidence"] for match in one["matches"]]
        assert sure == sorted(sure, reverse=True)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "There is no text"),
        (b"%PDF-1.7\nbroken", "damaged"),
        (b"PK\x03\x04broken", "damaged"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"Nothing here is numbered, and it is no act of any State at all but a letter.", "No article"),
    ],
)
def test_what_is_no_act_says_why(tmp_path: Path, data: bytes, said: str) -> None:
    file = tmp_path / "given"
    file.write_bytes(data)
    ran = run("align", str(file), "--country", "GH", "--language", "en", "--json")
    assert ran.exit_code == 2
    assert said in ran.stderr
    assert ran.stdout == ""


def test_an_act_given_twice_is_counted_once() -> None:
    ran = run("concordance", str(ACT), str(ACT), "--country", "MU")
    assert ran.exit_code == 2
    assert "given twice" in ran.stderr
