"""The walk to join: hand over the entry, call the operator, join; each step is written down."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from glacy.desks.directory import lines
from glacy.desks.frame.access import needs_fresh_sign_in, signed_in
from glacy.desks.frame.fields import Text
from glacy.desks.frame.forms import Form
from glacy.desks.frame.here import now, officer, this_node
from glacy.desks.frame.parts import Tag, Task
from glacy.errors import GlacyError
from glacy.exchange import read_directory
from glacy.node import directory_views
from glacy.node.joining import entry_fingerprint, find_offered, join_directory, record_call

_SOURCE = _("Where the directory is published")
_SOURCE_HINT = _("An https address, or a folder of this machine, such as a stick")


class CallForm(Form):
    """Who spoke to whom, by which number, and what was heard."""

    source = Text(_SOURCE, hint=_SOURCE_HINT, is_code=True)
    spoke_to = Text(_("Who answered at the operator’s"), width="20", longest=200)
    number = Text(
        _("Number called"),
        hint=_("One that did not come with the directory: from the treaty office, or a visit"),
        width="20",
        kind="tel",
        longest=100,
    )
    heard = Text(
        _("Fingerprint of the root, as it was read to you"),
        hint=_("Sixteen groups of four: type what you hear, and do not copy it from anywhere"),
        is_code=True,
        longest=120,
    )


class JoinForm(Form):
    """Where the directory is taken from, now and at every refresh."""

    source = Text(_SOURCE, hint=_SOURCE_HINT, is_code=True)


@require_GET
@signed_in("administrator")
def joining(request: HttpRequest) -> HttpResponse:
    """The walk as a list of steps, with how far it is done."""
    node = this_node()
    calls, look = directory_views.joining_calls(), directory_views.look_at(node)
    has_called = any(one.fits for one in calls)
    done, todo = Tag(says=gettext("Done"), tone="holds"), Tag(says=gettext("To do"), tone="soon")
    has_joined = look.standing not in ("none", "older_form")
    steps = (
        Task(
            says=gettext("Hand the entry of this node to the operator, by any way"),
            hint=gettext("It names the node, its authorities and its public keys."),
            url="/exchange/directory-entry",
            state=done if look.own == "same" else todo,
        ),
        Task(
            says=gettext("Call the operator and compare fingerprints"),
            hint=gettext("Each side reads its own aloud, and types what it hears."),
            url=reverse("directory:call"),
            state=done if has_called else todo,
        ),
        Task(
            says=gettext("Join"),
            hint=gettext("The root of the operator is pinned; the directory is refreshed every hour."),
            url=reverse("directory:join"),
            state=done if has_joined else todo,
        ),
    )
    shown = {
        "steps": steps,
        "entry": entry_fingerprint(node),
        "calls": lines.calls(calls, officer(request).zone),
        "is_exercise": node.exercise,
    }
    return render(request, "directory/joining.html", shown)


@signed_in("administrator")
@needs_fresh_sign_in
def call(request: HttpRequest) -> HttpResponse:
    """Compares the fingerprints and writes the call down."""
    node, form = this_node(), CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            offered = read_directory(find_offered(typed["source"]))
            record_call(
                node,
                offered,
                by=officer(request).name,
                spoke_to=typed["spoke_to"],
                number=typed["number"],
                called_at=now(),
                heard=typed["heard"],
            )
            messages.success(request, gettext("The fingerprints are the same; the call is in the journal."))
            return redirect("directory:joining")
        except GlacyError as fault:
            form.refuse(fault)
    words = (gettext("Compare fingerprints"), gettext("Write the call down"))
    return _page(request, form, "directory/step.html", words)


@signed_in("administrator")
@needs_fresh_sign_in
def join(request: HttpRequest) -> HttpResponse:
    """Joins the directory and pins the root of its operator."""
    node = this_node()
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        source = form.cleaned_data["source"]
        try:
            joined = join_directory(node, find_offered(source), source=source)
            said = gettext("This node has joined the directory of %(operator)s.")
            messages.success(request, said % {"operator": joined.operator})
            return redirect("directory:states")
        except GlacyError as fault:
            form.refuse(fault)
    words = (gettext("Join the directory"), gettext("Join"))
    return _page(request, form, "directory/join.html", words)


def _page(request: HttpRequest, form: Form, template: str, words: tuple[str, str]) -> HttpResponse:
    back = reverse("directory:joining")
    shown = {"form": form, "title": words[0], "button": words[1], "back": back, "cancel": back}
    return render(request, template, {**shown, "entry": entry_fingerprint(this_node())})
