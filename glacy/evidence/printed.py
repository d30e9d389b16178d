"""What papers about evidence say of each exhibit and at their head, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from glacy.canon import Digest
from glacy.documents import Language
from glacy.evidence.conditions import Condition
from glacy.evidence.custody import CustodyEvent, CustodyGap, CustodyRecord, custody_gaps


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """A copy of an exhibit: its kind, for whom, when, and when the other node receipted it."""

    kind: str
    to: str
    at: datetime
    receipted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitSheet:
    """What the papers say of an exhibit; `indexes` are the places of its events in the journal."""

    id: str
    number: int
    name: str
    digest: Digest
    size: int
    sealed_at: datetime
    holder: str
    came_from: str = ""
    request: str = ""
    category: str = ""
    conditions: tuple[Condition, ...] = ()
    before: tuple[CustodyEvent, ...] = ()
    custody: tuple[CustodyRecord, ...] = ()
    indexes: tuple[int | None, ...] = ()
    copies: tuple[Copied, ...] = ()
    checked_at: datetime | None = None
    check_holds: bool | None = None
    destroyed_at: datetime | None = None

    def gaps(self, *, until: datetime) -> tuple[CustodyGap, ...]:
        """The gaps in its chain until the instant of the paper."""
        return custody_gaps([record.event for record in self.custody], until=until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What stands at the head of a paper."""

    reference: str
    from_: str
    at: datetime
    language: Language = "en"
    exercise: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified:
    """What a custodian certifies; `asked` is the form that the court asked for, line by line."""

    custodian: str
    office: str
    asked: tuple[str, ...]
    statement: str
    compared_at: datetime | None
