"""The list of a large payload has one form, and its tickets open one piece each, to who could read it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any  # JSON of many shapes

import pytest

from glacy.canon import digest_of
from glacy.exchange import (
    PAYLOAD,
    MalformedEnvelopeError,
    MalformedPayloadError,
    PayloadList,
    Piece,
    is_ticket,
    read_payload,
    ticket,
    write_payload,
)
from tests.nodes import two_countries

ENVELOPE = "83634f32-3fb2-4f44-9744-9912c91d81d5"


def piece(number: int, size: int) -> Piece:
    """A piece whose digests stand for its number."""
    return Piece(
        digest=digest_of(b"clear%d" % number),
        size=size,
        sealed=digest_of(b"sealed%d" % number),
        sealed_size=size + 200,
    )


LISTED = PayloadList(
    digest=digest_of(b"whole"),
    size=250,
    pieces=(piece(1, 100), piece(2, 100), piece(3, 50)),
    key="07" * 32,
)


def test_the_list_comes_back_as_it_was() -> None:
    assert read_payload(write_payload(LISTED)) == LISTED
    assert LISTED.sealed_size == 850
    assert [LISTED.start(number) for number in (1, 2, 3)] == [0, 100, 200]


@dataclass(frozen=True, kw_only=True)
class Case:
    """A change to the list that must be refused."""

    says: str
    change: Callable[[Any], None]


CASES = (
    Case(says="sizes that do not add up", change=lambda it: it.update(size=251)),
    Case(says="no piece", change=lambda it: it.update(pieces=[], size=1)),
    Case(says="a piece twice", change=lambda it: it["pieces"].__setitem__(1, it["pieces"][0])),
    Case(says="a larger last piece", change=lambda it: it["pieces"].reverse()),
    Case(says="a piece of nothing", change=lambda it: it["pieces"][2].update(size=0)),
    Case(says="an age file that is too large", change=lambda it: it["pieces"][0].update(sealed_size=9000)),
    Case(says="an age file that is too small", change=lambda it: it["pieces"][0].update(sealed_size=100)),
    Case(says="a key of another form", change=lambda it: it.update(key="07" * 31)),
    Case(says="a digest of another form", change=lambda it: it.update(digest="ff")),
    Case(says="an unknown field", change=lambda it: it.update(more=1)),
    Case(says="a fraction", change=lambda it: it.update(size=250.0)),
    Case(says="another format", change=lambda it: it.update(format="glacy.payload/2")),
)


@pytest.mark.parametrize("case", CASES, ids=attrgetter("says"))
def test_what_contradicts_itself_is_refused(case: Case) -> None:
    value = json.loads(write_payload(LISTED))
    case.change(value)
    with pytest.raises(MalformedPayloadError):
        read_payload(json.dumps(value, sort_keys=True, separators=(",", ":")).encode())


def test_another_spelling_is_refused() -> None:
    with pytest.raises(MalformedPayloadError, match="canonical"):
        read_payload(write_payload(LISTED) + b"\n")


def test_a_ticket_is_for_one_piece_of_one_envelope_under_one_key() -> None:
    word = ticket(LISTED.key, "fetch", envelope=ENVELOPE, number=2)
    assert is_ticket(word, LISTED.key, "fetch", envelope=ENVELOPE, number=2)
    other = ENVELOPE.replace("8", "9")
    assert not is_ticket(word, LISTED.key, "fetch", envelope=ENVELOPE, number=1)
    assert not is_ticket(word, LISTED.key, "done", envelope=ENVELOPE, number=2)
    assert not is_ticket(word, LISTED.key, "fetch", envelope=other, number=2)
    assert not is_ticket(word, "08" * 32, "fetch", envelope=ENVELOPE, number=2)
    for shown in ("", word.upper(), word[:-1], "é"):
        assert not is_ticket(shown, LISTED.key, "fetch", envelope=ENVELOPE, number=2)


def test_the_ticket_is_the_one_of_the_spec() -> None:
    """docs/specs/exchange.md, 10.4, with the key of thirty-two times 07."""
    expected = "06fba9ed7bb1db6620997fdea5bf7cc8e45e5ef26f904c549d892174f162618b"
    assert ticket("07" * 32, "fetch", envelope=ENVELOPE, number=1) == expected


def test_an_envelope_carries_a_bundle_or_its_list_and_never_both() -> None:
    world = two_countries()
    parts = {"body.json": b"{}", PAYLOAD: write_payload(LISTED)}
    sealed = world.ghana.send(parts, to=world.chile)
    world.ghana.settle(world.chile.receive(sealed))
    envelope = world.chile.inbox[0]
    assert envelope.payload is not None
    assert read_payload(envelope.payload) == LISTED
    with pytest.raises(MalformedEnvelopeError, match="not both"):
        world.ghana.send({**parts, "bundle.asice": b"x"}, to=world.chile)
    with pytest.raises(MalformedEnvelopeError):
        world.ghana.send({"body.json": b"{}", PAYLOAD: b"{ }"}, to=world.chile)
