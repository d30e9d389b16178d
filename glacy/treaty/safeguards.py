"""What must be observed for a measure and its data: Article 15, CETS 224 Articles 13-14, limits of use."""

from __future__ import annotations

from glacy.sayings import Saying, say
from glacy.treaty.facts import facts
from glacy.treaty.finding import Case
from glacy.treaty.practice import find_practice
from glacy.treaty.rows import PracticeRow, SafeguardRow
from glacy.treaty.values import Applies, Safeguard

_BY_27: dict[str, Applies] = {"applies": "yes", "does_not_apply": "no", "unknown": "unknown"}
_TOPICS = (
    ("speciality_or_use_limits", "use_limits_of_the_state", "asking"),
    ("user_notice", "user_notice", "asked"),
)


def safeguards(case: Case) -> tuple[Safeguard, ...]:
    """The safeguards of the measure for the data that are wished, and those of the asked State's own law."""
    wished = case.wish.data
    written = tuple(
        Safeguard(
            key=row.key,
            article=row.article,
            says=row.says,
            binds=row.binds,
            applies=_applies(case, row),
            facts=(row.fact.id, *row.rests_on),
        )
        for row in facts().safeguards.get(case.provision.id, ())
        if "any" in row.data or wished in row.data or wished == "any"
    )
    return (*written, *_of_the_state(case))


def _applies(case: Case, row: SafeguardRow) -> Applies:
    match row.when:
        case "article_27":
            return _BY_27[case.governing.article_27]
        case "treaty":
            settled = any(
                link.scope == "general" and link.in_force == "yes" and link.sure
                for link in case.governing.links
            )
            return "yes" if settled else "unknown" if case.governing.article_27 == "unknown" else "no"
        case _:
            return "yes"


def _in_words(key: str, case: Case, row: PracticeRow) -> Saying:
    if key == "user_notice":
        return say(
            "Telling the user in {state}: {value}. {why}", state=case.requested, value=row.value, why=row.says
        )
    return say(
        "Limits of use in the law of {state}: {value}. {why}",
        state=case.requested,
        value=row.value,
        why=row.says,
    )


def _of_the_state(case: Case) -> tuple[Safeguard, ...]:
    if case.provision.goes_to != "state":
        return ()
    wish = case.wish
    found = (
        (find_practice(wish.requested, topic, asked_by=wish.requesting), key, binds)
        for topic, key, binds in _TOPICS
    )
    return tuple(
        Safeguard(
            key=key,
            article="",
            says=_in_words(key, case, row),
            binds=binds,
            applies="unknown" if row.fact.confidence == "recalled" else "yes",
            facts=(row.fact.id,),
        )
        for row, key, binds in found
        if row is not None
    )
