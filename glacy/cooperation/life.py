"""The states of a thread, and which message or act leads from one to the next."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal, TypeAlias

from glacy.cooperation.errors import LifeError
from glacy.cooperation.messages import (
    Acceptance,
    Answer,
    Disclosure,
    Extension,
    Message,
    Notice,
    Offer,
    OfferContent,
    Question,
    Supplement,
    Withdrawal,
)
from glacy.cooperation.outcomes import (
    AwaitingCourt,
    ConditionsProposed,
    CostsToAgree,
    Postponed,
    Refused,
    Transmitted,
)
from glacy.cooperation.request import Request
from glacy.sayings import say

Side: TypeAlias = Literal["requesting", "requested"]


class State(StrEnum):
    """Where the thread of a request stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENT = "sent"
    RECEIVED = "received"
    OPENED = "opened"
    ACCEPTED = "accepted"
    EXECUTED = "executed"
    REFUSED = "refused"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Event(StrEnum):
    """An act on a thread, or a message in it.

    `interim` and `refusal` are answers that say so, `agreement` is to conditions that were proposed and
    `content` that of an offer. In the thread of an offer the State that offers stands on the requesting side.
    """

    APPROVAL = "approval"
    GIVE_BACK = "give_back"
    SENDING = "sending"
    RECEIPT = "receipt"
    OPENING = "opening"
    ACCEPTANCE = "acceptance"
    AGREEMENT = "agreement"
    CONTENT = "content"
    EXECUTION = "execution"
    ANSWER = "answer"
    INTERIM = "interim"
    REFUSAL = "refusal"
    DISCLOSURE = "disclosure"
    QUESTION = "question"
    SUPPLEMENT = "supplement"
    EXTENSION = "extension"
    WITHDRAWAL = "withdrawal"
    CLOSING = "closing"


_EITHER: frozenset[Side] = frozenset({"requesting", "requested"})
_ASKS: frozenset[Side] = frozenset({"requesting"})
_IS_ASKED: frozenset[Side] = frozenset({"requested"})
_BY: Mapping[Event, frozenset[Side]] = {
    Event.APPROVAL: _ASKS,
    Event.GIVE_BACK: _ASKS,
    Event.SENDING: _ASKS,
    Event.SUPPLEMENT: _ASKS,
    Event.EXTENSION: _ASKS,
    Event.WITHDRAWAL: _ASKS,
    Event.RECEIPT: _IS_ASKED,
    Event.OPENING: _IS_ASKED,
    Event.ACCEPTANCE: _IS_ASKED,
    Event.AGREEMENT: _ASKS,
    Event.CONTENT: _ASKS,
    Event.EXECUTION: _IS_ASKED,
    Event.ANSWER: _IS_ASKED,
    Event.INTERIM: _IS_ASKED,
    Event.REFUSAL: _IS_ASKED,
    Event.DISCLOSURE: _IS_ASKED,
    Event.QUESTION: _IS_ASKED,
    Event.CLOSING: _EITHER,
}
_TALK = (
    Event.QUESTION,
    Event.SUPPLEMENT,
    Event.EXTENSION,
    Event.DISCLOSURE,
    Event.INTERIM,
    Event.AGREEMENT,
)
_DECIDED = {
    Event.ANSWER: State.ANSWERED,
    Event.REFUSAL: State.REFUSED,
    Event.WITHDRAWAL: State.WITHDRAWN,
}


def _under_way(state: State, **steps: State) -> Mapping[Event, State]:
    return {event: state for event in _TALK} | _DECIDED | {Event(name): to for name, to in steps.items()}


