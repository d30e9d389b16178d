"""`glacy treaty articles`: what the articles of an instrument say in own words, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from glacy.cli.showing import json_option, show
from glacy.cli.treaty_day import wrap

if TYPE_CHECKING:
    from glacy.treaty import Provision


@click.command()
@click.argument("instrument", metavar="[ID]", default="ETS185")
@click.option("--article", "number", metavar="ART", help="Only this article, such as 29.")
@json_option
def articles(instrument: str, number: str | None, as_json: bool) -> None:
    """What the articles of an instrument (ETS185 if left out) say, in our own words; not the treaty's text.

    Each says how far it was verified. Exit 2: no such instrument, or no such article in the facts.
    """
    from glacy.treaty import articles as articles_of
    from glacy.treaty import read_instrument

    found = articles_of(read_instrument(instrument).id)
    if number is not None:
        known = ", ".join(one.article for one in found)
        found = tuple(one for one in found if one.article == number)
        if not found:
            raise click.UsageError(f"The facts have no Article {number} of {instrument}; they have {known}.")
    lines = [line for one in found for line in _lines(one)]
    show({"instrument": instrument, "articles": found}, as_json=as_json, lines=lines)


def _lines(one: Provision) -> Iterator[str]:
    kind, sure = one.kind.replace("_", " "), one.fact.confidence.replace("_", " ")
    yield from wrap(f"{one.instrument} Article {one.article}, {one.title} ({kind}; {sure})")
    yield from wrap(f"  {one.summary}", after="  ")
    for reserved in one.reservations_allowed:
        yield from wrap(f"  * A reservation is allowed: {reserved}", after="    ")
    for content in one.content:
        yield from wrap(f"  * A request says, {content.article}: {content.says}", after="    ")
    for limit in one.time_limits:
        yield from wrap(f"  * Time, {limit.article}: {limit.rule}", after="    ")
    for ground in one.grounds:
        yield from wrap(f"  * May be refused, {ground.article}: {ground.text}", after="    ")
    if one.recalled:
        yield from wrap(f"  * Not verified, from memory only: {'; '.join(one.recalled)}", after="    ")
    yield f"  {one.fact.source.split(' | ')[0]}"
