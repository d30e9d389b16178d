"""Deadlines in words: what it is and its day, and what happens when it passes."""

from __future__ import annotations

from glacy.desks.frame.citations import say_article
from glacy.desks.frame.measures import MEASURES
from glacy.desks.frame.moments import say_day
from glacy.desks.frame.nations import nation
from glacy.desks.frame.sayings import follow, said
from glacy.desks.frame.words import DEADLINES
from glacy.node.views import DeadlineView


def say_deadline(one: DeadlineView) -> str:
    """What a deadline is, with its day; without a day it lasts until something happens."""
    says = DEADLINES.get(one.kind, one.kind.replace("_", " "))
    return f"{says}: {say_day(one.due_on)}" if one.due_on else str(says)


def say_passing(one: DeadlineView) -> str:
    """What was asked of whom, what it rests on, and what happens when it passes."""
    asked = str(MEASURES.get(one.measure, one.measure))
    where = ", ".join(part for part in (asked, nation(one.country), say_article(one.article)) if part)
    return follow(f"{where}.", said(one.governs), said(one.when_passed))
