"""The place to sign never stands alone on a page: the section before it goes with it."""

from __future__ import annotations

import dataclasses
import re

import pypdfium2
import pytest

from glacy.cooperation import Languages, Request, render_request
from glacy.cooperation.labels import Labels
from tests.cooperation.story import ASSISTANCE, PRESERVATION

REQUESTS = {"a preservation": PRESERVATION, "a request for data": ASSISTANCE}
SIGN = {
    "en": "Name, office and signature",
    "es": "Nombre, cargo y firma",
    "fr": "Nom, fonction et signature",
    "pt": "Nome, cargo e assinatura",
}


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt"])
@pytest.mark.parametrize("name", list(REQUESTS))
def test_the_last_section_stands_on_the_page_of_the_signature(name: str, language: str) -> None:
    documents = tuple(dict.fromkeys((language, "en")))
    request: Request = dataclasses.replace(
        REQUESTS[name], language=Languages(documents=documents, original="en")
    )
    pages = pypdfium2.PdfDocument(render_request(request))
    last = re.sub(r"\s+", " ", pages[len(pages) - 1].get_textpage().get_text_range())
    assert SIGN[language] in last
    assert Labels(languages=(language,)).one("section.file") in last
