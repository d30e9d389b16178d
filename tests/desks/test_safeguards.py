"""What must be observed stands where answers are checked, in the document, and in the request that leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pypdfium2
import pytest
from django.test import Client

from glacy.cooperation import read_request
from glacy.node.acts import requests
from glacy.node.opened import Node
from glacy.store.models import MessageRow
from glacy.store.people import Officer
from tests.desks.conftest import Held
from tests.node.filled import PRESERVATION

Sit = Callable[[str], Client]
WORDS = {
    "en": ("By both States", "no more is asked for than the case needs", "ETS 185, Article 15(1)"),
    "es": ("Por ambos Estados", "no se pide más de lo que el caso exige", "STE 185, artículo 15(1)"),
    "fr": ("Par les deux États", "rien n’est demandé au-delà", "STE 185, article 15(1)"),
    "pt": ("Por ambos os Estados", "não se pede mais do que o caso exige", "STE 185, artigo 15(1)"),
}


@pytest.mark.parametrize("language", list(WORDS))
def test_where_answers_are_checked_the_safeguards_stand_in_the_readers_language(
    language: str, seat: Sit, held: Held
) -> None:
    client = seat("ama")
    client.cookies["django_language"] = language
    page = client.get(f"/drafts/{held.draft}/check", headers={"Accept-Language": language}).content.decode()
    assert [words for words in WORDS[language] if words not in page] == []


def test_the_preview_and_the_request_that_leaves_say_what_must_be_observed(
    seat: Sit, held: Held, node: Node, people: dict[str, Officer]
) -> None:
    for section, values in PRESERVATION.items():
        requests.save_section(node, people["ama"], held.draft, section, values)
    preview = pypdfium2.PdfDocument(requests.preview(node, people["ama"], held.draft))
    told = " ".join(" ".join(page.get_textpage().get_text_range() for page in preview).split())
    assert "What must be observed" in told
    assert "Lo que debe observarse" in told
    sent = requests.send(node, people["ama"], held.draft, confirmed_at=node.clock() - timedelta(seconds=1))
    row = MessageRow.objects.get(pk=sent)
    request = read_request(bytes(row.body))
    assert {one.key for one in request.safeguards} >= {"proportionality", "third_parties", "user_notice"}
    page = seat("ama").get(f"/requests/{sent}").content.decode()
    assert "What must be observed" in page
    assert "Telling the user in Chile" in page
