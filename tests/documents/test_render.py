"""A rendered document: the same bytes each time, PDF/A-3u, its files attached, its data never evaluated."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glacy.canon import Json
from glacy.documents import (
    LANGUAGES,
    Attachment,
    AttachmentError,
    Language,
    MalformedDocumentError,
    MissingGlyphError,
    RenderError,
    Template,
    attachments_of,
    render,
    renderer_of,
)
from glacy.signing import seal_pdf
from tests.signing.keys import make_keys

NOW = datetime(2026, 11, 20, 23, 52, tzinfo=UTC)
HERE = Path(__file__).parent
TEMPLATE = Template(name="demo", source_files={"main.typ": (HERE / "template" / "main.typ").read_bytes()})
REQUEST = Attachment(name="request.json", media_type="application/json", content=b'{"a":1}')
SCAN = Attachment(
    name="scan 1.bin",
    media_type="application/octet-stream",
    content=bytes(range(256)) * 20,
    relationship="supplement",
)
DATA: Mapping[str, Json] = {
    "title": "Expedited preservation",
    "reference": "GH-2026-0001",
    "from": "Contact point of Ghana",
    "exercise": True,
    "urgent": "The mailbox may be emptied tonight.",
    "account": "fi.office@example.cl",
    "when": {
        "utc": "20 November 2026, 22:41:07",
        "local": [
            {"zone": "Africa/Accra", "text": "22:41:07"},
            {"zone": "America/Santiago", "text": "19:41:07"},
        ],
    },
    "facts": "First line.\nSecond line.\n\nSecond paragraph.",
    "events": [{"at": "20 November 2026", "who": "Duty officer", "what": "Sent"}],
    "items": [{"name": "a.txt", "digest": "0" * 64}],
    "name": "A. Mensah",
    "office": "Duty officer",
}


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def rendered(
    language: Language = "en", *, attachments: tuple[Attachment, ...] = (), **changed: Json
) -> bytes:
    return render(TEMPLATE, {**DATA, **changed}, at=NOW, attachments=attachments, language=language)


def test_a_document_says_what_its_data_says() -> None:
    text = text_of(rendered())
    for expected in (
        "Expedited preservation",
        "fi.office@example.cl",
        "America/Santiago",
        "Page 1 of 1",
        "0" * 64,
    ):
        assert expected in text


def test_the_same_input_gives_the_same_bytes_in_another_process() -> None:
    script = (
        "import sys; from tests.documents.test_render import rendered, REQUEST;"
        "sys.stdout.buffer.write(rendered(attachments=(REQUEST,)))"
    )
    root = HERE.parents[1]
    other = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, check=True).stdout
    assert other == rendered(attachments=(REQUEST,))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_that_this_is_independent_and_invented(language: Language) -> None:
    text = " ".join(text_of(rendered(language)).split())
    assert "INTERPOL" in text
    words = {"en": "EXERCISE", "es": "EJERCICIO", "fr": "EXERCICE", "pt": "EXERCÍCIO"}
    assert words[language] in text
    assert words[language] not in text_of(rendered(language, exercise=False))
    real = {"en": "treaties are real", "es": "tratados son reales", "fr": "traités sont réels"}
    assert real.get(language, "tratados são reais") in text


def test_it_claims_pdf_a_3u_and_embeds_every_font() -> None:
    pdf = rendered(attachments=(REQUEST,))
    assert b"<pdfaid:part>3</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>" in pdf
    assert b"/GTS_PDFA1" in pdf
    descriptors = re.findall(rb"/Type/FontDescriptor[^\n]*", pdf)
    assert descriptors
    assert all(b"/FontFile" in each for each in descriptors)
    sealed = seal_pdf(pdf, by=make_keys().signer, at=NOW, stamper=make_keys().stamper)
    for forbidden in (b"/JavaScript", b"/Launch", b"/Encrypt", b"/Courier"):
        assert forbidden not in sealed


HOSTILE = [
    '#panic("x")',
    "*bold* _it_ $x^2$",
    '#read("/etc/passwd")',
    "\\ ] } ) // /* <label> @ref",
    "`raw` = Head",
    '"#"',
]


@pytest.mark.parametrize("text", HOSTILE)
def test_data_is_shown_and_never_evaluated(text: str) -> None:
    shown = " ".join(text_of(rendered(facts=text, account=text)).split())
    assert shown.count(text) == 2


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(codec="latin-1", categories=("L", "N", "P", "S", "Zs")), max_size=40))
def test_any_latin_text_renders(text: str) -> None:
    assert rendered(facts=text).startswith(b"%PDF-1.7")


SPOKEN = {
    "Spanish": "¿Señal? «Ñandú»",
    "French": "Œuvre, ça, où, ÿ",
    "Portuguese": "Ação à órgãos",
    "Tongan": "ʻOku ou ʻofa ā ē ī ō ū",
    "Yoruba": "Ẹ̀kọ́ ọ̀ṣọ́ gbogbo",
    "Ewe": "Ŋutɔ ɖe ƒe ʋu",
    "Romanian": "București ș ț ă",
    "Vietnamese": "Cộng hòa ế ử",
    "Ukrainian": "Київ ґ є",
    "Greek": "Αθήνα",
    "Georgian": "თბილისი",
    "signs": "€ £ ₵ ₦ – — … → ≤ №",
}


@pytest.mark.parametrize("language", SPOKEN)
def test_the_letters_of_many_languages_are_there(language: str) -> None:
    assert rendered(facts=SPOKEN[language])


def test_a_missing_glyph_names_the_character_and_the_field() -> None:
    with pytest.raises(MissingGlyphError) as raised:
        rendered(events=[{"at": "1", "who": "x", "what": "北京"}])
    assert raised.value.fields == {"character": "北", "field": "events[0].what"}


def test_attachments_come_back_from_a_document_and_from_its_sealed_form() -> None:
    pdf = rendered(attachments=(SCAN, REQUEST))
    assert attachments_of(pdf) == (REQUEST, SCAN)
    keys = make_keys()
    assert attachments_of(seal_pdf(pdf, by=keys.signer, at=NOW, stamper=keys.stamper)) == (REQUEST, SCAN)
    assert attachments_of(rendered()) == ()


@settings(max_examples=40, deadline=None)
@given(contents=st.lists(st.binary(max_size=200), max_size=4))
def test_any_attachment_comes_back_unchanged(contents: list[bytes]) -> None:
    files = tuple(
        Attachment(name=f"f{number}.bin", media_type="application/octet-stream", content=content)
        for number, content in enumerate(contents)
    )
    assert attachments_of(rendered(attachments=files)) == files


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=300), place=st.integers(0, 10**6))
def test_damaged_documents_are_refused_by_name(data: bytes, place: int) -> None:
    pdf = rendered(attachments=(REQUEST, SCAN))
    cut = place % len(pdf)
    for damaged in (data, pdf[:cut], pdf[:cut] + data + pdf[cut + len(data) :]):
        try:
            attachments_of(damaged)
        except MalformedDocumentError:
            continue


@pytest.mark.parametrize("name", ["", "../x", "a/b", "a(b", "é.txt", "x" * 200])
def test_a_name_that_cannot_be_attached_is_refused(name: str) -> None:
    with pytest.raises(AttachmentError):
        rendered(attachments=(Attachment(name=name, media_type="text/plain", content=b""),))


def test_two_attachments_of_one_name_are_refused() -> None:
    with pytest.raises(AttachmentError):
        rendered(attachments=(REQUEST, REQUEST))


def test_a_template_without_the_common_page_loses_its_attachments_and_is_refused() -> None:
    bare = Template(name="bare", source_files={"main.typ": b"Hello"})
    with pytest.raises(RenderError):
        render(bare, {}, at=NOW, attachments=(REQUEST,))


def test_a_faulty_template_is_named() -> None:
    with pytest.raises(RenderError, match="faulty"):
        render(Template(name="faulty", source_files={"main.typ": b"#nothing"}), {}, at=NOW)


def test_the_renderer_is_named_by_version_fonts_page_and_template() -> None:
    other = Template(name="demo", source_files={"main.typ": b"Hello"})
    assert renderer_of(TEMPLATE) == renderer_of(TEMPLATE)
    assert renderer_of(TEMPLATE).template != renderer_of(other).template
    assert set(renderer_of(other).to_json()) == {"typst", "fonts", "page", "template"}
