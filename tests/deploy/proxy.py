"""A real nginx on loopback ports, with the very file of deploy/: only names and places are replaced."""

from __future__ import annotations

import contextlib
import datetime
import http.server
import ipaddress
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / "deploy" / "nginx" / "glacy.conf"
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
_MAIN = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
worker_processes 1;
events {{ worker_connections 256; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/glacy.conf;
}}
"""


@dataclass(kw_only=True)
class Made:
    """An authority, and the files of certificates that it issued."""

    folder: Path
    name: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    certificate: x509.Certificate = field(init=False)

    def __post_init__(self) -> None:
        self.certificate = _sign(self.name, self.key, self.key, self.name, is_authority=True)
        self.file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    @property
    def file(self) -> Path:
        """The certificate of the authority."""
        return self.folder / f"{self.name}.pem"

    def issue(self, name: str, *, days: int = 30) -> tuple[Path, Path]:
        """A certificate for a server or a client, and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _sign(name, key, self.key, self.name, days=days)
        files = self.folder / f"{self.name}-{name}.pem", self.folder / f"{self.name}-{name}.key"
        files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        files[1].write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return files


def _sign(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    by: ec.EllipticCurvePrivateKey,
    issuer: str,
    *,
    is_authority: bool = False,
    days: int = 30,
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    begin = now - datetime.timedelta(days=60)
    built = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    )
    if not is_authority:
        names: list[x509.GeneralName] = [
            x509.DNSName("localhost"),
            x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
        ]
        uses = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
        built = built.add_extension(x509.SubjectAlternativeName(names), critical=False)
        built = built.add_extension(x509.ExtendedKeyUsage(uses), critical=False)
    return built.sign(by, hashes.SHA256())


@dataclass(kw_only=True)
class Echo:
    """What stands behind nginx in a test: it keeps the headers and the length of each call that came."""

    port: int
    calls: list[tuple[str, dict[str, list[str]], int]] = field(default_factory=list)


@contextlib.contextmanager
def echo() -> Iterator[Echo]:
    """A server that answers every call with 200."""
    found = Echo(port=0)

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            headers: dict[str, list[str]] = {}
            for name, value in self.headers.items():
                headers.setdefault(name.lower(), []).append(value)
            found.calls.append((self.path, headers, len(body)))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            """Nothing on stderr."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def configured(
    folder: Path, *, plain: int, sealed: int, behind: int, tls: tuple[Path, Path], peers: Path
) -> str:
    """The file of deploy/ with the ports and files of a test; every replacement must hit."""
    text = CONFIG.read_text("utf-8")
    for old, new in (
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{behind};"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{sealed} ssl http2;"),
        ("/etc/glacy/tls/node.pem", str(tls[0])),
        ("/etc/glacy/tls/node.key", str(tls[1])),
        ("/etc/glacy/tls/peers.pem", str(peers)),
        ("/var/log/nginx/", f"{folder}/"),
        ("node.example", "localhost"),
    ):
        assert old in text, old
        text = text.replace(old, new)
    return text


@contextlib.contextmanager
def proxy(folder: Path, *, behind: int, tls: tuple[Path, Path], peers: Path) -> Iterator[tuple[int, int]]:
    """nginx, up; the ports of plain and of sealed HTTP."""
    plain, sealed = free_port(), free_port()
    text = configured(folder, plain=plain, sealed=sealed, behind=behind, tls=tls, peers=peers)
    (folder / "glacy.conf").write_text(text, "utf-8")
    (folder / "nginx.conf").write_text(
        _MAIN.format(folder=folder, user="user root;" if os.getuid() == 0 else ""), "utf-8"
    )
    command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "first.log")]
    tried = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        ends_at = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", sealed), timeout=1).close()
                break
            except OSError:
                assert time.monotonic() < ends_at, (folder / "error.log").read_text("utf-8")
                time.sleep(0.05)
        yield plain, sealed
    finally:
        process.terminate()
        process.wait(60)


def context(authority: Path, client: tuple[Path, Path] | None = None) -> ssl.SSLContext:
    """How a peer speaks with the node: whom it trusts, and as whom it comes."""
    made = ssl.create_default_context(cafile=str(authority))
    if client is not None:
        made.load_cert_chain(*map(str, client))
    return made


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
