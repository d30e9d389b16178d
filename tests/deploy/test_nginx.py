"""The configuration of deploy/nginx, in a real nginx: what it lets through, and what it never does."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest

from glacy.courier import CourierError, HttpCourier
from glacy.exchange import NodeEntry
from tests.deploy.proxy import NGINX, Echo, Made, context, echo, proxy
from tests.nodes import two_countries

pytestmark = pytest.mark.skipif(
    not Path(NGINX).exists(), reason="nginx is not here: apt-get install nginx-light"
)

PATIENCE = 60
"""How many seconds an answer may take on a machine that has much else to do."""


@dataclass(kw_only=True)
class Before:
    """nginx before a server that keeps what reached it, and the certificates of those who call."""

    plain: int
    sealed: int
    behind: Echo
    authority: Made
    peer: tuple[Path, Path]
    stranger: tuple[Path, Path]
    expired: tuple[Path, Path]
    folder: Path

    @property
    def url(self) -> str:
        """Its address."""
        return f"https://localhost:{self.sealed}"


@contextmanager
def standing(folder: Path) -> Iterator[Before]:
    """An nginx of its own: what one allows within a minute is counted there and nowhere else."""
    server, peers, others = (Made(folder=folder, name=name) for name in ("web", "peers", "others"))
    with (
        echo() as behind,
        proxy(folder, behind=behind.port, tls=server.issue("node"), peers=peers.file) as (plain, sealed),
    ):
        yield Before(
            plain=plain,
            sealed=sealed,
            behind=behind,
            authority=server,
            peer=peers.issue("CL"),
            stranger=others.issue("CL"),
            expired=peers.issue("old", days=-1),
            folder=folder,
        )


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Before]:
    """One for all tests that stay within what is allowed."""
    with standing(tmp_path_factory.mktemp("nginx")) as found:
        yield found


def client(before: Before, certificate: tuple[Path, Path] | None = None) -> httpx.Client:
    return httpx.Client(
        base_url=before.url,
        verify=context(before.authority.file, certificate),
        trust_env=False,
        timeout=PATIENCE,
    )


def entry(before: Before) -> NodeEntry:
    return replace(two_countries().chile.entry, url=before.url)


def test_a_peer_with_its_certificate_is_let_in(before: Before) -> None:
    with HttpCourier(verify=context(before.authority.file, before.peer)) as courier:
        assert courier.carry(b"x" * 300_000, to=entry(before)) == b"ok"
    path, headers, size = before.behind.calls[-1]
    assert (path, size) == ("/exchange/envelopes", 300_000)
    assert headers["x-client-verify"] == ["SUCCESS"]
    assert headers["x-client-name"] == ["CN=CL"]


@pytest.mark.parametrize("who", ["nobody", "stranger", "expired"])
def test_a_peer_with_a_wrong_certificate_is_refused(before: Before, who: str) -> None:
    certificate = None if who == "nobody" else getattr(before, who)
    reached = len(before.behind.calls)
    with (
        HttpCourier(verify=context(before.authority.file, certificate)) as courier,
        pytest.raises(CourierError) as refused,
    ):
        courier.carry(b"an envelope", to=entry(before))
    assert refused.value.fields["status"] == (403 if who == "nobody" else 400)
    assert len(before.behind.calls) == reached


def test_no_header_of_a_caller_is_believed(before: Before) -> None:
    forged = {
        "X-Forwarded-Proto": "http",
        "X-Forwarded-For": "127.0.0.1",
        "X-Forwarded-Host": "evil.example",
        "Forwarded": "for=127.0.0.1",
        "X-Real-IP": "127.0.0.9",
        "X-Client-Verify": "SUCCESS",
        "X-Client-Name": "CN=CL",
        "X-Client-Fingerprint": "ab" * 20,
        "Proxy": "http://evil.example",
        "X_Client_Verify": "SUCCESS",
        "X_Forwarded_For": "127.0.0.1",
    }
    with client(before) as line:
        assert line.get("/desk/", headers=forged).status_code == 200
    _, headers, _ = before.behind.calls[-1]
    assert headers["x-forwarded-proto"] == ["https"]
    assert headers["x-forwarded-for"] == ["127.0.0.1"]  # nginx's own: the caller is on this machine
    assert headers["x-client-verify"] == ["NONE"]
    for name in ("x-client-name", "x-client-fingerprint", "x-forwarded-host", "forwarded", "proxy"):
        assert name not in headers
    assert not [name for name in headers if "_" in name]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["Content-Length: 5", "Transfer-Encoding: chunked"], id="two lengths of two kinds"),
        pytest.param(["Content-Length: 5", "Content-Length: 6"], id="two lengths"),
        pytest.param(["Host: evil.example"], id="two hosts"),
        pytest.param(["Content-Length: +5"], id="a length with a sign"),
    ],
)
def test_a_smuggled_request_is_refused(before: Before, lines: list[str]) -> None:
    reached = len(before.behind.calls)
    call = "\r\n".join(["POST /desk/ HTTP/1.1", f"Host: localhost:{before.sealed}", *lines, "", "0\r\n\r\n"])
    answer = speak(before, call.encode())
    assert answer.startswith(b"HTTP/1.1 400"), answer
    assert len(before.behind.calls) == reached


def test_what_is_for_this_machine_alone_is_not_there(before: Before) -> None:
    reached = len(before.behind.calls)
    with client(before, before.peer) as line:
        assert [line.get(path).status_code for path in ("/metrics", "/health/ready")] == [404, 404]
    assert len(before.behind.calls) == reached


def test_sizes_are_told_before_the_node_is_asked(before: Before) -> None:
    reached = len(before.behind.calls)
    for path, size in (("/exchange/envelopes", 271_000_000), ("/journal/checkpoint", 2_000)):
        call = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {size}\r\n\r\n"
        assert speak(before, call.encode(), before.peer).startswith(b"HTTP/1.1 413"), path
    assert len(before.behind.calls) == reached


def test_a_slow_post_holds_nginx_and_never_the_node(before: Before) -> None:
    reached = len(before.behind.calls)
    with (
        socket.create_connection(("127.0.0.1", before.sealed), timeout=PATIENCE) as plain,
        context(before.authority.file).wrap_socket(plain, server_hostname="localhost") as line,
    ):
        line.sendall(b"POST /desk/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\n")
        for byte in b"slo":
            line.sendall(bytes([byte]))
            time.sleep(0.2)
            assert len(before.behind.calls) == reached
        line.sendall(b"w")
        assert line.recv(100).startswith(b"HTTP/1.1 200")
    assert len(before.behind.calls) == reached + 1


def test_plain_http_leads_to_https_and_tells_nothing(before: Before) -> None:
    answer = httpx.get(f"http://127.0.0.1:{before.plain}/desk/?q=secret", trust_env=False, timeout=PATIENCE)
    assert answer.status_code == 301
    assert answer.headers["Location"].startswith("https://localhost/desk/")


def test_the_log_names_no_case_and_no_search(before: Before) -> None:
    with client(before) as line:
        line.get("/cases/3f0c2f6e-CANARY/?q=CANARY", headers={"Referer": "https://x/CANARY"})
    deadline = time.monotonic() + PATIENCE
    while b"/cases" not in (log := (before.folder / "glacy.log").read_bytes()):
        assert time.monotonic() < deadline, log
        time.sleep(0.05)
    logs = log + b"".join(file.read_bytes() for file in before.folder.glob("*.log"))
    assert b"CANARY" not in logs


def test_a_flood_is_told_to_come_later(tmp_path: Path) -> None:
    """All calls are handed over at once: a machine with much else to do still makes a flood of them."""
    call = b"GET /desk/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with standing(tmp_path) as flooded, ThreadPoolExecutor(8) as pool:
        told = b"".join(pool.map(lambda _: hear(flooded, call * 40), range(8)))
    found = re.findall(rb"HTTP/1.1 (\d+)", told)
    assert found.count(b"429") > 0
    assert set(found) == {b"200", b"429"}


def hear(before: Before, data: bytes) -> bytes:
    """All that nginx answers to raw bytes, until it ends the line."""
    with (
        socket.create_connection(("127.0.0.1", before.sealed), timeout=PATIENCE) as plain,
        context(before.authority.file).wrap_socket(plain, server_hostname="localhost") as line,
    ):
        line.sendall(data + b"GET /desk/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return b"".join(iter(lambda: line.recv(65536), b""))


def speak(before: Before, data: bytes, certificate: tuple[Path, Path] | None = None) -> bytes:
    """What nginx answers to raw bytes."""
    made = context(before.authority.file, certificate)
    with (
        socket.create_connection(("127.0.0.1", before.sealed), timeout=PATIENCE) as plain,
        made.wrap_socket(plain, server_hostname="localhost") as line,
    ):
        line.sendall(data)
        return line.recv(200)
