"""A State without a node: documents that leave on paper, and what comes back is keyed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from glacy.canon import Json
from glacy.node.opened import Node
from glacy.store.people import Officer


def record_dispatch(node: Node, by: Officer, request_id: str, *, how: str, on: date) -> None:
    """Records how and on what day the sealed document left; the request is sent from then on."""
    raise NotImplementedError


def record_received(node: Node, by: Officer, request_id: str, *, on: date, says: str = "") -> None:
    """Records that the other State says it has the request."""
    raise NotImplementedError


def record_paper_answer(
    node: Node,
    by: Officer,
    request_id: str,
    *,
    outcomes: Sequence[Json],
    received_on: date,
    text: str = "",
    scan: bytes | None = None,
    scan_name: str = "",
) -> str:
    """The id of an answer keyed in by this person from paper, mail or telephone, with its scan."""
    raise NotImplementedError


def record_paper_request(
    node: Node,
    by: Officer,
    *,
    country: str,
    values: Json,
    received_on: date,
    scan: bytes | None = None,
    scan_name: str = "",
) -> tuple[str, str]:
    """Case id and request id of a request that came on paper; `values` are the sections of a draft."""
    raise NotImplementedError


def record_paper_reply_sent(node: Node, by: Officer, answer_id: str, *, how: str, on: date) -> None:
    """Records how and when our own answer to a paper request left."""
    raise NotImplementedError


def scan_of(node: Node, by: Officer, message_id: str) -> tuple[str, bytes]:
    """Name and content of the scan from which a message was keyed in."""
    raise NotImplementedError
