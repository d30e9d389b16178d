"""Receipts, rejections and conflicts: what they prove, and that nothing else passes for one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.canon import digest_of
from glacy.container import write_container
from glacy.errors import GlacyError
from glacy.exchange import (
    Conflict,
    MalformedReplyError,
    ParcelState,
    Receipt,
    Rejection,
    Reply,
    SealedForAnotherError,
    Sent,
    UnprovedReplyError,
    examine_reply,
    open_sealed,
    read_envelope,
    read_reply,
    reason_of,
    rejection_for,
    seal_envelope,
    write_reply,
)
from glacy.journal import find_opening, write_opening
from tests.nodes import NOW, MemoryNode, id_of, make_node, two_countries

PARTS = {"body.json": b'{"format":"glacy.request/1"}'}
WORLD = two_countries()
SEALED = WORLD.ghana.send(PARTS, to=WORLD.chile)
ANSWER = WORLD.chile.receive(SEALED)
SENT = WORLD.ghana.outbox[0].sent


def read(answer: bytes, *, sent: Sent = SENT) -> Reply:
    return read_reply(answer, directory=WORLD.directory, at=NOW, sent=sent)


def receipt() -> Receipt:
    found = read(ANSWER)
    assert isinstance(found, Receipt)
    return found


def signed(reply: Reply, *, by: MemoryNode = WORLD.chile) -> bytes:
    return write_reply(reply, signed_by=by.signer, at=NOW, stamper=by.stamper)


def test_a_receipt_proves_that_the_arrival_is_in_the_journal() -> None:
    found = receipt()
    assert (found.by, found.to, found.envelope) == ("CL", "GH", SENT.header.id)
    assert found.digest == SENT.digest
    assert found.received_at == NOW
    opening = find_opening(found.proof)
    assert opening is not None
    assert opening == found.opening
    assert opening.who == "CL"
    reading = examine_reply(ANSWER, directory=WORLD.directory, at=NOW, sent=SENT)
    assert reading.holds is True
    assert reading.reply == found


def test_a_receipt_alone_holds_for_anyone_with_the_directory() -> None:
    assert examine_reply(ANSWER, directory=WORLD.directory, at=NOW).holds is True
    assert examine_reply(ANSWER, directory=None, at=NOW).holds is None


def test_the_same_message_again_gets_the_stored_receipt() -> None:
    WORLD.clock.advance(timedelta(minutes=5))
    assert WORLD.chile.receive(SEALED) == ANSWER
    again = seal_envelope(WORLD.ghana.outbox[0].envelope, to=WORLD.chile.entry.age_recipients)
    assert WORLD.chile.receive(again) == ANSWER
    assert len(WORLD.chile.inbox) == 1
    assert len(WORLD.chile.journal.openings) == 1


def test_a_receipt_is_for_one_envelope() -> None:
    for other in (
        replace(SENT, digest=digest_of(b"another")),
        replace(SENT, header=replace(SENT.header, id=id_of("another"))),
        replace(SENT, header=replace(SENT.header, thread=id_of("another"))),
        replace(SENT, header=replace(SENT.header, sequence=2, previous=digest_of(b""))),
        replace(SENT, header=replace(SENT.header, receiver="BR")),
    ):
        with pytest.raises(UnprovedReplyError):
            read(ANSWER, sent=other)


def test_a_receipt_by_another_node_proves_nothing() -> None:
    with pytest.raises(UnprovedReplyError, match="none of the roots"):
        read(signed(receipt(), by=WORLD.ghana))
    with pytest.raises(UnprovedReplyError):
        read(signed(replace(receipt(), by="GH"), by=WORLD.ghana))


def test_a_receipt_without_a_journal_entry_proves_nothing() -> None:
    """A node that signs receipts for what its journal does not hold is found out."""
    held = receipt()
    twin = two_countries()
    twin.ghana.send({"body.json": b'"another"'}, to=twin.chile)
    other = twin.ghana.settle(twin.chile.receive(twin.ghana.outbox[0].sealed))
    assert isinstance(other, Receipt)
    lies = (
        replace(held, proof=other.proof),
        replace(held, received_at=NOW - timedelta(days=1)),
        replace(held, state="waiting"),
        replace(held, arrival=1),
        replace(held, proof=replace(held.proof, extra=b"")),
        replace(held, proof=replace(held.proof, extra=b"nonsense")),
        replace(held, proof=replace(held.proof, index=1), arrival=1),
        replace(held, proof=replace(held.proof, hashes=(b"\0" * 32,))),
    )
    for lie in lies:
        data = signed(lie)
        assert examine_reply(data, directory=WORLD.directory, at=NOW).holds is False, lie
        with pytest.raises(UnprovedReplyError):
            read(data)


def test_a_checkpoint_of_another_journal_proves_nothing() -> None:
    stranger = make_node("CL", clock=WORLD.clock, seed="other")
    opening = receipt().opening
    assert opening is not None
    stranger.journal.append(opening)
    proof = replace(stranger.journal.prove(0), extra=write_opening(opening))
    with pytest.raises(UnprovedReplyError):
        read(signed(replace(receipt(), proof=proof)))


def test_an_exercise_receipt_is_none_for_a_real_case() -> None:
    assert (
        examine_reply(signed(replace(receipt(), exercise=False)), directory=WORLD.directory, at=NOW).holds
        is False
    )


def test_what_cannot_be_read_is_rejected_with_a_reason() -> None:
    world = two_countries()
    sealed = seal_envelope(b"no envelope", to=world.chile.entry.age_recipients)
    header = world.ghana.header(to=world.chile)
    sent = Sent(header=header, digest=digest_of(b"no envelope"), sealed=digest_of(sealed))
    answer = read_reply(world.chile.receive(sealed), directory=world.directory, at=NOW, sent=sent)
    assert isinstance(answer, Rejection)
    assert answer.reason == "malformed"
    assert answer.arrived == digest_of(sealed)
    assert not answer.may_retry
    assert world.chile.quarantine == [(sealed, answer.says)]
    damaged = world.chile.receive(sealed[:-1])
    reading = examine_reply(damaged, directory=world.directory, at=NOW)
    assert isinstance(reading.reply, Rejection)
    assert reading.reply.reason == "damaged"
    assert reading.holds is True


def test_a_rejection_of_what_the_line_damaged_does_not_settle_the_parcel() -> None:
    world = two_countries()
    sealed = world.ghana.send(PARTS, to=world.chile)
    with pytest.raises(UnprovedReplyError, match="another envelope"):
        world.ghana.settle(world.chile.receive(sealed[:-1]))
    assert world.ghana.outbox[0].parcel.state == "pending"


def test_a_thread_goes_on_after_a_rejection() -> None:
    """Chile's directory was old: Ghana's message is rejected, and stays so; written anew it is taken."""
    world = two_countries()
    old = replace(world.directory, nodes=(world.chile.entry,))
    for _ in range(3):
        world.ghana.send(PARTS, to=world.chile)
    first, second, third = world.ghana.outbox
    assert isinstance(world.ghana.settle(world.chile.receive(third.sealed), of=third), Receipt)
    world.chile.directory = old
    rejection = world.chile.receive(first.sealed)
    assert isinstance(world.ghana.settle(rejection, of=first), Rejection)
    assert {one.parcel.state for one in world.ghana.outbox} == {ParcelState.REJECTED}
    world.chile.directory = world.directory
    assert world.chile.receive(first.sealed) == rejection
    for number in (1, 2, 3):
        sealed = world.ghana.send({"body.json": b"%d" % number}, to=world.chile)
        assert world.ghana.outbox[-1].header.sequence == number
        assert isinstance(world.ghana.settle(world.chile.receive(sealed)), Receipt)
    assert [envelope.body for envelope in world.chile.inbox] == [b"1", b"2", b"3"]
    assert second.header.id not in world.chile.arrived


def test_one_id_with_two_contents_is_a_signed_conflict() -> None:
    world = two_countries()
    world.chile.receive(world.ghana.send(PARTS, to=world.chile))
    first = world.ghana.outbox[0]
    twin = world.ghana.write(first.header, {"body.json": b'"another"'})
    sealed = seal_envelope(twin, to=world.chile.entry.age_recipients)
    sent = Sent(header=first.header, digest=digest_of(twin), sealed=digest_of(sealed))
    answer = read_reply(world.chile.receive(sealed), directory=world.directory, at=NOW, sent=sent)
    assert isinstance(answer, Conflict)
    assert (answer.about, answer.known) == ("id", digest_of(first.envelope))
    assert len(world.chile.inbox) == 1


def test_two_messages_at_one_place_are_a_conflict() -> None:
    world = two_countries()
    world.chile.receive(world.ghana.send(PARTS, to=world.chile))
    header = replace(world.ghana.outbox[0].header, id=id_of("second"))
    sealed = seal_envelope(world.ghana.write(header, PARTS), to=world.chile.entry.age_recipients)
    reading = examine_reply(world.chile.receive(sealed), directory=world.directory, at=NOW)
    assert isinstance(reading.reply, Conflict)
    assert reading.reply.about == "place"


def test_replies_come_back_equal() -> None:
    rejection = rejection_for(
        SealedForAnotherError("Sealed \u202efor\nanother."),
        by="CL",
        exercise=True,
        sealed=SEALED,
        envelope=None,
        at=NOW,
    )
    assert "\n" not in rejection.says
    assert "\u202e" not in rejection.says
    conflict = Conflict(
        by="CL",
        to="GH",
        exercise=True,
        envelope=SENT.header.id,
        digest=SENT.digest,
        about="place",
        known=None,
        says="Two.",
        found_at=NOW,
    )
    for reply in (rejection, conflict, receipt()):
        reading = examine_reply(signed(reply), directory=WORLD.directory, at=NOW)
        assert reading.holds is True
        assert reading.reply == reply


def test_every_fault_has_its_reason() -> None:
    faults: dict[str, bytes] = {}
    world = two_countries()
    brazil = make_node("BR", clock=world.clock)
    header = world.ghana.header(to=world.chile)
    good = world.ghana.write(header, PARTS)
    faults["wrong_receiver"] = world.ghana.write(replace(header, receiver="BR"), PARTS)
    faults["unknown_sender"] = brazil.write(brazil.header(to=world.chile), PARTS)
    faults["wrong_key"] = world.chile.write(header, PARTS)
    faults["exercise_mixed"] = world.ghana.write(replace(header, exercise=False), PARTS)
    faults["malformed"] = good[:-1]
    for reason, data in faults.items():
        with pytest.raises(GlacyError) as raised:
            read_envelope(data, directory=world.directory, receiver="CL", at=NOW)
        assert reason_of(raised.value) == reason
    with pytest.raises(GlacyError) as raised:
        open_sealed(
            seal_envelope(good, to=world.ghana.entry.age_recipients), identities=[world.chile.identity]
        )
    assert reason_of(raised.value) == "sealed_for_another"


@pytest.mark.parametrize(
    "text", [b"", b"{}", b'{"format":"glacy.receipt/2"}', b'{"format":"glacy.rejection/1"}', b"[]", b"1"]
)
def test_a_container_without_a_reply_is_none(text: bytes) -> None:
    data = write_container(
        [("receipt.json", text)],
        by=WORLD.chile.signer,
        at=NOW,
        stamper=WORLD.chile.stamper,
        kind="receipt",
    )
    with pytest.raises(MalformedReplyError):
        read(data)
    assert examine_reply(data, directory=WORLD.directory, at=NOW).holds is False


def test_every_byte_of_a_receipt_counts() -> None:
    for place in range(len(ANSWER)):
        damaged = bytearray(ANSWER)
        damaged[place] ^= 1 << place % 8
        with pytest.raises(GlacyError):
            read(bytes(damaged))


@given(place=st.integers(0, len(ANSWER) - 1), flip=st.integers(1, 255))
def test_a_flipped_byte_never_holds(place: int, flip: int) -> None:
    damaged = bytearray(ANSWER)
    damaged[place] ^= flip
    assert examine_reply(bytes(damaged), directory=WORLD.directory, at=NOW).holds is False
    assert examine_reply(bytes(damaged), directory=None, at=NOW).holds is False


@given(st.binary(max_size=300), st.integers(0, len(ANSWER)), st.integers(0, len(ANSWER)))
def test_no_bytes_break_the_reader(noise: bytes, start: int, end: int) -> None:
    for data in (noise, ANSWER[:start] + noise + ANSWER[end:]):
        if data == ANSWER:
            continue
        assert examine_reply(data, directory=WORLD.directory, at=NOW, sent=SENT).holds is False
        with pytest.raises(GlacyError):
            read(data)
