"""The targets of a draft: the list, one more, change one, take one away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from glacy.canon import Json
from glacy.cooperation import Draft, name_of
from glacy.desks.frame.access import signed_in
from glacy.desks.frame.fields import OneOf
from glacy.desks.frame.forms import Form
from glacy.desks.frame.here import now, officer, this_node
from glacy.desks.frame.parts import Row
from glacy.desks.frame.sayings import said
from glacy.desks.requests.answers import rows_of, target_lines, zones_of
from glacy.desks.requests.as_it_was import CHANGED, is_changed, mark_of
from glacy.desks.requests.target_forms import TARGET_FORMS
from glacy.desks.requests.views import names
from glacy.errors import GlacyError
from glacy.node.acts import requests


class KindForm(Form):
    """Which kind of target."""

    kind = OneOf(_("Kind"), choices=[(key, form.heading) for key, form in TARGET_FORMS.items()])


@signed_in()
def targets(request: HttpRequest, draft_id: str) -> HttpResponse:
    """The targets so far, with their warnings, and which kind comes next."""
    view = requests.view_draft(this_node(), officer(request), draft_id)
    form = KindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("requests:target", draft_id, form.cleaned_data["kind"], "new")
    zones = zones_of(view.draft)
    listed = [
        {
            "says": name_of(target),
            "lines": target_lines(item, zones),
            "warnings": [said(one.says) for one in view.warnings if one.target == index],
            "asked": [one for one in view.asked_before if one.target == index],
            "url": reverse("requests:target", args=(draft_id, item.get("kind"), str(index))),
            "was": mark_of(item),
            "remove": reverse("requests:target_remove", args=(draft_id, index)),
        }
        for index, (target, item) in enumerate(zip(view.draft.targets, items_of(view.draft), strict=True))
    ]
    page = {"view": view, "form": form, "targets": listed, **names(view)}
    return render(request, "requests/targets.html", page)


@signed_in()
def target(request: HttpRequest, draft_id: str, kind: str, which: str) -> HttpResponse:
    """One target of that kind, new or changed."""
    if kind not in TARGET_FORMS:
        raise Http404
    by, node = officer(request), this_node()
    view = requests.view_draft(node, by, draft_id)
    given = items_of(view.draft)
    index = _index(which, given)
    saved = given[index] if index is not None else None
    form = TARGET_FORMS[kind](request.POST or None, draft=view.draft, saved=saved, at=now())
    was, stands = mark_of(saved), tuple[Row, ...]()
    if request.method == "POST" and form.is_valid():
        try:
            if is_changed(request, was):
                stands = _row(view.draft, index)
                form.add_error(None, CHANGED)
            else:
                requests.save_section(node, by, draft_id, "targets", _with(given, index, form.values()))
                return redirect("requests:targets", draft_id)
        except GlacyError as fault:
            form.refuse(fault)
    page = {
        "form": form,
        "view": view,
        "name": "targets",
        "was": was,
        "stands": stands,
        "back": reverse("requests:targets", args=(draft_id,)),
    }
    return render(request, "requests/section.html", {**page, **names(view)})


@signed_in()
def remove(request: HttpRequest, draft_id: str, index: int) -> HttpResponse:
    """Takes a target off the draft."""
    by, node = officer(request), this_node()
    if request.method == "POST":
        given = items_of(requests.view_draft(node, by, draft_id).draft)
        if index >= len(given) or is_changed(request, mark_of(given[index])):
            messages.warning(request, gettext("The targets have changed since; nothing was removed."))
        else:
            kept: list[Json] = [item for place, item in enumerate(given) if place != index]
            requests.save_section(node, by, draft_id, "targets", kept)
    return redirect("requests:targets", draft_id)


def items_of(draft: Draft) -> list[Mapping[str, Any]]:  # Any: the JSON of a target
    """The targets as the draft keeps them."""
    given = draft.sections.get("targets")
    return [one for one in given if isinstance(one, Mapping)] if isinstance(given, (list, tuple)) else []


def _index(which: str, given: list[Mapping[str, Any]]) -> int | None:
    if which == "new":
        return None
    if not which.isdigit() or int(which) >= len(given):
        raise Http404
    return int(which)


def _row(draft: Draft, index: int | None) -> tuple[Row, ...]:
    return () if index is None else rows_of(draft, "targets")[index : index + 1]


def _with(given: list[Mapping[str, Any]], index: int | None, value: Json) -> Json:
    changed: list[Json] = list(given)
    if index is None:
        return [*changed, value]
    changed[index] = value
    return changed
