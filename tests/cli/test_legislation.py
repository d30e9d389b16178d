"""The commands of legislation, as a drafter or reviewer types them; no node and no database."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from glacy.cli import main

ACTS = Path(__file__).resolve().parents[1] / "vectors" / "law" / "acts"
SENEGAL, KENYA = (
    str(ACTS / "sn-loi-2008-11.txt"),
    str(ACTS / "ke-computer-misuse-and-cybercrimes-act-2018.txt"),
)


def run(*words: str, code: int = 0) -> Result:
    done = CliRunner().invoke(main, ["legislation", *words])
    assert done.exit_code == code, done.output
    return done


def test_align_answers_in_the_form_that_others_read() -> None:
    told = json.loads(run("align", SENEGAL, "--country", "SN", "--json").stdout)
    provision = next(one for one in told["provisions"] if one["provision"] == "431-8")
    best = provision["matches"][0]
    assert (best["instrument"], best["article"], best["relation"]) == ("ETS185", "2", "full")
    assert 0.5 <= best["confidence"] <= 1
    assert "accéder frauduleusement" in best["grounds"]


def test_read_shows_the_provisions_and_writes_akoma_ntoso(tmp_path: Path) -> None:
    out = tmp_path / "act.xml"
    words = (
        "read",
        SENEGAL,
        "--country",
        "SN",
        "--title",
        "Loi",
        "--date",
        "2008-01-25",
        "--akoma",
        str(out),
    )
    told = json.loads(run(*words, "--json").stdout)
    assert len(told["provisions"]) == 71
    assert told["is_confirmed"] is False
    assert out.read_bytes().startswith(b"<?xml")
    assert "is there already" in run(*words, code=2).stderr


@pytest.mark.parametrize("form", ["csv", "json", "xlsx", "docx", "pdf"])
def test_the_table_is_written(form: str, tmp_path: Path) -> None:
    out = tmp_path / f"table.{form}"
    run("concordance", SENEGAL, "--country", "SN", "--in", "fr", "--out", str(out))
    assert out.stat().st_size > 2_000


def test_gaps_say_what_was_not_searched() -> None:
    told = json.loads(run("gaps", SENEGAL, "--country", "SN", "--json").stdout)
    assert told["not_loaded"] == ["penal", "procedure", "cooperation"]
    assert told["not_searched"] > 0


def test_states_are_compared() -> None:
    told = json.loads(run("compare", f"SN={SENEGAL}", f"KE={KENYA}:special", "--json").stdout)
    assert told["countries"] == ["SN", "KE"]
    assert {"SN", "KE"} == set(told["articles"][0]["states"])


def test_a_review_is_kept_and_shown(tmp_path: Path) -> None:
    log = str(tmp_path / "decisions.jsonl")
    before = json.loads(run("review", SENEGAL, "--country", "SN", "--log", log, "--json").stdout)
    word = ("--provision", "431-8", "--article", "ETS185-2", "--verdict", "full", "--reviewer", "A. Invented")
    run("review", SENEGAL, "--country", "SN", "--log", log, *word)
    after = json.loads(run("review", SENEGAL, "--country", "SN", "--log", log, "--json").stdout)
    assert "431-8 ETS185-2" in {f"{one['provision']} {one['article']}" for one in before["open"]}
    assert "431-8 ETS185-2" not in {f"{one['provision']} {one['article']}" for one in after["open"]}
    told = json.loads(run("concordance", SENEGAL, "--country", "SN", "--decisions", log, "--json").stdout)
    access = next(one for one in told["articles"] if one["article"] == "2" and one["instrument"] == "ETS185")
    assert access["entries"][0]["reviewers"] == ["A. Invented"]
    strange = (*word[:2], "--article", "X-1", *word[4:])
    assert "no article" in run("review", SENEGAL, "--country", "SN", "--log", log, *strange, code=2).stderr


def test_a_bill_says_what_it_closes_and_what_stays_open() -> None:
    colombia = str(ACTS / "co-ley-1273-2009.txt")
    told = json.loads(run("bill", KENYA, "--country", "CO", "--beside", colombia, "--json").stdout)
    by_article = {one["article"]: one for one in told["articles"] if one["instrument"] == "ETS185"}
    assert by_article["16"]["change"] == "closes"
    assert by_article["2"]["change"] == "as before"
    assert "4" in told["beyond"]


def scanned(tmp_path: Path) -> Path:
    """A PDF of one page that holds nothing but a picture of two articles."""
    import typst

    words = "Artículo 1\\ El que acceda sin autorización a un sistema informático será castigado con prisión."
    source = tmp_path / "act.typ"
    source.write_text(
        f"#set text(size: 16pt)\n{words}\n\nArtículo 2\\ Esta ley entra en vigor.", encoding="utf-8"
    )
    picture = typst.compile(str(source), format="png", ppi=220)
    assert isinstance(picture, bytes)
    (tmp_path / "act.png").write_bytes(picture)
    source.write_text('#set page(margin: 0pt)\n#image("act.png", width: 100%)', encoding="utf-8")
    pdf = tmp_path / "act.pdf"
    typst.compile(str(source), output=str(pdf))
    return pdf


def test_a_scan_is_read_when_asked(tmp_path: Path) -> None:
    if shutil.which("tesseract") is None and os.environ.get("CI", "").lower() not in ("1", "true"):
        pytest.skip("NOT RUN: Tesseract is not installed (apt-get install tesseract-ocr)")
    pdf = scanned(tmp_path)
    assert "--ocr" in run("align", str(pdf), "--country", "CL", code=2).stderr
    done = run("align", str(pdf), "--country", "CL", "--language", "es", "--ocr", "--json")
    told = json.loads(done.stdout)
    assert [one["provision"] for one in told["provisions"]] == ["1", "2"]
    assert told["provisions"][0]["matches"][0]["article"] == "2"
    assert "from pictures" in done.stderr


def test_what_is_wrongly_asked_is_said(tmp_path: Path) -> None:
    german = tmp_path / "gesetz.txt"
    german.write_text("§ 1\nWer unbefugt Daten ausspäht, wird bestraft.\n" * 5, encoding="utf-8")
    assert "--language" in run("align", str(german), "--country", "DE", code=2).stderr
    assert "XX=FILE" in run("compare", "SN=nowhere.txt", code=2).stderr
