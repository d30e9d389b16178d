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
    Supplement,
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
from glacy.treaty import family_of

_KEPT = 256
_TOLD_BY_THE_ASKED = frozenset({"answer", "acceptance", "question"})
_TOLD_BY_THE_ASKING = frozenset({"supplement"})
"""The kinds of messages that name days, or settle one, by the side whose they are."""
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


def by_the_asked(request: MessageRow, replies: Sequence[MessageRow]) -> Sequence[MessageRow]:
    """What the requested State said; an answer by the State that asked is kept and counts for nothing."""
    return [reply for reply in replies if reply.direction != request.direction]


def by_the_asking(request: MessageRow, replies: Sequence[MessageRow]) -> Sequence[MessageRow]:
    """What the requesting State said after its request."""
    return [reply for reply in replies if reply.direction == request.direction]


def has_days(message: Message) -> bool:
    """Whether a message can change the deadlines of the request it is about."""
    return isinstance(message, (Acceptance, Answer, OfferContent, Question, Request, Supplement, Withdrawal))


def _tells(request: MessageRow, reply: MessageRow) -> bool:
    """Whether a reply by that side names a day of the request, or settles one."""
    by_the_asked = reply.direction != request.direction
    return reply.kind in (_TOLD_BY_THE_ASKED if by_the_asked else _TOLD_BY_THE_ASKING)


def refresh_deadlines(row: MessageRow) -> None:
    """Writes the deadlines of a request as they follow from everything in its thread."""
    if row.kind != "request":
        return
    if State(row.state) in ENDED:
        stored.close_deadlines(row)
        return
    request = request_of(row)
    replies = messages.all_replies(row)
    arrived_at, decided = _assistance(by_the_asking(row, replies))
    found = deadlines(
        request,
        find_ruling(request),
        [message_of(reply) for reply in replies if _tells(row, reply)],
        assistance_arrived_at=arrived_at,
        assistance_decided=decided,
    )
    stored.put_deadlines(row, found)


def _assistance(replies: Sequence[MessageRow]) -> tuple[datetime | None, bool]:
    """When the assistance request that follows reached the other side, and whether it is decided."""
    for reply in replies:
        if reply.kind == "request" and family_of(reply.measure) == "assistance":
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
