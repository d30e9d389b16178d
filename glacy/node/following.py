"""What a message does to the request it is about: its state, and the days that matter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from glacy.cooperation import (
    Acceptance,
    Answer,
    Event,
    LifeError,
    Message,
    OfferContent,
    Question,
    Request,
    Side,
    State,
    Withdrawal,
    advance,
    deadlines,
    event_of,
    read_message,
    read_request,
)
from glacy.node.rulings import find_ruling
from glacy.store import deadlines as stored
from glacy.store import messages
from glacy.store.models import MessageRow

_KEPT = 256
TELLING = frozenset({"answer", "acceptance", "question"})
"""The kinds of messages that name days."""
ENDED = (State.REFUSED, State.CLOSED, State.WITHDRAWN)


def message_of(row: MessageRow) -> Message:
    """The value of a stored message."""
    return _read(bytes(row.body))


def request_of(row: MessageRow) -> Request:
    """The request that a row holds."""
    found = _read(bytes(row.body))
    return found if isinstance(found, Request) else read_request(bytes(row.body))


def subject_of(row: MessageRow | None) -> Request | None:
    """The request that a message is about, where it is a request of ours or theirs."""
    return request_of(row) if row is not None and row.kind == "request" else None


def side_of(request: MessageRow, *, by_us: bool) -> Side:
    """On which side of a request somebody stands: we asked what we sent."""
    asked = (request.direction == "sent") == by_us
    return "requesting" if asked else "requested"


def advance_request(request: MessageRow, message: Message, *, by_us: bool, at: datetime) -> None:
    """The state of a request after a message about it.

    A message of the other side that does not fit is kept and changes nothing; one of ours raises LifeError.
    """
    if request.kind not in ("request", "offer") or isinstance(message, Request):
        return
    try:
        step(request, event_of(message), by_us=by_us, at=at)
    except LifeError:
        if by_us:
            raise


def step(request: MessageRow, event: Event, *, by_us: bool, at: datetime) -> None:
    """The state of a request after an event by one side."""
    after = advance(State(request.state), event, side_of(request, by_us=by_us))
    if after != request.state:
        messages.set_state(request, str(after), at=at)


def has_days(message: Message) -> bool:
    """Whether a message can change the deadlines of the request it is about."""
    return isinstance(message, (Acceptance, Answer, OfferContent, Question, Request, Withdrawal))


def refresh_deadlines(row: MessageRow) -> None:
    """Writes the deadlines of a request as they follow from everything in its thread."""
    if row.kind != "request":
        return
    if State(row.state) in ENDED:
        stored.close_deadlines(row)
        return
    request = request_of(row)
    replies = messages.all_replies(row)
    arrived_at, decided = _assistance(replies)
    found = deadlines(
        request,
        find_ruling(request),
        [message_of(reply) for reply in replies if reply.kind in TELLING],
        assistance_arrived_at=arrived_at,
        assistance_decided=decided,
    )
    stored.put_deadlines(row, found)


def _assistance(replies: Sequence[MessageRow]) -> tuple[datetime | None, bool]:
    """When the assistance request that follows reached the other side, and whether it is decided."""
    for reply in replies:
        if reply.kind == "request" and reply.measure == "ETS185-31":
            arrived = reply.arrived_at or (reply.changed_at if reply.carried == "receipted" else None)
            return arrived, State(reply.state) in (*ENDED, State.ANSWERED)
    return None, False


def hands_over_data(message: Message) -> bool:
    """Whether data leave with a message, so that it takes two people."""
    return isinstance(message, Answer) and message.hands_over_data


@lru_cache(maxsize=_KEPT)
def _read(body: bytes) -> Message:
    """Bytes to message, once for the same bytes: each act on a thread reads all of it again."""
    return read_message(body)
