"""Sentences of the libraries are read in the reader's language, and what stays English in them is marked."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.html import conditional_escape
from django.utils.translation import override

from glacy.desks.frame.catalogue import recognise, sentences
from glacy.desks.frame.deadlines import say_passing
from glacy.desks.frame.faults import Explain
from glacy.desks.frame.sayings import follow, said, said_if_ours
from glacy.node.errors import WrongStateError
from glacy.node.views import DeadlineView
from glacy.sayings import say
from tests.desks.conftest import Held

ROOT = Path(__file__).resolve().parents[2]
PARTY = "{state} has been a Party since {in_force_on}."
GHANA = say(PARTY, state="Ghana", in_force_on=date(2019, 4, 1))
ROUTES = (
    "/routes?requesting=GH&requested=CL&data=subscriber&urgency=routine&on_day=21&on_month=11&on_year=2026"
)
LANGUAGES = ("es", "fr", "pt")


@pytest.fixture(autouse=True)
def built() -> None:
    """The catalogues as `make` builds them."""
    spec = importlib.util.spec_from_file_location("translations", ROOT / "tools" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    sys.modules["translations"] = tool
    spec.loader.exec_module(tool)
    if not all(tool.file_of(language, "sayings").with_suffix(".mo").is_file() for language in LANGUAGES):
        tool.compile_all()
        sentences.cache_clear()


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "Ghana has been a Party since 2019-04-01."),
        ("es", "Ghana es Parte desde el 1 de abril de 2019."),
        ("fr", "Ghana : Partie depuis le 1 avril 2019."),
        ("pt", "Gana: Parte desde 1 de abril de 2019."),
    ],
)
def test_a_saying_is_filled_anew_in_the_language_of_the_reader(language: str, says: str) -> None:
    with override(language):
        assert said(GHANA) == says
        assert said(str(GHANA)) == says  # as it comes back from the database or from JSON


def test_a_saying_inside_a_saying_is_translated_too() -> None:
    reason = say("The certificate may not be used for this: {why}.", why=say("it is for time-stamps only"))
    with override("es"):
        expected = "El certificado no puede usarse para esto: es solo para sellos de tiempo."
        assert said(reason) == said(str(reason)) == expected


def test_what_nobody_translates_stays_and_is_marked_as_english() -> None:
    quoted = say("{asked}: {why}", asked="Chile", why="The provider must keep the preservation secret.")
    with override("es"):
        page = conditional_escape(said(quoted))
        assert page == 'Chile: <span lang="en">The provider must keep the preservation secret.</span>'
    with override("en"):
        assert "lang=" not in conditional_escape(said(quoted))


def test_a_paragraph_is_recognised_sentence_by_sentence() -> None:
    with override("es"):
        page = conditional_escape(said("Nothing was changed. Nobody ever wrote this sentence. Try again."))
    assert page == (
        'No se cambió nada. <span lang="en">Nobody ever wrote this sentence.</span> Inténtelo de nuevo.'
    )


@pytest.mark.parametrize(
    "text", ["A bank account in Accra.", "Jordan", "{state} has been a Party since {x}."]
)
def test_what_is_not_surely_ours_is_not_translated(text: str) -> None:
    assert recognise(text, "es") is None
    with override("es"):
        assert said_if_ours(text) == text


def test_a_text_that_fits_in_two_ways_is_left_alone() -> None:
    text = "It speaks for A, and the directory lists B as the node of C."
    assert recognise(text, "es") is None  # the State stands twice in the sentence, and here they differ


def test_a_value_cannot_smuggle_markup_into_a_page() -> None:
    with override("es"):
        page = conditional_escape(said(say("{found!r} is not a time zone.", found="<script>")))
    assert "<script>" not in page


def test_the_words_of_a_desk_and_a_sentence_follow_each_other() -> None:
    with override("es"):
        both = follow("Chile.", said("Nothing was changed."))
        assert both == "Chile. No se cambió nada."


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_the_libraries_comes_back_in_every_language(language: str) -> None:
    known = sentences(language)
    assert len(known) > 1500
    with override(language):
        for template, translation in known.items():
            assert translation.strip(), template


def test_an_instant_is_written_as_the_reader_writes_it() -> None:
    at = datetime(2026, 11, 20, 22, 41, 7, tzinfo=UTC)
    with override("es"):
        assert said(say("{name}: expired on {end}.", name="X", end=at)) == (
            "X: caducó el 20 de noviembre de 2026, 22:41:07 UTC."
        )


def english_of(page: str) -> Iterator[str]:
    """The sentences of the libraries that a page shows in English without saying that they are English."""
    shown = re.sub(r'<(\w+)[^>]*\blang="en"[^>]*>.*?</\1>', " ", page, flags=re.DOTALL)
    shown = re.sub(r"<(script|style).*?</\1>", " ", shown, flags=re.DOTALL)
    for block in re.split(
        r"</?(?:p|li|dd|dt|td|th|h\d|div|section|ul|ol|table|summary|details|main)\b[^>]*>", shown
    ):
        text = " ".join(unescape(re.sub(r"<[^>]+>", " ", block)).split())
        for sentence in re.split(r"(?<=[.:;!?)]) ", text):
            if len(sentence) > 25 and recognise(sentence, "es") is not None:
                yield sentence


def test_an_english_sentence_of_ours_would_be_noticed() -> None:
    page = f"<p>{GHANA}</p><p lang='en'>x</p><p>Ghana es Parte desde el 1 de abril de 2019.</p>"
    assert list(english_of(page)) == [GHANA]


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "url",
    [
        ROUTES,
        f"{ROUTES}&urgency=emergency",
        ROUTES.replace("requested=CL", "requested=CN"),
        "/treaty",
        "/treaty/countries/CL",
        "/treaty/unknown",
        "/treaty/articles",
        "/check",
        "/treaty/roads?requesting=GH&requested=CL&data=subscriber&urgency=routine"
        "&on_day=21&on_month=11&on_year=2026",
    ],
)
def test_open_pages_show_no_english_sentence_of_the_libraries(
    language: str, url: str, client: Client
) -> None:
    client.post("/language", {"language": language})
    answer = client.get(url)
    assert answer.status_code == 200, url
    page = answer.content.decode()
    assert f'<html lang="{language}"' in page
    assert list(english_of(page)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 no seal", b"PK\x03\x04 damaged", b"something else"])
def test_a_check_tells_what_it_found_in_the_language_of_the_reader(
    language: str, content: bytes, client: Client
) -> None:
    client.post("/language", {"language": language})
    given = SimpleUploadedFile("given.bin", content)
    page = client.post("/check", {"file": given}).content.decode()
    assert list(english_of(page)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_an_officer_show_no_english_sentence_of_the_libraries(
    language: str, seat: Callable[[str], Client], held: Held
) -> None:
    client = seat("ama")
    client.post("/language", {"language": language})
    seen: set[str] = set()
    waiting = ["/shift", "/cases", f"/cases/{held.case}", f"/drafts/{held.draft}", "/inbox", "/journal"]
    while waiting and len(seen) < 50:
        url = waiting.pop(0)
        if url in seen:
            continue
        seen.add(url)
        answer = client.get(url)
        if answer.status_code != 200 or "html" not in answer.headers.get("Content-Type", ""):
            continue
        page = answer.content.decode()
        assert list(english_of(page)) == [], url
        waiting += re.findall(r'href="(/(?!treaty|routes|static)[^"#]*)"', page)
    assert len(seen) > 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deadline_tells_what_governs_and_what_happens_in_the_language_of_the_reader(language: str) -> None:
    kept = DeadlineView(
        request_id="r", case_id="c", case_reference="GH-2026-7", kind="preservation_ends",
        due_on=date(2027, 1, 20), days_left=60, article="29(7)", country="CL", reminded=False,
        can_extend=True, measure="ETS185-29",
        governs="The requested State's own date governs: preserved until 2027-01-20. Renewals left: 1.",
        when_passed="The data may be deleted. Send the assistance request or ask for an extension before.",
    )  # fmt: skip
    with override(language):
        page = conditional_escape(say_passing(kept))
    assert list(english_of(f"<p>{page}</p>")) == []
    assert 'lang="en"' not in page
    assert "2027-01-20" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_is_explained_in_the_language_of_the_reader(language: str, rf: RequestFactory) -> None:
    fault = WrongStateError(
        say("This draft is {stands}.", stands="sent"), remedy=say("Open the request in its case.")
    )
    request = rf.get("/cases")
    request.user = AnonymousUser()
    with override(language):
        answer = Explain(lambda _request: HttpResponse()).process_exception(request, fault)
    assert answer is not None
    page = answer.content.decode()
    assert list(english_of(page)) == []
    assert "This draft" not in page
