"""The outcomes of an answer in words, one sentence each with what belongs to it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, assert_never

from babel.numbers import format_currency, get_currency_precision, list_currencies
from django.utils.translation import get_language, gettext

from glacy.amounts import Amount
from glacy.cooperation import (
    AwaitingCourt,
    ConditionsProposed,
    CostsToAgree,
    Deleted,
    Delivered,
    NothingFound,
    Outcome,
    PartlyExecuted,
    Postponed,
    Preserved,
    Refused,
    Transmitted,
    WrongCustodian,
)
from glacy.desks.frame.citations import say_article
from glacy.desks.frame.moments import say_day
from glacy.desks.frame.nations import nation
from glacy.desks.frame.words import DATA

_TREATY: Final = re.compile(r"C?ETS ?\d")


def say_outcome(outcome: Outcome) -> str:
    """The outcome as a sentence; the data that it concerns come first."""
    about = f"{DATA[outcome.category]}: " if outcome.category else ""
    return about + ". ".join((_say(outcome).rstrip(". "), *_more(outcome)))


def _say(outcome: Outcome) -> str:
    match outcome:
        case Preserved() | Delivered() | PartlyExecuted() | NothingFound() | Deleted():
            return _say_done(outcome)
        case Refused(ground=ground, text=text):
            return gettext("Refused under %(ground)s: %(text)s") % {"ground": _cited(ground), "text": text}
        case Postponed(why=why, until_on=until):
            words = {"why": why, "day": say_day(until) if until else gettext("no day given")}
            return gettext("Postponed: %(why)s (%(day)s)") % words
        case AwaitingCourt(court=court, expected_on=on):
            words = {"court": court, "day": say_day(on) if on else gettext("no day given")}
            return gettext("Waits for %(court)s (%(day)s)") % words
        case WrongCustodian(who=who):
            return gettext("Somebody else holds the data: %(who)s") % {"who": who}
        case Transmitted(to=to, transmitted_on=on):
            return gettext("Passed on to %(to)s on %(day)s") % {"to": to, "day": say_day(on)}
        case ConditionsProposed(conditions=conditions):
            return gettext("Would be done on conditions: %(conditions)s") % {
                "conditions": "; ".join(conditions)
            }
        case CostsToAgree(amount=amount, why=why):
            return gettext("Costs to agree: %(amount)s. %(why)s") % {
                "amount": _money(amount),
                "why": why or "",
            }
    assert_never(outcome)


def _more(outcome: Outcome) -> tuple[str, ...]:
    """What else the other side said of it, each under its name."""
    match outcome:
        case Preserved(reference=reference, renewals_left=left):
            told = {gettext("Their reference"): reference, gettext("Renewals left"): left}
        case NothingFound(searched=searched):
            told = {gettext("Where it was looked for"): searched}
        case Deleted(why=why):
            told = {gettext("Why"): why}
        case WrongCustodian(country=country):
            told = {gettext("In which State"): nation(country) if country else None}
        case Postponed(article=article):
            told = {gettext("Ground"): _cited(article) if article else None}
        case _:
            told = {}
    return tuple(f"{name}: {value}" for name, value in told.items() if value not in (None, ""))


def _cited(ground: str) -> str:
    """An article of a treaty as it is read; a provision of a State's own law as it was written."""
    return say_article(ground) if _TREATY.match(ground) else ground


def _money(amount: Amount) -> str:
    """An amount in the units people use, written as the reader writes numbers."""
    if amount.asset not in list_currencies():
        return f"{amount.units} × 1 {amount.asset} (min.)"
    value = Decimal(amount.units).scaleb(-get_currency_precision(amount.asset))
    return format_currency(value, amount.asset, format="#,##0.00 ¤¤", locale=get_language() or "en")


def _say_done(outcome: Preserved | Delivered | PartlyExecuted | NothingFound | Deleted) -> str:
    match outcome:
        case Preserved(what=what, until_on=until, legal_basis=basis):
            day = say_day(until) if until else gettext("no day given: at least 60 days, Article 29(7)")
            return gettext("Preserved: %(what)s, until %(day)s (%(basis)s)") % {
                "what": what,
                "day": day,
                "basis": basis,
            }
        case Delivered(what=what, conditions=conditions):
            limits = "; ".join(conditions)
            return gettext("Delivered: %(what)s. %(limits)s") % {"what": what, "limits": limits}
        case PartlyExecuted(what=what, what_not=what_not, why=why):
            words = {"what": what, "not": what_not, "why": why}
            return gettext("Done in part: %(what)s. Not done: %(not)s, because %(why)s") % words
        case NothingFound():
            return gettext("Nothing was found")
        case Deleted(deleted_on=on):
            return gettext("The data were deleted (%(day)s)") % {
                "day": say_day(on) if on else gettext("no day given")
            }
    assert_never(outcome)
