"""What a drafter brings in: acts, other versions, the confirmation of a text, repeals and judgments."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.access import signed_in
from glacy.desks.frame.here import officer, this_node
from glacy.desks.legislation.forms import (
    ActForm,
    ConfirmForm,
    DiscardForm,
    JudgmentForm,
    RepealForm,
    VersionForm,
)
from glacy.errors import GlacyError
from glacy.node.acts import legislation as acts


@signed_in(*acts.DRAFTERS)
def add(request: HttpRequest) -> HttpResponse:
    """A new act from a file; what was read is shown before anybody confirms it."""
    form = ActForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            made = acts.put_act(
                this_node(),
                officer(request),
                form.act(),
                form.version(),
                content=given.read(),
                file_name=str(given.name),
            )
            return redirect("legislation:version", made)
        except GlacyError as fault:
            form.refuse(fault)
    page = {
        "form": form,
        "title": _("Bring in an act"),
        "lead": _("You see what was read of it, and confirm it before it counts."),
        "back": reverse("legislation:start"),
        "cancel": reverse("legislation:start"),
        "button": _("Read the file"),
    }
    return render(request, "form.html", page)


@signed_in(*acts.DRAFTERS)
def add_version(request: HttpRequest, law_id: str) -> HttpResponse:
    """Another version of an act: as it was amended, or in another language."""
    node, by = this_node(), officer(request)
    view = acts.view_act(node, by, law_id)
    form = VersionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            made = acts.put_version(
                node, by, law_id, form.version(), content=given.read(), file_name=str(given.name)
            )
            return redirect("legislation:version", made)
        except GlacyError as fault:
            form.refuse(fault)
    back = reverse("legislation:act", args=(law_id,))
    page = {
        "form": form,
        "title": _("Bring in another version"),
        "caption": view.row.title,
        "lead": _(
            "Decisions on provisions whose words are the same go on; the others go stale, and are shown."
        ),
        "back": back,
        "cancel": back,
        "button": _("Read the file"),
    }
    return render(request, "form.html", page)


@signed_in(*acts.DRAFTERS)
def confirm(request: HttpRequest, version_id: str) -> HttpResponse:
    """A person confirms that a text is what its official source says."""
    node, by = this_node(), officer(request)
    view = acts.view_version(node, by, version_id)
    form = ConfirmForm(request.POST or None, initial={"source": view.row.source})
    if request.method == "POST" and form.is_valid():
        try:
            acts.confirm_version(node, by, version_id, source=form.cleaned_data["source"])
            messages.success(request, gettext("Confirmed in your name, and lined up with the treaties."))
            return redirect("legislation:version", version_id)
        except GlacyError as fault:
            form.refuse(fault)
    back = reverse("legislation:version", args=(version_id,))
    page = {
        "form": form,
        "title": _("Confirm the text"),
        "caption": view.row.act.title,
        "lead": _("Only a confirmed text stands in the tables. That you confirmed it is recorded."),
        "back": back,
        "cancel": back,
        "button": _("Confirm the text"),
    }
    return render(request, "form.html", page)


@signed_in(*acts.DRAFTERS)
def discard(request: HttpRequest, version_id: str) -> HttpResponse:
    """A text that was brought in by mistake is put aside, before anybody confirmed it."""
    node, by = this_node(), officer(request)
    view = acts.view_version(node, by, version_id)
    form = DiscardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.discard_version(node, by, version_id, why=form.cleaned_data["why"])
            messages.success(request, gettext("Put aside."))
            return redirect("legislation:start")
        except GlacyError as fault:
            form.refuse(fault)
    back = reverse("legislation:version", args=(version_id,))
    page = {
        "form": form,
        "title": _("Put this text aside"),
        "caption": view.row.act.title,
        "lead": _("What was read of it goes. That you put it aside is recorded."),
        "back": back,
        "cancel": back,
        "button": _("Put it aside"),
    }
    return render(request, "form.html", page)


@signed_in(*acts.DRAFTERS)
def repeal(request: HttpRequest, law_id: str) -> HttpResponse:
    """An act is not in force any more."""
    node, by = this_node(), officer(request)
    view = acts.view_act(node, by, law_id)
    form = RepealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        acts.repeal_act(node, by, law_id, repealed_on=given["repealed_on"], why=given["why"])
        return redirect("legislation:act", law_id)
    back = reverse("legislation:act", args=(law_id,))
    page = {
        "form": form,
        "title": _("Record a repeal"),
        "caption": view.row.title,
        "lead": _("The act answers nothing from that day on; before it, it does."),
        "back": back,
        "cancel": back,
        "button": _("Record the repeal"),
    }
    return render(request, "form.html", page)


@signed_in(*acts.DRAFTERS)
def judge(request: HttpRequest, law_id: str) -> HttpResponse:
    """A judgment on a provision of an act."""
    node, by = this_node(), officer(request)
    view = acts.view_act(node, by, law_id)
    form = JudgmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.put_judgment(node, by, law_id, form.cleaned_data)
            return redirect("legislation:act", law_id)
        except GlacyError as fault:
            form.refuse(fault)
    back = reverse("legislation:act", args=(law_id,))
    page = {
        "form": form,
        "title": _("Record a judgment"),
        "caption": view.row.title,
        "lead": _("A provision that was struck down answers nothing from that day on."),
        "back": back,
        "cancel": back,
        "button": _("Record the judgment"),
    }
    return render(request, "form.html", page)
