"""Carrying over HTTP: a real server on loopback, and every way in which it can fail."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from operator import attrgetter
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from glacy.courier import CourierError, HttpCourier
from glacy.exchange import NodeEntry, Receipt, read_reply
from tests.nodes import fixed_key, two_countries

WORLD = two_countries()
Answer = Callable[[BaseHTTPRequestHandler, bytes], None]


def reply(status: int, body: bytes, **headers: str) -> Answer:
    """A server that answers so."""

    def answer(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@contextlib.contextmanager
def serve(answer: Answer, *, context: ssl.SSLContext | None = None) -> Iterator[NodeEntry]:
    """The entry of a node whose server answers so, on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            assert self.path == "/exchange/envelopes"
            assert self.headers["Content-Type"] == "application/octet-stream"
            assert "Transfer-Encoding" not in self.headers
            with contextlib.suppress(OSError):
                answer(self, self.rfile.read(int(self.headers["Content-Length"])))

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """The client left: that is what some of these tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    scheme = "http"
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield replace(WORLD.chile.entry, url=f"{scheme}://127.0.0.1:{server.server_address[1]}")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def courier() -> Iterator[HttpCourier]:
    with HttpCourier(answer_within=90.0) as found:
        yield found


def test_an_envelope_is_carried_and_its_receipt_comes_back(courier: HttpCourier) -> None:
    world = two_countries()
    sealed = world.ghana.send({"body.json": b"{}"}, to=world.chile)

    def receive(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        reply(200, world.chile.receive(body))(handler, body)

    with serve(receive) as entry:
        answer = courier.carry(sealed, to=entry)
        assert courier.carry(sealed, to=entry) == answer
    sent = world.ghana.outbox[0].sent
    found = read_reply(answer, directory=world.directory, at=world.clock(), sent=sent)
    assert isinstance(found, Receipt)
    assert len(world.chile.inbox) == 1


def test_large_bytes_arrive_whole(courier: HttpCourier) -> None:
    sealed = bytes(range(256)) * 20_000
    seen: list[bytes] = []

    def receive(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        seen.append(body)
        reply(200, b"receipt")(handler, body)

    with serve(receive) as entry:
        courier.carry(sealed, to=entry)
    assert seen == [sealed]


def slowly(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    """A server that drips."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(1000):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.01)


def breaks_off(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    """A server that dies in the middle of its answer."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"half")
    handler.close_connection = True


def says_nothing(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    """A server that dies before it answers."""
    handler.close_connection = True


@dataclass(frozen=True)
class Case:
    says: str
    answer: Answer
    kind: str
    words: str
    is_final: bool = False


@pytest.mark.parametrize(
    "case",
    [
        Case("a node under repair", reply(503, b""), "busy", "cannot take anything just now"),
        Case("a broken node", reply(500, b"trace"), "busy", "answered 500"),
        Case("too many at once", reply(429, b""), "busy", "answered 429"),
        Case("a wrong address", reply(404, b"no"), "refused", "answered 404"),
        Case("a redirect", reply(302, b"", Location="http://127.0.0.1:1/"), "refused", "answered 302"),
        Case("an envelope that is too large", reply(413, b""), "too_large", "larger than", is_final=True),
        Case("no content", reply(204, b""), "refused", "answered 204"),
        Case("an empty answer", reply(200, b""), "broken_answer", "answered nothing"),
        Case("a flood", reply(200, b"x" * 1_100_000), "broken_answer", "which no receipt has"),
        Case("a drip", slowly, "timeout", "did not finish"),
        Case("half an answer", breaks_off, "broken_answer", "broke before"),
        Case("silence", says_nothing, "broken_answer", "broke before"),
        Case(
            "a swollen answer",
            reply(200, b"\x1f\x8b", Content_Encoding="gzip"),
            "broken_answer",
            "may swell",
        ),
    ],
    ids=attrgetter("says"),
)
def test_what_goes_wrong_is_said(case: Case) -> None:
    within = 1.0 if case.kind == "timeout" else 90.0
    with (
        serve(case.answer) as entry,
        HttpCourier(answer_within=within) as courier,
        pytest.raises(CourierError, match=case.words) as raised,
    ):
        courier.carry(b"sealed", to=entry)
    assert raised.value.kind == case.kind
    assert raised.value.is_final == case.is_final
    assert raised.value.remedy


@pytest.mark.parametrize(
    ("told", "seconds"),
    [("61", 61), ("0", 0), ("-5", 0), ("Sun, 22 Nov 2026 08:00:00 GMT", 0), ("9" * 400, 0)],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_node_says_how_long_to_wait(
    courier: HttpCourier, status: int, told: str, seconds: int
) -> None:
    with serve(reply(status, b"", Retry_After=told)) as entry, pytest.raises(CourierError) as raised:
        courier.carry(b"sealed", to=entry)
    assert raised.value.asked_wait == datetime.timedelta(seconds=seconds)


def test_a_node_that_is_down_is_unreachable(courier: HttpCourier) -> None:
    with serve(reply(200, b"x")) as entry:
        pass
    with pytest.raises(CourierError, match="no way to the node of CL") as raised:
        courier.carry(b"sealed", to=entry)
    assert raised.value.kind == "unreachable"


def test_a_name_that_nobody_has_is_unreachable(courier: HttpCourier) -> None:
    with pytest.raises(CourierError) as raised:
        courier.carry(b"sealed", to=replace(WORLD.chile.entry, url="https://node.invalid"))
    assert raised.value.kind == "unreachable"


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with HttpCourier() as courier, serve(reply(200, b"receipt")) as entry:
        assert courier.carry(b"sealed", to=entry) == b"receipt"


def test_a_server_must_prove_that_it_is_the_one(tmp_path: Path) -> None:
    certificate = server_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serve(reply(200, b"receipt"), context=context) as entry:
        with HttpCourier() as stranger, pytest.raises(CourierError) as raised:
            stranger.carry(b"sealed", to=entry)
        assert raised.value.kind == "untrusted_line"
        trusting = ssl.create_default_context(cafile=str(certificate))
        with HttpCourier(verify=trusting) as courier:
            assert courier.carry(b"sealed", to=entry) == b"receipt"


def server_certificate(folder: Path) -> Path:
    """The certificate and key of an invented server on loopback, in one PEM file."""
    key = fixed_key("server")
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path
