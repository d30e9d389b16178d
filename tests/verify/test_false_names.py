"""Who speaks in a file is not taken from the file: a seal under a false name is said to be a stranger's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from glacy.cooperation import Message, provider_extract, render_message
from glacy.signing import seal_pdf
from glacy.verify import examine_file, summary
from tests.cooperation.story import PRESERVATION
from tests.nodes import NOW, MemoryClock, MemoryNode, make_node
from tests.verify import files


def sealed(page: bytes, by: MemoryNode) -> bytes:
    return seal_pdf(page, by=by.signer, at=NOW, stamper=by.stamper)


def told(pdf: bytes) -> str:
    report = examine_file(pdf, directory=files.directory(), at=NOW)
    assert report.holds is not True
    return summary(report)


def test_a_self_made_root_of_the_same_name_is_a_stranger() -> None:
    twin = make_node("GH", clock=MemoryClock(), seed="thief")
    said = told(sealed(render_message(PRESERVATION), twin))
    assert "do not rely on it" in said
    assert "no key of Ghana contact point sealed it" in said
    assert "nothing in this document is wrong" not in said


def test_an_extract_for_a_provider_is_sealed_by_the_state_that_asks_and_by_no_other() -> None:
    chile = files.world().chile
    assert "no key of Ghana contact point sealed it" in told(sealed(provider_extract(PRESERVATION), chile))
    ghana = files.world().ghana
    report = examine_file(sealed(provider_extract(PRESERVATION), ghana), directory=files.directory(), at=NOW)
    assert report.holds is True


@pytest.mark.parametrize("country", ["BR", "FR"])
def test_a_node_cannot_speak_for_a_state_that_the_directory_does_not_list(country: str) -> None:
    message: Message = replace(PRESERVATION, authority=replace(PRESERVATION.authority, country=country))
    said = told(sealed(render_message(message), files.world().ghana))
    assert f"lists no node for {country}" in said
