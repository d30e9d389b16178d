"""What is wished: which data, from whom, for which offence, how urgently, on which day."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal, NewType, get_args

from glacy.countries import Country
from glacy.sayings import say
from glacy.times import write_day
from glacy.treaty.errors import OffenceFormError, WishError

DataCategory = Literal["subscriber", "traffic", "content", "domain_registration", "any"]
Urgency = Literal["emergency", "urgent", "routine"]
Addressee = Literal["state", "provider", "registrar"]

FIRST_DAY = date(2001, 1, 1)
"""The first day for which a question can be asked; the Convention was opened for signature on 2001-11-23."""
LAST_DAY = date(2031, 12, 31)
"""Beyond this day the packaged facts say nothing that is worth an answer."""


Measure = NewType("Measure", str)
"""A cooperation measure of an instrument: the id of its provision in the facts, such as `ETS185-29`."""


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
            say("An offence was expected, found {found!r}.", found=text[:40]),
            remedy=(
                say(
                    "Write an article, such as 8 or ETS189-3, or a national provision in 1 to "
                    "{longest} characters.",
                    longest=_LONGEST,
                )
            ),
            found=text,
        )
    return Offence(text=written)


def _no_offence(text: str) -> OffenceFormError:
    return OffenceFormError(
        say("{found!r} is not an article that makes an offence.", found=text),
        remedy=say(
            "ETS 185 makes offences in Articles 2 to 11 (write 2 or ETS185-2), ETS 189 in "
            "Articles 3 to 7 (write ETS189-3); a national offence is written in words, such as"
            " Act 1038 s. 68."
        ),
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
                say(
                    "The requesting and the requested State are both {requesting}.",
                    requesting=self.requesting,
                ),
                remedy=say(
                    "Name two different States; at home the domestic powers apply (Articles 16 to 21)."
                ),
                field="requested",
                found=self.requested,
            )
        _one_of("data", self.data, get_args(DataCategory))
        _one_of("urgency", self.urgency, get_args(Urgency))
        if self.addressee is not None:
            _one_of("addressee", self.addressee, get_args(Addressee))
        if not FIRST_DAY <= self.on <= LAST_DAY:
            raise WishError(
                say("The facts do not reach {on}.", on=write_day(self.on)),
                remedy=say(
                    "Ask for a day from {first_day} to {last_day}.",
                    first_day=write_day(FIRST_DAY),
                    last_day=write_day(LAST_DAY),
                ),
                field="on",
                found=write_day(self.on),
            )
        if self.more_offences and self.offence is None:
            raise WishError(
                say("More offences are named, but not a first one."),
                remedy=say("Put the first into `offence`."),
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
            say("{found!r} is no {field}.", found=found, field=field),
            remedy=say("Use one of {allowed}.", allowed=", ".join(allowed)),
            field=field,
            found=found,
        )
