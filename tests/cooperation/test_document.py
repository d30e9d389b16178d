"""The page of a message: what stands on it, in which languages, and that it says what its JSON says."""

from __future__ import annotations

import dataclasses
import re
import typing
from typing import Any

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings

from glacy.amounts import Amount
from glacy.canon import read_canonical, write_canonical
from glacy.checks import verdict
from glacy.cooperation import (
    Acceptance,
    Addressee,
    Answer,
    AwaitingCourt,
    ConditionsProposed,
    CostsToAgree,
    Deleted,
    Delivered,
    Disclosure,
    Draft,
    Extract,
    FreeText,
    Languages,
    Message,
    NothingFound,
    Notice,
    Offer,
    OfferContent,
    PartlyExecuted,
    PathStep,
    Postponed,
    Question,
    Refused,
    Request,
    Supplement,
    Transmitted,
    Withdrawal,
    WrongCustodian,
    complete_extension,
    document,
    draft_of,
    examine_document,
    extension_of,
    extract_of,
    follow_up,
    own_page,
    provider_extract,
    render_draft,
    render_message,
    render_request,
    write_request,
)
from glacy.documents import Attachment, attachments_of, render
from glacy.signing import seal_pdf
from glacy.treaty import safeguard_keys
from tests.cooperation.story import (
    ANSWER,
    ASSISTANCE,
    CHILE,
    PRESERVATION,
    PRESERVED,
    REQUEST,
    SENT_AT,
    THREAD,
    english,
)
from tests.cooperation.strategies import messages
from tests.cooperation.values import advice, every_target, live
from tests.signing.keys import make_keys


def text_of(pdf: bytes) -> str:
    """The text of a document, its line ends as spaces."""
    found = pypdfium2.PdfDocument(pdf)
    return re.sub(r"\s+", " ", " ".join(found[i].get_textpage().get_text_range() for i in range(len(found))))


def holds(pdf: bytes) -> bool | None:
    return verdict(examine_document(pdf).checks)


@pytest.fixture(scope="module")
def page() -> bytes:
    return render_request(PRESERVATION)


def test_the_same_request_gives_the_same_bytes_and_they_hold(page: bytes) -> None:
    assert render_request(PRESERVATION) == page
    reading = examine_document(page)
    assert [check.name for check in reading.checks] == ["document.message", "document.page"]
    assert verdict(reading.checks) is True
    assert reading.message == PRESERVATION
    assert reading.country == "GH"
    assert reading.own_page == page == own_page(PRESERVATION)


def test_the_message_is_attached_in_its_canonical_bytes(page: bytes) -> None:
    attached = {each.name: each for each in attachments_of(page)}
    assert attached["message.json"].content == write_request(PRESERVATION)
    renderer = typing.cast("Any", read_canonical(attached["page.json"].content))["renderer"]
    assert set(renderer) == {"typst", "fonts", "page", "template", "layout", "babel", "tzdata"}


ON_THE_PAGE = [
    "Solicitud de conservación rápida", "Request for expedited preservation", "Convenio sobre la",
    "GH-2026-0117", "2026-11-21 00:41:00 UTC", "2026-11-20 21:41:00 (UTC-03:00) (America/Santiago)",
    "2026-11-21 00:41:00 (UTC+00:00) (Africa/Accra)", "203.0.113.77", "51844", "198.51.100.20:443",
    "2026-11-20 22:41:07 UTC", "adelantado 3 s", "2026-11-20 22:41:04 UTC", "facturas@red-austral.example",
    "traducción de trabajo", "Ama Darko (invented)", "prevalece esta versión", "Consúltennos antes",
    "Ask us first if you must notify the user.", "2027-05-21", "Kofi Mensah", "Africa/Accra",
    "Seguirá una solicitud de registro", "EJERCICIO", "Sello", "Lo que debe observarse",
    "What must be observed", "STE 185, artículo 16(3), 29(6)", "ETS 185, Article 15(1)",
    "no se pide más de lo que el caso exige", "The provider must keep the preservation secret",
    "(https://www.bcn.cl/leychile/navegar?",
]  # fmt: skip


