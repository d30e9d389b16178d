"""A server of pieces on this machine that cuts the line, loses pieces and gives wrong ones, as it is told."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from glacy.courier import HAVE, TICKET, HttpPieces
from glacy.exchange import NodeEntry, PayloadList, is_ticket


@dataclass(kw_only=True)
class PieceServer:
    """What it serves, how it misbehaves, and what it was asked."""

    folder: Path
    listed: PayloadList
    envelope: str
    url: str = ""
    cut_after: int = 0
    """Bytes after which each answer breaks; 0: never."""
    bend: Callable[[int, bytes], bytes | None] = field(default=lambda _, data: data)
    """What is given instead of a piece; None: it is not there."""
    cuts: int = 0
    asked: list[tuple[int, int]] = field(default_factory=list)
    have: list[int] = field(default_factory=list)
    done: int = 0


class Town(HttpPieces):
    """The real line, to the server of this test instead of the address in the directory."""

    def __init__(self, server: PieceServer) -> None:
        super().__init__(silent_for=5.0)
        self._server = server

    def _open(self, to: NodeEntry):  # type: ignore[no-untyped-def]  # as in HttpPieces
        return super()._open(replace(to, url=self._server.url))


@contextlib.contextmanager
def serving(server: PieceServer) -> Iterator[Town]:
    """It is up on a port of this machine while the test goes on."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            number = int(self.path.rsplit("/", 1)[1])
            shown = self.headers.get(TICKET, "")
            data = server.bend(number, (server.folder / f"{number:05}.age").read_bytes())
            if data is None or not is_ticket(
                shown, server.listed.key, "fetch", envelope=server.envelope, number=number
            ):
                self.send_error(404)
                return
            offset = int(self.headers.get("Range", "bytes=0-").split("=")[1][:-1])
            server.asked.append((number, offset))
            server.have.append(int(self.headers[HAVE]))
            rest = data[offset:]
            self.send_response(206 if offset else 200)
            self.send_header("Content-Length", str(len(rest)))
            self.end_headers()
            if server.cut_after and len(rest) > server.cut_after:
                server.cuts += 1
                self.wfile.write(rest[: server.cut_after])
                self.close_connection = True
                return
            self.wfile.write(rest)

        def do_POST(self) -> None:
            shown = self.headers.get(TICKET, "")
            server.done += is_ticket(shown, server.listed.key, "done", envelope=server.envelope)
            self.send_response(204)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        server.url = f"http://127.0.0.1:{http.server_address[1]}"
        thread = threading.Thread(target=http.serve_forever, daemon=True)
        thread.start()
        try:
            yield Town(server)
        finally:
            http.shutdown()
            thread.join()
