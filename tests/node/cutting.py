"""A line between two nodes that breaks again and again: what is behind it are the real servers."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(kw_only=True)
class CutLine:
    """Passes connections on, and breaks each that has brought so many bytes back."""

    behind: int
    after: int
    cuts: int = 0


@contextlib.contextmanager
def cut_line(port: int, line: CutLine) -> Iterator[None]:
    """The line, at a port of this machine."""
    with socket.create_server(("127.0.0.1", port)) as server:
        server.settimeout(0.2)
        ended = threading.Event()
        threads = [threading.Thread(target=_accept, args=(server, line, ended))]
        threads[0].start()
        try:
            yield
        finally:
            ended.set()
            threads[0].join()


def _accept(server: socket.socket, line: CutLine, ended: threading.Event) -> None:
    passing: list[threading.Thread] = []
    while not ended.is_set():
        try:
            caller, _ = server.accept()
        except TimeoutError:
            continue
        passing.append(threading.Thread(target=_pass, args=(caller, line)))
        passing[-1].start()
    for one in passing:
        one.join(10)


def _pass(caller: socket.socket, line: CutLine) -> None:
    """One connection, both ways, until one side ends it or it has brought enough."""
    with caller, contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", line.behind)) as server:
        there = threading.Thread(target=_pour, args=(caller, server, None))
        there.start()
        if _pour(server, caller, line.after):
            line.cuts += 1
        for one in (caller, server):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        there.join()


def _pour(source: socket.socket, target: socket.socket, most: int | None) -> bool:
    """Pass bytes on until they end; True where the line broke because there were so many."""
    passed = 0
    with contextlib.suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)
            passed += len(data)
            if most is not None and passed >= most:
                return True
        target.shutdown(socket.SHUT_WR)
    return False