@pytest.mark.parametrize("words", ON_THE_PAGE)
def test_the_page_says(words: str, page: bytes) -> None:
    assert words in text_of(page)


def test_the_sections_stand_in_the_order_of_the_form() -> None:
    whole = text_of(render_request(ASSISTANCE))
    headings = [
        "Date and status", "Requested authority", "Requesting authority", "Contact who confirms",
        "Prosecution office and court", "Earlier request", "Legal basis", "Offences under investigation",
        "Summary of the facts", "What is asked for", "Identifiers, periods", "Urgency", "Confidentiality and",
        "Formalities", "What must be observed", "Languages", "This file",
    ]  # fmt: skip
    found = [re.search(rf"\d+\. [^.]*? {re.escape(name)}", whole) for name in headings]
    assert all(found), [name for name, match in zip(headings, found, strict=True) if not match]
    starts = [match.start() for match in found if match]
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("documents", "title", "has_english"),
    [
        (("es",), "Solicitud de conservación", True),
        (("fr", "en"), "Demande de conservation rapide", True),
        (("pt-BR",), "Pedido de conservação", True),
        (("en",), "Request for expedited", True),
    ],
)
def test_the_document_is_in_the_language_of_the_requested_state_beside_english(
    documents: tuple[str, ...], title: str, has_english: bool
) -> None:
    request = dataclasses.replace(PRESERVATION, language=Languages(documents=documents, original="en"))
    pdf = render_request(request)
    assert title in text_of(pdf)
    assert ("Ask us first" in text_of(pdf)) is has_english
    assert holds(pdf) is True


def test_the_extract_for_the_provider_omits_the_facts() -> None:
    pdf = provider_extract(PRESERVATION)
    told = text_of(pdf) + "".join(each.content.decode() for each in attachments_of(pdf))
    assert "203.0.113.77" in told
    assert "2027-05-21" in told
    for secret in ("Baobab", "184,000", "184.000", "The money moves", "suspect", "false invoice"):
        assert secret not in told
    assert extract_of(PRESERVATION).targets[0].note is None
    reading = examine_document(pdf)
    assert verdict(reading.checks) is True
    assert isinstance(reading.message, Extract)


def test_what_the_facts_have_in_one_language_stands_once(page: bytes) -> None:
    assert text_of(page).count("Telling the user in Chile: secret.") == 1


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt"])
def test_what_is_not_settled_says_so_in_every_language(language: str) -> None:
    words = {
        "en": "whether this applies is not settled",
        "es": "no está resuelto si esto se aplica",
        "fr": "n’est pas établi que cela s’applique",
        "pt": "não está assente se isto se aplica",
    }
    request = dataclasses.replace(ASSISTANCE, language=Languages(documents=(language,), original="en"))
    assert words[language] in text_of(render_request(request))


def test_every_safeguard_has_words_in_every_language() -> None:
    from glacy.cooperation.labels import Labels

    for key in safeguard_keys():
        for language in ("en", "es", "fr", "pt"):
            assert Labels(languages=(language,)).one(f"safeguard.{key}"), (key, language)


def test_an_unfinished_draft_is_shown_and_marked() -> None:
    empty = Draft.empty(
        case_reference="GH-1", measure="ETS185-29", requesting="GH", requested="CL", exercise=True
    )
    assert "DRAFT" in text_of(render_draft(empty))
    pdf = render_draft(follow_up(PRESERVATION, PRESERVED))
    assert "BORRADOR" in text_of(pdf)
    assert attachments_of(pdf) == ()
    assert holds(pdf) is False


