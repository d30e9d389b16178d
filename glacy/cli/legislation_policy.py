"""`glacy legislation policy`: a policy or strategy of a State with its dates and objectives."""

from __future__ import annotations

from pathlib import Path

import click

from glacy.cli.showing import json_option, show
from glacy.cli.treaty_day import wrap


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--country", required=True, metavar="XX", help="The State whose policy it is, such as SN.")
@click.option("--title", required=True, help="The title of the document, as it is published.")
@click.option("--source", default="", metavar="URL", help="Its official address.")
@json_option
def policy(file: Path, country: str, title: str, source: str, as_json: bool) -> None:
    """Read a policy, strategy or plan: its period, the days that it names, and its objectives.

    FILE is a PDF, DOCX, HTML or text file. Only what the document prints is listed, each with its page.
    """
    from glacy.canon import digest_of
    from glacy.countries import get_country
    from glacy.legislation import find_language, read_act, read_policy

    state = get_country(country.upper()).code
    data = file.read_bytes()
    taken = read_act(data)
    found = read_policy(taken.source, title=title)
    period = "-".join(map(str, found.period)) if found.period else "no period printed"
    lines = [f"{state} {title}, {found.kind}, {period}, {digest_of(data)}"]
    for day in found.dates:
        lines.extend(
            wrap(f"{'adopted' if day.is_adoption else 'named'} {day.on}: “{day.words}”", after="    ")
        )
    for one in found.objectives:
        lines.extend(wrap(f"{one.number or '-'}  {one.text} (page {one.page})", after="    "))
    if not found.objectives:
        lines.append("No objective was found that is numbered or listed as one.")
    for warning in taken.warnings:
        click.echo(f"Look at this: {warning}", err=True)
    shown = {
        "country": state,
        "title": title,
        "source": source or None,
        "digest": digest_of(data),
        "language": find_language(taken.source.text),
        "kind": found.kind,
        "period": list(found.period) if found.period else None,
        "dates": list(found.dates),
        "objectives": list(found.objectives),
    }
    show(shown, as_json=as_json, lines=lines)
