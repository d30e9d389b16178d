"""Policies and strategies at the desk, and what two laws say of the same offence."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from glacy.desks.frame.access import signed_in
from glacy.desks.frame.here import now, officer, this_node
from glacy.desks.frame.moments import say_day
from glacy.desks.frame.nations import nation
from glacy.desks.frame.parts import Column, Link, Row, Table, Tag
from glacy.desks.legislation.forms import GroundsForm, PolicyForm
from glacy.desks.legislation.tables import entries_of, name_of
from glacy.desks.legislation.views import language_of_reader
from glacy.desks.legislation.words import POLICIES, state_tag
from glacy.errors import GlacyError
from glacy.node.acts import legislation_grounds as grounds_acts
from glacy.node.acts import legislation_policies as acts
from glacy.node.acts.legislation import DRAFTERS


@require_GET
@signed_in()
def policies(request: HttpRequest) -> HttpResponse:
    """Every policy and strategy that is here."""
    node, by = this_node(), officer(request)
    table = Table(
        caption=_("Policies and strategies"),
        columns=(
            Column(says=_("Title")),
            Column(says=_("State")),
            Column(says=_("From")),
            Column(says=_("Until")),
            Column(says=_("Objectives"), is_number=True),
        ),
        rows=tuple(
            (
                Link(says=row.title, url=reverse("legislation:policy", args=(row.pk,))),
                nation(row.country),
                say_day(row.from_on),
                say_day(row.until_on) if row.until_on else "–",
                len(row.objectives),
            )
            for row in acts.list_policies(node, by)
        ),
        empty=_("No policy or strategy is here yet."),
    )
    page = {
        "title": _("Policies and strategies"),
        "lead": _("Documents of States, with their days and the objectives that they name."),
        "tables": (table,),
        "back": reverse("legislation:start"),
        "main": Link(says=_("Bring in a policy or strategy"), url=reverse("legislation:add_policy"))
        if by.has(*DRAFTERS)
        else None,
    }
    return render(request, "legislation/sheet.html", page)


@signed_in(*DRAFTERS)
def add_policy(request: HttpRequest) -> HttpResponse:
    """A policy or strategy with its objectives."""
    form = PolicyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            made = acts.put_policy(
                this_node(),
                officer(request),
                form.policy(),
                content=given.read() if given else b"",
                file_name=str(given.name) if given else "",
            )
            return redirect("legislation:policy", made)
        except GlacyError as fault:
            form.refuse(fault)
    back = reverse("legislation:policies")
    page = {
        "form": form,
        "title": _("Bring in a policy or strategy"),
        "back": back,
        "cancel": back,
        "button": _("Keep it"),
    }
    return render(request, "form.html", page)


@require_GET
@signed_in()
def policy(request: HttpRequest, policy_id: str) -> HttpResponse:
    """A policy or strategy."""
    row = acts.view_policy(this_node(), officer(request), policy_id)
    source: list[str | Tag] = [row.source]
    if row.is_mirror:
        source.append(Tag(says=_("From a mirror, not the official source"), tone="soon"))
    page = {
        "row": row,
        "state": nation(row.country),
        "facts": (
            Row(key=_("Kind"), value=POLICIES[row.kind]),
            Row(key=_("From"), value=say_day(row.from_on)),
            Row(key=_("Until"), value=say_day(row.until_on) if row.until_on else "–"),
            Row(key=_("Official address of the text"), value=source),
            Row(key=_("SHA-256 of the file"), value=row.file_digest or "–", is_code=True),
            Row(key=_("Brought in by"), value=row.put_by.name),
        ),
        "back": reverse("legislation:policies"),
    }
    return render(request, "legislation/policy.html", page)


@require_GET
@signed_in()
def policy_file(request: HttpRequest, policy_id: str) -> HttpResponse:
    """The document of a policy, to be saved and never shown."""
    row, data = acts.read_policy(this_node(), officer(request), policy_id)
    if not data:
        raise Http404
    answer = HttpResponse(data, content_type="application/octet-stream")
    ending = row.file_name.rpartition(".")[2]
    name = f"policy-{row.country.lower()}-{row.from_on}.{ending if ending.isalnum() else 'bin'}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_GET
@signed_in()
def grounds(request: HttpRequest) -> HttpResponse:
    """The offences of the treaties in the laws of two States: grounds to look at, and no ruling."""
    node, by = this_node(), officer(request)
    is_asked = bool({"asking", "asked"} & set(request.GET))
    form = GroundsForm(request.GET if is_asked else None, initial={"asking": node.country})
    tables: tuple[Table, ...] = ()
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        rows = grounds_acts.view_grounds(
            node, by, asking=given["asking"], asked=given["asked"], on=now().date()
        )
        language = language_of_reader()
        tables = (
            Table(
                caption=_("Offences in both laws"),
                columns=(
                    Column(says=_("Article")),
                    Column(says=nation(given["asking"])),
                    Column(says=_("Provisions")),
                    Column(says=nation(given["asked"])),
                    Column(says=_("Provisions")),
                ),
                rows=tuple(
                    (
                        name_of(one.asking, language),
                        state_tag(one.asking.state),
                        entries_of(one.asking),
                        state_tag(one.asked.state),
                        entries_of(one.asked),
                    )
                    for one in rows
                ),
            ),
        )
    page = {
        "form": form,
        "title": _("Offences in the law of two States"),
        "lead": _(
            "Grounds for whoever looks at dual criminality: what both laws show of each offence of the"
            " treaties. This is no ruling; where a law is not here it was not searched."
        ),
        "tables": tables,
        "back": reverse("legislation:start"),
        "button": _("Show both laws"),
    }
    return render(request, "legislation/sheet.html", page)
