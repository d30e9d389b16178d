"""The page of a country as a sheet: status, reservations, authorities, practice, what it can ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from glacy.countries import Country
from glacy.desks.frame.measures import MEASURES
from glacy.desks.frame.moments import say_day
from glacy.desks.frame.nations import nation
from glacy.desks.frame.parts import Column, Link, Row, Table, Text
from glacy.desks.frame.plain import sureness
from glacy.desks.frame.sayings import said
from glacy.desks.treaty.folds import Fold, folds_of
from glacy.desks.treaty.practice_words import say_value
from glacy.desks.treaty.sheets import Cell, Sheet
from glacy.desks.treaty.words import DECLARED, IN_FORCE, TOPICS, step_tag
from glacy.treaty import (
    FactRow,
    Matrix,
    Place,
    Wish,
    agreements_of,
    authorities,
    hubs,
    instruments,
    matrix,
    measures,
    place,
    practice,
    reservations,
    territories,
)


def _tables(code: str, on: date) -> Iterator[tuple[str, Table]]:
    yield "status", _status(code, on)
    if (measures_ := _measures(code, on)) is not None:
        yield "measures", measures_
    yield "reservations", _reservations(code, on)
    yield "authorities", _authorities(code, on)
    yield "practice", _practice(code)
    yield "agreements", _agreements(code)
    if (territories_ := _territories(code)) is not None:
        yield "territories", territories_


def country_folds(code: str, on: date) -> tuple[Fold, ...]:
    """The parts of the page of a country, folded."""
    return folds_of(tuple(_tables(code, on)))


def country_sheet(code: str, on: date) -> Sheet:
    """Everything that the facts say about a State or a territory, on a day."""
    hub = hubs().get(code)
    lines = [_("As the facts stand on %(day)s") % {"day": say_day(on)}]
    if hub is not None:
        lines.append(
            _("Hub of %(project)s since %(since)s; serves: %(serves)s")
            % {"project": hub.project, "since": hub.since, "serves": hub.serves}
        )
    else:
        lines.append(_("Not a hub on the facts"))
    tables = dict(_tables(code, on))
    return Sheet(
        name=f"{code}-{on}",
        title=nation(code),
        lines=tuple(lines),
        tables=tuple(tables.values()),
        columns=("what", "about", "says", "id", "source", "read_on", "confidence"),
        rows=list(_rows(code, on)),
        json={
            "country": code,
            "name": Country(code).name(),
            "on": on.isoformat(),
            "hub": hub.fact.to_json() if hub else None,
            "status": {one.id: place(one.id, code, on).to_json() for one in instruments()},
            "reservations": [row.fact.to_json() for row in reservations(code)],
            "authorities": [row.fact.to_json() for one in instruments() for row in authorities(code, one.id)],
            "practice": [row.fact.to_json() for row in practice(code)],
            "agreements": [row.fact.to_json() for row in agreements_of(code)],
            "territories": [row.fact.to_json() for row in territories(code)],
        },
    )


def standing_rows(code: str, on: date) -> tuple[Row, ...]:
    """Where a State stands towards each instrument, a line each."""
    places = ((one, place(one.id, code, on)) for one in instruments())
    return tuple(
        Row(
            key=f"{said(one.short)} ({one.series})",
            value=(
                step_tag(found.step),
                *_since(found, on),
            ),
        )
        for one, found in places
    )


def _since(found: Place, on: date) -> tuple[str, ...]:
    day = found.in_force_on
    if found.step != "party" or day is None or day > on:
        return ()
    return (_("since %(day)s") % {"day": say_day(day)},)


def _status(code: str, on: date) -> Table:
    places = [(one, place(one.id, code, on)) for one in instruments()]
    return Table(
        caption=_("Status"),
        columns=_columns(_("Instrument"), _("Status"), _("Signed"), _("Deposited"), _("In force"), _("Why")),
        rows=tuple(
            (
                f"{said(one.short)} ({one.series})",
                step_tag(found.step),
                *(
                    say_day(day) if day else "–"
                    for day in (found.signed_on, found.deposited_on, found.in_force_on)
                ),
                said(found.says),
            )
            for one, found in places
        ),
    )


def _measures(code: str, on: date) -> Table | None:
    wish = Wish(requesting="GH", requested="CL", on=on)
    found = [matrix(measure, wish) for measure in measures()]
    if code not in found[0].states:
        return None
    heads = (_("Measure"), _("Can ask"), _("Asks: unknown"), _("Can be asked by"), _("Is asked: unknown"))
    return Table(
        caption=_("What it can ask, and be asked"),
        columns=tuple(Column(says=says, is_number=number > 0) for number, says in enumerate(heads)),
        rows=tuple(_measure(one, code, on) for one in found),
    )


def _measure(found: Matrix, code: str, on: date) -> tuple[Link | int, ...]:
    days = f"on_day={on.day}&on_month={on.month}&on_year={on.year}"
    url = f"{reverse('treaty:matrix')}?measure={found.measure}&data=any&{days}"
    asking, asked = found.asking(code), found.asked(code)
    says = f"{MEASURES.get(str(found.measure), found.measure)} ({found.measure})"
    return (
        Link(says=says, url=url),
        asking["allowed"],
        asking["unknown"],
        asked["allowed"],
        asked["unknown"],
    )


def _reservations(code: str, on: date) -> Table:
    return Table(
        caption=_("Reservations and declarations"),
        columns=_columns(_("Article"), _("Kind"), _("What it says"), _("On this day"), _("Source")),
        rows=tuple(
            (
                f"{row.instrument} {row.article}",
                DECLARED.get(row.kind, row.kind.replace("_", " ")),
                said(row.says),
                _stands(row.since, row.until, on),
                _source(row.fact),
            )
            for row in reservations(code)
        ),
        empty=_("None is in the facts. That is not proof that there is none."),
    )


def _stands(since: date | None, until: date | None, on: date) -> str:
    """Whether something stands on the day, and since when if that is known."""
    if since is not None and on < since:
        return _("Not yet, from %(day)s") % {"day": say_day(since)}
    if until is not None and on >= until:
        return _("No longer, until %(day)s") % {"day": say_day(until)}
    return (
        _("Stands since %(day)s") % {"day": say_day(since)} if since else _("Stands; since when is unknown")
    )


def _authorities(code: str, on: date) -> Table:
    named = [row for one in instruments() for row in authorities(code, one.id)]
    return Table(
        caption=_("Authorities"),
        columns=_columns(_("Article"), _("Authority"), _("On this day"), _("Source")),
        rows=tuple(
            (
                f"{row.instrument} {', '.join(row.articles)}",
                row.name or _("Notified, but the name is not in the facts"),
                _stands(row.since, None, on),
                _source(row.fact),
            )
            for row in named
        ),
        empty=_("No authority is in the facts. Ask the Treaty Office or the 24/7 directory."),
    )


def _practice(code: str) -> Table:
    return Table(
        caption=_("How it works"),
        columns=_columns(_("Topic"), _("Value"), _("What it says"), _("Source")),
        rows=tuple(
            (
                TOPICS.get(row.topic, row.topic.replace("_", " ")),
                say_value(row),
                said(row.says),
                _source(row.fact),
            )
            for row in practice(code)
        ),
        empty=_("Unknown: no row."),
    )


def _agreements(code: str) -> Table:
    return Table(
        caption=_("Assistance treaties and arrangements"),
        columns=_columns(_("Treaty"), _("With"), _("In force"), _("What it says"), _("Source")),
        rows=tuple(
            (
                said(row.name),
                _with(row.with_, row.state, code),
                IN_FORCE.get(row.in_force) or said(row.in_force),
                said(row.says),
                _source(row.fact),
            )
            for row in agreements_of(code)
        ),
        empty=_("Unknown: no row."),
    )


def _with(with_: str, state: str, code: str) -> str:
    return nation(with_ if state == code else state)


def _territories(code: str) -> Table | None:
    found = territories(code)
    if not found:
        return None
    return Table(
        caption=_("Territories with a code of their own (Article 38)"),
        columns=_columns(_("Territory"), _("Reached"), _("What it says"), _("Source")),
        rows=tuple(
            (
                Link(says=nation(row.code), url=reverse("treaty:country", args=[row.code])),
                {"yes": _("Yes"), "no": _("No")}.get(row.covered, _("Unknown")),
                said(row.fact.says),
                _source(row.fact),
            )
            for row in found
        ),
    )


def _columns(*says: Text) -> tuple[Column, ...]:
    return tuple(Column(says=one) for one in says)


def _source(fact: FactRow) -> str:
    address = fact.source.split(" | ")[0]
    place_of = address.split("/")[2] if address.startswith(("http://", "https://")) else address
    return f"{said(place_of)}; {sureness(fact.confidence)}"


def _rows(code: str, on: date) -> Iterable[tuple[Cell, ...]]:
    groups = (
        ("status", (row for one in instruments() for row in place(one.id, code, on).facts)),
        ("reservation", (row.fact for row in reservations(code))),
        ("authority", (row.fact for one in instruments() for row in authorities(code, one.id))),
        ("practice", (row.fact for row in practice(code))),
        ("agreement", (row.fact for row in agreements_of(code))),
        ("territory", (row.fact for row in territories(code))),
    )
    for what, facts in groups:
        for fact in facts:
            read_on = fact.read_on.isoformat()
            yield (what, code, fact.says, fact.id, fact.source, read_on, fact.confidence)
