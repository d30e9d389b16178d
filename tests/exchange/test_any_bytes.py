"""What comes from outside is a value or an error of ours, whatever the bytes are."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.canon import NotADigestError, digest_of, read_digest
from glacy.errors import GlacyError
from glacy.exchange import read_chain, read_held, read_payload, read_question, write_payload
from tests.exchange.test_held import question, sealed
from tests.exchange.test_payload import LISTED
from tests.nodes import two_countries

WORLD = two_countries()
QUESTION = sealed(question(WORLD), WORLD.ghana)
LIST = write_payload(LISTED)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


def _read_question(data: bytes) -> object:
    return read_question(data, directory=WORLD.directory, receiver="CL", at=WORLD.clock())


def _read_held(data: bytes) -> object:
    return read_held(
        data,
        directory=WORLD.directory,
        receiver="GH",
        at=WORLD.clock(),
        giver="CL",
        question=digest_of(QUESTION),
    )


READERS = {
    "payload": read_payload,
    "question": _read_question,
    "held": _read_held,
    "chain": read_chain,
}


@pytest.mark.parametrize("name", READERS)
@given(data=st.binary(max_size=300) | JSON.map(lambda value: json.dumps(value).encode()))
def test_random_bytes_are_refused_and_nothing_else(name: str, data: bytes) -> None:
    with pytest.raises(GlacyError):
        READERS[name](data)


@given(place=st.integers(0, len(LIST) - 1), flip=st.integers(1, 255))
def test_a_list_with_a_byte_flipped_is_another_list_or_refused(place: int, flip: int) -> None:
    changed = LIST[:place] + bytes([LIST[place] ^ flip]) + LIST[place + 1 :]
    try:
        read = read_payload(changed)
    except GlacyError:
        return
    assert read != LISTED
    assert write_payload(read) == changed


@given(st.text(max_size=80))
def test_any_text_is_a_digest_or_refused(text: str) -> None:
    if re.fullmatch("[0-9a-f]{64}", text):
        assert read_digest(text) == text
    else:
        with pytest.raises(NotADigestError):
            read_digest(text)


@given(st.binary(max_size=64))
def test_every_digest_is_read_back(data: bytes) -> None:
    assert read_digest(digest_of(data)) == digest_of(data)
