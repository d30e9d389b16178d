"""What the facts do not know: unknown, unverified, old or contradicted, one line each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from glacy.canon import Json
from glacy.sayings import join, say
from glacy.treaty.facts import facts
from glacy.treaty.keeping import kept
from glacy.treaty.practice import authority_for
from glacy.treaty.standing import name_of, standing
from glacy.treaty.values import FactRow

Trouble = Literal["contradicted", "unknown", "recalled", "part_seen", "old"]
TROUBLES: tuple[Trouble, ...] = get_args(Trouble)
OLD_AFTER_DAYS = 730
"""A page older than this, on the day that is asked for, is called old."""
_PARTLY = ("partly_seen", "computed")
_RECALLED = ("recalled", "recall_unverified")


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One thing that is not settled: the kind of trouble, about whom, in words, and the row, if any."""

    trouble: Trouble
    about: str
    says: str
    fact: FactRow | None = None

    def to_json(self) -> Json:
        """The doubt as JSON."""
        return {
            "trouble": self.trouble,
            "about": self.about,
            "says": self.says,
            "fact": self.fact.to_json() if self.fact else None,
        }


@kept(8)
def doubts(on: date) -> tuple[Doubt, ...]:
    """Everything that is not settled on that day, by kind of trouble."""
    found = [*_contradicted(), *_unknown(on), *_unsure(), *_old(on)]
    return tuple(sorted(found, key=lambda doubt: TROUBLES.index(doubt.trouble)))


def _contradicted() -> Iterator[Doubt]:
    for rows in facts().conflicts.values():
        for row in rows:
            yield Doubt(trouble="contradicted", about=row.country, says=row.fact.says, fact=row.fact)


def _unknown(on: date) -> Iterator[Doubt]:
    known = facts()
    for instrument in known.instruments:
        for code in known.states:
            found = standing(instrument, code, on)
            if found.party == "unknown":
                yield Doubt(
                    trouble="unknown",
                    about=code,
                    says=say("{instrument}: {why}", instrument=instrument, why=found.says),
                )
    for code in known.states:
        if standing("ETS185", code, on).party != "yes":
            continue
        for article, what in (("35", say("24/7 contact point")), ("27(2)", say("central authority"))):
            named = authority_for(code, "ETS185", article, on)
            if named is None or named.name is None:
                says = say(
                    "{state}: the name of the {what} (Article {article}) is not in the facts.",
                    state=name_of(code),
                    what=what,
                    article=article,
                )
                yield Doubt(trouble="unknown", about=code, says=says, fact=named.fact if named else None)
        if code not in known.practice:
            yield Doubt(
                trouble="unknown",
                about=code,
                says=say("{state}: how it works is not in the facts.", state=name_of(code)),
            )
    for fact in known.doubts.values():
        yield Doubt(trouble="unknown", about=fact.id.rsplit(":", 1)[1], says=fact.says, fact=fact)


def _unsure() -> Iterator[Doubt]:
    for fact in facts().rows.values():
        if fact.confidence in _RECALLED:
            yield Doubt(trouble="recalled", about=_about(fact), says=fact.says, fact=fact)
        elif fact.confidence in _PARTLY:
            yield Doubt(trouble="part_seen", about=_about(fact), says=fact.says, fact=fact)


def _old(on: date) -> Iterator[Doubt]:
    known = facts()
    for row in known.status.values():
        if row.seen_on and (on - row.seen_on).days > OLD_AFTER_DAYS and row.in_force_on is None:
            says = join(say("Last seen on a page of {seen_on}.", seen_on=row.seen_on), row.fact.says)
            yield Doubt(trouble="old", about=row.country, says=says, fact=row.fact)
    for rows in known.agreements.values():
        for treaty in rows:
            if treaty.seen_on and (on - treaty.seen_on).days > OLD_AFTER_DAYS:
                says = join(
                    say("Last seen on a page of {seen_on}.", seen_on=treaty.seen_on), treaty.fact.says
                )
                yield Doubt(trouble="old", about=treaty.state, says=says, fact=treaty.fact)


def _about(fact: FactRow) -> str:
    """The State or the provision that a row is about, from its id."""
    parts = fact.id.split(":")
    return next((part for part in parts[1:] if len(part) == len("GH") and part.isupper()), parts[-1])