OUTCOMES = (
    *PRESERVED.outcomes,
    NothingFound(category="content"),
    Deleted(targets=(0, 1), why="Kept for 30 days."),
    WrongCustodian(who="Provedor Sul (invented)", country="BR"),
    Transmitted(to="Fiscalía (invented)", transmitted_on=SENT_AT.date()),
    AwaitingCourt(court="Juzgado (invented)", expected_on=SENT_AT.date()),
    PartlyExecuted(what="Subscriber", what_not="Content", why="A court decides."),
    Delivered(what="Subscriber and traffic data", bundle="ab" * 32, conditions=("This case only.",)),
    ConditionsProposed(conditions=("Confidential.",)),
    Postponed(why="Own investigation.", article="27(5)"),
    Refused(ground="27(4)(b)", text="Essential interests."),
    CostsToAgree(amount=Amount(units=123456, asset="USD")),
)
ENGLISH = Languages(documents=("en",), original="en")
COMMON: dict[str, Any] = {"id": ANSWER, "thread": THREAD, "dated_at": SENT_AT, "exercise": True}
SHORT: list[Message] = [
    dataclasses.replace(PRESERVED, outcomes=OUTCOMES, conditions=("This case only.",)),
    Disclosure(
        **COMMON, in_reply_to=REQUEST, authority=CHILE, language=PRESERVED.language,
        provider="Provedor Sul (invented)", country="BR",
        path=(PathStep(provider="Provedor Sul (invented)", country="BR", address="192.0.2.9", port=4433),),
    ),
    Question(**COMMON, in_reply_to=REQUEST, text=english("Which mailbox?")),
    Offer(
        **COMMON, reference="CL-1", authority=CHILE, addressee=Addressee(country="GH"), language=ENGLISH,
        subject=english("Accounts in use."), categories=("subscriber",), conditions=("Secret.",),
    ),
    OfferContent(**COMMON, in_reply_to=REQUEST, authority=CHILE, language=ENGLISH, text=english("Here.")),
    Supplement(**COMMON, in_reply_to=REQUEST, text=english("The second."), attachments=("ab" * 32,)),
    Withdrawal(**COMMON, in_reply_to=REQUEST, reason=english("The case is closed.")),
    complete_extension(
        extension_of(PRESERVATION, PRESERVED), id=ANSWER, dated_at=SENT_AT, reason=english("Being written.")
    ),
    Acceptance(**COMMON, in_reply_to=REQUEST, what="request"),
    Notice(**COMMON, in_reply_to=REQUEST, what="opened"),
    ASSISTANCE, advice(), every_target(), live("ETS185-33"), live("ETS185-34"),
]  # fmt: skip


@pytest.mark.parametrize("message", SHORT, ids=lambda message: f"{message.FORMAT}")
def test_every_kind_of_message_has_a_page_that_holds(message: Message) -> None:
    pdf = render_message(message, about=PRESERVATION)
    reading = examine_document(pdf)
    assert verdict(reading.checks) is True
    assert reading.message == message


def test_the_words_of_outcomes_stand_on_the_answer() -> None:
    whole = text_of(render_message(typing.cast(Answer, SHORT[0])))
    for words in (
        "Conservado",
        "Sin resultados",
        "USD 1,234.56",
        "27(4)(b)",
        "toda la solicitud",
        "This case only.",
    ):
        assert words in whole


def forged(request: Request, *, shown: Request, **page: Any) -> bytes:
    """A document by our own renderer whose page shows another request than it carries."""
    own = typing.cast("dict[str, Any]", document.page_of(request).to_json()) | page
    sheet = document.page_of(shown)
    labels = document.Labels(languages=sheet.languages)
    json = typing.cast("dict[str, Any]", read_canonical(write_request(shown)))
    attachments = (
        Attachment(name="message.json", media_type="application/json", content=write_request(request)),
        Attachment(
            name="page.json",
            media_type="application/json",
            content=write_canonical(own),
            relationship="supplement",
        ),
    )
    data = document._page_data(json, sheet, labels, draft="")  # the forger has our template and layout
    return render(document.template(), data, at=request.dated_at, attachments=attachments, language="es")


OTHER = {**document.renderer(), "typst": "0.13.0"}


def test_a_page_that_differs_from_its_message_does_not_hold() -> None:
    other = dataclasses.replace(PRESERVATION, reference="GH-2026-9999")
    reading = examine_document(forged(PRESERVATION, shown=other))
    assert verdict(reading.checks) is False
    assert "same renderer makes another page" in reading.checks[1].says
    assert reading.own_page == render_request(PRESERVATION)


