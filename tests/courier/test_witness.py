"""What is asked of a witness or a journal over HTTP comes back whole, bounded, and from that address."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from glacy.courier import CourierError, HttpWitness
from glacy.courier.witness import MAX_ANSWER


class Handler(BaseHTTPRequestHandler):
    """Answers by the path."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(409, b"7\n" if body == b"old 3\n" else b"?")

    def do_GET(self) -> None:
        if self.path.endswith("/large"):
            self._answer(200, b"x" * (MAX_ANSWER + 1))
        elif self.path.endswith("/elsewhere"):
            self.send_response(302)
            self.send_header("Location", "/tile/0/000")
            self.end_headers()
        elif self.path.endswith("/slow"):
            self.send_response(200)
            self.end_headers()
            threading.Event().wait(2.0)
        elif self.path.endswith("/tile/0/000"):
            self._answer(200, b"tile")
        else:
            self._answer(404, b"no")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is told."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a reader that goes away is no fault
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_submission_and_its_answer_go_as_they_are(address: str) -> None:
    with HttpWitness() as line:
        answer = line.add_checkpoint(f"{address}/witness", b"old 3\n")
    assert (answer.status, answer.body) == (409, b"7\n")


def test_a_file_is_read_and_one_that_is_not_there_is_none(address: str) -> None:
    with HttpWitness() as line:
        assert line.find_file(address, "tile/0/000") == b"tile"
        assert line.find_file(address, "tile/0/001") is None
        assert line.find_latest(f"{address}/witness", origin="gh.example/journal") is None


@pytest.mark.parametrize(
    ("path", "kind"), [("large", "broken_answer"), ("elsewhere", "refused"), ("slow", "timeout")]
)
def test_an_answer_without_end_elsewhere_or_too_late_is_none(address: str, path: str, kind: str) -> None:
    within = 0.5 if path == "slow" else 90.0
    with HttpWitness(answer_within=within) as line, pytest.raises(CourierError) as refused:
        line.find_file(address, path)
    assert refused.value.kind == kind


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "no address", "ftp://127.0.0.1/x"])
def test_an_address_that_leads_nowhere_is_told(address: str) -> None:
    with HttpWitness(answer_within=2.0) as line, pytest.raises(CourierError):
        line.find_file(address, "checkpoint")
