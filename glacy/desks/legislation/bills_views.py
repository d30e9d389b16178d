"""Bills at the desk: pasted, read beside the law that stands, and one draft beside another."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from glacy.desks.frame.access import signed_in
from glacy.desks.frame.here import officer, this_node
from glacy.desks.frame.nations import nation
from glacy.desks.frame.parts import Column, Link, Table, Tag
from glacy.desks.legislation.forms import BillForm, DraftForm
from glacy.desks.legislation.tables import name_of
from glacy.desks.legislation.views import language_of_reader
from glacy.desks.legislation.words import state_tag
from glacy.errors import GlacyError
from glacy.node.acts import legislation_bills as acts
from glacy.node.acts.legislation import DRAFTERS, view_act

_EFFECTS = {
    "closes": (_("What it closes"), _("It closes no gap.")),
    "improves": (_("What it improves"), _("It improves nothing that stays open.")),
    "stays_open": (_("What stays open"), _("Nothing stays open.")),
}


@require_GET
@signed_in()
def bills(request: HttpRequest) -> HttpResponse:
    """Every bill that is here."""
    node, by = this_node(), officer(request)
    rows = acts.list_bills(node, by)
    table = Table(
        caption=_("Bills"),
        columns=(Column(says=_("Bill")), Column(says=_("State")), Column(says=_("Drafts"), is_number=True)),
        rows=tuple(
            (
                Link(says=row.title, url=reverse("legislation:act", args=(row.pk,))),
                nation(row.country),
                row.versions.count(),
            )
            for row in rows
        ),
        empty=_("No bill is here yet. Paste one to see what it would change."),
    )
    page = {
        "title": _("Bills"),
        "lead": _("What a bill would close, what stays open, and what goes beyond the treaties."),
        "tables": (table,),
        "back": reverse("legislation:start"),
        "main": Link(says=_("Paste a bill"), url=reverse("legislation:add_bill"))
        if by.has(*DRAFTERS)
        else None,
    }
    return render(request, "legislation/sheet.html", page)


@signed_in(*DRAFTERS)
def add_bill(request: HttpRequest) -> HttpResponse:
    """A bill is pasted, and read at once."""
    node, by = this_node(), officer(request)
    form = BillForm(request.POST or None, initial={"country": node.country})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = acts.put_bill(
                node,
                by,
                country=given["country"],
                title=given["title"],
                text=given["text"],
                covers=tuple(given["covers"]),
            )
            return redirect("legislation:bill", made)
        except GlacyError as fault:
            form.refuse(fault)
    back = reverse("legislation:bills")
    page = {
        "form": form,
        "title": _("Paste a bill"),
        "lead": _("Everybody at this node can read it. It stands in no table of the law in force."),
        "back": back,
        "cancel": back,
        "button": _("Read the bill"),
    }
    return render(request, "form.html", page)


@signed_in(*DRAFTERS)
def add_draft(request: HttpRequest, law_id: str) -> HttpResponse:
    """Another draft of a bill is pasted."""
    node, by = this_node(), officer(request)
    view = view_act(node, by, law_id)
    form = DraftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.put_draft(node, by, law_id, text=form.cleaned_data["text"])
            return redirect("legislation:bill", made)
        except GlacyError as fault:
            form.refuse(fault)
    back = reverse("legislation:act", args=(law_id,))
    page = {
        "form": form,
        "title": _("Paste another draft"),
        "caption": view.row.title,
        "back": back,
        "cancel": back,
        "button": _("Read the draft"),
    }
    return render(request, "form.html", page)


@require_GET
@signed_in()
def bill(request: HttpRequest, version_id: str) -> HttpResponse:
    """What a bill would close, what stays open and what goes beyond; another draft beside it if asked for."""
    view = acts.view_bill(this_node(), officer(request), version_id, other_id=request.GET.get("other", ""))
    language = language_of_reader()
    address = reverse("legislation:bill", args=(version_id,))
    page = {
        "view": view,
        "state": nation(view.row.act.country),
        "tables": [_lines(view, effect, language) for effect in _EFFECTS],
        "not_searched": sum(one.effect == "not_searched" for one in view.lines),
        "beyond": [f"{one.number} {one.heading}".strip() for one in view.beyond],
        "drafts": [
            Link(
                says=gettext("Beside the draft of %(name)s, %(day)s")
                % {"name": one.put_by.name, "day": f"{one.put_at:%Y-%m-%d %H:%M} UTC"},
                url=f"{address}?other={one.pk}",
            )
            for one in view.drafts
        ],
        "back": reverse("legislation:bills"),
    }
    return render(request, "legislation/bill.html", page)


def _lines(view: acts.BillView, effect: str, language: str) -> Table:
    caption, empty = _EFFECTS[effect]
    says = [_("Article"), _("Law in force"), _("With the bill")]
    says += [_("With the other draft")] if view.other else []
    rows: list[tuple[str | Tag, ...]] = []
    for one in view.lines:
        if one.effect != effect:
            continue
        cells: list[str | Tag] = [
            name_of(one.after, language),
            state_tag(one.before.state),
            state_tag(one.after.state),
        ]
        cells += [state_tag(one.other.state)] if one.other else []
        missing = one.after.missing if one.after.entries else ()
        rows.append((*cells, ", ".join(two.name[language] for two in missing) or "–"))
    return Table(
        caption=caption,
        columns=tuple(Column(says=one) for one in [*says, _("Elements that nothing shows")]),
        rows=tuple(rows),
        empty=empty,
    )
