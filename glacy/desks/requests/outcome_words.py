"""The outcomes of an answer in words, one sentence each with what belongs to it."""

from __future__ import annotations

from typing import assert_never

from django.utils.translation import gettext

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
from glacy.desks.frame.moments import say_day
from glacy.desks.frame.words import DATA


def say_outcome(outcome: Outcome) -> str:
    """The outcome as a sentence; the data that it concerns come first."""
    about = f"{DATA[outcome.category]}: " if outcome.category else ""
    return about + _say(outcome)


def _say(outcome: Outcome) -> str:
    match outcome:
        case Preserved() | Delivered() | PartlyExecuted() | NothingFound() | Deleted():
            return _say_done(outcome)
        case Refused(ground=ground, text=text):
            return gettext("Refused under %(ground)s: %(text)s") % {"ground": ground, "text": text}
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
            words = {"n": str(amount.units), "asset": amount.asset, "why": why or ""}
            return gettext("Costs to agree: %(n)s of the smallest unit of %(asset)s. %(why)s") % words
    assert_never(outcome)


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
