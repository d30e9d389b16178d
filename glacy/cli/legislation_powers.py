"""`glacy legislation powers`: who may order which power, and what the act says of a judge."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glacy.cli.showing import json_option, show
from glacy.cli.treaty_day import wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from glacy.legislation import Offered, Power

_COLUMNS = (
    "id",
    "country",
    "with",
    "topic",
    "value",
    "says",
    "source",
    "seen_as_of",
    "read_on",
    "confidence",
)
_JUDGE = {
    "needed": "a judge is needed",
    "for_a_step": "a judge is needed for a step of it",
    "not_needed": "no judge is needed",
    "disputed": "its words say both",
    "not_said": "it does not say whether a judge is needed",
}


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--country", required=True, metavar="XX", help="The State whose act it is, such as SN.")
@click.option("--language", metavar="LANG", help="en, fr, es or pt; told from the text if left out.")
@click.option("--source", default="", metavar="URL", help="The official address of the act, for the offer.")
@click.option("--offer", is_flag=True, help="Print rows for practice.csv, for a person to check and take.")
@json_option
def powers(file: Path, country: str, language: str | None, source: str, offer: bool, as_json: bool) -> None:
    """Who may order the powers of Articles 16 to 21, and whether a judge is needed, with the act's words.

    It says what words show; where they are silent, so is the answer. --offer prints rows in the columns of
    practice.csv, of which each says that a machine read it out: nothing is taken over by itself.
    """
    from glacy.countries import get_country
    from glacy.legislation import (
        align,
        find_language,
        lexicon,
        offer_practice,
        read_act,
        read_powers,
        segment,
    )

    state = get_country(country.upper()).code
    taken = read_act(file.read_bytes())
    spoken = language or find_language(taken.source.text)
    if spoken is None:
        raise click.UsageError("The language could not be told. Name it with --language en, fr, es or pt.")
    act, words = segment(taken.source), lexicon(spoken)
    found = read_powers(act, align(act, words), words)
    offered = offer_practice(found, country=state)
    if offer:
        click.echo(_rows(offered, source), nl=False)
        return
    lines = [line for one in found for line in _lines(one)]
    shown = {"country": state, "language": spoken, "powers": list(found), "offered": list(offered)}
    show(shown, as_json=as_json, lines=lines or ["No provision was found for Articles 16 to 21."])


def _lines(one: Power) -> Iterator[str]:
    named = ", ".join(said.words for said in one.who) or "nobody is named"
    head = f"{one.provision} {one.heading}".strip()
    yield from wrap(
        f"ETS185 Article {one.article}, {head}: {_JUDGE[one.judge]}; named: {named}", after="    "
    )
    for said in one.judge_words[:2]:
        yield from wrap(f"    “{said.words}”", after="     ")
    if one.days:
        yield f"    for: {', '.join(said.words for said in one.days)}"


def _rows(offered: Sequence[Offered], source: str) -> str:
    held = io.StringIO()
    table = csv.writer(held, lineterminator="\n")
    table.writerow(_COLUMNS)
    for one in offered:
        table.writerow(
            (
                f"practice:{one.country}:{one.topic}", one.country, "", one.topic, one.value,
                f"Read out by machine of provision {one.provision}, to be checked: {one.says}",
                source, "", "", "offered",
            )
        )  # fmt: skip
    return held.getvalue()
