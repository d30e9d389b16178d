"""A line between nodes that is cut, slow, and carries some things twice; a proxy on a port of its own."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass, field

_PIECE = 16 * 1024
_MOST_KEPT = 512 * 1024
CUTS = ("late", "cut up", "cut down", "refused")
"""After these the caller has no answer; `late` delivers what it said all the same, some seconds later."""


@dataclass(kw_only=True)
class Line:
    """Carries connections to a node; while it is `rough` it cuts, waits and repeats as chance has it."""

    target: int
    chance: random.Random
    at_most_cuts: int
    """May grow while it carries."""
    rough: bool = True
    done: Counter[str] = field(default_factory=Counter)
    _listener: socket.socket = field(init=False)
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _stopped: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._listener.settimeout(0.5)
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._listener.getsockname()[1])

    @property
    def cuts(self) -> int:
        """How many connections were cut, in any way."""
        return sum(self.done[one] for one in CUTS)

    def stop(self) -> None:
        """Takes no more connections."""
        self._stopped.set()
        self._listener.close()

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                caller, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            threading.Thread(target=self._carry, args=(caller,), daemon=True).start()

    def _carry(self, caller: socket.socket) -> None:
        fate = self._fate()
        with closing(caller):
            if fate == "refused":
                return
            if fate == "late":
                self._later(self._all_of(caller))
                return
            if fate == "slow":
                time.sleep(self._uniform(0.05, 0.6))
            try:
                called = socket.create_connection(("127.0.0.1", self.target), timeout=5)
            except OSError:
                return
            with closing(called):
                kept = bytearray()
                up = self._limit() if fate == "cut up" else None
                down = self._limit() if fate == "cut down" else None
                back = threading.Thread(target=self._pump, args=(called, caller, down, None), daemon=True)
                back.start()
                self._pump(caller, called, up, kept)
                back.join(70)
        if fate == "twice" and len(kept) < _MOST_KEPT:
            self._later(bytes(kept))

    def _fate(self) -> str:
        """What happens to this connection; cuts are counted and end when there were enough."""
        with self._guard:
            if not self.rough:
                return "smooth"
            fate = self.chance.choices(
                ("smooth", "slow", "twice", "late", "cut up", "cut down", "refused"),
                (36, 18, 12, 8, 11, 11, 4),
            )[0]
            if fate in CUTS and self.cuts >= self.at_most_cuts:
                return "smooth"
            if fate != "smooth":
                self.done[fate] += 1
            return fate

    def _limit(self) -> int:
        with self._guard:
            return self.chance.choice((0, self.chance.randrange(1, 400), self.chance.randrange(1, 40_000)))

    def _uniform(self, low: float, high: float) -> float:
        with self._guard:
            return self.chance.uniform(low, high)

    @staticmethod
    def _pump(source: socket.socket, to: socket.socket, limit: int | None, kept: bytearray | None) -> None:
        """Carries one way until the end, or until so many bytes have gone; then both ends are closed."""
        carried = 0
        with suppress(OSError):
            source.settimeout(60)
            while piece := source.recv(_PIECE):
                if limit is not None and carried + len(piece) > limit:
                    to.sendall(piece[: max(0, limit - carried)])
                    break
                to.sendall(piece)
                carried += len(piece)
                if kept is not None and len(kept) < _MOST_KEPT:
                    kept += piece
        for end in (source, to) if limit is not None else (to,):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR if limit is not None else socket.SHUT_WR)

    @staticmethod
    def _all_of(caller: socket.socket) -> bytes:
        """What the caller says until it waits for an answer; then its line is cut, as if nothing arrived."""
        kept = bytearray()
        caller.settimeout(0.3)
        with suppress(OSError):
            while (piece := caller.recv(_PIECE)) and len(kept) < _MOST_KEPT:
                kept += piece
        return bytes(kept)

    def _later(self, kept: bytes) -> None:
        timer = threading.Timer(self._uniform(0.1, 3.0), self._again, (kept,))
        timer.daemon = True
        timer.start()

    def _again(self, kept: bytes) -> None:
        """The same bytes once more, later and out of their order; nobody hears the answer."""
        with (
            suppress(OSError),
            closing(socket.create_connection(("127.0.0.1", self.target), timeout=5)) as called,
        ):
            called.settimeout(20)
            called.sendall(kept)
            while called.recv(_PIECE):
                pass
