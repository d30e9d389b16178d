"""Fetches the pieces of a large payload from its sender, two at a time, and goes on where the line broke."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Event, Lock
from typing import Protocol

from glacy.courier import CourierError
from glacy.errors import GlacyError
from glacy.exchange import GIVE_UP_AFTER, NodeEntry, PayloadList, ticket
from glacy.node.errors import NodeError, PayloadError
from glacy.node.files import make_folder, sync_folder
from glacy.node.health import beat
from glacy.node.opened import Node
from glacy.node.payload_pieces import (
    SIDE_BY_SIDE,
    folder_of,
    list_of,
    no_room,
    numbers_here,
    part_path,
    remove_pieces,
    whole_path,
)
from glacy.sayings import say
from glacy.store import payloads
from glacy.store.models import PayloadRow

_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=15)
_CUTS_IN_A_ROW = 20
"""So often a line that brings something between two cuts is taken up again at once."""
_READ = 1 << 20
_WITHIN = 600.0


class Line(Protocol):
    """What brings a piece from its sender."""

    def fetch(
        self,
        to: NodeEntry,
        *,
        envelope: str,
        number: int,
        ticket: str,
        offset: int,
        have: int,
        size: int,
        take: Callable[[memoryview], object],
    ) -> None:
        """Give its bytes to `take`, from that place on."""
        ...

    def tell_done(self, to: NodeEntry, *, envelope: str, ticket: str) -> None:
        """Tell the sender that all is there."""
        ...


@dataclass(slots=True, kw_only=True)
class Gathering:
    """A round of fetching: what is missing, what came, and whether it is to stop."""

    listed: PayloadList
    envelope: str
    folder: Path
    stop: Event
    moved: int = 0
    had: int = 0
    lock: Lock = field(default_factory=Lock)

    def missing(self) -> Iterator[int]:
        """The numbers of the pieces that are not whole."""
        here = numbers_here(self.folder)
        self.had = len(here)
        return (number for number in range(1, len(self.listed.pieces) + 1) if number not in here)


def fetch_missing(
    node: Node, row: PayloadRow, line: Line, *, stop: Event, side_by_side: int = SIDE_BY_SIDE
) -> bool:
    """Whether all pieces are whole now; each is compared with the list and made durable as it comes.

    What stopped it stands in the row, and when it goes on: soon after a try that brought something, and later
    and later where nothing comes. After 72 hours without a byte a person is asked.
    """
    try:
        peer, listed = node.peer(row.country), list_of(node, row.message)
        make_folder(folder_of(node, row.message_id))
    except OSError as fault:
        wait_after(node, row, no_room(folder_of(node, row.message_id), fault), moved=0)
        return False
    except GlacyError as fault:
        wait_after(node, row, fault, moved=0)
        return False
    round_ = Gathering(
        listed=listed,
        envelope=row.message.envelope_id or "",
        folder=folder_of(node, row.message_id),
        stop=stop,
    )

    def tell() -> None:
        beat(node, "payloads", within=_WITHIN)
        payloads.set_had(row, round_.had, at=node.clock())  # the pages see how far it is

    stopped = fetch_pieces(line, peer, round_, tell=tell, side_by_side=side_by_side)
    missing = next(round_.missing(), None)
    payloads.set_had(row, round_.had, at=node.clock())
    if stopped is not None:
        wait_after(node, row, stopped, moved=round_.moved)
    return missing is None


def fetch_pieces(
    line: Line,
    peer: NodeEntry,
    round_: Gathering,
    *,
    tell: Callable[[], None],
    side_by_side: int = SIDE_BY_SIDE,
) -> GlacyError | None:
    """Fetch what is missing, and give back the first fault that stopped it; `tell` is called every second."""
    numbers = round_.missing()
    stopped: list[GlacyError] = []

    def next_number() -> int | None:
        with round_.lock:
            return None if stopped or round_.stop.is_set() else next(numbers, None)

    def go_on() -> None:
        while (number := next_number()) is not None:
            try:
                _fetch_one(line, peer, round_, number)
            except GlacyError as fault:
                stopped.append(fault)
                return
            with round_.lock:
                round_.had += 1

    with ThreadPoolExecutor(side_by_side, thread_name_prefix="piece") as pool:
        running: set[Future[None]] = {pool.submit(go_on) for _ in range(side_by_side)}
        while running:
            done, running = wait(running, timeout=1.0)
            tell()
            for one in done:
                one.result()
    return stopped[0] if stopped else None


def _fetch_one(line: Line, peer: NodeEntry, round_: Gathering, number: int) -> None:
    """Fetch a piece, through as many cuts of the line as bring something each."""
    for cut in range(_CUTS_IN_A_ROW):
        before = _size_of(part_path(round_.folder, number))
        try:
            _fetch_rest(line, peer, round_, number)
        except CourierError:
            moved = _size_of(part_path(round_.folder, number)) - before
            if moved <= 0 or cut + 1 == _CUTS_IN_A_ROW or round_.stop.is_set():
                raise
        else:
            return


def _fetch_rest(line: Line, peer: NodeEntry, round_: Gathering, number: int) -> None:
    """Fetch what is missing of a piece, compare it with the list, and make it durable."""
    piece = round_.listed.pieces[number - 1]
    part = part_path(round_.folder, number)
    digest = hashlib.sha256()
    try:
        with part.open("ab", buffering=0) as file:
            part.chmod(0o600)
            offset = _begun(part, digest, most=piece.sealed_size)
            if offset < 0:
                os.ftruncate(file.fileno(), 0)
                digest, offset = hashlib.sha256(), 0

            def take(data: memoryview) -> None:
                digest.update(data)
                _write(file.fileno(), data)
                with round_.lock:
                    round_.moved += len(data)

            if offset < piece.sealed_size:
                line.fetch(
                    peer,
                    envelope=round_.envelope,
                    number=number,
                    ticket=ticket(round_.listed.key, "fetch", envelope=round_.envelope, number=number),
                    offset=offset,
                    have=round_.had,
                    size=piece.sealed_size,
                    take=take,
                )
            os.fsync(file.fileno())
    except OSError as fault:
        raise no_room(part, fault) from fault
    settle_part(round_.folder, number, expected=piece.sealed, found=digest.hexdigest())


def settle_part(folder: Path, number: int, *, expected: str, found: str) -> None:
    """A piece that came whole gets its name, if it is the one of the list; another is thrown away."""
    part = part_path(folder, number)
    if found != expected:
        part.unlink(missing_ok=True)
        raise PayloadError(
            say(
                "Piece {number} is not the one of the list: it was damaged or changed on its way.",
                number=number,
            ),
            remedy=say("It is asked for again. If it stays so, call the other side."),
            number=number,
        )
    part.replace(whole_path(folder, number))
    sync_folder(folder)


def end_gathering(node: Node, row: PayloadRow, line: Line) -> None:
    """The evidence is taken in: tell the sender, and let the pieces go."""
    remove_pieces(node, row.message_id)
    envelope = row.message.envelope_id or ""
    listed = list_of(node, row.message)
    with suppress(CourierError):  # the sender sees it at the desk, and may let them go by hand
        line.tell_done(
            node.peer(row.country), envelope=envelope, ticket=ticket(listed.key, "done", envelope=envelope)
        )


def _begun(part: Path, digest: hashlib._Hash, *, most: int) -> int:
    """How much of a piece is there, hashed; -1 where it is more than it can be."""
    size = 0
    with part.open("rb") as file:
        while data := file.read(_READ):
            digest.update(data)
            size += len(data)
    return size if size <= most else -1


def _write(descriptor: int, data: memoryview) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def wait_after(node: Node, row: PayloadRow, fault: GlacyError, *, moved: int) -> None:
    """It goes on later; where nothing came for 72 hours, when a person says so."""
    at = node.clock()
    tries = 1 if moved else row.tries + 1
    moved_at = at if moved else row.moved_at or row.since
    if isinstance(fault, NodeError) and not isinstance(fault, PayloadError):
        tries = max(tries, 4)  # a full disk, a directory past its time: not in the next seconds
    wait_for = min(_FIRST_WAIT * 2 ** min(tries - 1, 10), _LONGEST_WAIT)
    if at + wait_for - moved_at > GIVE_UP_AFTER:
        payloads.set_state(row, "stuck", at=moved_at, says=str(fault))
        return
    payloads.set_waiting(row, says=str(fault), next_at=at + wait_for, tries=tries)
