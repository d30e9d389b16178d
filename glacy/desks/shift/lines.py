"""What stands on the first page, in the order in which it wants hands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from glacy.desks.cases.lines import draft_link
from glacy.desks.frame.citations import say_article
from glacy.desks.frame.deadlines import say_deadline
from glacy.desks.frame.here import this_node
from glacy.desks.frame.measures import MEASURES
from glacy.desks.frame.moments import say_day, say_instant
from glacy.desks.frame.nations import nation
from glacy.desks.frame.parts import Link, Tag, Text
from glacy.desks.frame.sayings import follow, said
from glacy.desks.frame.words import MESSAGES, REVIEWED_ACTS, SOON_DAYS, claimed_tag, due_tag, grade_tag
from glacy.desks.inbox.lines import FEW
from glacy.node.floods import all_held_back
from glacy.node.views import DeadlineView, Shift
from glacy.store.models import DraftRow, ExhibitRow, MessageRow, ReviewRow
from glacy.store.people import Officer
from glacy.store.witnesses import all_forks
from glacy.times import local

_GRADES: Final = ("emergency", "urgent", "routine")
_LAST: Final = date.max
_PRESSING: Final = frozenset({"question", "withdrawal"})
"""What stops the work of somebody until it is looked at."""
_NOT_CARRIED: Final[dict[str, Text]] = {
    "retrying": gettext_lazy(
        "It has not reached the other node yet. It is kept here and tried again; consider a call."
    ),
    "stuck": gettext_lazy("It could not be delivered and is not tried any more: call them, and try again."),
    "rejected": gettext_lazy("The other node rejected it: see why, and try again."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing to do or to know: what, where, how urgent, and a line that says more."""

    link: Link
    tag: Tag
    says: str
    grade: str = "routine"
    due_on: date = _LAST
    also: Link | None = None


def mine(shift: Shift, by: Officer) -> tuple[Line, ...]:
    """What needs this officer now: by urgency, then by the nearest day."""
    found = [
        *_arrived(shift, by),
        *_news(shift, by),
        *_approvals(shift),
        *_reviews(shift, by),
        *_troubles(shift),
        *_forks(),
        *_floods(),
        *_evidence(shift),
        *_due(shift, soon=True),
    ]
    return tuple(sorted(found, key=lambda line: (_GRADES.index(line.grade), line.due_on)))


def others(shift: Shift) -> tuple[Line, ...]:
    """What waits for others, and what is begun."""
    return (*_due(shift, soon=False), *_begun(shift.my_drafts))


def _arrived(shift: Shift, by: Officer) -> Iterator[Line]:
    for row in shift.waiting:
        grade = row.urgency if row.urgency in _GRADES else "routine"
        words = _("%(what)s, from %(country)s") % {"what": _measure(row), "country": nation(row.country)}
        arrived = say_instant(row.arrived_at or row.dated_at, (by.zone,))
        says = _("Arrived %(at)s; nobody has opened it") % {"at": arrived}
        url = reverse("requests:show", args=[row.pk]) if row.case_id else reverse("inbox:list")
        link = Link(says=words, url=url)
        yield Line(link=link, tag=claimed_tag(grade), says=says, grade=grade)


def _news(shift: Shift, by: Officer) -> Iterator[Line]:
    """Answers, questions and the like that arrived, until one person on the case has looked at them."""
    for row in shift.unseen:
        asked = row.about or row
        grade = asked.urgency if asked.urgency in _GRADES else "routine"
        if row.kind in _PRESSING and grade == "routine":
            grade = "urgent"
        words = _("%(what)s, from %(country)s") % {
            "what": MESSAGES.get(row.kind, row.kind),
            "country": nation(row.country),
        }
        arrived_at = row.arrived_at or row.dated_at
        says = _("%(case)s, %(what)s. Arrived %(at)s; nobody on the case has looked at it") % {
            "case": row.case.reference if row.case else "",
            "what": _measure(asked),
            "at": say_instant(arrived_at, (by.zone,)),
        }
        link = Link(says=words, url=reverse("requests:show", args=[asked.pk]))
        day = local(arrived_at, by.zone).date()
        yield Line(link=link, tag=grade_tag(grade), says=says, grade=grade, due_on=day)


def _approvals(shift: Shift) -> Iterator[Line]:
    for row in shift.to_approve:
        by = row.proposed_by.name if row.proposed_by else row.made_by.name
        says = _("%(name)s asks for a second person") % {"name": by}
        yield Line(link=draft_link(row), tag=Tag(says=_("To approve"), tone="now"), says=says, grade="urgent")


def _reviews(shift: Shift, by: Officer) -> Iterator[Line]:
    for row in shift.reviews:
        act = REVIEWED_ACTS.get(row.act, row.act)
        words = _("%(act)s, %(name)s alone") % {"act": act, "name": row.done_by.name}
        says = _("Done %(at)s; to be reviewed on %(day)s") % {
            "at": say_instant(row.done_at, (by.zone,)),
            "day": say_day(row.review_on),
        }
        link = Link(says=words, url=reverse("shift:review", args=[row.id]))
        yield Line(link=link, tag=Tag(says=_("To review"), tone="now"), says=says, due_on=row.review_on)


