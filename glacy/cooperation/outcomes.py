"""What a requested State can answer: one outcome a class, each for all or some of the data and targets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, TypeAlias

from glacy.amounts import Amount
from glacy.cooperation.errors import InvalidValueError
from glacy.cooperation.form import obey
from glacy.cooperation.shapes import ArticleText, Category, Count, CountryCode, DigestText, Index, Line, Prose
from glacy.sayings import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Preserved:
    """The data are kept until the requested State's day; without one, Article 29(7) gives the least."""

    KIND: ClassVar[str] = "preserved"
    what: Line
    from_at: datetime
    legal_basis: Line
    until_on: date | None = None
    renewals_left: Count | None = None
    reference: Line | None = None
    category: Category | None = None
    targets: tuple[Index, ...] = ()

    def __post_init__(self) -> None:
        obey(self)
        if self.until_on is not None and self.until_on < self.from_at.date():
            raise InvalidValueError("until_on", say("a preservation ends on or after the day it begins"))


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingFound:
    """There are no such data."""

    KIND: ClassVar[str] = "nothing_found"
    searched: Line | None = None
    category: Category | None = None
    targets: tuple[Index, ...] = ()

    def __post_init__(self) -> None:
        obey(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """There were such data, and they are gone."""

    KIND: ClassVar[str] = "deleted"
    deleted_on: date | None = None
    why: Line | None = None
    category: Category | None = None
    targets: tuple[Index, ...] = ()

    def __post_init__(self) -> None:
        obey(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongCustodian:
    """Someone else holds the data."""

    KIND: ClassVar[str] = "wrong_custodian"
    who: Line
    country: CountryCode | None = None
    category: Category | None = None
    targets: tuple[Index, ...] = ()

    def __post_init__(self) -> None:
        obey(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transmitted:
    """The request was passed on to the office that can execute it."""

    KIND: ClassVar[str] = "transmitted"
    to: Line
    transmitted_on: date
    category: Category | None = None
    targets: tuple[Index, ...] = ()

    def __post_init__(self) -> None:
        obey(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitingCourt:
    """A court has to decide first."""

    KIND: ClassVar[str] = "awaiting_court"
    court: Line
    expected_on: date | None = None
    category: Category | None = None
    targets: tuple[Index, ...] = ()

    def __post_init__(self) -> None:
        obey(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartlyExecuted:
    """Some was done, some was not, and why."""

    KIND: ClassVar[str] = "partly_executed"
    what: Line
    what_not: Line
    why: Line
    category: Category | None = None
    targets: tuple[Index, ...] = ()

    def __post_init__(self) -> None:
        obey(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """Data leave: what they are, the digest of the evidence bundle, and the limits of their use."""

    KIND: ClassVar[str] = "delivered"
    what: Line
    bundle: DigestText | None = None
    conditions: tuple[Line, ...] = ()
    category: Category | None = None
    targets: tuple[Index, ...] = ()

    def __post_init__(self) -> None:
        obey(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionsProposed:
    """The requested State would execute on conditions (Articles 27(6), 28)."""

    KIND: ClassVar[str] = "conditions_proposed"
    conditions: tuple[Line, ...]
    category: Category | None = None
    targets: tuple[Index, ...] = ()

    def __post_init__(self) -> None:
        obey(self)
        if not self.conditions:
            raise InvalidValueError("conditions", say("at least one condition is named"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Postponed:
    """The requested State acts later (Article 27(5)), and says why."""

    KIND: ClassVar[str] = "postponed"
    why: Line
    until_on: date | None = None
    article: ArticleText | None = None
    category: Category | None = None
    targets: tuple[Index, ...] = ()

    def __post_init__(self) -> None:
        obey(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The requested State does not act: a ground of the treaty, or a provision of its own law."""

    KIND: ClassVar[str] = "refused"
    ground: ArticleText
    text: Prose
    category: Category | None = None
    targets: tuple[Index, ...] = ()

    def __post_init__(self) -> None:
        obey(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class CostsToAgree:
    """Execution would cost so much that it is to be agreed first."""

    KIND: ClassVar[str] = "costs_to_agree"
    amount: Amount
    why: Line | None = None
    category: Category | None = None
    targets: tuple[Index, ...] = ()

    def __post_init__(self) -> None:
        obey(self)


Outcome: TypeAlias = (
    Preserved
    | NothingFound
    | Deleted
    | WrongCustodian
    | Transmitted
    | AwaitingCourt
    | PartlyExecuted
    | Delivered
    | ConditionsProposed
    | Postponed
    | Refused
    | CostsToAgree
)
