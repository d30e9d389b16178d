"""Files with an act in them become text with pages; what cannot be read is refused with what to do."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from glacy.legislation import ActText, UnreadableActError, read_act, segment

ARTICLES = "Article 1\nWhoever enters.\n\nArticle 2\nWhoever breaks.\n"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def pdf_of(source: str, tmp_path: Path) -> bytes:
    file = tmp_path / "act.typ"
    file.write_text(source, encoding="utf-8")
    data = typst.compile(str(file))
    assert isinstance(data, bytes)
    return data


def docx_of(paragraphs: str, numbering: str = "") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", f"<w:document {W}><w:body>{paragraphs}</w:body></w:document>")
        if numbering:
            file.writestr("word/numbering.xml", f"<w:numbering {W}>{numbering}</w:numbering>")
    return held.getvalue()


def paragraph(text: str, inside: str = "") -> str:
    return f"<w:p>{inside}<w:r><w:t>{text}</w:t></w:r></w:p>"


def numbers(data: bytes) -> list[str]:
    return [one.number for one in segment(read_act(data).source).provisions]


def test_a_pdf_gives_its_text_page_by_page(tmp_path: Path) -> None:
    pages = "\n#pagebreak()\n".join(f"Article {at}\n\nWhoever does {at} is punished." for at in (1, 2, 3))
    found = read_act(pdf_of(pages, tmp_path))
    assert found.form == "pdf"
    assert [(one.number, one.page) for one in segment(found.source).provisions] == [
        ("1", 1),
        ("2", 2),
        ("3", 3),
    ]


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    body = "\n\n".join(
        f"Article {at}\n\nWhoever without right does the thing numbered {at} shall be punished by a fine or"
        " by imprisonment, or by both of these together."
        for at in range(1, 15)
    )
    found = read_act(pdf_of(f"#set page(columns: 2, height: 12cm)\n{body}", tmp_path))
    assert [one.number for one in segment(found.source).provisions] == [str(at) for at in range(1, 15)]
    assert any("two columns" in warning for warning in found.warnings)


def test_a_table_is_no_pair_of_columns(tmp_path: Path) -> None:
    cells = ", ".join(f"[{at}], [{at * 7}]" for at in range(30))
    found = read_act(
        pdf_of(f"Article 1\n\nRates:\n\n#table(columns: 2, {cells})\n\nArticle 2\n\nEnd.", tmp_path)
    )
    assert not any("two columns" in warning for warning in found.warnings)


def test_a_scan_is_refused_and_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UnreadableActError, match="--ocr") as caught:
        read_act(pdf_of("#rect(width: 5cm, height: 5cm)", tmp_path))
    assert caught.value.fields["why"] == "scan"


def test_a_locked_pdf_is_named(tmp_path: Path) -> None:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.writer import copy_into_new_writer

    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(pdf_of("Article 1", tmp_path))))
    writer.encrypt("owner", "user")
    held = io.BytesIO()
    writer.write(held)
    with pytest.raises(UnreadableActError) as caught:
        read_act(held.getvalue())
    assert caught.value.fields["why"] == "encrypted"


def test_a_cut_pdf_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableActError) as caught:
        read_act(pdf_of("Article 1", tmp_path)[:300])
    assert caught.value.fields["why"] == "damaged"


def test_a_document_is_read_with_its_changes_accepted_and_says_so() -> None:
    body = paragraph("Article 1") + (
        "<w:p><w:r><w:t>Whoever </w:t></w:r><w:del><w:r><w:t>leaves</w:t></w:r></w:del>"
        "<w:ins><w:r><w:t>enters</w:t></w:r></w:ins></w:p>"
    )
    found = read_act(docx_of(body))
    assert found.source.text == "Article 1\nWhoever enters"
    assert any("2 tracked changes" in warning for warning in found.warnings)


def test_numbers_of_the_word_processor_are_made_again() -> None:
    levels = (
        '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="Article %1"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/>'
        '<w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
    )

    def numbered(text: str, level: int) -> str:
        return paragraph(
            text,
            f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="3"/></w:numPr></w:pPr>',
        )

    body = numbered("Access", 0) + numbered("to data", 1) + numbered("to systems", 1) + numbered("Fraud", 0)
    found = read_act(docx_of(body + numbered("of money", 1), levels))
    assert found.source.text.splitlines() == [
        "Article 1 Access", "(a) to data", "(b) to systems", "Article 2 Fraud", "(a) of money",
    ]  # fmt: skip
    assert any("word processor" in warning for warning in found.warnings)


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(UnreadableActError) as caught:
        read_act(docx_of(paragraph("a" * 60_000_000)))
    assert caught.value.fields["why"] == "bomb"


def test_entities_are_refused() -> None:
    with pytest.raises(UnreadableActError) as caught:
        read_act(b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><akomaNtoso>&b;</akomaNtoso>')
    assert caught.value.fields["why"] == "bomb"


def test_a_page_is_cleaned_and_keeps_its_numbers() -> None:
    page = (
        "<!DOCTYPE html><html><head><title>t</title></head><body><nav>Menu</nav>"
        "<script>alert('Article 9')</script>"
        "<h3>Article 1</h3><p>Whoever&nbsp;enters:</p><ol><li>data</li><li>systems</li></ol>"
        "<div style='display: none'>Article 8</div><h3>Article 2</h3><p>End.</p></body></html>"
    )
    found = read_act(page.encode())
    assert found.source.text.splitlines() == [
        "Article 1", "", "Whoever enters:", "", "1. data", "2. systems", "", "Article 2", "", "End.",
    ]  # fmt: skip
    assert any("1 scripts" in warning for warning in found.warnings)
    assert numbers(page.encode()) == ["1", "2"]


def test_an_old_encoding_is_said() -> None:
    found = read_act("Artículo 1\nEl que acceda.\nArtículo 2\nFin.\n".encode("cp1252"))
    assert "Artículo" in found.source.text
    assert any("Windows-1252" in warning for warning in found.warnings)


def test_other_letters_are_kept_and_said() -> None:
    found = read_act("المادة 1\nكل من دخل عمدا إلى نظام معلوماتي دون وجه حق يعاقب بالحبس.\n".encode())
    assert any("Arabic letters" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "other_form"),
        (b"{\\rtf1 Article 1}", "other_form"),
        (b"\x89PNG\r\n\x1a\n", "other_form"),
        (b"PK\x03\x04broken", "damaged"),
        (b"a\x00b\x00", "binary"),
    ],
)
def test_what_is_no_act_says_what_it_is(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableActError) as caught:
        read_act(data)
    assert caught.value.fields["why"] == why
    assert caught.value.remedy


@given(
    st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html>", b"<akomaNtoso>"])
)
def test_no_bytes_break_it(data: bytes, head: bytes) -> None:
    try:
        found = read_act(head + data)
    except UnreadableActError:
        return
    assert isinstance(found.source, ActText)


def test_pages_of_a_text_are_cut_at_form_feeds() -> None:
    found = read_act(b"Article 1\nOne.\n\fArticle 2\nTwo.\n")
    assert len(found.source.pages) == 2
