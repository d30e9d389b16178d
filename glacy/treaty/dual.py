"""Dual criminality: whether the requested State may ask that the act be an offence with it too.

Article 29(3) asks none for a preservation. A reservation under 29(4) changes that only for offences outside
Articles 2 to 11. For assistance the law of the requested State decides, by the conduct (25(5)).
"""

from __future__ import annotations

from glacy.treaty.finding import Case
from glacy.treaty.practice import declarations, find_practice
from glacy.treaty.rows import Declaration
from glacy.treaty.standing import name_of
from glacy.treaty.values import Applies, DualCriminality

_NEVER = "The 29(4) reservation never covers offences of Articles 2 to 11."


def dual_criminality(case: Case) -> tuple[DualCriminality, str, tuple[str, ...]]:
    """The answer, what it says, and the ids of the rows it used."""
    provision = case.provision
    match provision.dual_criminality:
        case "reservable":
            return _of_preservation(case)
        case "not_required":
            return (
                "not_required",
                f"Article {provision.article} sets no condition of it.",
                (provision.fact.id,),
            )
        case "required":
            return "required", "The act must be punishable in both States.", (provision.fact.id,)
        case "not_applicable":
            return "not_applicable", "The measure does not depend on it.", (provision.fact.id,)
        case "per_requested_party_law":
            return _of_assistance(case)
        case _:
            return "unknown", "The facts say nothing about it.", (provision.fact.id,)


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
    listed = f" {_listed(reserved, case.requested)} {_NEVER}" if reserved else ""
    if wish.offences and all(offence.is_under_articles_2_to_11 for offence in wish.offences):
        return "not_required", f"Not a condition of a preservation (29(3)).{listed}", cites
    outside = "At least one offence is outside Articles 2 to 11." if wish.offences else "No offence is named."
    if reserved is not None:
        if reserved.wording == "seen" and wish.offences:
            says = f"{outside} {case.requested} may refuse under 29(4): {reserved.says}"
            return "may_be_required", says, cites
        says = f"Not a condition of a preservation (29(3)), but {outside[0].lower()}{outside[1:]}{listed}"
        return "unknown", says, cites
    none_listed = _none_listed(case)
    cites = (*cites, *none_listed)
    weak = " A page lists no reservation at all, which is weak evidence." if none_listed else ""
    if own is not None:
        says = (
            f"{outside} {_listed(own, name_of(wish.requesting))} Whether its own reservation can be"
            " turned against the"
            " requesting Party is a question for a lawyer."
        )
        return "unknown", says, cites
    says = (
        f"Not a condition of a preservation (29(3)). {outside} No 29(4) reservation of"
        f" {case.requested} was seen, and"
        f" the list of reservations is not complete: whether it reserved is unknown.{weak}"
    )
    return "unknown", says, cites


def _listed(row: Declaration, name: str) -> str:
    if row.wording == "seen":
        return f"{name} made a 29(4) reservation: {row.says}"
    return f"A 29(4) reservation of {name} is listed; its wording was not seen."


def _reservation(state: str, case: Case) -> Declaration | None:
    rows = declarations(state, "ETS185", kind="reservation", article="29(4)")
    return next((row for row in rows if row.stands_on(case.wish.on)), None)


def _none_listed(case: Case) -> tuple[str, ...]:
    return tuple(row.fact.id for row in declarations(case.wish.requested, "ETS185", kind="none_listed"))


def _of_assistance(case: Case) -> tuple[DualCriminality, str, tuple[str, ...]]:
    row = find_practice(case.wish.requested, "dual_criminality_for_mla")
    named = _on_the_offences(case)
    cites = (case.provision.fact.id, "ETS185-25", *((row.fact.id,) if row else ()))
    says = (
        f"The law of {case.requested} or the governing treaty may ask for it; then the conduct"
        " decides, whatever the"
        " offence is called (25(5))."
    )
    says += (
        f" {case.requested}: {row.value}. {row.says}" if row else f" How {case.requested} does it is unknown."
    )
    if named:
        says += f" {case.requested} has narrowed offences at stake: {' '.join(one.says for one in named)}"
    return "may_be_required", says, (*cites, *(one.fact.id for one in named))


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
