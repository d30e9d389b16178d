"""Where an officer lands who has just come in, and what they read first."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from glacy.desks.frame.access import CARRIED
from glacy.desks.frame.carrying import find_carried, go_on
from glacy.desks.frame.here import this_node
from glacy.desks.frame.moments import say_instant
from glacy.desks.people import factors, sessions
from glacy.desks.people.known import remember
from glacy.desks.people.throttle import mark_of
from glacy.node.acts import officers, recovering
from glacy.store.models import OfficerRow
from glacy.store.people import Officer, officer_of

_FEW = 3


def let_in(request: HttpRequest, row: OfficerRow, *, means: str, next_page: str) -> HttpResponse:
    """Signs an officer in, tells what happened meanwhile, and leads them to where they were."""
    node, by = this_node(), officer_of(row)
    found = officers.find_password_set(node, by)
    failed = officers.count_failed_sign_ins(node, by, mark=mark_of(row.username))
    carried = find_carried(request.session.pop(CARRIED, ""), officer=by.id)
    sessions.begin(request, row, means=means)
    _tell(request, row, found=found, failed=failed)
    response = (
        HttpResponseRedirect(safe_next(request, next_page)) if carried is None else go_on(request, carried)
    )
    remember(request, response, row.username)
    return response


def safe_next(request: HttpRequest, wanted: str) -> str:
    """The page that was asked for, if it is one of ours; else the first."""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return reverse("people:start")


def wanted_next(request: HttpRequest) -> str:
    """The page that the request says is next, whatever it is."""
    return request.POST.get("next") or request.GET.get("next", "")


def _tell(request: HttpRequest, row: OfficerRow, *, found: officers.PasswordSet | None, failed: int) -> None:
    by = officer_of(row)
    if failed:
        messages.warning(request, _say_failed(failed))
    if found is not None:
        messages.warning(request, _say_password_set(found, by))
    if recovering.come_back(this_node(), by) is not None:
        says = _(
            "A new way in was being made for you, as if you had lost yours. You came in as ever, so it is "
            "ended. If you did not ask for it, tell your authority: the journal holds who did."
        )
        messages.warning(request, says)
    left = factors.codes_left(row)
    if factors.has_factor(row) and left < _FEW:
        says = ngettext(
            "You have %(n)d recovery code left. Make new ones under “My sign-in”.",
            "You have %(n)d recovery codes left. Make new ones under “My sign-in”.",
            left,
        )
        messages.info(request, says % {"n": left})


def _say_failed(times: int) -> str:
    return ngettext(
        "Since you last signed in, somebody gave your name with a wrong password %(n)d time. If it was not "
        "you, tell your administrator. The journal holds it.",
        "Since you last signed in, somebody gave your name with a wrong password %(n)d times. If it was not "
        "you, tell your administrator. The journal holds it.",
        times,
    ) % {"n": times}


def _say_password_set(found: officers.PasswordSet, by: Officer) -> str:
    at = say_instant(found.at, (by.zone,))
    if not found.who:
        return _(
            "Your password was set on %(at)s on the command line of this node, and not by you. If you did "
            "not ask for it, tell your authority: somebody else could have signed in as you. The journal "
            "holds it."
        ) % {"at": at}
    return _(
        "Your password was set on %(at)s by %(who)s, and not by you. If you did not ask for it, tell your "
        "authority: somebody else could have signed in as you. The journal holds it."
    ) % {"at": at, "who": found.who}
