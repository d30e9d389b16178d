"""Acts at the desk: the list, an act with its versions, and what was read of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from glacy.desks.frame.access import signed_in
from glacy.desks.frame.here import officer, this_node
from glacy.desks.frame.moments import say_day
from glacy.desks.frame.nations import nation
from glacy.desks.frame.parts import Column, Link, Pages, Row, Table, Tag
from glacy.desks.frame.sayings import said
from glacy.desks.legislation.words import EFFECTS, FIELDS, TONGUES, version_tag
from glacy.node.acts import legislation as acts
from glacy.node.acts.legislation import ActView, VersionView
from glacy.store.models import ActRow, VersionRow

_AT_ONCE = 25
_START = 280
"""How many letters of a provision stand in the list of what was read."""


def language_of_reader() -> str:
    """The language of the page, as two letters."""
    return (get_language() or "en").split("-")[0]


@require_GET
@signed_in()
def start(request: HttpRequest) -> HttpResponse:
    """Every act that is here, by State, and the ways on."""
    node, by = this_node(), officer(request)
    rows = acts.list_acts(node, by, kind="act")
    places = sorted({row.country for row in rows}, key=nation)
    states = Table(
        caption=_("States"),
        columns=(Column(says=_("State")), Column(says=_("Acts"), is_number=True)),
        rows=tuple(
            (
                Link(says=nation(one), url=reverse("legislation:state", args=(one,))),
                sum(1 for row in rows if row.country == one),
            )
            for one in places
        ),
        empty=_("No act is here yet. Bring one in: a PDF with text, DOCX, HTML, Akoma Ntoso or plain text."),
    )
    listed = Table(
        caption=_("Acts"),
        columns=(
            Column(says=_("Act")),
            Column(says=_("State")),
            Column(says=_("What law it is")),
            Column(says=_("Newest text")),
        ),
        rows=tuple(_act_line(row) for row in rows),
        empty=_("No act is here yet."),
    )
    may_draft = by.has(*acts.DRAFTERS)
    tables = (states, listed) if rows else (states,)
    return render(request, "legislation/start.html", {"tables": tables, "may_draft": may_draft})


def _act_line(row: ActRow) -> tuple[Link | str | Tag, ...]:
    newest = max(row.versions.all(), key=lambda one: (one.from_on, one.put_at))
    return (
        Link(says=row.title, url=reverse("legislation:act", args=(row.pk,))),
        nation(row.country),
        ", ".join(str(FIELDS[one]) for one in row.covers),
        version_tag(newest),
    )


@require_GET
@signed_in()
def act(request: HttpRequest, law_id: str) -> HttpResponse:
    """An act: its versions, judgments on it, and what may be done."""
    view = acts.view_act(this_node(), officer(request), law_id)
    page = {
        "view": view,
        "state": nation(view.row.country),
        "facts": _facts(view.row),
        "versions": _versions(view),
        "judgments": _judgments(view),
        "back": reverse("legislation:start"),
        "pair": [one.pk for one in view.versions[:2]] if len(view.versions) > 1 else [],
    }
    return render(request, "legislation/act.html", page)


def _facts(row: ActRow) -> tuple[Row, ...]:
    found = [
        Row(
            key=_("State"),
            value=Link(says=nation(row.country), url=reverse("legislation:state", args=(row.country,))),
        )
    ]
    if row.number:
        found.append(Row(key=_("Number"), value=row.number))
    if row.covers:
        found.append(Row(key=_("What law it is"), value=", ".join(str(FIELDS[one]) for one in row.covers)))
    found.append(Row(key=_("Brought in by"), value=row.put_by.name))
    return tuple(found)


def _versions(view: ActView) -> Table:
    return Table(
        caption=_("Versions"),
        columns=(
            Column(says=_("In force from")),
            Column(says=_("Language")),
            Column(says=_("State of the text")),
            Column(says=_("Amended by")),
            Column(says=_("Confirmed by")),
        ),
        rows=tuple(
            (
                Link(says=say_day(one.from_on), url=reverse("legislation:version", args=(one.pk,))),
                TONGUES.get(one.language, one.language),
                version_tag(one),
                one.amended_by or "–",
                one.confirmed_by.name if one.confirmed_by else "–",
            )
            for one in view.versions
        ),
    )


def _judgments(view: ActView) -> Table:
    return Table(
        caption=_("Judgments"),
        columns=(
            Column(says=_("Provision")),
            Column(says=_("What the court decided")),
            Column(says=_("Court")),
            Column(says=_("It takes effect on")),
            Column(says=_("Source")),
        ),
        rows=tuple(
            (
                one.number,
                EFFECTS[one.effect],
                f"{one.court}, {one.reference}",
                say_day(one.from_on),
                one.source,
            )
            for one in view.judgments
        ),
        empty=_("No judgment on this act is known here."),
    )


@require_GET
@signed_in()
def version(request: HttpRequest, version_id: str) -> HttpResponse:
    """What was read of a text, provision by provision, with what a person should look at."""
    view = acts.view_version(this_node(), officer(request), version_id)
    at = _from(request.GET.get("from", ""), len(view.provisions))
    page = {
        "view": view,
        "row": view.row,
        "state": nation(view.row.act.country),
        "facts": _text_facts(view.row),
        "warnings": [said(one) for one in view.row.warnings],
        "shown": [
            (one, one.text[:_START], len(one.text) > _START, view.struck.get(one.number))
            for one in view.provisions[at : at + _AT_ONCE]
        ],
        "many": len(view.provisions),
        "back": reverse("legislation:act", args=(view.row.act_id,)),
        "pages": _pages(view, at),
        "is_searched": view.row.language in TONGUES,
    }
    return render(request, "legislation/version.html", page)


def _text_facts(row: VersionRow) -> tuple[Row, ...]:
    mirror = Tag(says=_("From a mirror, not the official source"), tone="soon")
    source: list[str | Tag] = [row.source or gettext("None is named yet")]
    if row.is_mirror:
        source.append(mirror)
    found = [
        Row(key=_("State of the text"), value=version_tag(row)),
        Row(key=_("Date of this text"), value=say_day(row.dated_on)),
        Row(key=_("In force from"), value=say_day(row.from_on)),
        Row(key=_("Language"), value=TONGUES.get(row.language, row.language)),
    ]
    if row.status != "bill":
        found.append(Row(key=_("Official address of the text"), value=source))
    if row.repealed_on:
        found.append(Row(key=_("Not in force from"), value=say_day(row.repealed_on)))
    found.append(Row(key=_("SHA-256 of the file"), value=row.file_digest, is_code=True))
    if row.confirmed_by and row.confirmed_at:
        who = gettext("%(name)s, %(day)s") % {
            "name": row.confirmed_by.name,
            "day": say_day(row.confirmed_at.date()),
        }
        found.append(Row(key=_("Confirmed by"), value=who))
    return tuple(found)


def _pages(view: VersionView, at: int) -> Pages:
    base = reverse("legislation:version", args=(view.row.pk,))
    after = at + _AT_ONCE
    return Pages(
        before=base if at else "", after=f"{base}?from={after}" if after < len(view.provisions) else ""
    )


def _from(text: str, many: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 and int(text) < many else 0


@require_GET
@signed_in()
def file(request: HttpRequest, version_id: str, form: str) -> HttpResponse:
    """The file as it was brought in, or the text as Akoma Ntoso, to be saved and never shown."""
    node, by = this_node(), officer(request)
    if form == "akn":
        row, data = acts.write_version(node, by, version_id)
        ending = "xml"
    else:
        row, data = acts.read_file(node, by, version_id)
        ending = {"text": "txt", "akn": "xml"}.get(row.form, row.form)
    name = f"{row.act.country.lower()}-{row.dated_on}.{ending}"
    answer = HttpResponse(data, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
