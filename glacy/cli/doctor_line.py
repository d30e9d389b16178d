"""The doctor's look at the line: whether others reach the node by its address, and through what."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from glacy.cli.findings import Finding, look, well, wrong
from glacy.node.opened import Node
from glacy.sayings import say

_WITHIN = 5.0
_SOON = timedelta(days=21)
_NEAR = ("127.0.0.1", "localhost", "::1")
_OK = 200


def look_at_line(node: Node) -> Iterator[Finding]:
    """Asks the node by the address that the directory gives to others."""
    parts = urlsplit(node.url)
    host = parts.hostname or ""
    if parts.scheme != "https":
        if host in _NEAR and node.exercise:
            yield from _answers(node, HTTPConnection(host, parts.port or 80, timeout=_WITHIN))
        else:
            yield wrong(
                "line",
                say("The address of the node is {url}, which is not https.", url=node.url),
                say("Put nginx before it (docs/how-to/run-a-node-for-a-state.md), and correct node.toml."),
            )
        return
    line = HTTPSConnection(host, parts.port or 443, timeout=_WITHIN, context=ssl.create_default_context())
    yield from _answers(node, line)
    yield from _certificate(line)
    line.close()


def _answers(node: Node, line: HTTPConnection) -> Iterator[Finding]:
    remedy = say("Is it served, and does the way there lead through nginx?")
    try:
        line.request("GET", f"{urlsplit(node.url).path}/health", headers={"Accept-Encoding": "identity"})
        answer = line.getresponse()
        status, server = answer.status, answer.getheader("Server", "")
        answer.read()
    except ssl.SSLCertVerificationError as fault:
        yield wrong(
            "line",
            say("The certificate of {url} is not trusted: {why}.", url=node.url, why=fault.verify_message),
            say("Renew it, and give nginx the whole chain."),
        )
        return
    except (OSError, HTTPException):
        yield look("line", say("From this machine nothing answers at {url}.", url=node.url), remedy)
        return
    if status != _OK:
        yield wrong("line", say("{url} answers {status}.", url=node.url, status=status), remedy)
    elif isinstance(line, HTTPSConnection) and "gunicorn" in server.lower():
        yield wrong(
            "line",
            say("The web of the node answers by itself, without nginx before it."),
            say("Let it listen on 127.0.0.1 alone, and put nginx before it."),
        )
    else:
        yield well("line", say("{url} answers.", url=node.url))


def _certificate(line: HTTPSConnection) -> Iterator[Finding]:
    """How long the certificate of the address is valid; the doctor sees what a caller sees."""
    try:
        with (
            socket.create_connection((line.host, line.port), timeout=_WITHIN) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=line.host) as sealed,
        ):
            found = sealed.getpeercert() or {}
    except OSError:
        return  # told already
    until = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(found["notAfter"])), UTC)
    if until - datetime.now(UTC) < _SOON:
        yield look(
            "certificate",
            say("The certificate of the address is valid until {at} only.", at=until),
            say("Renew it; nginx takes the new one with: systemctl reload nginx"),
        )
