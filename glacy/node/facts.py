"""The facts that a node has accepted in the place of the packaged ones: the folder `facts` of the node.

Instruments that are not packaged lie in it as well, each in `facts/instruments/NAME/`.

Every process of the node reads what is accepted without being started again: the web looks before each
request, the worker in each round. To look is to ask the system for the state of a folder and its files.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from glacy.sayings import say
from glacy.treaty import ADOPTABLE, OF_AN_INSTRUMENT, FactsError, added, adopt, adopted, generation

FOLDER = "facts"
INSTRUMENTS = "instruments"
_ORDER = ("conflicts.csv", "declarations.csv", "agreements.csv", "practice.csv", "status.csv")
_Mark = tuple[object, ...]
_reading = threading.Lock()


class _InUse:
    mark: _Mark = ()


def use_accepted(node: Path) -> None:
    """Lets the treaties be read with what the node in that folder has accepted, and nothing else.

    A table that is not in its form raises FactsError once; the facts in use stay as they are.
    """
    if _mark_of(node) == _InUse.mark:
        return
    with _reading:
        found = _mark_of(node)
        if found == _InUse.mark:
            return
        tables, instruments = read_accepted(node), read_own_instruments(node)
        try:
            if tables != adopted() or instruments != added():
                adopt(tables, instruments)
        finally:
            _InUse.mark = (*found[:-1], generation())


def read_accepted(node: Path) -> Mapping[str, str]:
    """The tables that the node has accepted, by name; all of one acceptance, never some of the next."""
    folder = node / FOLDER
    if not folder.is_dir():
        return {}
    with _held(folder, fcntl.LOCK_SH):
        found = {name: folder / name for name in ADOPTABLE}
        return {name: path.read_text("utf-8") for name, path in found.items() if path.is_file()}


def read_own_instruments(node: Path) -> Mapping[str, Mapping[str, str]]:
    """The instruments that the node has beside the packaged ones, by name."""
    folder = node / FOLDER / INSTRUMENTS
    if not folder.is_dir():
        return {}
    return {one.name: read_instrument_folder(one) for one in sorted(folder.iterdir()) if one.is_dir()}


def read_instrument_folder(folder: Path) -> Mapping[str, str]:
    """The texts of the files of an instrument, by name; FactsError if one is no text."""
    found = {name: folder / name for name in OF_AN_INSTRUMENT}
    try:
        return {name: path.read_text("utf-8") for name, path in found.items() if path.is_file()}
    except (OSError, UnicodeDecodeError) as fault:
        raise FactsError(
            say("The folder {folder} cannot be read: {fault}.", folder=folder.name, fault=fault),
            remedy=say("Write its files as UTF-8, and let the node read them."),
            file=folder.name,
        ) from fault


def write_accepted(folder: Path, tables: Mapping[str, str]) -> None:
    """Writes the tables beside those in use; what can fail for want of room fails here."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in tables.items():
        with _beside(folder, name).open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())


def put_accepted(folder: Path, tables: Mapping[str, str]) -> None:
    """Puts the tables that were written into use; the contradictions first, so that a cut shows them."""
    with _held(folder, fcntl.LOCK_EX) as descriptor:
        for name in sorted(tables, key=_ORDER.index):
            _beside(folder, name).rename(folder / name)
        os.fsync(descriptor)


def _beside(folder: Path, name: str) -> Path:
    return folder / f"{name}.part"


def _mark_of(node: Path) -> _Mark:
    """What tells one acceptance from the next: file by file, and that nobody else has changed the facts."""
    folder, *tables = _places(node)
    state = _state_of(folder)
    if state is None:
        return (node, None, generation())
    own = folder / INSTRUMENTS
    files = sorted(own.glob("*/*")) if own.is_dir() else []
    return (node, state, *(_state_of(one) for one in (*tables, *files)), generation())


@cache
def _places(node: Path) -> tuple[Path, ...]:
    return (node / FOLDER, *(node / FOLDER / name for name in ADOPTABLE))


def _state_of(path: Path) -> tuple[int, ...] | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return (state.st_ino, state.st_mtime_ns, state.st_size)


@contextmanager
def _held(folder: Path, how: int) -> Iterator[int]:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, how)
        yield descriptor
    finally:
        os.close(descriptor)