def test_another_renderers_page_with_another_text_does_not_hold() -> None:
    other = dataclasses.replace(PRESERVATION, reference="GH-2026-9999")
    reading = examine_document(forged(PRESERVATION, shown=other, renderer=OTHER))
    assert verdict(reading.checks) is False
    assert "text of the page differs" in reading.checks[1].says


def test_another_renderers_page_with_the_same_text_cannot_be_told() -> None:
    reading = examine_document(forged(PRESERVATION, shown=PRESERVATION, renderer=OTHER))
    assert verdict(reading.checks) is None
    assert "Read our own page" in reading.checks[1].says


def test_a_letterhead_that_is_not_the_messages_own_does_not_hold() -> None:
    page = document.page_of(PRESERVATION)
    json = typing.cast("dict[str, Any]", read_canonical(write_request(PRESERVATION)))
    pdf = document.render_page(json, dataclasses.replace(page, from_="Ministry of another State"))
    assert verdict(examine_document(pdf).checks) is False


def test_a_letterhead_over_a_message_that_names_no_authority_does_not_hold() -> None:
    question = next(one for one in SHORT if isinstance(one, Question))
    page = dataclasses.replace(document.page_of(question), from_="Ministry of another State")
    json = typing.cast("dict[str, Any]", document._as_json(question))
    assert verdict(examine_document(document.render_page(json, page)).checks) is False


def test_a_page_that_our_own_renderer_could_not_have_made_does_not_hold() -> None:
    for zones in ([["GH", "Mars/Olympus"]], [["ZZ", None]]):
        reading = examine_document(forged(PRESERVATION, shown=PRESERVATION, zones=zones))
        assert verdict(reading.checks) is False
        assert "makes no such page" in reading.checks[1].says


def test_bytes_added_after_the_end_do_not_hold(page: bytes) -> None:
    assert holds(page + b"\n% added") is False


@pytest.mark.parametrize("data", [b"", b"junk", b"%PDF-1.7\n", b"%PDF-1.7" + b"\0" * 500])
def test_what_is_no_document_of_ours_does_not_hold(data: bytes) -> None:
    assert holds(data) is False


def test_a_character_without_a_glyph_is_refused_by_its_field() -> None:
    from glacy.documents import MissingGlyphError

    with pytest.raises(MissingGlyphError):
        render_request(dataclasses.replace(PRESERVATION, facts=FreeText(text="事実", language="ja")))


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(messages())
def test_any_message_can_be_laid_out(message: Message) -> None:
    """Layout only: glyphs of every script are not in the fonts."""
    sheet = document.page_of(message)
    labels = document.Labels(languages=sheet.languages)
    from glacy.cooperation.form import write_form

    json = typing.cast("dict[str, Any]", write_form(message))
    assert document._page_data(json, sheet, labels, draft="")  # what a template is given


def test_labels_are_there_in_every_language() -> None:
    from glacy.cooperation.labels import LABEL_LANGUAGES, _table

    for key, row in _table().items():
        for language in LABEL_LANGUAGES:
            assert row[language].strip(), (key, language)


def test_a_drafts_page_is_that_of_its_request_but_for_the_mark() -> None:
    drafted = text_of(render_draft(draft_of(PRESERVATION), safeguards=PRESERVATION.safeguards))
    assert "Lo que debe observarse" in drafted
    assert "203.0.113.77" in drafted
    assert "facturas@red-austral.example" in drafted


def test_a_sealed_document_still_holds_and_no_flipped_byte_does(page: bytes) -> None:
    keys = make_keys("GH")
    sealed = seal_pdf(page, by=keys.signer, at=SENT_AT, stamper=keys.stamper)
    assert holds(sealed) is True
    assert examine_document(sealed).own_page == page
    step = max(1, len(page) // 40)
    for place in range(0, len(page), step):
        flipped = bytearray(sealed)
        flipped[place] ^= 0x04
        assert holds(bytes(flipped)) is not True, place
