"""The pages of the directory, for everyone who is signed in: they show no case."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from glacy.desks.directory import lines
from glacy.desks.frame.access import roles_of, signed_in
from glacy.desks.frame.here import now, officer, this_node
from glacy.desks.frame.nations import nation
from glacy.desks.frame.sayings import said_fault
from glacy.errors import GlacyError
from glacy.node import directory_views
from glacy.node.refreshing import refresh as refresh_now
from glacy.store.directory import listed_changes


@require_GET
@signed_in()
def states(request: HttpRequest) -> HttpResponse:
    """Every State with the number to call, and how the directory stands."""
    node = this_node()
    look = directory_views.look_at(node)
    shown = {
        "verdict": lines.verdict(look),
        "facts": lines.facts(look, officer(request).zone),
        "states": lines.states(directory_views.listed_states(node), now()),
        "may_join": "administrator" in roles_of(request),
        "may_refresh": "administrator" in roles_of(request) and look.standing not in ("none", "older_form"),
    }
    return render(request, "directory/states.html", shown)


@require_GET
@signed_in()
def state(request: HttpRequest, country: str) -> HttpResponse:
    """One State: its authorities, its node, and what was changed about it."""
    found = directory_views.state_of(this_node(), country)
    shown = {
        "name": nation(found.entry.country),
        "offices": lines.offices(found, now()),
        "facts": lines.entry_rows(found),
        "changes": lines.changes(found.changes, with_state=False),
    }
    return render(request, "directory/state.html", shown)


@require_GET
@signed_in()
def changes(request: HttpRequest) -> HttpResponse:
    """What newer directories changed, the newest first."""
    found = listed_changes()
    return render(request, "directory/changes.html", {"changes": lines.changes(found)})


@require_POST
@signed_in("administrator")
def refresh(request: HttpRequest) -> HttpResponse:
    """Fetches the newest directory now."""
    try:
        done = refresh_now(this_node())
    except GlacyError as fault:
        messages.warning(request, said_fault(fault))
        return redirect("directory:states")
    if done.changes:
        messages.success(request, gettext("The directory is refreshed; see what changed."))
        return redirect("directory:changes")
    messages.success(request, gettext("The directory is refreshed; nothing has changed about any State."))
    return redirect("directory:states")
