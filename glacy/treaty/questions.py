"""The questions that a ruling asks of a measure, one small function each; the facts say which, in what order.

A finding answers yes (the measure may be used as far as this question goes), no or unknown, with its reasons.
A lawyer can review this file beside the `questions` lists in `glacy/facts/instruments/`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from glacy.sayings import join, say
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
            text = say(
                "The {short} ({series}) has been in force since {in_force_on}.",
                short=instrument.short,
                series=instrument.series,
                in_force_on=instrument.in_force_on,
            )
            return find("yes", text, instrument.id, (instrument.fact.id,))
        text = say(
            "The {short} ({series}) came into force only on {in_force_on}.",
            short=instrument.short,
            series=instrument.series,
            in_force_on=instrument.in_force_on,
        )
        return find(
            "no",
            text,
            instrument.id,
            (instrument.fact.id,),
            say("A day from {in_force_on}.", in_force_on=instrument.in_force_on),
        )
    change = say(
        "Entry into force of the {short}: {consents_needed} ratifications are needed, "
        "{consents_seen} were seen.",
        short=instrument.short,
        consents_needed=instrument.consents_needed,
        consents_seen=instrument.consents_seen,
    )
    if instrument.in_force_not_before and on >= instrument.in_force_not_before:
        text = say(
            "Whether the {short} ({series}) is in force on {on} is unknown: the facts are as of "
            "{parties_counted_on}.",
            short=instrument.short,
            series=instrument.series,
            on=on,
            parties_counted_on=instrument.parties_counted_on,
        )
        return find("unknown", text, instrument.id, (instrument.fact.id,), change)
    text = say(
        "The {short} ({series}) is not in force on the facts as of {parties_counted_on}: "
        "{consents_seen} of {consents_needed} ratifications were seen.",
        short=instrument.short,
        series=instrument.series,
        parties_counted_on=instrument.parties_counted_on,
        consents_seen=instrument.consents_seen,
        consents_needed=instrument.consents_needed,
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
            say("Until then a person can name another basis (another treaty, reciprocity, national law).")
        )
        reasons.append(_other_basis(case))
    change = join(*changes) or None
    return Finding(answer=answer, reasons=tuple(reasons), change=change, decisive=decisive)


def _other_basis(case: Case) -> Reason:
    known = [link for link in case.governing.links if link.in_force == "yes" and link.scope != "channel"]
    offers = [_offer(row, case) for row in case.governing.offers]
    basis = join(*dict.fromkeys((*(link.name for link in known), *offers)), by="; ")
    cites = (*(at for link in known for at in link.cites), *(row.fact.id for row in case.governing.offers))
    text = (
        say("Another basis that the facts show: {basis}.", basis=basis)
        if basis
        else say(
            "No other basis is in the facts; reciprocity, police channels and voluntary disclosure remain."
        )
    )
    return Reason(text=text, article=case.instrument.id, facts=cites)


def _offer(row: Agreement, case: Case) -> str:
    if row.state == case.wish.requested:
        return say("{law} (taken by {state})", law=row.name, state=name_of(row.state))
    return say("{law} (could be offered by {state})", law=row.name, state=name_of(row.state))


def does_addressee_fit(case: Case) -> Finding | None:
    """Whether the measure goes to the kind of addressee that is wished."""
    wished, goes_to = case.wish.addressee, case.provision.goes_to
    if wished is None or wished == goes_to:
        return None
    goes = {
        "state": say("the authority of the State"),
        "provider": say("a service provider"),
        "registrar": say("a registrar"),
    }
    text = say(
        "Article {article} goes to {goes}, not to {wished}.",
        article=case.provision.article,
        goes=goes[goes_to],
        wished=goes[wished],
    )
    return find(
        "no", text, case.article(), (case.provision.fact.id,), say("Ask {goes} instead.", goes=goes[goes_to])
    )


_DATA: Mapping[str, str] = {
    "subscriber": say("subscriber data"),
    "traffic": say("traffic data"),
    "content": say("content data"),
    "domain_registration": say("domain registration data"),
    "any": say("any data"),
}


def are_data_served(case: Case) -> Finding:
    """Whether the measure serves the category of data."""
    wished, served = case.wish.data, case.provision.data
    cites = (case.provision.fact.id,)
    listed = tuple(_DATA[kind] for kind in served)
    if "any" in served or wished == "any" or wished in served:
        which = listed if wished == "any" else _DATA[wished]
        text = say("Article {article} serves {data}.", article=case.provision.article, data=which)
        return find("yes", join(text, case.provision.summary), case.article(), cites)
    text = say(
        "Article {article} serves {listed}, not {wished}.",
        article=case.provision.article,
        listed=listed,
        wished=_DATA[wished],
    )
    return find("no", text, case.article(), cites, say("A wish for {listed}.", listed=listed))


def is_offence_served(case: Case) -> Finding:
    """Any offence with electronic evidence is served (14(2)(c), 23, 25(1)); Articles 2 to 11 by name."""
    offences = case.wish.offences
    cites = ("ETS185-14", "ETS185-23", "ETS185-25")
    article = "ETS185 14(2), 23, 25(1)"
    if not offences:
        text = say(
            "Co-operation serves any offence of which there is electronic evidence; none is named yet."
        )
        return find("yes", text, article, cites)
    said = join(*(_said(offence) for offence in offences), by="; ")
    text = say(
        "At stake: {said}. Co-operation serves any offence of which there is electronic evidence.", said=said
    )
    return find("yes", text, article, (*cites, *(row for o in offences for row in _provision_of(o))))


def _said(offence: Offence) -> str:
    title = next((facts().provisions[id_].title for id_ in _provision_of(offence)), None)
    return (
        say(
            "{instrument} Article {article} ({title})",
            instrument=offence.instrument,
            article=offence.article,
            title=title,
        )
        if title
        else offence.text
    )


def _provision_of(offence: Offence) -> tuple[str, ...]:
    return (f"{offence.instrument}-{offence.article}",) if offence.instrument else ()


def is_intention_meant(case: Case) -> Finding:
    """Article 29 is a first step: a request for search, seizure or disclosure must be meant to follow."""
    text = say(
        "{asking} must intend to ask for search, seizure or disclosure afterwards (Article 31): "
        "preservation alone gives no data.",
        asking=case.requesting,
    )
    return find("yes", text, "ETS185 29(1), 29(2)(f)", (case.provision.fact.id,))


def does_it_follow_preservation(case: Case) -> Finding:
    """Article 30 is no request of its own: it arises while an Article 29 request is executed."""
    text = say(
        "Not asked for by a request of its own: it arises while executing Article 29. If a provider in"
        " another State took part in the transmission, enough traffic data come back to identify that"
        " provider and the path."
    )
    if case.wish.data not in ("traffic", "any"):
        text = join(text, say("It gives traffic data, not {data}.", data=_DATA[case.wish.data]))
    return find("yes", text, "ETS185 30(1)", (case.provision.fact.id, "ETS185-29"))


def what_governs(case: Case) -> Finding:
    """Requests for assistance go by the treaty that governs, else by Article 27 (25(4), 27(1))."""
    return Finding(answer="yes", reasons=_says_what_governs(case))


def _says_what_governs(case: Case) -> tuple[Reason, ...]:
    said = {
        "applies": say("The request goes by Article 27."),
        "does_not_apply": say("The request goes by that treaty, on its terms."),
        "unknown": say("Which procedure the request goes by is not settled."),
    }[case.governing.article_27]
    settled = Reason(text=said, article="ETS185 23, 25(4), 27(1)", facts=("ETS185-27",))
    return (*case.governing.reasons, settled)


_IS_PROCEDURE: Mapping[str, Applies] = {"applies": "yes", "does_not_apply": "no", "unknown": "unknown"}


def is_there_no_treaty_between(case: Case) -> Finding:
    """Article 27 is the procedure only where no assistance treaty or reciprocal arrangement is in force."""
    answer = _IS_PROCEDURE[case.governing.article_27]
    change = {
        "yes": None,
        "no": say("An agreement of the two Parties to apply Article 27 all the same."),
        "unknown": say(
            "A page of either State or of the Treaty Office that says which treaty governs between the two."
        ),
    }[answer]
    return Finding(answer=answer, reasons=_says_what_governs(case), change=change)


def is_it_live(case: Case) -> Finding:
    """Articles 33 and 34 are about data of communications to come, collected in real time."""
    text = say(
        "Article {article} is for communications to come, not for stored data.",
        article=case.provision.article,
    )
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
    said = join(*(row.says for row in rows))
    text = say("{asked} has a reservation under Article 14(3): {said}", asked=case.requested, said=said)
    cites = tuple(row.fact.id for row in rows)
    if all(row.article == "14(3)(b)" for row in rows):
        return find("yes", text, "ETS185 14(3)(b)", cites)
    change = say(
        "The law of {asked} that says whether real-time collection reaches this offence.",
        asked=case.requested,
    )
    return find(
        "unknown",
        join(text, say("Whether it reaches this offence is unknown.")),
        "ETS185 14(3)",
        cites,
        change,
    )


def does_law_permit_interception(case: Case) -> Finding:
    """Article 34 gives assistance only as far as applicable treaties and domestic law permit."""
    row = find_practice(case.wish.requested, "who_orders_content")
    practice = say("{asked}: {why}", asked=case.requested, why=row.says) if row else ""
    cites = (case.provision.fact.id, *((row.fact.id,) if row else ()))
    answer: Applies = "yes" if case.governing.article_27 == "does_not_apply" else "unknown"
    text = say(
        "Interception for another Party is given only as far as applicable treaties and domestic law permit."
    )
    change = say(
        "A treaty between the two, or a provision of the requested State, that permits "
        "interception on request."
    )
    extent = Reason(text=join(text, practice), article="ETS185 34", facts=cites)
    return Finding(
        answer=answer,
        reasons=(extent, *_says_what_governs(case)),
        change=None if answer == "yes" else change,
    )


def is_it_unasked(case: Case) -> Finding:
    """Article 26 sends information unasked; conditions are settled before the content goes."""
    text = say(
        "{asking} may offer what its own investigation found, unasked and within its law: an "
        "offer first, the content once conditions of confidentiality and use are settled. It asks"
        " for nothing.",
        asking=case.requesting,
    )
    return find("yes", text, "ETS185 26", (case.provision.fact.id,))


def may_it_act_alone(case: Case) -> Finding:
    """Article 32 needs no authorisation of the other Party: open sources, or consent of who may disclose."""
    text = say(
        "{asking} may act alone: open sources (32(a)), or data stored in {asked} with the lawful "
        "and voluntary consent of the person who may lawfully disclose them (32(b)).",
        asking=case.requesting,
        asked=case.requested,
    )
    return find("yes", text, "ETS185 32", (case.provision.fact.id,))


def what_the_network_does(case: Case) -> Finding:
    """The 24/7 contact points carry out or facilitate the other measures."""
    text = say(
        "The contact points give advice, preserve data (29, 30), collect evidence, give legal "
        "information and locate suspects, or see that it is done; a disclosure still goes by "
        "Article 31."
    )
    return find("yes", text, "ETS185 35(1)", (case.provision.fact.id,))


def is_it_extraditable(case: Case) -> Finding:
    """Article 24 reaches Articles 2 to 11 (and ETS 189 between its Parties) above a penalty threshold."""
    cites: tuple[str, ...] = (case.provision.fact.id,)
    person = say("It hands over a person, not data.")
    change = say("The offence and its maximum penalty in both States (at least one year).")
    named = [offence for offence in case.wish.offences if offence.instrument]
    if not named:
        unnamed = say("It reaches offences of Articles 2 to 11; none of them is named.")
        return find("unknown", join(person, unnamed), "ETS185 24(1)", cites, change)
    if any(offence.instrument == "ETS189" for offence in named):
        wish = case.wish
        both = [standing("ETS189", state, wish.on) for state in (wish.requesting, wish.requested)]
        reaches = say("It reaches offences of ETS 189 between its Parties.")
        text = join(person, reaches, *(one.says for one in both))
        cites = (*cites, "ETS189-8", *(id_ for one in both for id_ in one.facts))
        lacking = any(one.party == "no" for one in both) and not any(
            o.is_under_articles_2_to_11 for o in named
        )
        answer: Applies = "no" if lacking else "unknown"
        return find(answer, text, "ETS189 8(2)", cites, change)
    grave = say("The offence must carry at least one year in both States; penalties are not in the facts.")
    return find("unknown", join(person, grave), "ETS185 24(1)", cites, change)


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
