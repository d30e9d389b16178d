"""Where States stand: the table of one on a day with its files, gaps, and States compared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from glacy.countries import find_country
from glacy.desks.frame.access import signed_in
from glacy.desks.frame.fields import Pick, SomeOf
from glacy.desks.frame.forms import Form
from glacy.desks.frame.here import now, officer, this_node
from glacy.desks.frame.moment_fields import Day
from glacy.desks.frame.nations import nation
from glacy.desks.frame.parts import Link
from glacy.desks.legislation import tables
from glacy.desks.legislation.reviewing import article_of, said_by
from glacy.desks.legislation.views import language_of_reader
from glacy.desks.legislation.words import FIELDS, STATES
from glacy.desks.treaty.words import REGIONS
from glacy.node.acts import legislation_tables as acts
from glacy.treaty import regions

_KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
_TOO_MANY = 60
_COUNTED = ("full", "partial", "elsewhere", "none_found", "not_searched")


class DayForm(Form):
    """On which day the law is read."""

    on = Day(_("On which day"), hint=_("The law is read as it stood on this day"))


class StatesForm(Form):
    """Which States stand side by side."""

    state = SomeOf(_("States"), choices=(), missing=_("Choose at least one State"))


class WhereForm(Form):
    """Which States the view of the world is drawn from; all that are here, where none is chosen."""

    region = Pick(_("Region"), choices=REGIONS.items(), required=False, empty=_("The whole world"))
    state = SomeOf(_("States"), choices=(), required=False)


def _day(request: HttpRequest) -> tuple[DayForm, date]:
    today = now().date()
    form = DayForm(request.GET if "on_day" in request.GET else None, initial={"on": today})
    return form, form.cleaned_data["on"] if form.is_bound and form.is_valid() else today


def _country(country: str) -> str:
    if find_country(country) is None:
        raise Http404
    return country


@require_GET
@signed_in()
def state(request: HttpRequest, country: str) -> HttpResponse:
    """The concordance of a State on a day, its gaps, and the files of the table."""
    form, on = _day(request)
    view = acts.view_state(this_node(), officer(request), _country(country), on=on)
    language = language_of_reader()
    files = {one: f"{reverse('legislation:table', args=(country, one))}?on={on}" for one in acts.FORMS}
    page = {
        "form": form,
        "on": on,
        "country": country,
        "state": nation(country),
        "view": view,
        "counts": [
            (STATES[one][0], sum(row.state == one for row in view.concordance.rows)) for one in _COUNTED
        ],
        "not_loaded": [FIELDS[one] for one in view.concordance.not_loaded],
        "acts": [
            Link(says=one.act.title, url=reverse("legislation:version", args=(one.pk,)))
            for one in view.versions
        ],
        "stale": [
            f"{one.number}, {article_of(one.instrument, one.article)}: {said_by((one,))[0]}"
            for one in view.stale
        ],
        "table": tables.concordance_table(view.concordance, language, ""),
        "files": files,
        "back": reverse("legislation:start"),
    }
    return render(request, "legislation/state.html", page)


@require_GET
@signed_in()
def gaps(request: HttpRequest, country: str) -> HttpResponse:
    """What is missing in the law of a State, and how it came to stand where it does."""
    form, on = _day(request)
    node, by = this_node(), officer(request)
    view = acts.view_state(node, by, _country(country), on=on)
    page = {
        "form": form,
        "on": on,
        "title": _("Gaps and progress"),
        "caption": nation(country),
        "lead": _(
            "Nothing found is a gap only where it was looked for. What was not searched is counted apart."
        ),
        "tables": (
            tables.gaps_table(view.concordance, language_of_reader()),
            tables.progress_table(acts.progress(node, by, country, on=on)),
        ),
        "back": reverse("legislation:state", args=(country,)),
    }
    return render(request, "legislation/sheet.html", page)


@require_GET
@signed_in()
def table(request: HttpRequest, country: str, form: str) -> HttpResponse:
    """The table of a State as a file."""
    if form not in _KINDS:
        raise Http404
    try:
        on = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        on = now().date()
    name, language = nation(_country(country)), language_of_reader()
    data = acts.export(this_node(), officer(request), country, on=on, form=form, language=language, name=name)
    answer = HttpResponse(data, content_type=_KINDS[form])
    file = f"concordance-{country.lower()}-{on}.{form}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return answer


@require_GET
@signed_in()
def compare(request: HttpRequest) -> HttpResponse:
    """Any number of States side by side."""
    node, by = this_node(), officer(request)
    known = acts.states(node, by)
    form = StatesForm(request.GET if "state" in request.GET else None)
    field = form.fields["state"]
    assert isinstance(field, SomeOf)
    field.choices = [(one, nation(one)) for one in sorted(known, key=nation)]
    shown: tuple[object, ...] = ()
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data["state"][:_TOO_MANY]
        rows = acts.compare_states(node, by, chosen, on=now().date())
        shown = (tables.compared_table(chosen, rows, language_of_reader()),)
    page = {
        "form": form,
        "title": _("Compare States"),
        "lead": _("Where each State stands on each article, by the acts that were confirmed here."),
        "tables": shown,
        "back": reverse("legislation:start"),
        "button": _("Compare"),
        "is_empty": not known,
    }
    return render(request, "legislation/sheet.html", page)


def _within(form: WhereForm, known: Sequence[str]) -> list[str]:
    """Of the States that are here those of the region, and of them those that were chosen."""
    region, chosen = form.cleaned_data["region"], form.cleaned_data["state"]
    groups = regions().get(region, {}).values()
    there = {one.code for states in groups for one in states}
    return [one for one in known if (not region or one in there) and (not chosen or one in chosen)]


@require_GET
@signed_in()
def missing(request: HttpRequest) -> HttpResponse:
    """Which elements are missing where, powers first, for all States that are here or for some."""
    node, by = this_node(), officer(request)
    known = acts.states(node, by)
    form = WhereForm(request.GET if {"state", "region"} & set(request.GET) else None)
    field = form.fields["state"]
    assert isinstance(field, SomeOf)
    field.choices = [(one, nation(one)) for one in sorted(known, key=nation)]
    chosen = _within(form, known) if form.is_bound and form.is_valid() else list(known)
    found = acts.missing_where(node, by, chosen[:_TOO_MANY], on=now().date())
    page = {
        "form": form,
        "title": _("What is missing where"),
        "lead": _("Elements that no provision shows. What was not searched is no gap, and is not counted."),
        "tables": (tables.missing_table(found, language_of_reader()),),
        "back": reverse("legislation:start"),
        "button": _("Show these States"),
        "is_empty": not known,
    }
    return render(request, "legislation/sheet.html", page)
