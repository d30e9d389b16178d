"""Pieces of large payloads as files that a person carries: split onto sticks, and gathered from them.

A file is named `ENVELOPE.NUMBER.piece.age`. Which stick brings which piece, and when, does not matter.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from glacy.errors import GlacyError
from glacy.exchange import Piece
from glacy.node.errors import PayloadError
from glacy.node.files import make_folder
from glacy.node.opened import Node
from glacy.node.payload_gathering import settle_part
from glacy.node.payload_pieces import (
    folder_of,
    list_of,
    no_room,
    numbers_here,
    part_path,
    readable,
    whole_path,
)
from glacy.sayings import say
from glacy.store import payloads

PIECE_NAME = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([0-9]{5})\.piece\.age", re.ASCII)
_READ = 1 << 20
Became = Literal["taken", "known", "too_early", "not_ours", "wrong"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceFile:
    """A piece of ours that waits for its receiver: its name on a stick, where it lies, and its digest."""

    name: str
    path: Path
    size: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceTaken:
    """What became of a piece that a stick brought, and how many of how many are here now."""

    became: Became
    says: str
    country: str = ""
    have: int = 0
    count: int = 0


def pieces_to_carry(node: Node, country: str = "") -> Iterator[PieceFile]:
    """The pieces of ours whose receiver has not said that it has all, for one State or for all."""
    for row in payloads.open_payloads():
        if row.direction != "sent" or (country and row.country != country):
            continue
        listed = readable(node, row.message)
        if listed is None:
            continue
        for number, piece in enumerate(listed.pieces, start=1):
            path = whole_path(folder_of(node, row.message_id), number)
            if path.is_file():
                name = f"{row.message.envelope_id}.{number:05}.piece.age"
                yield PieceFile(name=name, path=path, size=piece.sealed_size, digest=piece.sealed)


def take_piece(node: Node, name: str, file: BinaryIO) -> PieceTaken:
    """Takes a piece in, compared with its list; one whose message has not come yet is left for later.

    Nothing else is trusted: not the name, not the stick. A full disk is raised as VaultError.
    """
    matched = PIECE_NAME.fullmatch(name)
    if matched is None:
        return PieceTaken(became="not_ours", says=say("It is no piece of a payload."))
    envelope, number = matched[1], int(matched[2])
    if payloads.find_offered(envelope) is not None:
        return PieceTaken(became="not_ours", says=say("It is a piece that this node sends."))
    row = payloads.find_coming(envelope)
    if row is None:
        return PieceTaken(
            became="too_early", says=say("Its message has not arrived yet. Bring it again afterwards.")
        )
    if row.state not in ("coming", "stuck"):
        return PieceTaken(became="known", says=say("That evidence is here already."), country=row.country)
    try:
        listed = list_of(node, row.message)
    except GlacyError as fault:
        return PieceTaken(became="not_ours", says=fault.says, country=row.country)
    folder = folder_of(node, row.message_id)
    if not 1 <= number <= len(listed.pieces):
        return PieceTaken(became="wrong", says=say("The list has no such piece."), country=row.country)
    if number not in numbers_here(folder):
        try:
            _copy(file, folder, number, listed.pieces[number - 1])
        except PayloadError as fault:
            return PieceTaken(became="wrong", says=fault.says, country=row.country)
        became: Became = "taken"
    else:
        became = "known"
    have = len(numbers_here(folder))
    payloads.set_had(row, have, at=node.clock())
    if became == "taken":
        payloads.ask_again(row, at=node.clock())  # the rest is asked for, or all is taken in
    says = say("Pieces of that evidence that are here: {have} of {count}.", have=have, count=row.count)
    return PieceTaken(became=became, says=says, country=row.country, have=have, count=row.count)


def _copy(file: BinaryIO, folder: Path, number: int, piece: Piece) -> None:
    """Copy a piece, and let it have its name if it is right."""
    digest, size = hashlib.sha256(), 0
    part = part_path(folder, number)
    try:
        make_folder(folder)
        with part.open("wb") as copy:
            part.chmod(0o600)
            while (data := file.read(_READ)) and size <= piece.sealed_size:
                digest.update(data)
                size += len(data)
                copy.write(data)
            copy.flush()
            os.fsync(copy.fileno())
    except OSError as fault:
        raise no_room(folder, fault) from fault
    settle_part(folder, number, expected=piece.sealed, found=digest.hexdigest())
