"""The files of tests/vectors/exchange and the page docs/specs/exchange.md tell what the code does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from glacy.canon import digest_of
from glacy.container import read_container
from glacy.exchange import (
    Reason,
    examine_envelope,
    examine_reply,
    open_sealed,
    read_directory,
    read_envelope,
    read_reply,
)
from glacy.exchange.thread import MAX_WAITING
from tests.exchange.vectors import FOLDER, make_vectors
from tests.nodes import IDENTITIES, NOW

SPEC = (Path(__file__).resolve().parents[2] / "docs" / "specs" / "exchange.md").read_text(encoding="utf-8")
WORLD, FILES = make_vectors()


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_vector_is_what_the_code_writes(name: str) -> None:
    assert (FOLDER / name).read_bytes() == FILES[name]


def test_the_vectors_hold_together() -> None:
    directory = read_directory((FOLDER / "directory.json").read_bytes())
    opened = open_sealed((FOLDER / "envelope.age").read_bytes(), identities=[IDENTITIES["CL"]])
    assert opened == (FOLDER / "envelope.asice").read_bytes()
    envelope = read_envelope(opened, directory=directory, receiver="CL", at=NOW)
    answer = (FOLDER / "receipt.asice").read_bytes()
    read_reply(answer, directory=directory, at=NOW, sent=WORLD.ghana.outbox[0].sent)
    assert examine_envelope(opened, directory=directory, at=NOW).holds is True
    assert examine_reply(answer, directory=directory, at=NOW).holds is True
    assert envelope.header == WORLD.ghana.outbox[0].header


def test_the_page_shows_the_vectors() -> None:
    blocks = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", SPEC, re.S)]
    message, receipt, payload = blocks
    envelope, answer = (read_container(FILES[name]) for name in ("envelope.asice", "receipt.asice"))
    assert message == json.loads(envelope.files["message.json"])
    receipt["digest"] = digest_of(FILES["envelope.asice"])
    assert receipt == json.loads(answer.files["receipt.json"])
    assert payload["format"] == "glacy.payload/1"


def test_the_page_names_every_reason_and_limit() -> None:
    for reason in get_args(Reason):
        assert f"`{reason}`" in SPEC
    assert f"up to {MAX_WAITING} ahead" in SPEC
