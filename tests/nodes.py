"""Two invented countries in memory: real keys, real envelopes, a real journal; no disk, clock or socket.

    world = two_countries()
    sealed = world.ghana.send({"body.json": b'{"a":1}'}, to=world.chile)
    answer = world.chile.receive(sealed)
    world.ghana.settle(answer)                     # a Receipt
    world.chile.inbox[0].body

Everything is the same at every run, age's own randomness apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from glacy.canon import Digest, digest_of
from glacy.errors import GlacyError
from glacy.exchange import (
    Accepted,
    Conflicting,
    Directory,
    Duplicate,
    Envelope,
    Header,
    NodeEntry,
    Parcel,
    ParcelState,
    Receipt,
    Refused,
    Rejection,
    Reply,
    Sent,
    ThreadState,
    Waiting,
    accept,
    arrival_opening,
    conflict_for,
    deliver,
    fail,
    new_identity,
    open_sealed,
    read_envelope,
    read_reply,
    receipt_for,
    recipient_of,
    reject,
    rejection_for,
    root_digest,
    seal_envelope,
    start_carrying,
    write_envelope,
    write_reply,
)
from glacy.journal import write_verifier_key
from glacy.signing import Authority, LocalStamper, Signer
from tests.directory_operator import OPERATOR, operator_root
from tests.node_parts import (
    IDENTITIES,
    NAMES,
    NOW,
    MemoryClock,
    MemoryJournal,
    fixed_key,
    id_of,
    make_keys,
    night_office,
    seed_of,
    witness_keys,
)

__all__ = [
    "IDENTITIES",
    "NOW",
    "Arrived",
    "MemoryClock",
    "MemoryJournal",
    "MemoryNode",
    "Outgoing",
    "TwoCountries",
    "fixed_key",
    "id_of",
    "make_directory",
    "make_node",
    "seed_of",
    "two_countries",
    "witness_keys",
]


@dataclass(kw_only=True, repr=False)
class Outgoing:
    """What a node keeps of one message that it sends."""

    header: Header
    envelope: bytes
    sealed: bytes
    parcel: Parcel
    reply: Reply | None = None

    @property
    def sent(self) -> Sent:
        return Sent(header=self.header, digest=digest_of(self.envelope), sealed=digest_of(self.sealed))


@dataclass(kw_only=True, repr=False)
class Arrived:
    """What a node keeps of one message that it holds."""

    envelope: Envelope
    data: bytes
    index: int
    reply: bytes | None = None
    state: Literal["received", "waiting"] = "received"
    at: datetime = NOW


@dataclass(kw_only=True, repr=False)
class MemoryNode:
    """A node without disk and clock of its own: what it sends, holds and has acted upon."""

    country: str
    root: Authority
    signer: Signer
    stamper: LocalStamper
    identity: str
    journal: MemoryJournal
    clock: MemoryClock
    entry: NodeEntry
    directory: Directory = field(init=False)
    outbox: list[Outgoing] = field(default_factory=list)
    arrived: dict[str, Arrived] = field(default_factory=dict)
    inbox: list[Envelope] = field(default_factory=list)
    threads: dict[tuple[str, str], ThreadState] = field(default_factory=dict)
    quarantine: list[tuple[bytes, str]] = field(default_factory=list)
    rejected: dict[Digest, bytes] = field(default_factory=dict)

    def header(
        self,
        *,
        to: MemoryNode,
        thread: str | None = None,
        kind: str = "request",
        id: str | None = None,
    ) -> Header:
        """The header of the next message of a thread."""
        thread = thread or id_of(f"thread {self.country} {to.country}")
        before = [
            one
            for one in self.outbox
            if one.header.thread == thread and one.parcel.state is not ParcelState.REJECTED
        ]
        return Header(
            id=id or id_of(f"message {self.country} {len(self.outbox)} {thread}"),
            thread=thread,
            sequence=len(before) + 1,
            previous=digest_of(before[-1].envelope) if before else None,
            sender=self.country,
            receiver=to.country,
            kind=kind,
            at=self.clock(),
            exercise=self.entry.exercise,
        )

    def write(self, header: Header, parts: Mapping[str, bytes]) -> bytes:
        """The signed envelope."""
        return write_envelope(header, parts, by=self.signer, at=self.clock(), stamper=self.stamper)

    def send(self, parts: Mapping[str, bytes], *, to: MemoryNode, **place: str) -> bytes:
        """The sealed envelope of the next message, which now stands in the outbox."""
        header = self.header(to=to, **place)
        envelope = self.write(header, parts)
        sealed = seal_envelope(envelope, to=to.entry.age_recipients)
        parcel = Parcel.queued(at=self.clock())
        self.outbox.append(Outgoing(header=header, envelope=envelope, sealed=sealed, parcel=parcel))
        return sealed

    def settle(self, answer: bytes, *, of: Outgoing | None = None) -> Reply:
        """What the peer's answer proves; the parcel takes its step."""
        outgoing = of or self.outbox[-1]
        if outgoing.parcel.state is ParcelState.PENDING:
            outgoing.parcel = start_carrying(outgoing.parcel, at=max(self.clock(), outgoing.parcel.next_at))
        try:
            reply = read_reply(answer, directory=self.directory, at=self.clock(), sent=outgoing.sent)
        except GlacyError as fault:
            outgoing.parcel = fail(outgoing.parcel, at=self.clock(), says=fault.says)
            raise
        match reply:
            case Receipt():
                outgoing.parcel = deliver(outgoing.parcel)
            case Rejection() if reply.may_retry:
                outgoing.parcel = fail(outgoing.parcel, at=self.clock(), says=reply.says)
            case _:
                self._void_from(outgoing, says=reply.says)
        outgoing.reply = reply
        return reply

    def _void_from(self, outgoing: Outgoing, *, says: str) -> None:
        """The rejected message and all that cite it, directly or not, hold no place (section 7.5)."""
        outgoing.parcel = reject(outgoing.parcel, says=says)
        thread, voided = outgoing.header.thread, {digest_of(outgoing.envelope)}
        for one in self.outbox:
            if one.header.thread == thread and one.header.previous in voided:
                voided.add(digest_of(one.envelope))
                one.parcel = replace(
                    one.parcel, state=ParcelState.REJECTED, says="It follows a rejected one."
                )

    def receive(self, sealed: bytes) -> bytes:
        """The signed answer to what arrived."""
        envelope: bytes | None = None
        try:
            envelope = open_sealed(sealed, identities=[self.identity])
            before = self._answered_before(digest_of(envelope))
            if before is not None:
                return before
            read = read_envelope(envelope, directory=self.directory, receiver=self.country, at=self.clock())
        except GlacyError as fault:
            return self._reject(sealed, envelope, fault)
        return self._place(sealed, envelope, read)

    def receipt(self, id: str) -> bytes:
        """The receipt for a message that is held; made once, and given again word for word."""
        arrived = self.arrived[id]
        if arrived.reply is None:
            arrived.reply = self._sign(
                receipt_for(
                    arrived.envelope.header,
                    digest=arrived.envelope.digest,
                    state=arrived.state,
                    received_at=arrived.at,
                    proof=self.journal.prove(arrived.index),
                )
            )
        return arrived.reply

    def _answered_before(self, digest: Digest) -> bytes | None:
        """The answer that these very bytes got before; nothing that has changed since changes it."""
        for id, one in self.arrived.items():
            if one.envelope.digest == digest:
                return self.receipt(id)
        return self.rejected.get(digest)

    def _place(self, sealed: bytes, envelope: bytes, read: Envelope) -> bytes:
        header = read.header
        state = self.threads.get(
            (header.thread, header.sender),
            ThreadState(
                thread=header.thread,
                sender=header.sender,
                receiver=self.country,
                exercise=self.entry.exercise,
            ),
        )
        match accept(self._with_known(state), header, read.digest):
            case Duplicate():
                return self.receipt(header.id)
            case Conflicting() as found:
                return self._sign(conflict_for(found, header, digest=read.digest, at=self.clock()))
            case Refused() as found:
                return self._reject(sealed, envelope, found)
            case Accepted() as found:
                self._hold(read, envelope, "received", found.state)
                self.inbox.append(read)
                self.inbox.extend(self.arrived[held.id].envelope for held in found.released)
                if found.broken is not None:
                    broken = self.arrived.pop(found.broken.id)
                    self.quarantine.append((broken.data, "It cites another message than the one before it."))
            case Waiting() as found:
                self._hold(read, envelope, "waiting", found.state)
        return self.receipt(header.id)

    def _with_known(self, state: ThreadState) -> ThreadState:
        known: dict[str, Digest] = {id: one.envelope.digest for id, one in self.arrived.items()}
        return ThreadState(
            thread=state.thread,
            sender=state.sender,
            receiver=state.receiver,
            exercise=state.exercise,
            sequence=state.sequence,
            last=state.last,
            waiting=state.waiting,
            known=known,
        )

    def _hold(
        self, read: Envelope, data: bytes, state: Literal["received", "waiting"], thread: ThreadState
    ) -> None:
        header = read.header
        opening = arrival_opening(
            header,
            digest=read.digest,
            state=state,
            received_at=self.clock(),
            salt=seed_of(f"salt {self.country} {self.journal.edge.size}"),
        )
        index = self.journal.append(opening)
        self.arrived[header.id] = Arrived(envelope=read, data=data, index=index, state=state, at=self.clock())
        self.threads[header.thread, header.sender] = thread

    def _reject(self, sealed: bytes, envelope: bytes | None, fault: GlacyError | Refused) -> bytes:
        rejection = rejection_for(
            fault,
            by=self.country,
            exercise=self.entry.exercise,
            sealed=sealed,
            envelope=envelope,
            at=self.clock(),
        )
        answer = self._sign(rejection)
        if not rejection.may_retry:
            self.quarantine.append((sealed, rejection.says))
            if envelope is not None:
                self.rejected[digest_of(envelope)] = answer
        return answer

    def _sign(self, reply: Reply) -> bytes:
        return write_reply(reply, signed_by=self.signer, at=self.clock(), stamper=self.stamper)


