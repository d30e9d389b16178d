"""Parcels and replies on a stick, both ways: what waits is put on it, what it brings is taken in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.db import transaction

from glacy.canon import digest_of
from glacy.courier import PARCEL, PIECE, REPLY, CourierError, Stick, StickFile, other_names
from glacy.errors import GlacyError
from glacy.exchange import (
    MAX_SEALED_SIZE,
    MalformedReplyError,
    SealedForAnotherError,
    UnprovedReplyError,
    find_reply,
    open_sealed,
)
from glacy.node.errors import NoDirectoryError
from glacy.node.gate import receive
from glacy.node.opened import Node
from glacy.node.parcels import keep_sealed, sealed_of
from glacy.node.payload_stick import pieces_to_carry, take_piece
from glacy.node.posting import note_posted
from glacy.node.posting_in import give_back
from glacy.node.quiet import demand_awake
from glacy.node.settling import settle_reply
from glacy.sayings import say
from glacy.store import carrying, journal, outbox
from glacy.store.models import OutboxRow
from glacy.store.people import Officer

REPLIES_FOR = timedelta(days=30)
"""So long the reply to what came on a stick goes with every stick that leaves for its State."""
_MAX_REPLY = 1 << 20


@dataclass(slots=True, kw_only=True)
class PutOn:
    """What was put on a stick, and what did not fit."""

    parcels: int = 0
    replies: int = 0
    cleaned: int = 0
    left_out: int = 0
    pieces: int = 0
    pieces_left_out: int = 0
    countries: set[str] = field(default_factory=set)
    says: str = ""
    others: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class TakenIn:
    """What a stick brought; `damaged`, `missing`, `for_others` and `others` name files, left untouched."""

    parcels: int = 0
    settled: int = 0
    ours: int = 0
    """Parcels of this node on it that have no reply yet."""
    replies: int = 0
    cleaned: int = 0
    pieces: int = 0
    damaged: list[str] = field(default_factory=list)
    missing: tuple[str, ...] = ()
    for_others: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    told: list[str] = field(default_factory=list)


def put_on_stick(
    node: Node,
    root: Path,
    *,
    country: str = "",
    by: Officer | None = None,
    has_pieces: bool = True,
    again: bool = False,
) -> PutOn:
    """Puts every parcel that waits on a stick, for one State or for all, and the replies that go back there.

    A parcel counts as posted once it lies there whole. A stick that is full keeps what fits. Pieces of large
    payloads come last, each on one stick, so that several share them out; `again` puts them all anew.
    """
    demand_awake(node.path)
    if country and node.find_peer(country) is None:
        raise NoDirectoryError(
            say("The directory of this node names no node of {country}.", country=country),
            remedy=say("Send the sealed document on paper."),
        )
    stick, did = Stick(root), PutOn(others=other_names(root))
    did.cleaned = _clean(stick)
    rows = outbox.live_parcels(country)
    for place, row in enumerate(rows):
        try:
            _put_parcel(node, stick, row, by=by)
        except CourierError as fault:
            if fault.kind != "no_room":
                raise
            did.left_out, did.says = len(rows) - place, str(fault)
            break
        except NoDirectoryError:
            continue  # the directory lists that State no more; its page says so
        did.parcels += 1
        did.countries.add(row.country)
    if not did.left_out:
        _put_replies(node, stick, did, country)
    if has_pieces and not did.left_out:
        _put_pieces(node, stick, did, country, again=again)
    _list_again(stick, did)
    _journal(node, "stick.written", by, {"parcels": did.parcels, "replies": did.replies})
    return did


def take_from_stick(node: Node, root: Path, *, by: Officer | None = None, is_kept: bool = False) -> TakenIn:
    """Takes in what a stick brought, puts our replies on it, and takes off it what is settled.

    The same stick twice is harmless. What is not for this node, damaged, or not of the exchange is left as it
    lies, and named. With `is_kept` nothing is taken off.
    """
    demand_awake(node.path)
    stick = Stick(root)
    found = stick.contents()
    did = TakenIn(missing=found.missing, others=(*found.foreign, *other_names(root)))
    did.told += [found.says] if found.says else []
    for file in found.files:
        if file.kind == REPLY:
            _take_reply(node, stick, file, did)
    for file in found.files:
        if file.kind == PARCEL:
            _take_parcel(node, stick, file, did)
    _take_pieces(node, stick, (one for one in found.files if one.kind == PIECE), did, is_kept=is_kept)
    if not is_kept:
        did.cleaned += _clean(stick)
    if did.cleaned or did.replies:
        _list_again(stick, did)
    _journal(node, "stick.read", by, {"parcels": did.parcels, "settled": did.settled})
    return did


def _put_parcel(node: Node, stick: Stick, row: OutboxRow, *, by: Officer | None) -> None:
    peer = node.peer(row.country)
    sealed = sealed_of(node, row, peer)
    keep_sealed(node, row, sealed, peer)
    stick.put(sealed.data, kind=PARCEL)
    with transaction.atomic():
        departure = carrying.put_departure(row, carrier="stick", sealed=sealed.digest, at=node.clock(), by=by)
    note_posted(node, row, departure, by=by)


def _put_replies(node: Node, stick: Stick, did: PutOn, country: str) -> None:
    for owed in carrying.returns_for_stick(country, since=node.clock() - REPLIES_FOR):
        try:
            stick.put(bytes(owed.data), kind=REPLY)
        except CourierError as fault:
            if fault.kind != "no_room":
                raise
            did.says = str(fault)
            return
        carrying.set_return(owed, "gone", at=node.clock())
        did.replies += 1
        did.countries.add(owed.country)


def _put_pieces(node: Node, stick: Stick, did: PutOn, country: str, *, again: bool) -> None:
    waiting = [
        one for one in pieces_to_carry(node, country) if again or not carrying.has_piece_left(one.digest)
    ]
    for place, piece in enumerate(waiting):
        try:
            stick.put_file(piece.path, name=piece.name, digest=piece.digest)
        except CourierError as fault:
            if fault.kind != "no_room":
                raise
            did.pieces_left_out, did.says = len(waiting) - place, str(fault)
            return
        with transaction.atomic():
            envelope = piece.name.partition(".")[0]
            carrying.put_piece(envelope, sealed=piece.digest, name=piece.name, at=node.clock())
        did.pieces += 1


def _take_pieces(
    node: Node, stick: Stick, files: Iterable[StickFile], did: TakenIn, *, is_kept: bool
) -> None:
    """Takes pieces of large payloads in; those that are here are taken off the stick."""
    told: dict[str, str] = {}
    for file in files:
        name = file.path.name
        with stick.open(file) as content:
            taken = take_piece(node, name, content)
        if taken.became in ("taken", "known"):
            did.pieces += taken.became == "taken"
            told[name.partition(".")[0]] = taken.says
            did.cleaned += not is_kept and stick.remove(file)
        elif taken.became == "wrong":
            did.damaged.append(name)
        elif taken.became == "too_early":
            told[name.partition(".")[0]] = taken.says
    did.told += told.values()


def _take_reply(node: Node, stick: Stick, file: StickFile, did: TakenIn) -> None:
    data = stick.read(file, most=_MAX_REPLY)
    if data is None:
        did.damaged.append(file.path.name)
        return
    try:
        settled = settle_reply(node, data)
    except (MalformedReplyError, UnprovedReplyError) as fault:
        did.refused[file.path.name] = fault.says
        return
    if settled.became == "not_ours":
        did.for_others.append(file.path.name)
    else:
        did.settled += settled.became == "settled"


def _take_parcel(node: Node, stick: Stick, file: StickFile, did: TakenIn) -> None:
    data = stick.read(file, most=MAX_SEALED_SIZE)
    if data is None:
        did.damaged.append(file.path.name)
        return
    if carrying.is_ours(file.digest):
        did.ours += not carrying.is_settled(file.digest)
        return
    if not _is_for_us(node, data):
        did.for_others.append(file.path.name)
        return
    answer = receive(node, data)
    did.told.append(give_back(node, "stick", data, answer))
    did.parcels += 1
    try:
        stick.put(answer, kind=REPLY)
        did.replies += 1
    except CourierError as fault:
        did.told.append(
            say("The reply could not be put on the stick; it goes on the next one. {why}", why=fault.says)
        )
    else:
        carrying.set_gone("stick", about=digest_of(data), at=node.clock())


def _is_for_us(node: Node, data: bytes) -> bool:
    """Whether a parcel is sealed for this node; one for another is nobody's business here."""
    try:
        open_sealed(data, identities=node.identities)
    except SealedForAnotherError:
        return False
    except GlacyError:
        return True  # the gate says what is wrong with it
    return True


def _clean(stick: Stick) -> int:
    """Takes off the stick what is settled: parcels of ours that have their reply, and those replies."""
    gone = 0
    for file in stick.contents().files:
        if file.kind == PIECE:
            continue
        is_done = carrying.is_settled(file.digest) if file.kind == PARCEL else _is_got(stick, file)
        gone += is_done and stick.remove(file)
    return gone


def _is_got(stick: Stick, file: StickFile) -> bool:
    data = stick.read(file, most=_MAX_REPLY) or b""
    told = find_reply(data)
    return told is not None and carrying.is_got(data, digest=told.digest)


def _list_again(stick: Stick, did: PutOn | TakenIn) -> None:
    try:
        stick.list_again()
    except CourierError as fault:
        if isinstance(did, PutOn):
            did.says = did.says or str(fault)
        else:
            did.told.append(fault.says)


def _journal(node: Node, kind: str, by: Officer | None, counted: dict[str, int]) -> None:
    with transaction.atomic():
        journal.put_entry(kind, by=by, what=dict(counted), at=node.clock())
