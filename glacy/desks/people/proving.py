"""Proves that somebody is an officer: counts the try, looks at what was given, and records what was wrong."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext as _

from glacy.desks.frame.forms import Form
from glacy.desks.frame.here import officer, this_node
from glacy.desks.people import factors
from glacy.desks.people.throttle import forget_failures, is_recorded, is_slowed, mark_of, take_try
from glacy.node.acts import officers, signing_in
from glacy.store.models import OfficerRow
from glacy.store.people import officer_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """An officer, and by what they were known."""

    officer: OfficerRow
    means: str


def prove_password(
    request: HttpRequest, form: Form, username: str, *, field: str = "password"
) -> OfficerRow | None:
    """The officer of that name and password, or None, and then the form says why.

    Who is not yet known reads the same whether there is no such name or another password.
    """
    name = username.strip().lower()
    if not take_try(request, name):
        form.add_error(None, wait_words())
        return None
    row = authenticate(request, username=name, password=form.cleaned_data[field])
    if not isinstance(row, OfficerRow):
        _note(request, name)
        form.add_error(
            field,
            _("This is not your password")
            if request.user.is_authenticated
            else _("Name and password do not belong together"),
        )
        return None
    forget_failures(request, name)
    return row


def prove_code(request: HttpRequest, form: Form, row: OfficerRow) -> str:
    """By what code the officer was known, `app` or `recovery_code`; empty by none: the form says why."""
    if not take_try(request, row.username, step="factor"):
        form.add_error(None, wait_words())
        return ""
    code = form.cleaned_data["code"]
    means = ""
    if factors.use_app_code(row, code):
        means = "app"
    elif factors.use_recovery_code(row, code):
        means = "recovery_code"
        signing_in.record(this_node(), officer_of(row), signing_in.CODE_USED, left=factors.codes_left(row))
    if not means:
        _note(request, row.username, step="factor")
        form.add_error("code", _("This code is not right, or was used already. Wait for the next one."))
        return ""
    forget_failures(request, row.username, step="factor")
    return means


def wait_words() -> str:
    """What is said to whoever tried too often."""
    return _("Too many tries. Wait a quarter of an hour, or ask the administrator.")


def _note(request: HttpRequest, name: str, *, step: str = "") -> None:
    if not is_recorded():
        return
    if request.user.is_authenticated:
        officers.record_sign_in(this_node(), officer(request), succeeded=False)
    else:
        slowed = is_slowed(request, name, step="factor" if step else "sign_in")
        officers.record_failed_sign_in(this_node(), mark=mark_of(name), slowed=slowed, step=step)
