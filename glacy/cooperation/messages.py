"""Every message of a thread beside the request itself (docs/specs/request.md, section 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal, TypeAlias

from glacy.cooperation.errors import InvalidValueError
from glacy.cooperation.form import obey
from glacy.cooperation.outcomes import Delivered, Outcome
from glacy.cooperation.parties import Addressee, Authority
from glacy.cooperation.request import Request
from glacy.cooperation.sections import Earlier, Languages
from glacy.cooperation.shapes import ArticleText, Category, CountryCode, DigestText, Id, Line, Port
from glacy.cooperation.targets import Target
from glacy.cooperation.texts import FreeText
from glacy.sayings import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the requested State did, outcome by outcome."""

    FORMAT: ClassVar[str] = "glacy.answer/1"
    id: Id
    thread: Id
    dated_at: datetime
    exercise: bool
    in_reply_to: Id
    authority: Authority
    language: Languages
    outcomes: tuple[Outcome, ...]
    reference: Line | None = None
    text: FreeText | None = None
    conditions: tuple[Line, ...] = ()

    def __post_init__(self) -> None:
        obey(self)
        if not self.outcomes:
            raise InvalidValueError("outcomes", say("an answer has at least one outcome"))

    @property
    def hands_over_data(self) -> bool:
        """Whether data leave with it, so that two people sign."""
        return any(isinstance(outcome, Delivered) for outcome in self.outcomes)


@dataclass(frozen=True, slots=True, kw_only=True)
class PathStep:
    """One hop of a communication: a provider, and what is needed to find the connection there."""

    provider: Line
    country: CountryCode | None = None
    address: Line | None = None
    port: Port | None = None
    seen_at: datetime | None = None
    note: Line | None = None

    def __post_init__(self) -> None:
        obey(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """Enough traffic data to identify a provider in another State and the path (Article 30(1))."""

    FORMAT: ClassVar[str] = "glacy.disclosure/1"
    id: Id
    thread: Id
    dated_at: datetime
    exercise: bool
    in_reply_to: Id
    authority: Authority
    language: Languages
    provider: Line
    country: CountryCode
    path: tuple[PathStep, ...]
    targets: tuple[Target, ...] = ()
    reference: Line | None = None
    text: FreeText | None = None
    conditions: tuple[Line, ...] = ()

    def __post_init__(self) -> None:
        obey(self)
        if not self.path:
            raise InvalidValueError("path", say("a disclosure shows at least one step of the path"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Information is offered unasked (Article 26): its subject and the conditions, never its content."""

    FORMAT: ClassVar[str] = "glacy.offer/1"
    id: Id
    thread: Id
    dated_at: datetime
    exercise: bool
    reference: Line
    authority: Authority
    addressee: Addressee
    language: Languages
    subject: FreeText
    categories: tuple[Category, ...] = ()
    conditions: tuple[Line, ...] = ()
    answer_expected_on: date | None = None

    def __post_init__(self) -> None:
        obey(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferContent:
    """The content of an offer, sent once its conditions are settled (Article 26(2))."""

    FORMAT: ClassVar[str] = "glacy.offer_content/1"
    id: Id
    thread: Id
    dated_at: datetime
    exercise: bool
    in_reply_to: Id
    authority: Authority
    language: Languages
    text: FreeText
    targets: tuple[Target, ...] = ()
    bundle: DigestText | None = None
    conditions: tuple[Line, ...] = ()

    def __post_init__(self) -> None:
        obey(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The requested State needs to know more before it can act."""

    FORMAT: ClassVar[str] = "glacy.question/1"
    id: Id
    thread: Id
    dated_at: datetime
    exercise: bool
    in_reply_to: Id
    text: FreeText
    about: tuple[Line, ...] = ()
    answer_by_on: date | None = None

    def __post_init__(self) -> None:
        obey(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement:
    """What the requesting State adds to its request, asked or unasked."""

    FORMAT: ClassVar[str] = "glacy.supplement/1"
    id: Id
    thread: Id
    dated_at: datetime
    exercise: bool
    in_reply_to: Id
    text: FreeText
    targets: tuple[Target, ...] = ()
    attachments: tuple[DigestText, ...] = ()

    def __post_init__(self) -> None:
        obey(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """The requesting State asks that a preservation go on, and says when the assistance request will come."""

    FORMAT: ClassVar[str] = "glacy.extension/1"
    id: Id
    thread: Id
    dated_at: datetime
    exercise: bool
    in_reply_to: Id
    earlier: Earlier
    until_on: date
    reason: FreeText
    assistance_expected_on: date | None = None

    def __post_init__(self) -> None:
        obey(self)
        if self.earlier.preserved_until_on and self.until_on <= self.earlier.preserved_until_on:
            raise InvalidValueError(
                "until_on",
                say(
                    "an extension goes beyond {preserved_until_on}",
                    preserved_until_on=self.earlier.preserved_until_on,
                ),
                remedy=say("Give a later day."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """The sender takes its message back, and says why."""

    FORMAT: ClassVar[str] = "glacy.withdrawal/1"
    id: Id
    thread: Id
    dated_at: datetime
    exercise: bool
    in_reply_to: Id
    reason: FreeText

    def __post_init__(self) -> None:
        obey(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """A request is taken on, or an offer or its conditions are accepted; what is accepted then binds."""

    FORMAT: ClassVar[str] = "glacy.acceptance/1"
    id: Id
    thread: Id
    dated_at: datetime
    exercise: bool
    in_reply_to: Id
    what: Literal["request", "offer", "conditions"]
    conditions: tuple[Line, ...] = ()
    reference: Line | None = None
    answer_expected_on: date | None = None
    text: FreeText | None = None

    def __post_init__(self) -> None:
        obey(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something happened on the other side that the sender should see, such as that an officer opened it."""

    FORMAT: ClassVar[str] = "glacy.notice/1"
    id: Id
    thread: Id
    dated_at: datetime
    exercise: bool
    in_reply_to: Id
    what: Literal["opened", "closed"]
    article: ArticleText | None = None

    def __post_init__(self) -> None:
        obey(self)


Message: TypeAlias = (
    Request
    | Offer
    | OfferContent
    | Answer
    | Disclosure
    | Question
    | Supplement
    | Extension
    | Withdrawal
    | Acceptance
    | Notice
)
