"""Requests that this node sends: from the first draft to the sealed document in the other State."""

from __future__ import annotations

from datetime import datetime

from glacy.canon import Json
from glacy.node.opened import Node
from glacy.node.views import DraftView, RequestView
from glacy.store.people import Officer


def start_draft(
    node: Node,
    by: Officer,
    case_id: str,
    *,
    country: str,
    measure: str,
    like: str | None = None,
    addressee: str = "state",
) -> str:
    """The id of a new draft; `like` is an earlier request whose targets, reference and expiry it inherits."""
    raise NotImplementedError


def save_section(node: Node, by: Officer, draft_id: str, section: str, values: Json) -> DraftView:
    """The draft with that section saved; a malformed value raises SectionError naming its fields."""
    raise NotImplementedError


def view_draft(node: Node, by: Officer, draft_id: str) -> DraftView:
    """A draft with its ruling, what is missing, warnings, and who asked before."""
    raise NotImplementedError


def discard_draft(node: Node, by: Officer, draft_id: str) -> None:
    """Puts a draft aside; it is kept, and shown no more."""
    raise NotImplementedError


def name_basis(node: Node, by: Officer, draft_id: str, *, kind: str, text: str, why: str) -> DraftView:
    """The draft on another basis (agreement, reciprocity, other) that this person names; it is recorded."""
    raise NotImplementedError


def preview(node: Node, by: Officer, draft_id: str) -> bytes:
    """The document of a complete draft as it would leave, marked as a draft and not sealed (PDF)."""
    raise NotImplementedError


def propose(node: Node, by: Officer, draft_id: str) -> None:
    """Lays a complete draft before a second person."""
    raise NotImplementedError


def give_back(node: Node, by: Officer, draft_id: str, why: str) -> None:
    """Gives a proposed draft back to the one who prepared it, with the reason."""
    raise NotImplementedError


def approve(node: Node, by: Officer, draft_id: str, *, confirmed_at: datetime) -> None:
    """Approves a proposed draft; the approver is not the one who prepared it."""
    raise NotImplementedError


def send(node: Node, by: Officer, draft_id: str, *, confirmed_at: datetime) -> str:
    """The id of the request that is now sealed and in the outbox.

    A duty officer alone may send ETS185-29 and ETS185-35, marked for review on the next working day; everything
    else needs an approved draft. A State without a node gets it on paper: `record_dispatch` says when it left.
    """
    raise NotImplementedError


def view_request(node: Node, by: Officer, request_id: str) -> RequestView:
    """A request sent or received, its state, what followed, its deadlines, and what may be done next."""
    raise NotImplementedError


def sealed_document(node: Node, by: Officer, request_id: str) -> bytes:
    """The sealed PDF of a request, answer or disclosure."""
    raise NotImplementedError


def own_render(node: Node, by: Officer, request_id: str) -> bytes:
    """The page that this node itself renders from the message's values; what an officer acts on."""
    raise NotImplementedError


def envelope(node: Node, by: Officer, message_id: str) -> bytes:
    """The envelope in which a message left or arrived (ASiC-E, not encrypted)."""
    raise NotImplementedError


def receipt(node: Node, by: Officer, message_id: str) -> bytes:
    """The signed receipt for a message."""
    raise NotImplementedError


def provider_extract(node: Node, by: Officer, request_id: str) -> bytes:
    """The extract for the provider (PDF): without the facts of the case."""
    raise NotImplementedError


def export_hi1(node: Node, by: Officer, request_id: str) -> Json:
    """The request as an ETSI TS 103 120 HI-1 message."""
    raise NotImplementedError


def ask_extension(node: Node, by: Officer, request_id: str) -> str:
    """The id of a draft that asks to extend a preservation, filled in from it and its answer."""
    raise NotImplementedError


def send_extension(node: Node, by: Officer, draft_id: str, *, confirmed_at: datetime) -> str:
    """The id of the extension message, now in the outbox."""
    raise NotImplementedError


def withdraw(node: Node, by: Officer, request_id: str, why: str, *, confirmed_at: datetime) -> str:
    """The id of the withdrawal message; it cannot overtake its request."""
    raise NotImplementedError


def answer_question(
    node: Node, by: Officer, request_id: str, question_id: str, text: str, *, confirmed_at: datetime
) -> str:
    """The id of the supplement that answers a question of the requested State."""
    raise NotImplementedError


def send_offer_content(node: Node, by: Officer, offer_id: str, text: str, *, confirmed_at: datetime) -> str:
    """The id of the Article 26 content, sent after its conditions were accepted and two people agreed."""
    raise NotImplementedError


def settle_conditions(
    node: Node, by: Officer, request_id: str, *, agree: bool, text: str, confirmed_at: datetime
) -> str:
    """The id of the message that agrees to the other State's conditions, or does not."""
    raise NotImplementedError


def close_request(node: Node, by: Officer, request_id: str, why: str) -> None:
    """Closes an answered request on this side."""
    raise NotImplementedError
