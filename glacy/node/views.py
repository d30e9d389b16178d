"""What the acts give back to a desk or the command line: values to show, nothing to save."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from glacy.cooperation import Draft, Message, Missing
from glacy.node.emergencies import Claim
from glacy.store.models import (
    CallBackRow,
    CaseRow,
    DestructionRow,
    DraftRow,
    ExhibitRow,
    GlassRow,
    HandOverRow,
    MessageRow,
    PaperRow,
    PayloadRow,
    QuarantineRow,
    ReviewRow,
)
from glacy.store.people import Officer
from glacy.treaty import Ruling

T = TypeVar("T")
UNDELIVERED = ("stuck", "rejected")
"""How a message is carried that leaves again only when a person asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some rows, and the key that the next ones follow (None at the end)."""

    items: tuple[T, ...]
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedBefore:
    """A target and period was asked before: whom to call, and nothing else.

    `own`: this officer asked it; `request_id` is that request, while they are on its case.
    """

    target: int
    country: str
    name: str
    authority: str
    phone: str
    email: str
    own: bool = False
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """A warning about a target of a draft (its index) or about the whole (None)."""

    target: int | None
    says: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    """A draft as it stands: what the treaty says of it, what is missing and what to look at twice.

    `mark` stands for its content: `requests.approve(seen=...)` takes it.
    """

    row: DraftRow
    draft: Draft
    ruling: Ruling
    missing: tuple[Missing, ...]
    warnings: tuple[Warned, ...]
    asked_before: tuple[AskedBefore, ...]
    state: str
    second_person: bool
    has_node: bool
    sections: Mapping[str, str]
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineView:
    """A day that matters: what it rests on, how many days are left, what happens when it passes.

    Without a day (`due_on` None) it lasts until something else happens. `reminded`: a reminder was given that
    nobody has looked at; `can_extend`: we asked for what ends then, and may ask for longer.
    """

    request_id: str
    case_id: str | None
    case_reference: str
    kind: str
    due_on: date | None
    days_left: int | None
    when_passed: str
    governs: str
    article: str
    country: str
    reminded: bool
    can_extend: bool
    measure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A line of a case's time line; of a message, its kind and measure and the request that it belongs to."""

    at: datetime
    kind: str
    who: str
    what: Mapping[str, str]
    message_id: str | None = None
    entry_index: int | None = None
    message_kind: str = ""
    measure: str = ""
    country: str = ""
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptView:
    """A receipt, rejection or conflict: what the other node signed, and when."""

    kind: str
    at: datetime
    says: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureView:
    """By which carrier a message left, how often and when last, and whether it came back."""

    carrier: str
    times: int
    last_at: datetime
    came_back: bool
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """A message of a thread with its value, its files and how its carriage stands.

    `carried`: waiting, retrying, posted, receipted, rejected, stuck, arrived, paper.
    """

    row: MessageRow
    message: Message
    outgoing: bool
    carried: str
    last_error: str
    next_try_at: datetime | None
    receipts: tuple[ReceiptView, ...]
    files: Mapping[str, str]
    exhibits: tuple[ExhibitRow, ...]
    paper: PaperRow | None
    departures: tuple[DepartureView, ...] = ()
    awaited_until: datetime | None = None
    """Until when the reply to what left by mail or on a stick is awaited."""
    payload: PayloadRow | None = None
    """How far its evidence is that travels apart, where it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """A request, its state, everything that followed on it, and what this officer may do next.

    `may` holds names of acts: open, call_back, accept, ask, refuse, prepare_answer, prepare_disclosure,
    follow_up, ask_extension, supplement, settle_conditions, settle_offer, send_offer_content,
    draft_to_third_state, record_dispatch, record_paper_answer, withdraw, close, try_again.
    """

    message: MessageView
    state: str
    replies: tuple[MessageView, ...]
    drafts: tuple[DraftRow, ...]
    deadlines: tuple[DeadlineView, ...]
    call_backs: tuple[CallBackRow, ...]
    ruling: Ruling | None
    reviews: tuple[ReviewRow, ...]
    may: frozenset[str]
    claim: Claim | None = None
    """The emergency that the other State claims, with what became of it here."""

    @property
    def undelivered(self) -> tuple[MessageView, ...]:
        """Our messages that are stuck or were rejected, in the order in which they leave again."""
        return tuple(
            one for one in (self.message, *self.replies) if one.outgoing and one.carried in UNDELIVERED
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case as its people see it."""

    row: CaseRow
    people: tuple[tuple[Officer, str], ...]
    victims: tuple[str, ...]
    drafts: tuple[DraftRow, ...]
    requests: tuple[MessageView, ...]
    timeline: tuple[Event, ...]
    deadlines: tuple[DeadlineView, ...]
    exhibits: tuple[ExhibitRow, ...]
    glasses: tuple[GlassRow, ...] = ()
    """Who sees it through broken glass now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """What needs this officer now, by urgency and deadline; then what waits for others."""

    waiting: tuple[MessageRow, ...]
    unseen: tuple[MessageRow, ...]
    to_approve: tuple[DraftRow, ...]
    deadlines: tuple[DeadlineView, ...]
    reviews: tuple[ReviewRow, ...]
    not_carried: tuple[MessageRow, ...]
    my_drafts: tuple[DraftRow, ...]
    quarantined: tuple[QuarantineRow, ...]
    differing: tuple[ExhibitRow, ...] = ()
    """Exhibits of this officer's cases that are not what was sealed any more."""
    handed: tuple[HandOverRow, ...] = ()
    """What was handed to this officer and waits for their signature."""
    to_destroy: tuple[DestructionRow, ...] = ()
    """Destructions that this officer may decide on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A case that a search led to."""

    case: CaseRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A line of the statistics: how many requests of a kind were sent or received."""

    direction: str
    article: str
    country: str
    data: str
    urgency: str
    outcome: str
    ground: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MedianTime:
    """The median time of a step of a measure, in whole seconds."""

    direction: str
    article: str
    step: str
    seconds: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """Counts as the T-CY asks for them, between two days."""

    since: date
    until: date
    counts: tuple[Count, ...]
    medians: tuple[MedianTime, ...]
    preservations: int
    followed_up: int
    extended: int
    lapsed: int
