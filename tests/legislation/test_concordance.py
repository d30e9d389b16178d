"""What answers each article, what is a gap and what was never searched; decisions that cannot be bent."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.documents import attachments_of
from glacy.legislation import (
    LANGUAGES,
    VERDICTS,
    Concordance,
    Decision,
    Field,
    LoadedAct,
    MalformedDecisionError,
    agreement,
    align,
    compare,
    concord,
    lexicon,
    missing_elements,
    read_decisions,
    write_decision,
)
from glacy.legislation.tables import annex_lines, table_lines, write_csv
from glacy.legislation.tables.document import write_docx
from glacy.legislation.tables.sheet import write_pdf
from glacy.legislation.tables.workbook import write_xlsx
from tests.legislation.acts import SPOKEN, act_of

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
COLOMBIA, KENYA = "co-ley-1273-2009", "ke-computer-misuse-and-cybercrimes-act-2018"


def loaded(name: str, *covers: Field) -> LoadedAct:
    return LoadedAct(
        country=name[:2].upper(),
        title=name,
        digest="d" * 64,
        dated_on=None,
        source="",
        is_confirmed=False,
        covers=frozenset(covers),
        aligned=align(act_of(name), lexicon(SPOKEN[name[:2]])),
    )


def of(name: str, *covers: Field, decisions: tuple[Decision, ...] = ()) -> Concordance:
    return concord(name[:2].upper(), [loaded(name, *covers)], lexicon("en"), decisions)


def state(found: Concordance, article: str) -> str:
    return next(row.state for row in found.rows if (row.instrument, row.article) == ("ETS185", article))


def decided(**values: str) -> Decision:
    base = Decision(
        act="d" * 64, provision="269A", instrument="ETS185", article="2", verdict="full",
        reviewer="A. Invented", decided_at=AT,
    )  # fmt: skip
    return replace(base, **values)  # type: ignore[arg-type]  # texts alone


def test_nothing_found_is_a_gap_only_where_it_was_looked_for() -> None:
    special, whole = of(COLOMBIA, "special"), of(COLOMBIA, "special", "penal", "procedure")
    assert (state(special, "16"), state(whole, "16")) == ("not_searched", "none_found")
    assert (state(special, "2"), state(whole, "35")) == ("full", "not_searched")
    assert not any(row.article == "16" for row in special.gaps)
    assert any(row.article == "16" for row in whole.gaps)
    assert special.not_loaded == ("penal", "procedure", "cooperation")


def test_powers_come_first_among_the_gaps() -> None:
    kinds = [row.kind for row in of(COLOMBIA, "special", "penal", "procedure").gaps]
    assert kinds == sorted(kinds, key=lambda kind: kind != "power")


def test_a_decision_stands_for_what_the_words_show() -> None:
    no = decided(verdict="none", reason="It punishes something else.")
    assert state(of(COLOMBIA, "special", "penal", decisions=(no,)), "2") == "none_found"
    away = decided(verdict="elsewhere", reason="Penal Code, Article 195")
    assert state(of(COLOMBIA, "special", decisions=(away,)), "2") == "elsewhere"


def test_a_decision_on_another_text_does_not_count() -> None:
    stale = decided(act="e" * 64, verdict="none", reason="It was another text.")
    assert state(of(COLOMBIA, "special", decisions=(stale,)), "2") == "full"


def test_disagreement_is_shown_and_measured() -> None:
    said = (decided(), decided(reviewer="B. Invented", verdict="partial"))
    entry = next(row for row in of(COLOMBIA, "special", decisions=said).rows if row.article == "2").entries[0]
    assert entry.is_disputed
    assert entry.reviewers == ("A. Invented", "B. Invented")
    more = (
        decided(article="3", provision="269C"),
        decided(article="3", provision="269C", reviewer="B. Invented"),
    )
    twice, same, kappa = agreement((*said, *more))
    assert (twice, same) == (2, 1)
    assert kappa == pytest.approx(0.0)


def test_no_counterpart_needs_a_reason() -> None:
    with pytest.raises(MalformedDecisionError, match="reason"):
        decided(verdict="none")


LINES = st.lists(
    st.tuples(st.sampled_from(VERDICTS), st.text(min_size=1, max_size=20)), min_size=1, max_size=6
)


@given(LINES)
def test_the_log_comes_back_as_it_was_written(given_lines: list[tuple[str, str]]) -> None:
    log: list[str] = []
    for verdict, said in given_lines:
        one = decided(verdict=verdict, reason=f"because {said}")
        log.append(write_decision(one, before=log[-1] if log else None))
    assert [one.verdict for one in read_decisions(log)] == [verdict for verdict, _ in given_lines]


@pytest.mark.parametrize("bend", ["change", "leave out", "swap", "put in"])
def test_a_bent_log_is_refused(bend: str) -> None:
    log: list[str] = []
    for verdict in ("full", "partial", "full"):
        log.append(write_decision(decided(verdict=verdict), before=log[-1] if log else None))
    match bend:
        case "change":
            log[1] = log[1].replace("partial", "full")
        case "leave out":
            del log[1]
        case "swap":
            log[0], log[1] = log[1], log[0]
        case _:
            log.insert(1, log[0])
    with pytest.raises(MalformedDecisionError):
        read_decisions(log)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_holds_every_article_in_each_language(language: str) -> None:
    found = of(KENYA, "special")
    lines = list(table_lines(found, language))
    paper = docx.Document(io.BytesIO(write_docx(found, language=language, at=AT, country_name="Kenya")))
    assert [row.cells[0].text for row in paper.tables[0].rows][1:] == [one.article for one in lines]
    assert len(paper.tables[1].rows) - 1 == len(list(annex_lines(found, language)))
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(found, language=language, at=AT)))
    assert [row[0].value for row in list(book.worksheets[0].rows)[1:]] == [one.article for one in lines]
    pdf = write_pdf(found, language=language, at=AT, country_name="Kenya")
    assert attachments_of(pdf)[0].content == write_csv(found)


def test_no_cell_is_a_formula() -> None:
    act = loaded(KENYA, "special")
    evil = replace(act, title="=cmd()")
    found = concord("KE", [evil], lexicon("en"))
    assert b",=cmd" not in write_csv(found)
    assert b"'=cmd" in write_csv(found)


def test_states_stand_side_by_side() -> None:
    everything: tuple[Field, ...] = ("special", "penal", "procedure", "cooperation")
    both = [of(COLOMBIA, *everything), of(KENYA, *everything)]
    preserving = next(one for one in compare(both) if (one.instrument, one.article) == ("ETS185", "16"))
    assert [row.state for row in preserving.rows] == ["none_found", "full"]
    missing = missing_elements(both)
    assert missing[0].kind == "power"
    assert all(one.searched == 2 or one.instrument != "ETS185" for one in missing[:3])
    assert compare([]) == ()
