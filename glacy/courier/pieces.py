"""Fetches a piece of a large payload over HTTPS, from any place in it on (docs/specs/exchange.md, 10)."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from glacy.courier.errors import CourierError, fault
from glacy.exchange import NodeEntry
from glacy.sayings import say

PIECES = "/exchange/pieces"
TICKET = "Glacy-Ticket"
HAVE = "Glacy-Have"
_ROOM = 1 << 19
_SILENT_FOR = 60.0
_WAIT = say("It goes on by itself where it stopped; if it stays so, call the other side.")


class HttpPieces:
    """Fetches over HTTPS, with a connection to each piece; several threads may use one instance.

    `verify` is the context that decides which servers are trusted, the system's own by default. No proxy is
    taken from the environment, and no redirect is followed.
    """

    def __init__(self, *, verify: ssl.SSLContext | None = None, silent_for: float = _SILENT_FOR) -> None:
        self._verify = ssl.create_default_context() if verify is None else verify
        self._silent_for = silent_for

    def fetch(
        self,
        to: NodeEntry,
        *,
        envelope: str,
        number: int,
        ticket: str,
        offset: int,
        have: int,
        size: int,
        take: Callable[[memoryview], object],
    ) -> None:
        """Give the bytes of a piece from a place on to `take`, as they come; raises where the line breaks.

        What `take` raises goes through: the disk that is full is not the line's fault.
        """
        headers = {TICKET: ticket, HAVE: str(have), "Accept-Encoding": "identity"}
        if offset:
            headers["Range"] = f"bytes={offset}-"
        line = self._open(to)
        try:
            try:
                line.request("GET", f"{urlsplit(to.url).path}{PIECES}/{envelope}/{number}", headers=headers)
                response = line.getresponse()
            except (OSError, HTTPException) as cause:
                raise _named(cause, to) from cause
            with response:
                _check(response, to, offset=offset, left=size - offset)
                _pour(response, to, left=size - offset, take=take)
        finally:
            line.close()

    def tell_done(self, to: NodeEntry, *, envelope: str, ticket: str) -> None:
        """Tell the sender that all is here, so that it may let its pieces go."""
        line = self._open(to)
        try:
            path = f"{urlsplit(to.url).path}{PIECES}/{envelope}/done"
            line.request("POST", path, headers={TICKET: ticket, "Content-Length": "0"})
            with line.getresponse() as response:
                response.read(1024)
        except (OSError, HTTPException) as cause:
            raise _named(cause, to) from cause
        finally:
            line.close()
        if response.status not in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_FOUND):
            raise _refused(response.status, to)

    def _open(self, to: NodeEntry) -> HTTPConnection:
        parts = urlsplit(to.url)
        host = parts.hostname or ""
        if parts.scheme == "https":
            return HTTPSConnection(host, parts.port, timeout=self._silent_for, context=self._verify)
        return HTTPConnection(host, parts.port, timeout=self._silent_for)


def _check(response: HTTPResponse, to: NodeEntry, *, offset: int, left: int) -> None:
    """Returns if the answer is the rest of the piece, of the size that the list says."""
    if response.status != (HTTPStatus.PARTIAL_CONTENT if offset else HTTPStatus.OK):
        raise _refused(response.status, to)
    if response.headers.get("Content-Length") != str(left):
        raise fault(
            "broken_answer",
            say("The node of {country} has a piece of another size than its list says.", country=to.country),
            remedy=say("Ask the sender to send the evidence again."),
        )


def _pour(response: HTTPResponse, to: NodeEntry, *, left: int, take: Callable[[memoryview], object]) -> None:
    room = memoryview(bytearray(min(_ROOM, max(left, 1))))
    while left:
        try:
            count = response.readinto(room[: min(left, len(room))])
        except (OSError, HTTPException) as cause:
            raise _named(cause, to) from cause
        if not count:
            raise _broken(to)
        take(room[:count])
        left -= count


def _refused(status: int, to: NodeEntry) -> CourierError:
    says = say(
        "The node of {country} at {url} answered {status}.", country=to.country, url=to.url, status=status
    )
    busy = status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return fault("busy" if busy else "refused", says, remedy=_WAIT, status=status)


def _broken(to: NodeEntry) -> CourierError:
    says = say("The line to the node of {country} broke before the piece was whole.", country=to.country)
    return fault("broken_answer", says, remedy=_WAIT)


def _named(cause: Exception, to: NodeEntry) -> CourierError:
    where = say("the node of {country} at {url}", country=to.country, url=to.url)
    if isinstance(cause, TimeoutError):
        return fault("timeout", say("There was no answer from {where} in time.", where=where), remedy=_WAIT)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return fault(
            "untrusted_line",
            say("The server that answered for {where} did not prove that it is that server.", where=where),
            remedy=say("Do not go around it: ask the administrator of the other side about its certificate."),
        )
    if isinstance(cause, (ConnectionResetError, BrokenPipeError, HTTPException)):
        return _broken(to)
    return fault(
        "unreachable", say("There is no way to {where}: {cause}.", where=where, cause=cause), remedy=_WAIT
    )
