"""The pieces of large payloads on the disk of a node, each an age file for its receiver alone.

They lie under `payloads/MESSAGE/00001.age`; one that is still coming is `00001.part`. A piece
stands under its name only when it was compared with the list and is durable.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO, cast

from glacy.canon import Digest
from glacy.container import read_container
from glacy.errors import GlacyError
from glacy.exchange import (
    MOST_PIECES,
    PAYLOAD,
    PIECE_SIZE,
    PayloadList,
    Piece,
    largest_sealed,
    read_payload,
    seal_stream,
)
from glacy.node.errors import PayloadError, VaultError
from glacy.node.files import make_folder, sync_folder
from glacy.node.opened import Node
from glacy.node.veiled import Stretch, VeiledFile
from glacy.sayings import say
from glacy.store.models import MessageRow

SIDE_BY_SIDE = 2
"""Pieces at once: both cores of a small machine."""
APART_FROM = 32 << 20
"""A bundle of more bytes travels apart from its message."""
_FOLDER, _WHOLE, _PART = "payloads", ".age", ".part"
_LEFT_FOR = 24 * 3600.0
_READ = 1 << 20
_MOST_KEPT = 8
_KEPT: dict[tuple[str, str], PayloadList] = {}
"""Lists that were read lately; a list is asked for with each piece."""


Moved = Callable[[int], None]
"""Who is told how many bytes more were worked through; what it raises stops the work."""


def stand_still(_size: int) -> None:
    """Nobody is told."""


def folder_of(node: Node, message_id: str) -> Path:
    """Where the pieces of a message lie."""
    return node.path / _FOLDER / message_id


def whole_path(folder: Path, number: int) -> Path:
    """Where a whole piece lies."""
    return folder / f"{number:05}{_WHOLE}"


def part_path(folder: Path, number: int) -> Path:
    """Where a piece lies that is still coming."""
    return folder / f"{number:05}{_PART}"


def numbers_here(folder: Path) -> frozenset[int]:
    """The numbers of the pieces that are whole."""
    return frozenset(int(file.stem) for file in folder.glob(f"*{_WHOLE}") if file.stem.isdecimal())


def make_pieces(
    node: Node,
    message_id: str,
    bundle: VeiledFile,
    *,
    digest: Digest,
    to: Iterable[str],
    piece_size: int = PIECE_SIZE,
    moved: Moved = stand_still,
) -> PayloadList:
    """The list of the pieces of a bundle, which lie on the disk when this returns; two are made at a time.

    A full disk leaves nothing behind. `moved` is told the bytes of each piece, here and not in a thread.
    """
    folder, recipients = folder_of(node, message_id), tuple(to)
    size = bundle.raw.size
    if size > largest_payload(piece_size):
        raise PayloadError(
            say("The evidence has {size} bytes, more than can travel with one message.", size=size),
            remedy=say("Send it with several answers."),
        )
    starts = range(0, size, piece_size)
    try:
        make_folder(folder)

        def one(place: int) -> Piece:
            stretch = Stretch(bundle.raw, start=place, size=min(piece_size, size - place))
            return _make_piece(stretch, whole_path(folder, place // piece_size + 1), recipients)

        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            pieces = tuple(_told(pool.map(one, starts), moved))
        sync_folder(folder)
    except BaseException as fault:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(fault, OSError):
            raise no_room(folder, fault) from fault
        raise
    return PayloadList(digest=digest, size=size, pieces=pieces, key=secrets.token_hex(32))


def _told(pieces: Iterable[Piece], moved: Moved) -> Iterator[Piece]:
    for piece in pieces:
        moved(piece.size)
        yield piece


def largest_payload(piece_size: int = PIECE_SIZE) -> int:
    """The most bytes that a list can speak of."""
    return MOST_PIECES * piece_size


def list_of(node: Node, message: MessageRow) -> PayloadList:
    """The list that a message carries in its envelope; raises where it was erased, or carries none."""
    return _list_in(node, message.envelope_digest)


def remove_pieces(node: Node, message_id: str) -> None:
    """Removes all pieces of a message."""
    folder = folder_of(node, message_id)
    if folder.is_dir():
        shutil.rmtree(folder)
        sync_folder(folder.parent)


def sweep_pieces(node: Node, *, known: frozenset[str]) -> int:
    """Removes pieces more than a day old of which no message speaks; of how many messages."""
    before, swept = time.time() - _LEFT_FOR, 0
    for folder in (node.path / _FOLDER).glob("*"):
        if folder.name not in known and folder.stat().st_mtime < before:
            shutil.rmtree(folder, ignore_errors=True)
            swept += 1
    return swept


def no_room(folder: Path, fault: OSError) -> VaultError:
    """The error for a disk that does not take a piece."""
    return VaultError(
        say("{folder} cannot be written: {why}.", folder=folder, why=fault.strerror or str(fault)),
        remedy=say(
            "Free some space on the disk of the node; what is there stays, and it goes on from there."
        ),
    )


class Digesting(io.RawIOBase):
    """A place to write to that hashes what it hands on; to be buffered: age writes little by little."""

    def __init__(self, target: BinaryIO | Stretch) -> None:
        self._target = target
        self.hash = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        """It is to be written to."""
        return True

    def write(self, data: bytes | memoryview) -> int:  # type: ignore[override]  # any bytes
        """Take in bytes."""
        self.hash.update(data)
        self.size += len(data)
        self._target.write(data)
        return len(data)


class Hashed(io.RawIOBase):
    """A stretch that is hashed while it is read; to be buffered, because age reads little by little."""

    def __init__(self, stretch: Stretch) -> None:
        self._stretch = stretch
        self.hash = hashlib.sha256()
        self.size = 0

    def readable(self) -> bool:
        """It is to be read."""
        return True

    def readinto(self, target: bytearray | memoryview) -> int:  # type: ignore[override]  # a buffer
        """The next bytes."""
        count = self._stretch.readinto(target)
        self.hash.update(memoryview(target)[:count])
        self.size += count
        return count


def _make_piece(stretch: Stretch, path: Path, recipients: tuple[str, ...]) -> Piece:
    clear = Hashed(stretch)
    with path.open("xb", buffering=0) as file:
        path.chmod(0o600)
        sealed = Digesting(cast(BinaryIO, file))
        out = io.BufferedWriter(cast(io.RawIOBase, sealed), _READ)
        seal_stream(cast(BinaryIO, io.BufferedReader(clear, _READ)), cast(BinaryIO, out), to=recipients)
        out.flush()
        os.fsync(file.fileno())
    assert sealed.size <= largest_sealed(clear.size), "age adds so much and no more"
    return Piece(
        digest=Digest(clear.hash.hexdigest()),
        size=clear.size,
        sealed=Digest(sealed.hash.hexdigest()),
        sealed_size=sealed.size,
    )


def _list_in(node: Node, envelope_digest: str) -> PayloadList:
    if not envelope_digest or not node.vault_with(envelope_digest).has(envelope_digest):
        _KEPT.clear()
        raise PayloadError(
            say("The message with the list of pieces is not here any more."),
            remedy=say("It was erased with its case: nothing is to be fetched for it."),
        )
    known = _KEPT.get((str(node.path), envelope_digest))
    if known is None:
        data = read_container(node.vault_with(envelope_digest).get(envelope_digest)).files.get(PAYLOAD)
        if data is None:
            raise PayloadError(
                say("This message has no list of pieces."), remedy=say("Choose another message.")
            )
        known = read_payload(data)
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        _KEPT[(str(node.path), envelope_digest)] = known
    return known


def readable(node: Node, message: MessageRow) -> PayloadList | None:
    """The list of a message, or None where it can be read no more."""
    try:
        return list_of(node, message)
    except GlacyError:
        return None


def chunks_of(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of a file from its beginning."""
    file.seek(0)
    while chunk := file.read(_READ):
        yield chunk
