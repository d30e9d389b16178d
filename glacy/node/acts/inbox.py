"""Requests that this node receives: from the waiting list to the answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from glacy.canon import Json
from glacy.node.opened import Node
from glacy.node.views import RequestView
from glacy.store.models import DraftRow, MessageRow, QuarantineRow
from glacy.store.people import Officer
from glacy.treaty import Ground


def waiting(node: Node, by: Officer) -> tuple[MessageRow, ...]:
    """Requests, offers and disclosures that nobody has opened: State, measure, urgency and time alone."""
    raise NotImplementedError


def quarantined(node: Node, by: Officer) -> tuple[QuarantineRow, ...]:
    """What arrived and could not be read, and what was answered."""
    raise NotImplementedError


def open_request(node: Node, by: Officer, message_id: str) -> str:
    """The id of the case at this node with the opener on it; the sender is told that it was opened."""
    raise NotImplementedError


def record_call_back(
    node: Node, by: Officer, request_id: str, *, number: str, spoke_to: str, result: str, note: str = ""
) -> None:
    """Records a call to the number in the directory; `result` is confirmed, not_reached or not_theirs."""
    raise NotImplementedError


def numbers_to_call(node: Node, by: Officer, request_id: str) -> tuple[tuple[str, str], ...]:
    """Authority and number as the directory has them; never the number in the request."""
    raise NotImplementedError


def accept(node: Node, by: Officer, request_id: str, *, confirmed_at: datetime) -> str:
    """The id of the acceptance; for 29 and 35 one duty officer alone may, marked for review."""
    raise NotImplementedError


def ask(node: Node, by: Officer, request_id: str, question: str, *, confirmed_at: datetime) -> str:
    """The id of a question to the requesting State."""
    raise NotImplementedError


def grounds(node: Node, by: Officer, request_id: str) -> tuple[Ground, ...]:
    """The grounds for refusal that the treaty offers for this request."""
    raise NotImplementedError


def refuse(
    node: Node, by: Officer, request_id: str, *, ground: str, text: str, confirmed_at: datetime
) -> str:
    """The id of the refusal: `ground` is an article of the treaty, or a provision of domestic law."""
    raise NotImplementedError


def prepare_answer(
    node: Node,
    by: Officer,
    request_id: str,
    *,
    outcomes: Sequence[Json],
    text: str = "",
    exhibits: Sequence[str] = (),
    conditions: str = "",
) -> str:
    """The id of an answer being prepared; outcomes are `{"kind": "preserved", ...}` as cooperation reads them."""
    raise NotImplementedError


def view_answer(node: Node, by: Officer, answer_id: str) -> DraftRow:
    """An answer being prepared."""
    raise NotImplementedError


def preview_answer(node: Node, by: Officer, answer_id: str) -> bytes:
    """The document of an answer as it would leave, not sealed (PDF)."""
    raise NotImplementedError


def approve_answer(node: Node, by: Officer, answer_id: str, *, confirmed_at: datetime) -> None:
    """Approves a prepared answer without sending it; not by the one who prepared it."""
    raise NotImplementedError


def release_answer(node: Node, by: Officer, answer_id: str, *, confirmed_at: datetime) -> str:
    """The id of the answer, now sealed and in the outbox.

    Where data leave, it is another person than the one who prepared it. Where none leave and the request is
    under Article 29 or 35, a duty officer alone may, marked for review.
    """
    raise NotImplementedError


def prepare_disclosure(
    node: Node,
    by: Officer,
    request_id: str,
    *,
    provider: str,
    provider_country: str,
    path: str,
    text: str = "",
) -> str:
    """The id of an Article 30 disclosure being prepared: enough traffic data to name provider and path."""
    raise NotImplementedError


def disclose_traffic(node: Node, by: Officer, disclosure_id: str, *, confirmed_at: datetime) -> str:
    """The id of the disclosure, released by another person than the one who prepared it."""
    raise NotImplementedError


def draft_to_third_state(node: Node, by: Officer, disclosure_message_id: str) -> str:
    """The id of a preservation draft to the State that an Article 30 disclosure names."""
    raise NotImplementedError


def settle_offer(
    node: Node, by: Officer, offer_id: str, *, agree: bool, text: str = "", confirmed_at: datetime
) -> str:
    """The id of the message that accepts the conditions of an Article 26 offer, or does not."""
    raise NotImplementedError


def view_received(node: Node, by: Officer, request_id: str) -> RequestView:
    """The same as `requests.view_request`."""
    raise NotImplementedError


def preserved_until(node: Node, by: Officer, request_id: str) -> date | None:
    """Until when the data of an Article 29 request are preserved here, as answered."""
    raise NotImplementedError
