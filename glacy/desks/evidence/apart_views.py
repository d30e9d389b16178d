"""Child-abuse material: put in apart, its named openers, and the border that both authorities open."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from glacy.desks.evidence.forms import AgreementForm, ApartForm, OpenerForm, TakeApartForm
from glacy.desks.evidence.lines import name_of
from glacy.desks.evidence.views import as_file, chunks_of, exhibit_of
from glacy.desks.frame.access import confirmed_at, needs_fresh_sign_in, signed_in
from glacy.desks.frame.here import officer, this_node
from glacy.desks.frame.nations import nation
from glacy.errors import GlacyError
from glacy.node.acts import apart, cases


@signed_in()
def add(request: HttpRequest, case_id: str) -> HttpResponse:
    """Takes child-abuse material in, into the vault apart."""
    node, by = this_node(), officer(request)
    case = cases.view_case(node, by, case_id).row
    form = ApartForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = apart.put_apart(node, by, case_id, typed["category"], chunks_of(typed["file"]))
            messages.success(request, gettext("Sealed apart. Only its openers can open it."))
            return redirect("evidence:show", case_id, made)
        except GlacyError as fault:
            form.refuse(fault)
    back = reverse("evidence:list", args=(case_id,))
    page = {
        "form": form,
        "title": _("Child-abuse material"),
        "caption": case.reference,
        "lead": _(
            "It lies in a vault of its own, is described by its digest and category, and is never shown."
        ),
        "back": back,
        "cancel": back,
        "button": _("Seal it apart"),
    }
    return render(request, "form.html", page)


@signed_in()
def take(request: HttpRequest, case_id: str) -> HttpResponse:
    """Takes in what another node sealed apart for this one."""
    node, by = this_node(), officer(request)
    case = cases.view_case(node, by, case_id).row
    form = TakeApartForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = apart.take_apart(node, by, case_id, form.cleaned_data["file"].read())
            messages.success(request, gettext("Sealed apart. Only its openers can open it."))
            return redirect("evidence:show", case_id, made[0])
        except GlacyError as fault:
            form.refuse(fault)
    back = reverse("evidence:list", args=(case_id,))
    page = {
        "form": form,
        "title": _("Take in what was sealed apart"),
        "caption": case.reference,
        "lead": _(
            "Child-abuse material comes over a border sealed for this node, once both authorities agreed. "
            "It is checked, and goes into the vault apart with its chain."
        ),
        "back": back,
        "cancel": back,
        "button": _("Check it and take it in"),
    }
    return render(request, "form.html", page)


@signed_in()
@needs_fresh_sign_in
def openers(request: HttpRequest, case_id: str) -> HttpResponse:
    """Who may open the material of a case; an opener names another, or takes one off."""
    node, by = this_node(), officer(request)
    view = cases.view_case(node, by, case_id)
    named = apart.openers_of(node, by, case_id)
    held = {str(one.officer_id) for one in named}
    form = OpenerForm(
        request.POST if "username" in request.POST else None,
        people=[one for one, _why in view.people if one.id not in held],
    )
    try:
        if "remove" in request.POST:
            apart.remove_opener(node, by, case_id, request.POST["remove"], why="taken off at the desk")
            messages.success(request, gettext("This person opens it no more."))
            return redirect("evidence:openers", case_id)
        if "username" in request.POST and form.is_valid():
            typed = form.cleaned_data
            apart.name_opener(
                node, by, case_id, typed["username"], why=typed["why"], confirmed_at=confirmed_at(request)
            )
            messages.success(request, gettext("This person may open it now."))
            return redirect("evidence:openers", case_id)
    except GlacyError as fault:
        form = form if form.is_bound else OpenerForm({}, people=())
        form.is_valid()
        form.refuse(fault)
    page = {"case": view.row, "openers": named, "form": form, "is_opener": by.id in held}
    return render(request, "evidence/openers.html", page)


@signed_in()
@needs_fresh_sign_in
def border(request: HttpRequest, case_id: str, exhibit_id: str) -> HttpResponse:
    """What both authorities agreed on; the sealed file goes out once both have."""
    node, by = this_node(), officer(request)
    row = exhibit_of(node, by, case_id, exhibit_id)
    is_new = "theirs" in request.POST
    form = AgreementForm(*((request.POST, request.FILES) if is_new else ()))
    country = request.POST.get("to", "")
    try:
        if "agree" in request.POST:
            apart.agree(node, by, exhibit_id, country, confirmed_at=confirmed_at(request))
            messages.success(request, gettext("Our authority has agreed."))
            return redirect("evidence:border", case_id, exhibit_id)
        if "give" in request.POST:
            data = apart.give_apart(node, by, exhibit_id, country, confirmed_at=confirmed_at(request))
            return as_file((data,), f"{row.digest[:16]}.age", plain="apart.age")
        if is_new and form.is_valid():
            typed = form.cleaned_data
            apart.record_agreement(
                node,
                by,
                exhibit_id,
                country=typed["country"],
                theirs=typed["theirs"],
                theirs_on=typed["theirs_on"],
                theirs_reference=typed["theirs_reference"],
                scan=typed["scan"].read(),
                scan_name=str(typed["scan"].name),
            )
            messages.success(request, gettext("Recorded. One of ours who may approve agrees next."))
            return redirect("evidence:border", case_id, exhibit_id)
    except GlacyError as fault:
        if not form.is_bound:
            messages.error(request, str(fault))
            return redirect("evidence:border", case_id, exhibit_id)
        form.refuse(fault)
    agreements = tuple((one, nation(one.country)) for one in apart.agreements_of(node, by, exhibit_id))
    page = {"row": row, "name": name_of(row), "agreements": agreements, "form": form}
    return render(request, "evidence/border.html", page)