@dataclass(frozen=True, kw_only=True)
class TwoCountries:
    """Ghana and Chile, the directory that lists both, and the clock that all share."""

    ghana: MemoryNode
    chile: MemoryNode
    directory: Directory
    clock: MemoryClock


def make_node(
    country: str,
    *,
    clock: MemoryClock,
    exercise: bool = True,
    seed: str = "",
    days: int = 365,
    url: str | None = None,
) -> MemoryNode:
    """One invented node. Another `seed` gives other keys, `days` is how long its certificates last."""
    keys = make_keys(country, clock=clock, exercise=exercise, seed=seed, days=days)
    identity = IDENTITIES.get(country + seed) or new_identity()
    journal = MemoryJournal(f"{country.lower()}{seed}.example/journal")
    entry = NodeEntry(
        country=country,
        name=NAMES.get(country, country),
        url=url or f"https://{country.lower()}.example",
        seal_roots=(keys.root.certificate,),
        stamp_roots=(keys.root.certificate,),
        age_recipients=(recipient_of(identity),),
        journal_keys=(write_verifier_key(journal.key.verifier),),
        exercise=exercise,
        offices=(night_office(country),),
        witness_keys=tuple(write_verifier_key(key.verifier) for key in witness_keys(country, seed=seed)),
    )
    return MemoryNode(
        country=country,
        root=keys.root,
        signer=keys.signer,
        stamper=keys.stamper,
        identity=identity,
        journal=journal,
        clock=clock,
        entry=entry,
    )


def make_directory(
    *nodes: MemoryNode | NodeEntry,
    exercise: bool = True,
    at: datetime = NOW,
    days: int = 90,
) -> Directory:
    """The directory that lists these nodes, which each of them then has, as its operator signed it."""
    entries = [node.entry if isinstance(node, MemoryNode) else node for node in nodes]
    directory = Directory(
        operator=OPERATOR,
        nodes=tuple(sorted(entries, key=lambda entry: entry.country)),
        issued_at=at - timedelta(days=1),
        valid_until=at + timedelta(days=days),
        exercise=exercise,
        roots=(root_digest(operator_root()),),
        checked_at={entry.country: at - timedelta(days=2) for entry in entries},
    )
    for node in nodes:
        if isinstance(node, MemoryNode):
            node.directory = directory
    return directory


def two_countries(*, at: datetime = NOW) -> TwoCountries:
    """Ghana and Chile, ready to exchange messages of an exercise."""
    clock = MemoryClock(at)
    ghana, chile = make_node("GH", clock=clock), make_node("CL", clock=clock)
    return TwoCountries(ghana=ghana, chile=chile, directory=make_directory(ghana, chile, at=at), clock=clock)
