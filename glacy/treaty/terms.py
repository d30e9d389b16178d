"""The terms of a measure in a case: content, time limits, grounds of refusal, urgency and channel."""

from __future__ import annotations

from dataclasses import replace

from glacy.sayings import join, say
from glacy.treaty.dual import is_reservation_open
from glacy.treaty.finding import Case
from glacy.treaty.practice import authority_for, declarations, find_practice
from glacy.treaty.rows import GroundOf, PracticeRow
from glacy.treaty.values import Applies, Channel, Content, Ground, Reason, TimeLimit

_PRACTICE_TOPIC = {
    "35": "contact_24_7_institution",
    "27(2)": "central_authority",
    "24(7)": "central_authority",
}


def contents(case: Case) -> tuple[Content, ...]:
    """What the request must say; an urgency that is claimed must give its reason (25(3))."""
    urgent = case.wish.urgency != "routine"
    return tuple(
        Content(
            key=entry.key,
            article=entry.article,
            says=entry.says,
            needed=("always" if urgent else "if_applicable") if entry.needed == "if_urgent" else entry.needed,
        )
        for entry in case.provision.content
    )


def time_limits(case: Case) -> tuple[TimeLimit, ...]:
    """The limits of the article, and for a preservation what the law of the requested State gives."""
    of_article = tuple(
        TimeLimit(
            key=limit.key,
            what=limit.what,
            days=limit.days,
            from_=limit.from_,
            rule=limit.rule,
            article=f"{case.instrument.id} {limit.article}",
            facts=(case.provision.fact.id,),
        )
        for limit in case.provision.time_limits
    )
    limits = (*of_article, *_practised(case)) if case.provision.family == "preservation" else of_article
    return tuple(replace(limit, ends_on=limit.falls_on(case.wish.on)) for limit in limits)


def _practised(case: Case) -> tuple[TimeLimit, ...]:
    row = find_practice(case.wish.requested, "preservation_days")
    if row is None:
        return ()
    renewals = find_practice(case.wish.requested, "preservation_renewals")
    more = say("Renewals: {value}. {why}", value=renewals.value, why=renewals.says) if renewals else ""
    return (
        TimeLimit(
            key="preservation_practice",
            what=say("preservation in the law of {asked}", asked=case.requested),
            days=int(row.value) if row.value.isdigit() else None,
            from_="its order" if row.value.isdigit() else None,
            rule=join(
                row.says,
                more,
                _doubt(row),
                say("The end date that {asked} gives governs.", asked=case.requested),
            ),
            article="",
            facts=(row.fact.id, *((renewals.fact.id,) if renewals else ())),
        ),
    )


def _doubt(row: PracticeRow) -> str:
    is_recalled = row.fact.confidence == "recalled"
    return say("(not verified: from general knowledge, no page seen)") if is_recalled else ""


def grounds(case: Case) -> tuple[Ground, ...]:
    """The grounds of refusal, each with whether it is open to the requested State in this case."""
    return tuple(_ground(case, ground) for ground in case.provision.grounds)


def _ground(case: Case, ground: GroundOf) -> Ground:
    applies, why = _is_open(case, ground)
    instrument = "ETS185" if ground.article.startswith(("25(", "27(", "28")) else case.instrument.id
    return Ground(article=f"{instrument} {ground.article}", text=ground.text, applies=applies, why=why)


def _is_open(case: Case, ground: GroundOf) -> tuple[Applies, str]:
    match ground.open:
        case "article_27":
            return _OPEN_BY_27[case.governing.article_27]
        case "fiscal":
            return _is_fiscal_ground_open(case)
        case "reservation_29_4":
            return is_reservation_open(case)
        case _:
            return "yes", say("Named in the article itself.")


_OPEN_BY_27: dict[str, tuple[Applies, str]] = {
    "applies": ("yes", say("Article 27 is the procedure between the two.")),
    "does_not_apply": (
        "no",
        say("Another treaty governs, or Article 27 does not serve the two; its own grounds apply."),
    ),
    "unknown": ("unknown", say("Open only where Article 27 is the procedure, which is not settled.")),
}


def _is_fiscal_ground_open(case: Case) -> tuple[Applies, str]:
    offences = case.wish.offences
    if offences and all(offence.is_under_articles_2_to_11 for offence in offences):
        return "no", say("Ruled out for offences of Articles 2 to 11 (25(4)).")
    return "unknown", say(
        "Ruled out for Articles 2 to 11 only; for other offences the law or the treaty decides."
    )


