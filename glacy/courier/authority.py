"""Asks a time-stamping authority over HTTP (RFC 3161, 3.4)."""

from __future__ import annotations

import secrets
import time

import httpx

from glacy.courier.errors import fault
from glacy.sayings import say
from glacy.signing import read_stamp_answer, write_stamp_request

MAX_ANSWER = 128 * 1024
_WITHIN = 20.0
_LATER = say("Try again later, or name another authority.")


class HttpAuthority:
    """A time-stamping authority at an address. No proxy is taken from the environment.

    The answer is a signed token, so the line needs no trust: many authorities answer over plain HTTP.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def stamp(self, digest: bytes) -> bytes:
        """The token over a digest; nothing but the digest leaves this machine."""
        nonce = secrets.randbits(63)
        return read_stamp_answer(self._ask(write_stamp_request(digest, nonce=nonce)), nonce=nonce)

    def _ask(self, request: bytes) -> bytes:
        ends_at, body = time.monotonic() + _WITHIN, bytearray()
        headers = {"Content-Type": "application/timestamp-query", "Accept-Encoding": "identity"}
        try:
            with (
                httpx.Client(timeout=_WITHIN, trust_env=False, follow_redirects=False) as client,
                client.stream("POST", self._url, content=request, headers=headers) as response,
            ):
                for piece in response.iter_raw():
                    body += piece
                    if len(body) > MAX_ANSWER or time.monotonic() > ends_at:
                        raise fault(
                            "broken_answer",
                            say("{url} answered too much, or too slowly.", url=self._url),
                            remedy=_LATER,
                        )
        except (httpx.HTTPError, httpx.InvalidURL) as cause:
            kind = "timeout" if isinstance(cause, httpx.TimeoutException) else "unreachable"
            says = say("There is no way to {url}: {why}.", url=self._url, why=str(cause))
            raise fault(kind, says, remedy=_LATER) from cause  # type: ignore[arg-type]  # the two words above
        if response.status_code != httpx.codes.OK:
            raise fault(
                "refused",
                say("{url} answered {status}.", url=self._url, status=response.status_code),
                remedy=_LATER,
                status=response.status_code,
            )
        return bytes(body)
