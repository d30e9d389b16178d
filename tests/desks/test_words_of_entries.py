"""What the journal calls an act of a case has words for the time line, in every language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation

from glacy.desks.frame.words import EVENTS
from glacy.evidence.custody import KINDS

ROOT = Path(__file__).resolve().parents[2] / "glacy"
KIND = re.compile(r'"((?:case|draft|basis|offer|message|evidence|glass|payload|paper)\.[a-z_]+)"')
OF_NO_CASE = {"glass.looked", "message.json"}
"""Entries of no time line, and a file whose name looks like one."""


def kinds() -> set[str]:
    """The kinds that acts of the node write."""
    texts = (path.read_text("utf-8") for path in (ROOT / "node").rglob("*.py"))
    made = {f"custody.{kind}" for kind in KINDS} | {"evidence.consent_got", "evidence.consent_given"}
    return {kind for text in texts for kind in KIND.findall(text)} | made


def test_every_kind_has_words() -> None:
    assert len(kinds()) > 40
    assert kinds() - set(EVENTS) - OF_NO_CASE == set()


@pytest.mark.parametrize("language", ["es", "fr", "pt"])
def test_the_words_are_of_the_language(language: str) -> None:
    english = {kind: str(words) for kind, words in EVENTS.items()}
    with translation.override(language):
        same = [kind for kind, words in EVENTS.items() if str(words) == english[kind]]
    assert same == []
