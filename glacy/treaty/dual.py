"""Dual criminality: whether the requested State may ask that the act be an offence with it too.

Article 29(3) asks none for a preservation. A reservation under 29(4) changes that only for offences outside
Articles 2 to 11. For assistance the law of the requested State decides, by the conduct (25(5)).
"""

from __future__ import annotations

from glacy.sayings import join, say
from glacy.treaty.finding import Case
from glacy.treaty.practice import declarations, find_practice
from glacy.treaty.rows import Declaration
from glacy.treaty.standing import name_of
from glacy.treaty.values import Applies, DualCriminality

_NEVER = say("The 29(4) reservation never covers offences of Articles 2 to 11.")
_NO_CONDITION = say("Not a condition of a preservation (29(3)).")


def dual_criminality(case: Case) -> tuple[DualCriminality, str, tuple[str, ...]]:
    """The answer, what it says, and the ids of the rows it used."""
    provision = case.provision
    match provision.dual_criminality:
        case "reservable":
            return _of_preservation(case)
        case "not_required":
            return (
                "not_required",
                say("Article {article} sets no condition of it.", article=provision.article),
                (provision.fact.id,),
            )
        case "required":
            return "required", say("The act must be punishable in both States."), (provision.fact.id,)
        case "not_applicable":
            return "not_applicable", say("The measure does not depend on it."), (provision.fact.id,)
        case "per_requested_party_law":
            return _of_assistance(case)
        case _:
            return "unknown", say("The facts say nothing about it."), (provision.fact.id,)


def is_reservation_open(case: Case) -> tuple[Applies, str]:
    """Whether refusal for want of dual criminality (29(4)) is open to the requested State."""
    answer, says, _ = _of_preservation(case)
    match answer:
        case "not_required":
            return "no", says
        case "may_be_required":
            return "yes", says
        case _:
            return "unknown", says


def _of_preservation(case: Case) -> tuple[DualCriminality, str, tuple[str, ...]]:
    wish = case.wish
    reserved = _reservation(wish.requested, case)
    own = _reservation(wish.requesting, case)
    cites = (case.provision.fact.id, *(row.fact.id for row in (reserved, own) if row))
    listed = join(_listed(reserved, case.requested), _NEVER) if reserved else ""
    if wish.offences and all(offence.is_under_articles_2_to_11 for offence in wish.offences):
        return "not_required", join(_NO_CONDITION, listed), cites
    outside = (
        say("At least one offence is outside Articles 2 to 11.")
        if wish.offences
        else say("No offence is named.")
    )
    if reserved is not None:
        if reserved.wording == "seen" and wish.offences:
            may = say("{asked} may refuse under 29(4): {why}", asked=case.requested, why=reserved.says)
            return "may_be_required", join(outside, may), cites
        return "unknown", join(_NO_CONDITION, outside, listed), cites
    none_listed = _none_listed(case)
    cites = (*cites, *none_listed)
    weak = say("A page lists no reservation at all, which is weak evidence.") if none_listed else ""
    if own is not None:
        turned = say(
            "Whether its own reservation can be turned against the requesting Party is a question for a"
            " lawyer."
        )
        return "unknown", join(outside, _listed(own, name_of(wish.requesting)), turned), cites
    unseen = say(
        "No 29(4) reservation of {asked} was seen, and the list of reservations is not complete: whether it"
        " reserved is unknown.",
        asked=case.requested,
    )
    return "unknown", join(_NO_CONDITION, outside, unseen, weak), cites


def _listed(row: Declaration, name: str) -> str:
    if row.wording == "seen":
        return say("{state} made a 29(4) reservation: {why}", state=name, why=row.says)
    return say("A 29(4) reservation of {state} is listed; its wording was not seen.", state=name)


def _reservation(state: str, case: Case) -> Declaration | None:
    rows = declarations(state, "ETS185", kind="reservation", article="29(4)")
    return next((row for row in rows if row.stands_on(case.wish.on)), None)


def _none_listed(case: Case) -> tuple[str, ...]:
    return tuple(row.fact.id for row in declarations(case.wish.requested, "ETS185", kind="none_listed"))


def _of_assistance(case: Case) -> tuple[DualCriminality, str, tuple[str, ...]]:
    row = find_practice(case.wish.requested, "dual_criminality_for_mla")
    named = _on_the_offences(case)
    cites = (case.provision.fact.id, "ETS185-25", *((row.fact.id,) if row else ()))
    says = say(
        "The law of {asked} or the governing treaty may ask for it; then the conduct decides, "
        "whatever the offence is called (25(5)).",
        asked=case.requested,
    )
    done = (
        say("{asked}: {value}. {why}", asked=case.requested, value=row.value, why=row.says)
        if row
        else say("How {asked} does it is unknown.", asked=case.requested)
    )
    if named:
        narrowed = say(
            "{asked} has narrowed offences at stake: {named}",
            asked=case.requested,
            named=join(*(one.says for one in named)),
        )
        done = join(done, narrowed)
    return "may_be_required", join(says, done), (*cites, *(one.fact.id for one in named))


def _on_the_offences(case: Case) -> tuple[Declaration, ...]:
    """Reservations and declarations of the requested State that narrow an offence at stake."""
    wanted = {(o.instrument, o.article) for o in case.wish.offences if o.instrument}
    return tuple(
        row
        for instrument in sorted({i for i, _ in wanted if i})
        for row in declarations(case.wish.requested, instrument)
        if (instrument, row.article.split("(")[0]) in wanted
        and row.kind in ("reservation", "declaration")
        and row.stands_on(case.wish.on)
    )
