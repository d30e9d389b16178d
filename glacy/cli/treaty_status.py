"""`glacy treaty status`, `matrix`, `unknown`: where States stand, all pairs at once, what is not settled."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import click

from glacy.cli.showing import json_option, show
from glacy.cli.treaty_day import ANSWERS, day_of, on_option, wish_of, wish_options, wrap

if TYPE_CHECKING:
    from glacy.treaty import Chart, Declaration, Doubt, Matrix, Place

_STEPS = {
    "party": "Parties",
    "deposited": "deposited, not yet in force",
    "signed": "signed only",
    "none": "nothing seen",
    "unknown": "unknown",
}


@click.command()
@click.option(
    "--instrument", "named", multiple=True, metavar="ID", help="ETS185, ETS189, CETS224 or UNCC2024."
)
@on_option
@click.option("--country", metavar="CODE", help="One State or territory, such as CL.")
@json_option
def status(named: tuple[str, ...], day: str | None, country: str | None, as_json: bool) -> None:
    """Where States stand towards the instruments on a day, with counts.

    Any day since 2001. A day that no page shows is unknown; both sides of a contradiction are told.
    """
    from glacy.countries import get_country
    from glacy.treaty import (
        authorities,
        curve,
        instruments,
        place,
        read_instrument,
        reservations,
        territories,
    )
    from glacy.treaty import status as chart_of

    on = day_of(day)
    chosen = [read_instrument(text) for text in named] or list(instruments())
    if country is not None:
        code = get_country(country).code
        charts = [chart_of(one.id, on) for one in chosen]
        places = {chart.instrument.id: place(chart.instrument.id, code, on) for chart in charts}
        show(
            {
                "country": code,
                "on": on,
                "status": places,
                "declarations": [_declared(row, on) for row in reservations(code)],
                "authorities": [
                    {"articles": row.articles, "name": row.name, "since": row.since, "fact": row.fact}
                    for one in chosen
                    for row in authorities(code, one.id)
                ],
                "territories": [row.code for row in territories(code)],
            },
            as_json=as_json,
            lines=[*(line for name, one in places.items() for line in _place(name, one)), *_said(code, on)],
        )
        return
    charts = [chart_of(one.id, on) for one in chosen]
    points = {chart.instrument.id: curve(chart.instrument.id) for chart in charts}
    show(
        {"charts": charts, "curves": points},
        as_json=as_json,
        lines=[line for chart in charts for line in _chart(chart, whole=bool(named))],
    )


def _place(instrument: str, place: Place) -> Iterator[str]:
    yield from wrap(f"{instrument}: {_STEPS[place.step]}. {place.says}", after="  ")
    days = (
        ("signed", place.signed_on),
        ("deposited", place.deposited_on),
        ("in force", place.in_force_on),
    )
    known = ", ".join(f"{word} {day}" for word, day in days if day)
    yield f"  {known or 'no day is in the facts'} ({place.confidence})"
    for row in place.facts:
        yield f"  {row.id}: {row.source.split(' | ')[0]}"


def _declared(row: Declaration, on: date) -> dict[str, object]:
    return {
        "instrument": row.instrument,
        "article": row.article,
        "kind": row.kind,
        "says": row.says,
        "since": row.since,
        "until": row.until,
        "stands": row.stands_on(on),
        "fact": row.fact,
    }


def _said(code: str, on: date) -> Iterator[str]:
    from glacy.treaty import reservations

    for row in reservations(code):
        stands = "" if row.stands_on(on) else " (not on this day)"
        yield from wrap(
            f"{row.instrument} {row.article}, {row.kind.replace('_', ' ')}{stands}: {row.says}", after="  "
        )


def _chart(chart: Chart, *, whole: bool) -> Iterator[str]:
    counted = ", ".join(f"{count} {_STEPS[step]}" for step, count in chart.counts.items() if count)
    yield from wrap(f"{chart.instrument.id} on {chart.on}: {counted}.", after="  ")
    if not whole:
        return
    yield from wrap(f"  {chart.instrument.fact.says}", after="  ")
    yield f"  {chart.instrument.fact.id}: {chart.instrument.fact.source.split(' | ')[0]}"
    blank = []
    for place in (*chart.states, *chart.territories):
        days = place.in_force_on or place.deposited_on or place.signed_on or ""
        if place.step == "unknown" and not days and not place.conflicts:
            blank.append(place.country)
        elif place.step != "none":
            mark = " !" if place.conflicts else ""
            yield f"  {place.country}  {place.step:<10} {days!s:<11} {place.name}{mark}"
    if blank:
        yield from wrap(f"  unknown, without a day in the facts: {' '.join(blank)}", after="  ")


@click.command()
@click.option("--measure", "named", required=True, metavar="ID", help="Such as ETS185-29.")
@wish_options
@click.option("--csv", "as_csv", is_flag=True, help="Print every pair as CSV.")
@json_option
def matrix(
    named: str,
    data: str,
    day: str | None,
    urgent: bool,
    emergency: bool,
    offences: tuple[str, ...],
    as_csv: bool,
    as_json: bool,
) -> None:
    """One measure between all States: groups that answer alike, and how many pairs are allowed."""
    from glacy.treaty import matrix as matrix_of
    from glacy.treaty import read_measure

    measure = read_measure(named)
    wish = wish_of("GH", "CL", data=data, day=day, urgent=urgent, emergency=emergency, offences=offences)
    found = matrix_of(measure, wish)
    if as_csv:
        click.echo(_pairs(found), nl=False)
        return
    shown = {
        "measure": str(measure),
        "on": found.on,
        "data": wish.data,
        "counts": found.counts,
        "groups": [{"states": group.states, "answers": _answers(group.asking)} for group in found.groups()],
    }
    show(shown, as_json=as_json, lines=_matrix_lines(found))


def _answers(letters: tuple[int, ...]) -> list[str | None]:
    names = ("allowed", "unknown", "not_allowed", None)
    return [names[letter] for letter in letters]


def _matrix_lines(found: Matrix) -> Iterator[str]:
    counted = ", ".join(f"{ANSWERS[answer].lower()} {count}" for answer, count in found.counts.items())
    yield from wrap(f"{found.measure} on {found.on}, {sum(found.counts.values())} pairs: {counted}.")
    signs = "+?-."
    for number, group in enumerate(found.groups(), start=1):
        answers = "".join(signs[letter] for letter in group.asking)
        yield from wrap(f"{number:>3} {answers}  {' '.join(group.states)}", after=" " * 6)
    yield "A row is a group that asks; its signs are the groups it asks, in the same order:"
    yield "+ allowed, ? unknown, - not allowed."


def _pairs(found: Matrix) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["requesting", "requested", "measure", "on", "answer"])
    names = ("allowed", "unknown", "not_allowed")
    for requesting, row in zip(found.states, found.rows, strict=True):
        writer.writerows(
            [requesting, requested, str(found.measure), found.on, names[letter]]
            for requested, letter in zip(found.states, row, strict=True)
            if requested != requesting
        )
    return out.getvalue()


@click.command()
@on_option
@click.option(
    "--trouble",
    type=click.Choice(["contradicted", "unknown", "recalled", "part_seen", "old"]),
    help="Only this kind.",
)
@click.option("--country", metavar="CODE", help="Only what is about this State.")
@json_option
def unknown(day: str | None, trouble: str | None, country: str | None, as_json: bool) -> None:
    """What the facts do not know: unknown, recalled, seen in part, old or contradicted."""
    from glacy.countries import get_country
    from glacy.treaty import doubts

    code = get_country(country).code if country else None
    found = [
        doubt
        for doubt in doubts(day_of(day))
        if (trouble is None or doubt.trouble == trouble) and (code is None or doubt.about == code)
    ]
    show({"unknown": found}, as_json=as_json, lines=_doubt_lines(found))


def _doubt_lines(found: list[Doubt]) -> Iterator[str]:
    for doubt in found:
        yield from wrap(f"{doubt.trouble}, {doubt.about}: {doubt.says}", after="  ")
    yield f"{len(found)} things are not settled."
