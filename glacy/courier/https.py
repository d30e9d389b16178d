"""Carries a sealed envelope to a node over HTTPS and brings its answer back (docs/specs/exchange.md, 8)."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from types import TracebackType

import httpx

from glacy.courier.errors import CourierError, fault
from glacy.exchange import MAX_SEALED_SIZE, NodeEntry
from glacy.sayings import join, say

ENVELOPES = "/exchange/envelopes"
QUESTIONS = "/exchange/held"
MAX_ANSWER = 1024 * 1024
CONNECT_WITHIN = 15.0
SILENT_FOR = 60.0
ANSWER_WITHIN = 600.0
_PIECE = 64 * 1024
_MOST_DIGITS = 6
_WAIT = say(
    "It is tried again by itself; if it stays so, call the other side on the number in the directory."
)


class HttpCourier:
    """Carries over HTTPS. One instance keeps its connections open and may be used by several threads.

    `verify` is the context that decides which servers are trusted, the system's own by default. No proxy is
    taken from the environment and no redirect is followed: a parcel goes where the directory says.
    """

    def __init__(self, *, verify: ssl.SSLContext | bool = True, answer_within: float = ANSWER_WITHIN) -> None:
        timeout = httpx.Timeout(SILENT_FOR, connect=CONNECT_WITHIN)
        self._answer_within = answer_within
        self._client = httpx.Client(
            verify=verify,
            timeout=timeout,
            trust_env=False,
            follow_redirects=False,
            headers={"Accept-Encoding": "identity"},
        )

    def carry(self, sealed: bytes, *, to: NodeEntry) -> bytes:
        """The bytes that the node answered: a receipt, a rejection or a conflict, not yet looked at.

        Raises CourierError when there is no such answer; then nobody knows whether the envelope arrived, and
        the same bytes are carried again.
        """
        return self._post(ENVELOPES, sealed, to, most=MAX_ANSWER)

    def ask(self, question: bytes, *, to: NodeEntry) -> bytes:
        """What the node answered to the question of a restored node (docs/specs/exchange.md, 12)."""
        return self._post(QUESTIONS, question, to, most=MAX_SEALED_SIZE)

    def _post(self, path: str, data: bytes, to: NodeEntry, *, most: int) -> bytes:
        ends_at = time.monotonic() + self._answer_within
        try:
            with self._client.stream(
                "POST",
                to.url + path,
                content=_pieces(data),
                headers={"Content-Type": "application/octet-stream", "Content-Length": str(len(data))},
            ) as response:
                _check_status(response, to)
                return _read_answer(response, to, ends_at=ends_at, most=most)
        except (httpx.HTTPError, httpx.InvalidURL) as cause:
            raise _named(cause, to) from cause

    def close(self) -> None:
        """Closes the connections that were kept."""
        self._client.close()

    def __enter__(self) -> HttpCourier:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _pieces(sealed: bytes) -> Iterator[bytes]:
    view = memoryview(sealed)
    for start in range(0, len(view), _PIECE):
        yield bytes(view[start : start + _PIECE])


def _check_status(response: httpx.Response, to: NodeEntry) -> None:
    status = response.status_code
    if status == httpx.codes.OK:
        return
    said = say(
        "The node of {country} at {url} answered {status}.", country=to.country, url=to.url, status=status
    )
    if status == httpx.codes.REQUEST_ENTITY_TOO_LARGE:
        raise fault(
            "too_large",
            join(said, say("The envelope is larger than it takes.")),
            remedy=say("Send the evidence in smaller bundles."),
            status=status,
        )
    if status == httpx.codes.TOO_MANY_REQUESTS or status >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise fault(
            "busy",
            join(said, say("It cannot take anything just now.")),
            remedy=_WAIT,
            status=status,
            wait=_asked_wait(response),
        )
    raise fault(
        "refused",
        join(said, say("A node answers 200 with a signed reply.")),
        remedy=join(say("Ask its administrator whether the address in the directory is right."), _WAIT),
        status=status,
    )


def _asked_wait(response: httpx.Response) -> int:
    """The seconds of `Retry-After`; 0 without them. A date is not taken: nobody's clock is trusted."""
    told = response.headers.get("Retry-After", "").strip()
    return int(told) if told.isascii() and told.isdigit() and len(told) <= _MOST_DIGITS else 0


def _read_answer(response: httpx.Response, to: NodeEntry, *, ends_at: float, most: int) -> bytes:
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise fault(
            "broken_answer",
            say(
                "The node of {country} compressed its answer, which may swell without end.",
                country=to.country,
            ),
            remedy=join(say("Ask its administrator to switch compression off for this address."), _WAIT),
        )
    answer = bytearray()
    for piece in response.iter_raw():
        answer += piece
        if len(answer) > most:
            raise fault(
                "broken_answer",
                say(
                    "The node of {country} answered more than {max_answer} bytes, which no receipt has.",
                    country=to.country,
                    max_answer=most,
                ),
                remedy=join(say("Ask its administrator what stands at that address."), _WAIT),
            )
        if time.monotonic() > ends_at:
            raise fault(
                "timeout",
                say("The node of {country} did not finish its answer in time.", country=to.country),
                remedy=_WAIT,
            )
    if not answer:
        raise fault(
            "broken_answer", say("The node of {country} answered nothing.", country=to.country), remedy=_WAIT
        )
    return bytes(answer)


def _named(cause: Exception, to: NodeEntry) -> CourierError:
    where = say("the node of {country} at {url}", country=to.country, url=to.url)
    if isinstance(cause, httpx.TimeoutException):
        return fault("timeout", say("There was no answer from {where} in time.", where=where), remedy=_WAIT)
    if isinstance(cause, httpx.ConnectError) and _is_untrusted(cause):
        return fault(
            "untrusted_line",
            say("The server that answered for {where} did not prove that it is that server.", where=where),
            remedy=say("Do not go around it: ask the administrator of the other side about its certificate."),
        )
    if isinstance(cause, (httpx.ConnectError, httpx.UnsupportedProtocol, httpx.InvalidURL)):
        return fault(
            "unreachable", say("There is no way to {where}: {cause}.", where=where, cause=cause), remedy=_WAIT
        )
    return fault(
        "broken_answer",
        say("The line to {where} broke before its answer was whole.", where=where),
        remedy=_WAIT,
    )


def _is_untrusted(cause: BaseException | None) -> bool:
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY_FAILED" in str(cause):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