_STEPS: Mapping[State, Mapping[Event, State]] = {
    State.DRAFT: {Event.APPROVAL: State.APPROVED, Event.SENDING: State.SENT},
    State.APPROVED: {Event.SENDING: State.SENT, Event.GIVE_BACK: State.DRAFT},
    State.SENT: _under_way(
        State.SENT, receipt=State.RECEIVED, opening=State.OPENED, acceptance=State.ACCEPTED
    ),
    State.RECEIVED: _under_way(State.RECEIVED, opening=State.OPENED, acceptance=State.ACCEPTED),
    State.OPENED: _under_way(State.OPENED, opening=State.OPENED, acceptance=State.ACCEPTED),
    State.ACCEPTED: _under_way(
        State.ACCEPTED, acceptance=State.ACCEPTED, execution=State.EXECUTED, content=State.ANSWERED
    ),
    State.EXECUTED: _under_way(State.EXECUTED, acceptance=State.EXECUTED),
    State.ANSWERED: {
        **{event: State.ANSWERED for event in (*_TALK, Event.ANSWER, Event.REFUSAL, Event.CONTENT)},
        Event.ACCEPTANCE: State.ANSWERED,
        Event.EXECUTION: State.EXECUTED,
        Event.WITHDRAWAL: State.WITHDRAWN,
        Event.CLOSING: State.CLOSED,
    },
    State.REFUSED: {
        Event.SUPPLEMENT: State.REFUSED,
        Event.ANSWER: State.ANSWERED,
        Event.REFUSAL: State.REFUSED,
        Event.CLOSING: State.CLOSED,
    },
    State.WITHDRAWN: {Event.CLOSING: State.CLOSED},
    State.CLOSED: {},
}
_EVENTS: Mapping[type, Event] = {
    Offer: Event.SENDING,
    OfferContent: Event.CONTENT,
    Disclosure: Event.DISCLOSURE,
    Question: Event.QUESTION,
    Supplement: Event.SUPPLEMENT,
    Extension: Event.EXTENSION,
    Withdrawal: Event.WITHDRAWAL,
}
_INTERIM = (Transmitted, AwaitingCourt, ConditionsProposed, Postponed, CostsToAgree)


def event_of(message: Message) -> Event:
    """What a message does to its thread: only refusing is a refusal, only waiting is interim."""
    match message:
        case Request(earlier=earlier):
            return Event.EXTENSION if earlier and earlier.status == "extension" else Event.SENDING
        case Answer(outcomes=outcomes):
            if all(isinstance(one, Refused) for one in outcomes):
                return Event.REFUSAL
            return Event.INTERIM if all(isinstance(one, _INTERIM) for one in outcomes) else Event.ANSWER
        case Acceptance(what=what):
            return Event.AGREEMENT if what == "conditions" else Event.ACCEPTANCE
        case Notice(what=what):
            return Event.OPENING if what == "opened" else Event.CLOSING
        case _:
            return _EVENTS[type(message)]


def advance(state: State, event: Event, side: Side) -> State:
    """The state after an event by one side; `LifeError` when it does not fit.

    An `opening` that comes late changes nothing: a thread never goes back from accepted to opened.
    """
    if side not in _BY[event]:
        raise LifeError(
            say("The {side} State cannot bring about {event}.", side=side, event=event.replace("_", " ")),
            remedy=say("This step belongs to the other side."),
            state=str(state),
            event=str(event),
            side=side,
        )
    after = _STEPS[state].get(event)
    if after is None and event in (Event.OPENING, Event.RECEIPT) and state in _BEYOND:
        return state
    if after is None:
        fits = ", ".join(one.replace("_", " ") for one in allowed(state, side)) or "nothing"
        raise LifeError(
            say(
                "A thread that is {stands} does not take {event}.",
                stands=state,
                event=event.replace("_", " "),
            ),
            remedy=say("What fits now from the {side} State: {fits}.", side=side, fits=fits),
            state=str(state),
            event=str(event),
            side=side,
        )
    return after


def allowed(state: State, side: Side) -> tuple[Event, ...]:
    """The events that one side can bring about in a state."""
    return tuple(event for event in _STEPS[state] if side in _BY[event])


_BEYOND = frozenset(
    {
        State.RECEIVED,
        State.OPENED,
        State.ACCEPTED,
        State.EXECUTED,
        State.ANSWERED,
        State.REFUSED,
        State.WITHDRAWN,
    }
)
