"""Submits checkpoints to witnesses and reads journals over HTTPS (C2SP tlog-witness and tlog-tiles)."""

from __future__ import annotations

import ssl
import time
from dataclasses import dataclass
from hashlib import sha256
from types import TracebackType

import httpx

from glacy.courier.errors import CourierError, fault
from glacy.sayings import say

CONNECT_WITHIN = 5.0
ANSWER_WITHIN = 20.0
MAX_ANSWER = 2 * 1024 * 1024
_LATER = say("It is tried again by itself; if it stays so, ask the administrator of that witness.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a witness answered: the HTTP status, and the body."""

    status: int
    body: bytes


class HttpWitness:
    """Speaks with witnesses and journals. One instance keeps its connections and serves several threads.

    No proxy is taken from the environment and no redirect is followed.
    """

    def __init__(self, *, verify: ssl.SSLContext | bool = True, answer_within: float = ANSWER_WITHIN) -> None:
        self._answer_within = answer_within
        self._client = httpx.Client(
            verify=verify,
            timeout=httpx.Timeout(answer_within, connect=min(CONNECT_WITHIN, answer_within)),
            trust_env=False,
            follow_redirects=False,
            headers={"Accept-Encoding": "identity"},
        )

    def add_checkpoint(self, url: str, submission: bytes) -> Answer:
        """What the witness at this submission prefix answered to the body of add-checkpoint."""
        return self._ask("POST", f"{url}/add-checkpoint", submission)

    def find_latest(self, url: str, *, origin: str) -> bytes | None:
        """The checkpoint of a journal that the witness cosigned last, or None where it never did."""
        name = sha256(origin.encode("utf-8")).hexdigest()
        return self._find(f"{url}/{name}/checkpoint")

    def find_file(self, url: str, path: str) -> bytes | None:
        """A file of the journal at this prefix, its checkpoint or a tile; None where it serves none."""
        return self._find(f"{url}/{path}")

    def close(self) -> None:
        """Closes the connections that were kept."""
        self._client.close()

    def __enter__(self) -> HttpWitness:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _find(self, url: str) -> bytes | None:
        answer = self._ask("GET", url, None)
        if answer.status == httpx.codes.OK:
            return answer.body
        if answer.status == httpx.codes.NOT_FOUND:
            return None
        raise fault(
            "refused",
            say("{url} answered {status}.", url=url, status=answer.status),
            remedy=_LATER,
            status=answer.status,
        )

    def _ask(self, method: str, url: str, content: bytes | None) -> Answer:
        ends_at = time.monotonic() + self._answer_within
        try:
            with self._client.stream(method, url, content=content) as response:
                body = bytearray()
                for piece in response.iter_raw():
                    body += piece
                    if len(body) > MAX_ANSWER or time.monotonic() > ends_at:
                        raise fault(
                            "broken_answer",
                            say("{url} answered too much, or too slowly.", url=url),
                            remedy=_LATER,
                        )
                return Answer(status=response.status_code, body=bytes(body))
        except (httpx.HTTPError, httpx.InvalidURL) as cause:
            raise _named(cause, url) from cause


def _named(cause: Exception, url: str) -> CourierError:
    if isinstance(cause, httpx.TimeoutException):
        return fault("timeout", say("There was no answer from {url} in time.", url=url), remedy=_LATER)
    return fault(
        "unreachable", say("There is no way to {url}: {why}.", url=url, why=str(cause)), remedy=_LATER
    )
