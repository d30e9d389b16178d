"""What is wished: which data, from whom, for which offence, how urgently, on which day."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal, get_args

from glacy.countries import Country
from glacy.times import write_day
from glacy.treaty.errors import OffenceFormError, UnknownMeasureError, WishError

DataCategory = Literal["subscriber", "traffic", "content", "domain_registration", "any"]
Urgency = Literal["emergency", "urgent", "routine"]
Addressee = Literal["state", "provider", "registrar"]

FIRST_DAY = date(2001, 1, 1)
"""The first day for which a question can be asked; the Convention was opened for signature on 2001-11-23."""
LAST_DAY = date(2031, 12, 31)
"""Beyond this day the packaged facts say nothing that is worth an answer."""


class Measure(StrEnum):
    """A cooperation measure of an instrument; the value is the id of its provision in the facts."""

    EXTRADITION = "ETS185-24"
    SPONTANEOUS_INFORMATION = "ETS185-26"
    ASSISTANCE_WITHOUT_TREATY = "ETS185-27"
    PRESERVATION = "ETS185-29"
    DISCLOSURE_OF_PATH = "ETS185-30"
    STORED_DATA = "ETS185-31"
    ACCESS_WITH_CONSENT = "ETS185-32"
    LIVE_TRAFFIC = "ETS185-33"
    INTERCEPTION = "ETS185-34"
    NETWORK = "ETS185-35"
    DOMAIN_REGISTRATION = "CETS224-6"
    SUBSCRIBER_FROM_PROVIDER = "CETS224-7"
    PRODUCTION_ORDER = "CETS224-8"
    EMERGENCY_DISCLOSURE = "CETS224-9"
    EMERGENCY_ASSISTANCE = "CETS224-10"
    VIDEO_CONFERENCE = "CETS224-11"
    JOINT_TEAM = "CETS224-12"
    UN_ASSISTANCE = "UNCC2024-40"
    UN_NETWORK = "UNCC2024-41"
    UN_PRESERVATION = "UNCC2024-42"
    UN_DISCLOSURE_OF_PATH = "UNCC2024-43"
    UN_STORED_DATA = "UNCC2024-44"


def read_measure(text: str) -> Measure:
    """The measure with that id, such as `ETS185-29`."""
    try:
        return Measure(text)
    except ValueError as fault:
        raise UnknownMeasureError(
            f"{text!r} is not a cooperation measure.",
            remedy=f"Use one of {', '.join(Measure)}.",
            found=text,
        ) from fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Offence:
    """An offence under investigation: of an instrument (with its article), or national (then text only)."""

    text: str
    instrument: str | None = None
    article: str | None = None

    @property
    def is_under_articles_2_to_11(self) -> bool:
        """Whether it is one of the offences of Articles 2 to 11 of ETS 185."""
        return self.instrument == "ETS185"


_OF_INSTRUMENT = re.compile(r"(?:(ETS185|ETS189)-)?(\d{1,3})((?:\([0-9a-z]{1,3}\))*)", re.ASCII)
_INSTRUMENT_LIKE = re.compile(r"(?:C?ETS|UNCC)\s*\d+.*", re.ASCII | re.IGNORECASE)
_OFFENCES = {"ETS185": range(2, 12), "ETS189": range(3, 8)}
_LONGEST = 300


def read_offence(text: str) -> Offence:
    """`8` and `ETS185-8` are Article 8 of the Convention, `ETS189-3` of its Protocol; other text is national.

    The cooperation articles serve any offence with electronic evidence (14(2)(c), 23, 25(1)), so that
    `Act 1038 s. 68` is as good as `2`.
    """
    written = text.strip()
    of_instrument = _OF_INSTRUMENT.fullmatch(written)
    if of_instrument:
        instrument, article = of_instrument[1] or "ETS185", of_instrument[2]
        if article != str(int(article)) or int(article) not in _OFFENCES[instrument]:
            raise _no_offence(text)
        return Offence(instrument=instrument, article=article, text=written)
    if _INSTRUMENT_LIKE.fullmatch(written):
        raise _no_offence(text)
    if not written or len(written) > _LONGEST or any(unicodedata.category(c)[0] == "C" for c in written):
        raise OffenceFormError(
            f"An offence was expected, found {text[:40]!r}.",
            remedy=(
                "Write an article, such as 8 or ETS189-3, or a national provision in 1 to"
                f" {_LONGEST} characters."
            ),
            found=text,
        )
    return Offence(text=written)


def _no_offence(text: str) -> OffenceFormError:
    return OffenceFormError(
        f"{text!r} is not an article that makes an offence.",
        remedy="ETS 185 makes offences in Articles 2 to 11 (write 2 or ETS185-2), ETS 189 in Articles 3 to 7"
        " (write ETS189-3); a national offence is written in words, such as Act 1038 s. 68.",
        found=text,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What one State wishes of another on a day; `addressee` None means that any addressee will do.

    More than one offence may be at stake: the first is `offence`, the rest `more_offences`.
    """

    requesting: str
    requested: str
    on: date
    data: DataCategory = "any"
    offence: Offence | None = None
    urgency: Urgency = "routine"
    addressee: Addressee | None = None
    more_offences: tuple[Offence, ...] = ()

    def __post_init__(self) -> None:
        Country(self.requesting)
        Country(self.requested)
        if self.requesting == self.requested:
            raise WishError(
                f"The requesting and the requested State are both {self.requesting}.",
                remedy="Name two different States; at home the domestic powers apply (Articles 16 to 21).",
                field="requested",
                found=self.requested,
            )
        _one_of("data", self.data, get_args(DataCategory))
        _one_of("urgency", self.urgency, get_args(Urgency))
        if self.addressee is not None:
            _one_of("addressee", self.addressee, get_args(Addressee))
        if not FIRST_DAY <= self.on <= LAST_DAY:
            raise WishError(
                f"The facts do not reach {write_day(self.on)}.",
                remedy=f"Ask for a day from {write_day(FIRST_DAY)} to {write_day(LAST_DAY)}.",
                field="on",
                found=write_day(self.on),
            )
        if self.more_offences and self.offence is None:
            raise WishError(
                "More offences are named, but not a first one.",
                remedy="Put the first into `offence`.",
                field="offence",
                found=None,
            )

    @property
    def offences(self) -> tuple[Offence, ...]:
        """All offences at stake, in the order given."""
        return () if self.offence is None else (self.offence, *self.more_offences)


def _one_of(field: str, found: str, allowed: tuple[str, ...]) -> None:
    if found not in allowed:
        raise WishError(
            f"{found!r} is no {field}.", remedy=f"Use one of {', '.join(allowed)}.", field=field, found=found
        )
