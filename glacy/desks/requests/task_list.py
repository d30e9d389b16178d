"""The task list of a draft: what is done, what is missing and under which article."""

from __future__ import annotations

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from glacy.desks.frame.parts import Tag, Task
from glacy.desks.frame.sayings import said
from glacy.desks.requests.sections import TITLES
from glacy.node.views import DraftView

PREPARED: Final = ("basis", "authority", "addressee", "language")
"""Sections that a new draft already holds in part."""


def tasks_of(view: DraftView) -> tuple[Task, ...]:
    """One line to a section, with its state in a word."""
    return tuple(
        Task(
            says=title,
            state=_state(view, name),
            url=reverse("requests:section", args=(view.row.pk, name)),
            hint=" ".join(dict.fromkeys(said(one.says) for one in view.missing if one.section == name)),
        )
        for name, title in TITLES.items()
    )


def _state(view: DraftView, name: str) -> Tag:
    missing = sum(1 for one in view.missing if one.section == name)
    if missing:
        says = ngettext("%(n)d thing missing", "%(n)d things missing", missing) % {"n": missing}
        return Tag(says=says, tone="unknown")
    if view.draft.sections.get(name):
        return Tag(says=_("Complete"), tone="holds")
    return Tag(says=_("Not needed, can be added"), tone="quiet")
