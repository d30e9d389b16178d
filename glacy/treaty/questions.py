"""The questions that a ruling asks of a measure, one small function each; the facts say which, in what order.

A finding answers yes (the measure may be used as far as this question goes), no or unknown, with its reasons.
A lawyer can review this file beside the `questions` lists in `glacy/facts/instruments/`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from glacy.treaty.facts import facts
from glacy.treaty.finding import Case, Finding, find
from glacy.treaty.practice import declarations, find_practice
from glacy.treaty.protocol import (
    is_it_an_emergency,
    is_it_reserved_away,
    is_its_text_read,
    is_there_no_treaty_for_section_5,
    may_they_act_together,
)
from glacy.treaty.rows import Agreement
from glacy.treaty.standing import name_of, standing
from glacy.treaty.values import Applies, Reason
from glacy.treaty.wish import Offence


def is_in_force(case: Case) -> Finding:
    """Whether the instrument itself is in force on the day."""
    instrument, on = case.instrument, case.wish.on
    if instrument.in_force == "yes" and instrument.in_force_on:
        if on >= instrument.in_force_on:
            text = (
                f"The {instrument.short} ({instrument.series}) has been in force since"
                f" {instrument.in_force_on}."
            )
            return find("yes", text, instrument.id, (instrument.fact.id,))
        text = (
            f"The {instrument.short} ({instrument.series}) came into force only on {instrument.in_force_on}."
        )
        return find("no", text, instrument.id, (instrument.fact.id,), f"A day from {instrument.in_force_on}.")
    change = (
        f"Entry into force of the {instrument.short}: {instrument.consents_needed} ratifications are needed,"
        f" {instrument.consents_seen} were seen."
    )
    if instrument.in_force_not_before and on >= instrument.in_force_not_before:
        text = (
            f"Whether the {instrument.short} ({instrument.series}) is in force on {on} is unknown:"
            " the facts are as of"
            f" {instrument.parties_counted_on}."
        )
        return find("unknown", text, instrument.id, (instrument.fact.id,), change)
    text = (
        f"The {instrument.short} ({instrument.series}) is not in force on the facts as of"
        f" {instrument.parties_counted_on}: {instrument.consents_seen} of"
        f" {instrument.consents_needed} ratifications"
        " were seen."
    )
    return find("no", text, instrument.id, (instrument.fact.id,), change)


def are_both_parties(case: Case) -> Finding:
    """Whether both States are Parties on the day."""
    wish, instrument = case.wish, case.instrument
    found = [standing(instrument.id, state, wish.on) for state in (wish.requesting, wish.requested)]
    answers = [one.party for one in found]
    answer: Applies = "no" if "no" in answers else "unknown" if "unknown" in answers else "yes"
    reasons = [Reason(text=one.says, article=instrument.id, facts=one.facts) for one in found]
    decisive = tuple(why for why, one in zip(reasons, found, strict=True) if one.party == answer)
    changes = [one.change for one in found if one.change]
    if answer == "no" and instrument.id == "ETS185":
        changes.append(
            "Until then a person can name another basis (another treaty, reciprocity, national law)."
        )
        reasons.append(_other_basis(case))
    change = " ".join(changes) or None
    return Finding(answer=answer, reasons=tuple(reasons), change=change, decisive=decisive)


def _other_basis(case: Case) -> Reason:
    known = [link for link in case.governing.links if link.in_force == "yes" and link.scope != "channel"]
    offers = [_offer(row, case) for row in case.governing.offers]
    basis = "; ".join(dict.fromkeys((*(link.name for link in known), *offers)))
    cites = (*(at for link in known for at in link.cites), *(row.fact.id for row in case.governing.offers))
    text = (
        f"Another basis that the facts show: {basis}."
        if basis
        else "No other basis is in the facts; reciprocity, police channels and voluntary disclosure remain."
    )
    return Reason(text=text, article=case.instrument.id, facts=cites)


def _offer(row: Agreement, case: Case) -> str:
    taken = "taken" if row.state == case.wish.requested else "could be offered"
    return f"{row.name} ({taken} by {name_of(row.state)})"


def does_addressee_fit(case: Case) -> Finding | None:
    """Whether the measure goes to the kind of addressee that is wished."""
    wished, goes_to = case.wish.addressee, case.provision.goes_to
    if wished is None or wished == goes_to:
        return None
    goes = {
        "state": "the authority of the State",
        "provider": "a service provider",
        "registrar": "a registrar",
    }
    text = f"Article {case.provision.article} goes to {goes[goes_to]}, not to {goes[wished]}."
    return find("no", text, case.article(), (case.provision.fact.id,), f"Ask {goes[goes_to]} instead.")


def are_data_served(case: Case) -> Finding:
    """Whether the measure serves the category of data."""
    wished, served = case.wish.data, case.provision.data
    named = wished.replace("_", " ")
    cites = (case.provision.fact.id,)
    listed = ", ".join(kind.replace("_", " ") for kind in served)
    if "any" in served or wished == "any" or wished in served:
        which = f"{listed} data" if wished == "any" else f"{named} data"
        text = f"Article {case.provision.article} serves {which}. {case.provision.summary}"
        return find("yes", text, case.article(), cites)
    text = f"Article {case.provision.article} serves {listed} data, not {named} data."
    return find("no", text, case.article(), cites, f"A wish for {listed} data.")


def is_offence_served(case: Case) -> Finding:
    """Any offence with electronic evidence is served (14(2)(c), 23, 25(1)); Articles 2 to 11 by name."""
    offences = case.wish.offences
    cites = ("ETS185-14", "ETS185-23", "ETS185-25")
    article = "ETS185 14(2), 23, 25(1)"
    if not offences:
        text = "Co-operation serves any offence of which there is electronic evidence; none is named yet."
        return find("yes", text, article, cites)
    said = "; ".join(_said(offence) for offence in offences)
    text = f"At stake: {said}. Co-operation serves any offence of which there is electronic evidence."
    return find("yes", text, article, (*cites, *(row for o in offences for row in _provision_of(o))))


def _said(offence: Offence) -> str:
    title = next((facts().provisions[id_].title for id_ in _provision_of(offence)), None)
    return f"{offence.instrument} Article {offence.article} ({title})" if title else offence.text


def _provision_of(offence: Offence) -> tuple[str, ...]:
    return (f"{offence.instrument}-{offence.article}",) if offence.instrument else ()


def is_intention_meant(case: Case) -> Finding:
    """Article 29 is a first step: a request for search, seizure or disclosure must be meant to follow."""
    text = (
        f"{case.requesting} must intend to ask for search, seizure or disclosure afterwards (Article 31):"
        " preservation alone gives no data."
    )
    return find("yes", text, "ETS185 29(1), 29(2)(f)", (case.provision.fact.id,))


def does_it_follow_preservation(case: Case) -> Finding:
    """Article 30 is no request of its own: it arises while an Article 29 request is executed."""
    text = (
        "Not asked for by a request of its own: it arises while executing Article 29. If a provider"
        " in another State"
        " took part in the transmission, enough traffic data come back to identify that provider and the path"
    )
    rest = "." if case.wish.data in ("traffic", "any") else f"; not {case.wish.data.replace('_', ' ')} data."
    return find("yes", text + rest, "ETS185 30(1)", (case.provision.fact.id, "ETS185-29"))


def what_governs(case: Case) -> Finding:
    """Requests for assistance go by the treaty that governs, else by Article 27 (25(4), 27(1))."""
    return Finding(answer="yes", reasons=_says_what_governs(case))


def _says_what_governs(case: Case) -> tuple[Reason, ...]:
    said = {
        "applies": "The request goes by Article 27.",
        "does_not_apply": "The request goes by that treaty, on its terms.",
        "unknown": "Which procedure the request goes by is not settled.",
    }[case.governing.article_27]
    settled = Reason(text=said, article="ETS185 23, 25(4), 27(1)", facts=("ETS185-27",))
    return (*case.governing.reasons, settled)


_IS_PROCEDURE: Mapping[str, Applies] = {"applies": "yes", "does_not_apply": "no", "unknown": "unknown"}


def is_there_no_treaty_between(case: Case) -> Finding:
    """Article 27 is the procedure only where no assistance treaty or reciprocal arrangement is in force."""
    answer = _IS_PROCEDURE[case.governing.article_27]
    change = {
        "yes": None,
        "no": "An agreement of the two Parties to apply Article 27 all the same.",
        "unknown": "A page of either State or of the Treaty Office that says which treaty governs"
        " between the two.",
    }[answer]
    return Finding(answer=answer, reasons=_says_what_governs(case), change=change)


def is_it_live(case: Case) -> Finding:
    """Articles 33 and 34 are about data of communications to come, collected in real time."""
    text = f"Article {case.provision.article} is for communications to come, not for stored data."
    return find("yes", text, case.article(), (case.provision.fact.id,))


def which_limits_on_live_data(case: Case) -> Finding | None:
    """Reservations under Article 14(3) shape what the requested State can do in real time.

    14(3)(a) keeps traffic data for listed offences: whether this one is listed is not in the facts. 14(3)(b)
    sets closed systems apart, which touches no communication on public networks.
    """
    rows = [
        row
        for row in declarations(case.wish.requested, "ETS185", kind="reservation")
        if row.article.startswith("14(3)") and row.stands_on(case.wish.on)
    ]
    if not rows:
        return None
    said = " ".join(row.says for row in rows)
    text = f"{case.requested} has a reservation under Article 14(3): {said}"
    cites = tuple(row.fact.id for row in rows)
    if all(row.article == "14(3)(b)" for row in rows):
        return find("yes", text, "ETS185 14(3)(b)", cites)
    change = f"The law of {case.requested} that says whether real-time collection reaches this offence."
    return find(
        "unknown", f"{text} Whether it reaches this offence is unknown.", "ETS185 14(3)", cites, change
    )


def does_law_permit_interception(case: Case) -> Finding:
    """Article 34 gives assistance only as far as applicable treaties and domestic law permit."""
    row = find_practice(case.wish.requested, "who_orders_content")
    practice = f" {case.requested}: {row.says}" if row else ""
    cites = (case.provision.fact.id, *((row.fact.id,) if row else ()))
    answer: Applies = "yes" if case.governing.article_27 == "does_not_apply" else "unknown"
    text = (
        "Interception for another Party is given only as far as applicable treaties and domestic law permit."
    )
    change = (
        "A treaty between the two, or a provision of the requested State, that permits"
        " interception on request."
    )
    extent = Reason(text=text + practice, article="ETS185 34", facts=cites)
    return Finding(
        answer=answer,
        reasons=(extent, *_says_what_governs(case)),
        change=None if answer == "yes" else change,
    )


def is_it_unasked(case: Case) -> Finding:
    """Article 26 sends information unasked; conditions are settled before the content goes."""
    text = (
        f"{case.requesting} may offer what its own investigation found, unasked and within its law:"
        " an offer first,"
        " the content once conditions of confidentiality and use are settled. It asks for nothing."
    )
    return find("yes", text, "ETS185 26", (case.provision.fact.id,))


def may_it_act_alone(case: Case) -> Finding:
    """Article 32 needs no authorisation of the other Party: open sources, or consent of who may disclose."""
    text = (
        f"{case.requesting} may act alone: open sources (32(a)), or data stored in {case.requested}"
        " with the lawful"
        " and voluntary consent of the person who may lawfully disclose them (32(b))."
    )
    return find("yes", text, "ETS185 32", (case.provision.fact.id,))


def what_the_network_does(case: Case) -> Finding:
    """The 24/7 contact points carry out or facilitate the other measures."""
    text = (
        "The contact points give advice, preserve data (29, 30), collect evidence, give legal"
        " information and locate"
        " suspects, or see that it is done; a disclosure still goes by Article 31."
    )
    return find("yes", text, "ETS185 35(1)", (case.provision.fact.id,))


def is_it_extraditable(case: Case) -> Finding:
    """Article 24 reaches Articles 2 to 11 (and ETS 189 between its Parties) above a penalty threshold."""
    cites: tuple[str, ...] = (case.provision.fact.id,)
    person = "It hands over a person, not data."
    change = "The offence and its maximum penalty in both States (at least one year)."
    named = [offence for offence in case.wish.offences if offence.instrument]
    if not named:
        text = f"{person} It reaches offences of Articles 2 to 11; none of them is named."
        return find("unknown", text, "ETS185 24(1)", cites, change)
    if any(offence.instrument == "ETS189" for offence in named):
        wish = case.wish
        both = [standing("ETS189", state, wish.on) for state in (wish.requesting, wish.requested)]
        text = (
            f"{person} It reaches offences of ETS 189 between its Parties."
            f" {' '.join(one.says for one in both)}"
        )
        cites = (*cites, "ETS189-8", *(id_ for one in both for id_ in one.facts))
        lacking = any(one.party == "no" for one in both) and not any(
            o.is_under_articles_2_to_11 for o in named
        )
        answer: Applies = "no" if lacking else "unknown"
        return find(answer, text, "ETS189 8(2)", cites, change)
    text = (
        f"{person} The offence must carry at least one year in both States; penalties are not in the facts."
    )
    return find("unknown", text, "ETS185 24(1)", cites, change)


QUESTIONS: Mapping[str, Callable[[Case], Finding | None]] = {
    "in_force": is_in_force,
    "parties": are_both_parties,
    "goes_to": does_addressee_fit,
    "data": are_data_served,
    "offence": is_offence_served,
    "intention": is_intention_meant,
    "follows_preservation": does_it_follow_preservation,
    "governing": what_governs,
    "no_treaty_between": is_there_no_treaty_between,
    "live": is_it_live,
    "limits_on_live_data": which_limits_on_live_data,
    "as_law_permits": does_law_permit_interception,
    "unasked": is_it_unasked,
    "alone": may_it_act_alone,
    "network": what_the_network_does,
    "emergency": is_it_an_emergency,
    "reserved": is_it_reserved_away,
    "extraditable": is_it_extraditable,
    "no_treaty_for_section_5": is_there_no_treaty_for_section_5,
    "joint": may_they_act_together,
    "text_read": is_its_text_read,
}
"""Each question by the name that the facts use."""
