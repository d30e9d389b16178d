"""A request for cooperation: complete, frozen, one value (docs/specs/request.md, section 2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from glacy.cooperation.errors import InvalidValueError
from glacy.cooperation.form import obey
from glacy.cooperation.observing import SafeguardStated
from glacy.cooperation.parties import Addressee, Authority
from glacy.cooperation.sections import (
    Basis,
    DataSection,
    Earlier,
    Formalities,
    Languages,
    OffenceStated,
    Secrecy,
    Urgency,
)
from glacy.cooperation.shapes import Id, Line
from glacy.cooperation.targets import Target
from glacy.cooperation.texts import FreeText
from glacy.sayings import say
from glacy.treaty import asked_for

PRESERVATION = "ETS185-29"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What one State asks of another: for an instance of Article 29, 31, 33, 34 or 35."""

    FORMAT: ClassVar[str] = "glacy.request/1"
    id: Id
    thread: Id
    dated_at: datetime
    exercise: bool
    reference: Line
    authority: Authority
    addressee: Addressee
    basis: Basis
    data: DataSection
    urgency: Urgency
    secrecy: Secrecy
    language: Languages
    offence: tuple[OffenceStated, ...] = ()
    facts: FreeText | None = None
    targets: tuple[Target, ...] = ()
    formalities: Formalities | None = None
    earlier: Earlier | None = None
    safeguards: tuple[SafeguardStated, ...] = ()
    in_reply_to: Id | None = None

    def __post_init__(self) -> None:
        obey(self)
        if self.authority.country == self.addressee.country:
            raise InvalidValueError(
                "addressee.country", say("a request crosses a border; both countries are the same")
            )
        self._check_content()
        self._check_days()

    def _check_content(self) -> None:
        if "data.task" in (asked_for(self.measure) or ()):
            if self.data.task is None:
                raise InvalidValueError(
                    "data.task", say("an Article 35 message says what the contact is asked to do")
                )
            return
        for field in ("offence", "targets"):
            if not getattr(self, field):
                raise InvalidValueError(field, say("at least one is required"))
        if self.facts is None:
            raise InvalidValueError("facts", say("a summary of the facts is required"))
        if not self.data.wanted:
            raise InvalidValueError("data.wanted", say("at least one category of data is required"))

    def _check_days(self) -> None:
        dated_on = self.dated_at.date()
        later: dict[str, date | None] = {
            "secrecy.user_not_told_until_on": self.secrecy.user_not_told_until_on,
            "secrecy.confidential_until_on": self.secrecy.confidential_until_on,
            "urgency.needed_by_on": self.urgency.needed_by_on,
            "data.assistance_expected_on": self.data.assistance_expected_on,
        }
        for field, day in later.items():
            if day is not None and day < dated_on:
                raise InvalidValueError(
                    field,
                    say("{day} is before the day of the request ({dated_on})", day=day, dated_on=dated_on),
                    remedy=say("Give a day on or after the day of the request."),
                )

    @property
    def measure(self) -> str:
        """The measure asked for, such as `ETS185-29`."""
        return self.basis.measure

    @property
    def requesting(self) -> str:
        """The country that asks."""
        return self.authority.country

    @property
    def requested(self) -> str:
        """The country that is asked."""
        return self.addressee.country

    @property
    def status(self) -> str:
        """`new`, `extension` or `follow_up`."""
        return "new" if self.earlier is None else self.earlier.status
