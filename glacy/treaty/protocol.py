"""The questions of the Second Protocol, and of texts that were not read whole, one small function each."""

from __future__ import annotations

from collections.abc import Mapping

from glacy.sayings import join, say
from glacy.treaty.finding import Case, Finding, find
from glacy.treaty.practice import declarations
from glacy.treaty.values import Applies, Reason

_NO_TREATY: Mapping[str, Applies] = {"applies": "yes", "does_not_apply": "no", "unknown": "unknown"}


def is_it_an_emergency(case: Case) -> Finding:
    """Articles 9 and 10 of the Second Protocol need an emergency: life or safety at risk (3(2)(c))."""
    cites = (case.provision.fact.id,)
    if case.wish.urgency == "emergency":
        return find("yes", say("An emergency is claimed: its facts must be shown."), "CETS224 3(2)(c)", cites)
    text = say(
        "Article {article} needs an emergency: a significant and imminent risk to life or safety.",
        article=case.provision.article,
    )
    return find("no", text, "CETS224 3(2)(c)", cites, say("Facts that show an emergency."))


def is_it_reserved_away(case: Case) -> Finding | None:
    """Whether the requested State has reserved the measure away, wholly or for these data."""
    provision, wish = case.provision, case.wish
    if provision.reserved_for and wish.data not in provision.reserved_for:
        return None
    rows = [
        row
        for row in declarations(wish.requested, case.instrument.id)
        if row.article in provision.reserved_by and row.stands_on(wish.on)
    ]
    if not rows:
        return _is_reservation_unseen(case)
    text = say(
        "{asked} made a reservation: {why}", asked=case.requested, why=join(*(row.says for row in rows))
    )
    change = say("Withdrawal of the reservation by {asked}.", asked=case.requested)
    return find("no", text, f"{case.instrument.id} {rows[0].article}", tuple(r.fact.id for r in rows), change)


def _is_reservation_unseen(case: Case) -> Finding | None:
    """A State is known to have declared something under the closed list of Article 19, but not what."""
    rows = declarations(case.wish.requested, case.instrument.id, article="19")
    if not rows:
        return None
    text = join(*(row.says for row in rows), say("Whether this article is touched is unknown."))
    change = say("The text of the declarations of {asked}.", asked=case.requested)
    return find("unknown", text, f"{case.instrument.id} 19", tuple(row.fact.id for row in rows), change)


def is_there_no_treaty_for_section_5(case: Case) -> Finding:
    """Articles 11 and 12 of the Second Protocol serve only where no assistance treaty is in force (5(5))."""
    answer = _NO_TREATY[case.governing.article_27]
    said = {
        "yes": say(
            "No assistance treaty is known to be in force between the two: Article 11 may be used (5(5))."
        ),
        "no": say("An assistance treaty is in force between the two: Article 11 only if both agree (5(5))."),
        "unknown": say("Whether an assistance treaty is in force between the two is unknown (5(5))."),
    }[answer]
    cites = (case.provision.fact.id, "CETS224-5")
    change = None if answer == "yes" else say("An agreement of the two to use Article 11 all the same.")
    reasons = (*case.governing.reasons, Reason(text=said, article="CETS224 5(5), 11", facts=cites))
    return Finding(answer=answer, reasons=reasons, change=change)


def may_they_act_together(case: Case) -> Finding:
    """A joint team needs an agreement; joint investigations work whether or not a treaty exists (12(7))."""
    text = say(
        "It rests on an agreement of the authorities, not on a request. Joint investigations of "
        "single cases are possible whether or not an assistance treaty exists (12(7)); a team by "
        "treaty only where none is in force, or both agree (5(5))."
    )
    return find("yes", text, "CETS224 5(5), 12", (case.provision.fact.id, "CETS224-5"))


def is_its_text_read(case: Case) -> Finding | None:
    """What is recalled only is shown as recalled: it never gives a settled "allowed"."""
    article, cites = case.article(), (case.provision.fact.id,)
    match case.provision.fact.confidence:
        case "recall_unverified":
            text = say(
                "What Article {article} says is recalled: its text was not read.",
                article=case.provision.article,
            )
            change = say("Reading Article {article} in the official text.", article=case.provision.article)
            return find("unknown", text, article, cites, change)
        case "partly_seen":
            text = say(
                "Of Article {article} parts were seen; lists and figures are recalled.",
                article=case.provision.article,
            )
            return find("yes", text, article, cites)
        case _:
            return None
