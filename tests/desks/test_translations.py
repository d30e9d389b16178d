"""The words of the pages in other languages: none loses a placeholder, and every page is read in each."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """tools/translations.py, which is a program and not a part of the package."""
    spec = importlib.util.spec_from_file_location("translations", ROOT / "tools" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["translations"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("language", ["es", "fr", "pt"])
def test_no_translation_loses_a_placeholder(language: str, tool: ModuleType) -> None:
    known = [(message.id, message.string) for message in tool.read(language) if message.id and message.string]
    assert len(known) > 400
    faults = [key for key, string in known if tool.fault_of(key, string) == "placeholders differ"]
    assert faults == []


@pytest.mark.parametrize("language", ["es", "fr", "pt"])
def test_the_pages_of_an_officer_are_read_in_their_language(
    language: str, seat: Callable[[str], Client]
) -> None:
    client = seat("ama")
    client.post("/language", {"language": language})
    for url, english in (
        ("/shift", "My shift"),
        ("/cases/new", "Open a case"),
        ("/statistics", "Statistics"),
    ):
        page = client.get(url).content.decode()
        assert f'<html lang="{language}"' in page
        assert f">{english}</h1>" not in page


def test_texts_are_found_in_modules_and_in_templates(tool: ModuleType, tmp_path: Path) -> None:
    page, module = tmp_path / "a.html", tmp_path / "a.py"
    page.write_text(
        "{% load i18n %}{% translate 'one' %}{% blocktranslate count n=n %}{{ n }} a{% plural %}{{ n }} b"
        "{% endblocktranslate %}{# translate 'no' #}",
        encoding="utf-8",
    )
    module.write_text("_('two') + ngettext('x', 'y', n)", encoding="utf-8")
    assert set(tool.messages_of(page)) == {"one", ("%(n)s a", "%(n)s b")}
    assert set(tool.messages_of(module)) == {"two", ("x", "y")}
