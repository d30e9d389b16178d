"""A time-stamping authority over HTTP: a real server on loopback, and every answer that is no stamp."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from asn1crypto import cms, tsp

from glacy.courier import CourierError, HttpAuthority
from glacy.signing import StampError
from tests.signing.keys import make_keys

KEYS = make_keys("NL", seed=50)
DIGEST = hashlib.sha512(b"evidence").digest()
Answer = Callable[[bytes], tuple[int, bytes]]


@contextlib.contextmanager
def authority(answer: Answer) -> Iterator[HttpAuthority]:
    """An authority that answers so, on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["Content-Type"] == "application/timestamp-query"
            status, body = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield HttpAuthority(f"http://127.0.0.1:{server.server_port}/tsa")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def token(query: bytes, *, nonce: int | None = None) -> bytes:
    """The token of a request as another implementation reads it."""
    request = tsp.TimeStampReq.load(query)
    assert request["cert_req"].native is True
    digest = request["message_imprint"]["hashed_message"].native
    return KEYS.stamper.answer(digest, nonce=request["nonce"].native if nonce is None else nonce)


def granted(stamp: bytes) -> bytes:
    return b"\x30\x82" + (5 + len(stamp)).to_bytes(2, "big") + b"\x30\x03\x02\x01\x00" + stamp


def test_a_stamp_is_asked_for_and_taken() -> None:
    with authority(lambda query: (200, granted(token(query)))) as found:
        stamp = found.stamp(DIGEST)
    info = cms.ContentInfo.load(stamp)["content"]["encap_content_info"]["content"].parsed
    assert info["message_imprint"]["hashed_message"].native == DIGEST


REFUSED: dict[str, Answer] = {
    "a refusal": lambda _: (200, b"\x30\x05\x30\x03\x02\x01\x02"),
    "nonsense": lambda _: (200, b"hello"),
    "nothing": lambda _: (200, b""),
    "the answer to another request": lambda query: (200, granted(token(query, nonce=5))),
    "a token of nothing": lambda _: (200, granted(b"\x30\x80\x00\x00")),
}


@pytest.mark.parametrize("says", REFUSED)
def test_an_answer_that_is_no_stamp_is_refused(says: str) -> None:
    with authority(REFUSED[says]) as found, pytest.raises(StampError):
        found.stamp(DIGEST)


def test_an_error_of_the_server_is_told() -> None:
    with authority(lambda _: (503, b"")) as found, pytest.raises(CourierError) as raised:
        found.stamp(DIGEST)
    assert raised.value.kind == "refused"


def test_an_answer_without_end_is_cut() -> None:
    with authority(lambda _: (200, b"0" * (1 << 20))) as found, pytest.raises(CourierError) as raised:
        found.stamp(DIGEST)
    assert raised.value.kind == "broken_answer"


def test_an_authority_that_is_not_there_is_told() -> None:
    with pytest.raises(CourierError) as raised:
        HttpAuthority("http://127.0.0.1:9/tsa").stamp(DIGEST)
    assert raised.value.kind == "unreachable"