def channel(case: Case) -> Channel:
    """How and to whom to send, with the authority that the requested State named, or unknown."""
    if case.provision.goes_to == "nobody":
        return Channel(text=say("No authority of the requested State is asked."), authority=None, sources=())
    if case.provision.goes_to != "state":
        text = f"Straight to the {case.provision.goes_to}. {case.provision.urgent_channel or ''}".strip()
        return Channel(text=text, authority=None, sources=(case.provision.fact.id,))
    authority, sources, known = _addressee(case)
    text = " ".join(part for part in (_road(case), known, _fast(case)) if part)
    return Channel(text=text, authority=authority, sources=(case.provision.fact.id, *sources))


def _road(case: Case) -> str:
    match case.provision.channel:
        case "35":
            return say("By the 24/7 network: contact point to contact point (Article 35).")
        case "24(7)":
            return say("To the authority named for extradition (24(7)), or as the extradition treaty says.")
        case "8(10)":
            return say("To the authority named under Article 8(10).")
        case "own":
            return say(
                "To the authority that the State will name under this instrument; none is in the facts."
            )
        case _ if case.provision.family == "offer":
            return say("To the authority of the other Party; the 24/7 network can carry the offer.")
        case _:
            return say(
                "To the central authority (27(2)) where Article 27 is the procedure, else as the "
                "governing treaty says."
            )


def _addressee(case: Case) -> tuple[str | None, tuple[str, ...], str]:
    article = case.provision.channel
    instrument = "ETS185" if article in _PRACTICE_TOPIC else case.instrument.id
    named = authority_for(case.wish.requested, instrument, article, case.wish.on)
    if named is not None and named.name is not None:
        return named.name, (named.fact.id,), ""
    cites = (named.fact.id,) if named else ()
    row = find_practice(case.wish.requested, _PRACTICE_TOPIC.get(article, ""))
    if row is not None:
        return (
            row.value,
            (*cites, row.fact.id),
            join(say("Not from a notification but from practice: {why}", why=row.says), _doubt(row)),
        )
    if named is not None:
        return (
            None,
            cites,
            say("An authority was notified, but its name is not in the facts: ask the Treaty Office."),
        )
    return None, (), say("The authority is unknown: ask the Treaty Office or the 24/7 directory.")


_BY_27_9 = say(
    "By 27(9), judicial authority to judicial authority with a copy through the central authorities, or"
    " through Interpol; what needs no coercion, between competent authorities."
)
_BY_27_9_IF = say(
    "By 27(9), where Article 27 is the procedure, judicial authority to judicial authority with a copy"
    " through the central authorities, or through Interpol; what needs no coercion, between competent"
    " authorities."
)


def _fast(case: Case) -> str:
    if case.wish.urgency == "routine" or case.provision.channel not in ("35", "27(2)"):
        return ""
    means = say(
        "Urgent: fast means with adequate security and authentication; confirm formally if asked (25(3))."
    )
    if case.provision.channel != "27(2)" or case.provision.family == "offer":
        return means
    rows = [
        row
        for row in declarations(case.wish.requested, "ETS185", article="27(9)(e)")
        if row.stands_on(case.wish.on)
    ]
    if rows:
        declared = say("{asked} declared under 27(9)(e): {why}", asked=case.requested, why=rows[0].says)
        return join(means, declared)
    if case.governing.article_27 == "applies":
        return join(means, _BY_27_9)
    return join(means, _BY_27_9_IF)


def urgency(case: Case) -> tuple[Reason, ...]:
    """What the grade of urgency changes for this measure."""
    wish, provision = case.wish, case.provision
    if wish.urgency == "routine" or provision.channel not in ("35", "27(2)"):
        return ()
    grade = say("emergency (life or safety)") if wish.urgency == "emergency" else say("urgent")
    text = say(
        "Claimed as {grade}: fast means with adequate security and authentication may be used, "
        "and are confirmed formally if asked (25(3)); say why, and by when.",
        grade=grade,
    )
    if provision.channel != "35":
        text = join(text, say("The 24/7 contact points can carry it and press it (Article 35)."))
    return (Reason(text=text, article="ETS185 25(3), 35", facts=("ETS185-25", "ETS185-35")),)