def _troubles(shift: Shift) -> Iterator[Line]:
    for row in shift.not_carried:
        words = _("%(what)s, to %(country)s") % {"what": _measure(row), "country": nation(row.country)}
        link = Link(says=words, url=reverse("requests:show", args=[row.about_id or row.id]))
        says = str(_NOT_CARRIED[row.carried])
        yield Line(link=link, tag=Tag(says=_("Not delivered"), tone="fails"), says=says, grade="urgent")
    nameless = [kept for kept in shift.quarantined if not kept.sender]
    for kept in (
        shift.quarantined if len(nameless) <= FEW else [one for one in shift.quarantined if one.sender]
    ):
        says = _("Kept apart: it could not be read or trusted. The sender was told.")
        link = Link(says=_("A message that was not taken in"), url=reverse("inbox:list"))
        yield Line(
            link=link, tag=Tag(says=_("Quarantine"), tone="unknown"), says=follow(says, said(kept.says))
        )


def _forks() -> Iterator[Line]:
    """Journals of which this node holds two heads that do not go together: everybody must know."""
    for row in all_forks():
        words = _("The journal %(origin)s was forked (%(country)s)")
        told = words % {"origin": row.origin, "country": nation(row.country)}
        link = Link(says=told, url=reverse("journal:fork", args=[row.pk]))
        says = _("It signed two histories. Rely on none of its proofs; call that State.")
        yield Line(link=link, tag=Tag(says=_("Fork"), tone="fails"), says=says, grade="urgent")


def _floods() -> Iterator[Line]:
    """States whose node hands in more than its share: their messages come later, and somebody should ask."""
    for held in all_held_back(this_node().path):
        if not held.country:
            continue  # strangers say nothing to an officer; the doctor and the meters tell of them
        words = _("%(country)s sends faster than this node takes") % {"country": nation(held.country)}
        link = Link(says=words, url=reverse("directory:state", args=[held.country]))
        says = _("What is over comes by itself a little later; nothing is lost. If it goes on, call them.")
        yield Line(link=link, tag=Tag(says=_("Held back"), tone="unknown"), says=says)


def _evidence(shift: Shift) -> Iterator[Line]:
    """Exhibits that differ from their seal, and what waits for a signature or a second person."""
    for row in shift.differing:
        link = Link(says=_exhibit(row), url=reverse("evidence:show", args=[row.case_id, row.pk]))
        says = _("It is not what was sealed. Do not rely on it; restore it from the backup.")
        tag = Tag(says=_("Differs from its seal"), tone="fails")
        yield Line(link=link, tag=tag, says=says, grade="urgent")
    for way in shift.handed:
        words = _("%(exhibit)s: handed over by %(name)s")
        told = words % {"name": way.from_officer.name, "exhibit": _exhibit(way.exhibit)}
        link = Link(says=told, url=reverse("evidence:hand_over", args=[way.exhibit.case_id, way.pk]))
        yield Line(link=link, tag=Tag(says=_("To confirm"), tone="now"), says=way.why, grade="urgent")
    for asked in shift.to_destroy:
        words = _("%(exhibit)s: %(name)s asks to destroy it")
        told = words % {"name": asked.asked_by.name, "exhibit": _exhibit(asked.exhibit)}
        link = Link(says=told, url=reverse("evidence:destruction", args=[asked.exhibit.case_id, asked.pk]))
        yield Line(link=link, tag=Tag(says=_("To decide"), tone="now"), says=asked.why)


def _exhibit(row: ExhibitRow) -> str:
    return _("Exhibit %(number)s, %(case)s") % {"number": row.number, "case": row.case.reference}


def _due(shift: Shift, *, soon: bool) -> Iterator[Line]:
    for one in shift.deadlines:
        is_near = one.days_left is not None and one.days_left <= SOON_DAYS
        if (is_near or one.reminded) is soon:
            yield _deadline(one)


def _deadline(one: DeadlineView) -> Line:
    words = _("%(case)s, %(country)s") % {"case": one.case_reference, "country": nation(one.country)}
    link = Link(says=words, url=reverse("requests:show", args=[one.request_id]))
    has_passed = one.days_left is not None and one.days_left < 0
    told = _("Reminder.") if one.reminded and not has_passed else ""
    passing = _("When it passes:") if not has_passed else _("It has passed:")
    asked = ", ".join(filter(None, (str(MEASURES.get(one.measure, one.measure)), say_article(one.article))))
    about = f"({asked})" if asked else ""
    says = follow(told, f"{say_deadline(one)}.", passing, said(one.when_passed), about)
    grade = "urgent" if one.days_left is not None and one.days_left <= 1 else "routine"
    also = None
    if one.can_extend and not has_passed:
        url = reverse("requests:extend", args=[one.request_id])
        also = Link(says=_("Ask to extend the preservation"), url=url)
    day = one.due_on or _LAST
    return Line(link=link, tag=due_tag(one.days_left), says=says, grade=grade, due_on=day, also=also)


def _begun(drafts: tuple[DraftRow, ...]) -> Iterator[Line]:
    for row in drafts:
        waits = row.state == "proposed"
        tag = Tag(says=_("Waits for a second person"), tone="now") if waits else Tag(says=_("Draft"))
        yield Line(link=draft_link(row), tag=tag, says=_("Saved %(at)s") % {"at": say_instant(row.saved_at)})


def _measure(row: MessageRow) -> str:
    return str(MEASURES.get(row.measure) or MESSAGES.get(row.kind, row.kind))


def review_words(row: ReviewRow, by: Officer) -> str:
    """What was done alone, by whom and when."""
    words = {
        "act": REVIEWED_ACTS.get(row.act, row.act),
        "name": row.done_by.name,
        "at": say_instant(row.done_at, (by.zone,)),
    }
    return _("%(act)s: %(name)s, alone, %(at)s.") % words
