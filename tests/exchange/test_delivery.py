"""Two nodes and a line that loses, doubles, delays and damages: nothing is lost, twice or out of order."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from glacy.canon import write_canonical
from glacy.errors import GlacyError
from glacy.exchange import (
    OPEN_STATES,
    ParcelState,
    Receipt,
    ask_again,
    examine_reply,
    fail,
    resume,
    seal_envelope,
    start_carrying,
)
from tests.nodes import MemoryNode, Outgoing, id_of, two_countries

THREADS = tuple(id_of(f"case {number}") for number in range(2))


class Delivery(RuleBasedStateMachine):
    """What either side may meet on the line, in any order.

    `line` holds every sealed envelope that was ever carried: any of them may arrive at any time, again too.
    """

    @initialize()
    def begin(self) -> None:
        self.world = two_countries()
        self.line: list[tuple[Outgoing, MemoryNode, MemoryNode]] = []
        self.answers: list[tuple[bytes, Outgoing, MemoryNode]] = []
        self.written = 0

    @rule(from_ghana=st.booleans(), thread=st.sampled_from(THREADS), count=st.integers(1, 3))
    def send(self, from_ghana: bool, thread: str, count: int) -> None:
        ghana, chile = self.world.ghana, self.world.chile
        sender, receiver = (ghana, chile) if from_ghana else (chile, ghana)
        for _ in range(count):
            self.written += 1
            body = write_canonical({"number": self.written})
            sender.send({"body.json": body}, to=receiver, thread=thread)

    @rule(seconds=st.integers(0, 10_000))
    def carry(self, seconds: int) -> None:
        """The outbox takes up all that is due; nobody knows yet whether any of it arrives."""
        self.world.clock.advance(timedelta(seconds=seconds))
        for sender, receiver in self._pairs():
            for one in sender.outbox:
                if one.parcel.is_due(at=self.world.clock()):
                    one.parcel = start_carrying(one.parcel, at=self.world.clock())
                    self.line.append((one, sender, receiver))

    @precondition(lambda self: self.line)
    @rule(data=st.data(), is_lost=st.booleans())
    def arrive(self, data: st.DataObject, is_lost: bool) -> None:
        """One of all parcels ever carried arrives; its answer may be lost."""
        outgoing, sender, receiver = data.draw(st.sampled_from(self.line))
        answer = receiver.receive(outgoing.sealed)
        if not is_lost:
            self.answers.append((answer, outgoing, sender))

    @precondition(lambda self: self.line)
    @rule(data=st.data(), place=st.integers(0, 10_000), flip=st.integers(1, 255))
    def arrive_damaged(self, data: st.DataObject, place: int, flip: int) -> None:
        """A byte is damaged on the way (age files differ in length from run to run, hence the remainder)."""
        outgoing, sender, receiver = data.draw(st.sampled_from(self.line))
        sealed = bytearray(outgoing.sealed)
        sealed[place % len(sealed)] ^= flip
        self.answers.append((receiver.receive(bytes(sealed)), outgoing, sender))

    @precondition(lambda self: self.line)
    @rule(data=st.data())
    def arrive_sealed_anew(self, data: st.DataObject) -> None:
        outgoing, _, receiver = data.draw(st.sampled_from(self.line))
        receiver.receive(seal_envelope(outgoing.envelope, to=receiver.entry.age_recipients))

    @precondition(lambda self: self.line)
    @rule(data=st.data(), is_lost=st.booleans())
    def arrive_where_the_sender_is_unknown(self, data: st.DataObject, is_lost: bool) -> None:
        """The receiver's directory is old for a while: what arrives then is rejected."""
        outgoing, sender, receiver = data.draw(st.sampled_from(self.line))
        receiver.directory = replace(self.world.directory, nodes=(receiver.entry,))
        answer = receiver.receive(outgoing.sealed)
        receiver.directory = self.world.directory
        if not is_lost:
            self.answers.append((answer, outgoing, sender))

    @precondition(lambda self: self.answers)
    @rule(data=st.data(), to_another=st.booleans())
    def answer(self, data: st.DataObject, to_another: bool) -> None:
        """One of all answers ever given reaches the sender, perhaps as the answer to another parcel."""
        answer, outgoing, sender = data.draw(st.sampled_from(self.answers))
        if to_another:
            outgoing = data.draw(st.sampled_from(sender.outbox))
        if outgoing.parcel.state is ParcelState.CARRYING:
            self._settle(sender, answer, outgoing)

    @rule()
    def give_up_waiting(self) -> None:
        for sender, _ in self._pairs():
            for one in sender.outbox:
                if one.parcel.state is ParcelState.CARRYING:
                    one.parcel = fail(one.parcel, at=self.world.clock(), says="timeout")

    @rule()
    def restart(self) -> None:
        for sender, _ in self._pairs():
            for one in sender.outbox:
                one.parcel = resume(one.parcel, at=self.world.clock())

    @rule(minutes=st.integers(-600, 600))
    def move_the_clock(self, minutes: int) -> None:
        self.world.clock.advance(timedelta(minutes=minutes))

    @invariant()
    def is_in_order_and_never_twice(self) -> None:
        for sender, receiver in self._pairs():
            for thread in THREADS:
                taken = [e.header.sequence for e in receiver.inbox if e.header.thread == thread]
                assert taken == list(range(1, len(taken) + 1))
                standing = [one.header.id for one in self._standing(sender, thread)]
                assert [e.header.id for e in receiver.inbox if e.header.thread == thread] == standing[
                    : len(taken)
                ]
            bodies = Counter(envelope.body for envelope in receiver.inbox)
            assert not bodies or max(bodies.values()) == 1
            assert len(receiver.arrived) == len(receiver.journal.openings)
            assert len(sender.outbox) >= len(receiver.inbox)

    @invariant()
    def is_held_where_it_is_receipted(self) -> None:
        for sender, receiver in self._pairs():
            for one in sender.outbox:
                if one.parcel.state is ParcelState.RECEIPTED:
                    assert isinstance(one.reply, Receipt)
                    assert one.reply.envelope == one.header.id
                    assert receiver.arrived[one.header.id].envelope.digest == one.sent.digest

    def teardown(self) -> None:
        """On a line that works again, everything arrives: once, whole, in order, each with its receipt."""
        if not hasattr(self, "world"):
            return
        clock = self.world.clock
        for sender, receiver in self._pairs():
            for one in sender.outbox:
                one.parcel = resume(one.parcel, at=clock())
                if one.parcel.state is ParcelState.STUCK:
                    one.parcel = ask_again(one.parcel, at=clock())
                if one.parcel.state in OPEN_STATES:
                    one.parcel = start_carrying(one.parcel, at=max(clock(), one.parcel.next_at))
                    self._settle(sender, receiver.receive(one.sealed), one)
            for one in sender.outbox:
                if one.parcel.state is ParcelState.REJECTED:
                    assert one.header.id not in {envelope.header.id for envelope in receiver.inbox}
                    continue
                assert one.parcel.state is ParcelState.RECEIPTED
                reading = examine_reply(
                    receiver.receipt(one.header.id), directory=sender.directory, at=clock(), sent=one.sent
                )
                assert reading.holds is True
            for thread in THREADS:
                sent = [one.header.id for one in self._standing(sender, thread)]
                taken = [e.header.id for e in receiver.inbox if e.header.thread == thread]
                assert taken == sent

    @staticmethod
    def _standing(sender: MemoryNode, thread: str) -> list[Outgoing]:
        """The messages of a thread that hold a place: those that were not rejected, in order."""
        return [
            one
            for one in sender.outbox
            if one.header.thread == thread and one.parcel.state is not ParcelState.REJECTED
        ]

    def _pairs(self) -> tuple[tuple[MemoryNode, MemoryNode], ...]:
        ghana, chile = self.world.ghana, self.world.chile
        return ((ghana, chile), (chile, ghana))

    @staticmethod
    def _settle(sender: MemoryNode, answer: bytes, outgoing: Outgoing) -> None:
        try:
            sender.settle(answer, of=outgoing)
        except GlacyError:
            assert outgoing.parcel.state in (ParcelState.PENDING, ParcelState.STUCK)


Delivery.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestDelivery = Delivery.TestCase
