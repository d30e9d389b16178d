"""Officers as those see them who give a way in: the first by an administrator, a new one by two."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from glacy.desks.frame.access import confirmed_at, needs_fresh_sign_in, signed_in
from glacy.desks.frame.here import officer, this_node
from glacy.desks.frame.words import role_words
from glacy.desks.people import lines
from glacy.desks.people.forms import RecoveryForm
from glacy.node.acts import enrolling, officers, recovering, signing_in, staffing
from glacy.node.authority import may_decide, rules_of
from glacy.store import factors
from glacy.store.models import RecoveryRow
from glacy.store.people import Officer, former_officers
from glacy.store.staffing import find_asked


@signed_in()
def people(request: HttpRequest) -> HttpResponse:
    """Everyone at the node, and the new ways in that go on."""
    node, by = this_node(), _keeper(request)
    going_on = recovering.going_on(node, by) if recovering.is_holder(node, by) else ()
    waiting, former = staffing.waiting(node, by), former_officers()
    shown = {
        "officers": lines.officer_table(officers.list_officers(node, by), factors.kinds_of_all()),
        "recoveries": lines.recovery_table(going_on, by.zone) if going_on else None,
        "changes": lines.waiting_table(waiting, by.zone) if waiting else None,
        "former": lines.former_table(former) if former and by.has("administrator") else None,
        "may_add": by.has("administrator"),
    }
    return render(request, "people/people.html", shown)


@signed_in()
def show(request: HttpRequest, username: str) -> HttpResponse:
    """One officer, and what can be done for their way in."""
    by = _keeper(request)
    return _show(request, by, _other(by, username))


@require_POST
@signed_in("administrator")
@needs_fresh_sign_in
def issue(request: HttpRequest, username: str) -> HttpResponse:
    """Gives a one-time code to an officer who never signed in; it is shown once."""
    by = officer(request)
    other = _other(by, username)
    issued = enrolling.issue_code(this_node(), by, username)
    return _show(request, by, other, issued=issued)


@require_POST
@signed_in("administrator")
@needs_fresh_sign_in
def end_sessions(request: HttpRequest, username: str) -> HttpResponse:
    """Ends every sign-in of another officer."""
    count = signing_in.end_all_of(this_node(), officer(request), username)
    says = ngettext("%(n)d sign-in is ended.", "%(n)d sign-ins are ended.", count)
    messages.success(request, says % {"n": count})
    return redirect("people:officer", username)


@signed_in()
@needs_fresh_sign_in
def recover(request: HttpRequest, username: str) -> HttpResponse:
    """Asks for a new way in for an officer who lost theirs; a second office-holder has to agree."""
    node, by = this_node(), officer(request)
    if not recovering.is_holder(node, by):
        raise PermissionDenied
    other = _other(by, username)
    form = RecoveryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        row = recovering.ask(node, by, username, why=why, confirmed_at=confirmed_at(request))
        messages.success(request, _("Asked. Another office-holder has to agree before there is a code."))
        return redirect("people:recovery", row.pk)
    return render(request, "people/recover.html", {"form": form, "other": other})


@signed_in()
@needs_fresh_sign_in
def recovery(request: HttpRequest, recovery_id: str) -> HttpResponse:
    """One recovery: another office-holder agrees or ends it; each of the two reads half of the code."""
    node, by = this_node(), officer(request)
    if not recovering.is_holder(node, by):
        raise PermissionDenied
    row = next((one for one in recovering.going_on(node, by) if one.pk == recovery_id), None)
    if row is None:
        raise Http404
    half, which = "", ""
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if act == "end":
        recovering.end(node, by, recovery_id)
        messages.success(request, _("Ended: no code of it opens anything."))
        return redirect("people:people")
    if act == "agree":
        half = recovering.agree(node, by, recovery_id, confirmed_at=confirmed_at(request)).code
        which = "second"
        row.refresh_from_db()
    if act == "half":
        half, which = recovering.take_half(node, by, recovery_id, confirmed_at=confirmed_at(request)), "first"
    return render(
        request,
        "people/recovery.html",
        _shown(row, by) | {"half": half and enrolling.in_groups(half), "which": which},
    )


def _shown(row: RecoveryRow, by: Officer) -> dict[str, object]:
    is_asker = row.asked_by is not None and str(row.asked_by.pk) == by.id
    return {
        "row": row,
        "zone": by.zone,
        "may_agree": row.state == "asked" and not is_asker and str(row.officer_id) != by.id,
        "may_read": row.state == "agreed" and is_asker and bool(row.first_half),
    }


def _show(
    request: HttpRequest, by: Officer, other: Officer, *, issued: enrolling.Issued | None = None
) -> HttpResponse:
    node = this_node()
    kinds = factors.factor_kinds(other)
    has_come = enrolling.has_come(node, other)
    shown = {
        "other": other,
        "code": "" if issued is None else enrolling.in_groups(issued.code),
        "until": None if issued is None else issued.until,
        "zone": by.zone,
        "kinds": [lines.KINDS.get(kind, kind) for kind in dict.fromkeys(kinds)],
        "has_come": has_come,
        "roles": role_words(other.roles),
        "waits": find_asked(other.username),
        "may_change": by.has("administrator"),
        "may_issue": by.has("administrator") and not has_come,
        "may_end": by.has("administrator") and other.id != by.id,
        "may_recover": has_come and recovering.is_holder(node, by) and other.id != by.id,
        "sessions": len(signing_in.my_sessions(node, other)),
    }
    return render(request, "people/officer.html", shown)


def _keeper(request: HttpRequest) -> Officer:
    """The administrator or office-holder who asks; nobody else sees who signs in with what."""
    node, by = this_node(), officer(request)
    if not (by.has("administrator") or recovering.is_holder(node, by) or may_decide(rules_of(node), by)):
        raise PermissionDenied
    return by


def _other(by: Officer, username: str) -> Officer:
    found = next((one for one in officers.list_officers(this_node(), by) if one.username == username), None)
    if found is None:
        raise Http404
    return found
