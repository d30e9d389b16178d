"""The pages of the treaty desk: public, each also as CSV, JSON and PDF; a wrong day is said and kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from glacy.countries import find_country, named
from glacy.desks.frame.here import now
from glacy.desks.frame.parts import Link, Pages
from glacy.desks.treaty.articles_sheets import articles_sheet
from glacy.desks.treaty.country_sheets import country_folds, country_sheet, standing_rows
from glacy.desks.treaty.forms import DayForm, MatrixForm, RoadsForm, StatusForm
from glacy.desks.treaty.matrix_sheets import group_lines, matrix_sheet
from glacy.desks.treaty.roads_sheets import holder_rows, roads_sheet
from glacy.desks.treaty.sheets import FORMS, Sheet, answer
from glacy.desks.treaty.status_sheets import curve_sheet, doubts_sheet, map_folds, map_sheet
from glacy.desks.treaty.tiles import legend, pictures
from glacy.desks.treaty.words import TROUBLES
from glacy.treaty import Instrument, curve, doubts, instruments, matrix, plan, read_instrument, status
from glacy.treaty import articles as articles_of
from glacy.treaty import roads as roads_of

A_PAGE = 50
_NO_DATA = "any"


@require_GET
def world(request: HttpRequest, form: str = "") -> HttpResponse:
    """The tile map and the table of an instrument on a day."""
    asked = StatusForm(_given(request, instrument="ETS185"), initial={"instrument": "ETS185", "on": _today()})
    if asked.is_bound and asked.is_valid():
        chart = status(asked.cleaned_data["instrument"], asked.cleaned_data["on"])
    else:
        chart = status("ETS185", _today())
    sheet = map_sheet(chart)
    shown = {"form": asked, "chart": chart, "pictures": pictures(chart), "legend": legend()}
    shown["folds"] = map_folds(chart)
    shown["last_year"] = _today().year + 1
    return _page(request, "treaty/map.html", sheet, form, "treaty:map_as", shown)


@require_GET
def country(request: HttpRequest, code: str, form: str = "") -> HttpResponse:
    """All that the facts say about one State or territory."""
    if find_country(code) is None:
        meant = named(code)
        if len(meant) != 1:
            raise Http404(code)
        return redirect("treaty:country", code=meant[0].code)
    asked = DayForm(_given(request), initial={"on": _today()})
    on = asked.cleaned_data["on"] if asked.is_bound and asked.is_valid() else _today()
    return _page(
        request,
        "treaty/country.html",
        country_sheet(code, on),
        form,
        "treaty:country_as",
        {"form": asked, "standing": standing_rows(code, on), "folds": country_folds(code, on)},
        code,
    )


@require_GET
def pairs(request: HttpRequest, form: str = "") -> HttpResponse:
    """One measure between all States, in groups that answer alike."""
    first = {"measure": "ETS185-29", "data": _NO_DATA, "on": _today()}
    asked = MatrixForm(_given(request, measure="ETS185-29", data=_NO_DATA), initial=first)
    if not (asked.is_bound and asked.is_valid()):
        kept = MatrixForm({"measure": "ETS185-29", "data": _NO_DATA, **_parts(_today())})
        kept.is_valid()
        found = matrix(*kept.wish())
    else:
        found = matrix(*asked.wish())
    lines = group_lines(found)
    return _page(
        request,
        "treaty/pairs.html",
        matrix_sheet(found, lines),
        form,
        "treaty:matrix_as",
        {"form": asked, "lines": lines},
    )


@require_GET
def accessions(request: HttpRequest, form: str = "") -> HttpResponse:
    """How the number of Parties grew."""
    instrument = _instrument(request)
    sheet = curve_sheet(instrument, curve(instrument.id), until=_today())
    shown = {"form": _which(instrument)}
    return _page(request, "treaty/accessions.html", sheet, form, "treaty:curve_as", shown)


@require_GET
def articles(request: HttpRequest, form: str = "") -> HttpResponse:
    """What each article of an instrument says, in own words, and how far that was verified."""
    instrument = _instrument(request)
    sheet = articles_sheet(instrument, articles_of(instrument.id))
    shown = {"form": _which(instrument), "instrument": instrument}
    return _page(request, "treaty/articles.html", sheet, form, "treaty:articles_as", shown)


@require_GET
def unknown(request: HttpRequest, form: str = "") -> HttpResponse:
    """What is unknown, unverified, old or contradicted."""
    found = doubts(_today())
    trouble = request.GET.get("trouble", "contradicted")
    trouble = trouble if trouble in TROUBLES else "contradicted"
    of_kind = [doubt for doubt in found if doubt.trouble == trouble]
    text = request.GET.get("from", "0")
    start = (
        min(int(text), len(of_kind)) if text.isascii() and text.isdigit() and len(text) < len("100000") else 0
    )
    sheet = doubts_sheet(found, of_kind if form == "pdf" else of_kind[start : start + A_PAGE], on=_today())
    here = reverse("treaty:unknown")
    kinds = [
        (key, says, sum(doubt.trouble == key for doubt in found), f"{here}?trouble={key}", key == trouble)
        for key, says in TROUBLES.items()
    ]
    after = f"{here}?trouble={trouble}&from={start + A_PAGE}" if start + A_PAGE < len(of_kind) else ""
    before = f"{here}?trouble={trouble}" if start else ""
    shown = {"kinds": kinds, "pages": Pages(before=before, after=after)}
    return _page(request, "treaty/unknown.html", sheet, form, "treaty:unknown_as", shown)


@require_GET
def roads(request: HttpRequest, form: str = "") -> HttpResponse:
    """Who holds it, every road side by side, and the plan that chains them."""
    is_asked = {"requesting", "data"} <= set(request.GET) and "change" not in request.GET
    first = {"urgency": "routine", "aim": "obtain", **request.GET.dict(), "on": _today()}
    asked = RoadsForm(request.GET if is_asked else None, initial=first)
    errand = asked.errand() if is_asked else None
    if errand is None:
        if form:
            raise Http404(request.path)
        return render(request, "treaty/roads.html", {"form": asked, "ways": _ways(request)})
    found = roads_of(errand)
    sheet = roads_sheet(errand, found, plan(errand, found))
    shown = {"form": asked, "holder": holder_rows(errand)}
    return _page(request, "treaty/roads.html", sheet, form, "treaty:roads_as", shown)


def _page(
    request: HttpRequest,
    template: str,
    sheet: Sheet,
    form: str,
    address: str,
    shown: dict[str, Any],  # Any: a template context holds many types
    *arguments: str,
) -> HttpResponse:
    if form:
        return answer(request, sheet, form, at=now())
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    files = [
        Link(says=one.upper(), url=f"{reverse(address, args=[*arguments, one])}{query}", about=sheet.title)
        for one in FORMS
    ]
    return render(request, template, {"sheet": sheet, "files": files, "ways": _ways(request), **shown})


def _ways(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """The pages of this desk, and which is shown."""
    named = (
        (_("Map"), "treaty:map"),
        (_("All pairs"), "treaty:matrix"),
        (_("Roads"), "treaty:roads"),
        (_("Articles"), "treaty:articles"),
        (_("Accessions"), "treaty:curve"),
        (_("What is unknown"), "treaty:unknown"),
    )
    return [(says, reverse(page), request.path == reverse(page)) for says, page in named]


def _instrument(request: HttpRequest) -> Instrument:
    """The instrument that is asked for; the Convention where none is, or one that is not in the facts."""
    named = request.GET.get("instrument", "")
    return read_instrument(named if named in {one.id for one in instruments()} else "ETS185")


def _which(instrument: Instrument) -> StatusForm:
    """The form that asks for an instrument, without a day."""
    asked = StatusForm(None, initial={"instrument": instrument.id, "on": _today()})
    del asked.fields["on"]
    return asked


def _given(request: HttpRequest, **others: str) -> Any:  # Any: a QueryDict or None
    """What was asked, if anything was; `others` stand for what a link that names a day alone leaves out."""
    if not request.GET.keys() & {*others, "on_day", "on_month", "on_year"}:
        return None
    given = request.GET.copy()
    for name, value in others.items():
        given.setdefault(name, value)
    return given


def _today() -> date:
    return now().date()


def _parts(on: date) -> dict[str, str]:
    return {"on_day": str(on.day), "on_month": str(on.month), "on_year": str(on.year)}
