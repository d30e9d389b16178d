"""Holds floods back at the gate: who hands in more than their share of a minute is told when to come again.

First the address counts, before a byte of the body is read: much for one from which a node of the directory
proved an envelope in the last days, little for any other. Then the State counts, when its seal is proven and
before anything is written, so that many addresses do not help. The counts are shared by the processes of the
web in a file under `run`, which may be lost at any time; where it cannot be used, nobody is held back.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from glacy.node.errors import FloodError
from glacy.node.health import FOLDER
from glacy.node.opened import Node
from glacy.node.rates import STRANGERS, Rate
from glacy.sayings import say

FILE: Final = "gate.sqlite3"
MINUTE: Final = 60.0
VOUCHED_FOR: Final = 7 * 86400.0
"""Seconds for which an address counts as that of a peer after an envelope was proven from it."""
TOLD_FOR: Final = 3600.0
"""Seconds for which it is told that somebody was held back."""
_NOBODY: Final = ""
_TABLES: Final = """
PRAGMA journal_mode = TRUNCATE;
CREATE TABLE IF NOT EXISTS counts (who TEXT PRIMARY KEY, ends REAL, envelopes INTEGER, size INTEGER);
CREATE TABLE IF NOT EXISTS vouched (place TEXT PRIMARY KEY, ends REAL);
CREATE TABLE IF NOT EXISTS held (country TEXT PRIMARY KEY, at REAL, count INTEGER);
"""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBack:
    """Who was held back in the last hour, how often, and when last; `country` is empty for strangers."""

    country: str
    count: int
    at: datetime


def admit(node: Node, place: str, size: int) -> None:
    """Counts an envelope that an address wants to hand in; FloodError when it has handed in its share."""
    now, wait = time.time(), 0
    with _counts(node.path) as counts:
        if counts is None:
            return
        if counts.execute("SELECT 1 FROM vouched WHERE place = ? AND ends > ?", (place, now)).fetchone():
            shares: tuple[tuple[str, Rate], ...] = ((f"place {place}", node.rates.peer),)
        else:
            stranger = node.rates.stranger
            shares = ((f"place {place}", stranger), ("strangers", stranger.times(STRANGERS)))
        wait = _take(counts, shares, size, now)
        if wait:
            _note(counts, _NOBODY, now)
    if wait:
        raise _flood(_NOBODY, wait)


def came_from(node: Node, country: str, place: str, size: int) -> None:
    """Counts an envelope that the node of a State proved to have sealed; its address is vouched for."""
    now, wait = time.time(), 0
    with _counts(node.path) as counts:
        if counts is None:
            return
        wait = _take(counts, ((f"peer {country}", node.rates.peer),), size, now)
        if wait:
            _note(counts, country, now)
        counts.execute("REPLACE INTO vouched VALUES (?, ?)", (place, now + VOUCHED_FOR))
    if wait:
        raise _flood(country, wait)


def all_held_back(path: Path) -> tuple[HeldBack, ...]:
    """Whom the node in that folder held back in the last hour."""
    if not (path / FOLDER / FILE).is_file():
        return ()
    since, rows = time.time() - TOLD_FOR, []
    with _counts(path) as counts:
        if counts is None:
            return ()
        rows = counts.execute(
            "SELECT country, at, count FROM held WHERE at > ? ORDER BY country", (since,)
        ).fetchall()
    return tuple(
        HeldBack(country=country, count=count, at=datetime.fromtimestamp(at, UTC))
        for country, at, count in rows
    )


def _take(counts: sqlite3.Connection, shares: tuple[tuple[str, Rate], ...], size: int, now: float) -> int:
    """Counts under all these names or under none; the seconds to wait, 0 when it may come in."""
    taken: list[tuple[str, float, int, int]] = []
    for who, rate in shares:
        row = counts.execute("SELECT ends, envelopes, size FROM counts WHERE who = ?", (who,)).fetchone()
        ends, envelopes, before = row or (0.0, 0, 0)
        if not now < ends <= now + MINUTE:  # over, or the clock of the machine went back
            ends, envelopes, before = now + MINUTE, 0, 0
        if envelopes >= rate.envelopes or (envelopes and before + size > rate.size):
            return int(ends - now) + 1
        taken.append((who, ends, envelopes + 1, before + size))
    counts.execute("DELETE FROM counts WHERE ends <= ?", (now,))
    counts.executemany("REPLACE INTO counts VALUES (?, ?, ?, ?)", taken)
    return 0


def _note(counts: sqlite3.Connection, country: str, now: float) -> None:
    counts.execute("DELETE FROM held WHERE at <= ?", (now - TOLD_FOR,))
    counts.execute("DELETE FROM vouched WHERE ends <= ?", (now,))
    counts.execute(
        "INSERT INTO held VALUES (?, ?, 1)"
        " ON CONFLICT (country) DO UPDATE SET at = excluded.at, count = count + 1",
        (country, now),
    )


@contextmanager
def _counts(path: Path) -> Iterator[sqlite3.Connection | None]:
    """The counts, for one transaction; None where the file cannot be used, which must stop no message."""
    file = path / FOLDER / FILE
    try:
        connection = _opened(file)
    except (sqlite3.Error, OSError) as fault:
        _log.warning("the counts of the gate cannot be used: %s", fault)
        if isinstance(fault, sqlite3.DatabaseError) and not isinstance(fault, sqlite3.OperationalError):
            file.unlink(missing_ok=True)  # damaged: the next one begins anew
        yield None
        return
    try:
        with closing(connection):
            yield connection
            connection.execute("COMMIT")
    except sqlite3.Error as fault:
        _log.warning("the counts of the gate cannot be kept: %s", fault)


def _opened(file: Path) -> sqlite3.Connection:
    file.parent.mkdir(mode=0o700, exist_ok=True)
    is_new = not file.is_file()
    connection = sqlite3.connect(file, timeout=5, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = OFF")
        if is_new or not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'held'").fetchone():
            file.chmod(0o600)
            connection.executescript(_TABLES)
        connection.execute("BEGIN IMMEDIATE")
    except BaseException:
        connection.close()
        raise
    return connection


def _flood(country: str, wait: int) -> FloodError:
    return FloodError(
        say("More was handed in within a minute than this node takes from one sender."),
        remedy=say("Hand it in again after {seconds} seconds; nothing was written.", seconds=wait),
        country=country,
        wait=wait,
    )
