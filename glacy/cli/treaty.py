"""`glacy treaty`: what the treaties allow between two States, on a day."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from glacy.treaty import Ruling, Wish

_WIDTH = 80
_DATA = ("subscriber", "traffic", "content", "domain_registration", "any")
_ANSWERS = {"allowed": "ALLOWED", "not_allowed": "NOT ALLOWED", "unknown": "UNKNOWN"}
_NEEDED = {
    "always": "",
    "if_known": " (if known)",
    "if_applicable": " (if it applies)",
    "if_wanted": " (if wanted)",
}


@click.group(name="treaty", help="What the treaties allow between two States.")
def treaty() -> None:
    """The treaty commands."""


@treaty.command()
@click.argument("requesting", metavar="A")
@click.argument("requested", metavar="B")
@click.option(
    "--data",
    type=click.Choice([*_DATA, "domain"]),
    default="any",
    show_default=True,
    help="Which data are wished (domain is short for domain_registration).",
)
@click.option("--on", "day", metavar="DATE", help="The day, such as 2026-11-21; today if left out.")
@click.option("--urgent", is_flag=True, help="Needed by a date, with a reason.")
@click.option("--emergency", is_flag=True, help="Life or safety is at risk.")
@click.option(
    "--offence",
    "offences",
    multiple=True,
    metavar="ART",
    help="An article (8, ETS189-3) or a national offence in words; may be repeated.",
)
@click.option("--addressee", type=click.Choice(["state", "provider", "registrar"]), help="Whom to ask.")
@click.option("--facts", "show_facts", is_flag=True, help="List the fact rows used, with their sources.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def route(
    requesting: str,
    requested: str,
    data: str,
    day: str | None,
    urgent: bool,
    emergency: bool,
    offences: tuple[str, ...],
    addressee: str | None,
    show_facts: bool,
    as_json: bool,
) -> None:
    """The measures that A can ask of B, best first, with reasons; A and B are codes such as GH and CL.

    Refused and unknown measures are listed too. Exit 0: an answer was given. 2: wrongly asked.
    """
    from glacy.errors import GlacyError
    from glacy.times import read_day
    from glacy.treaty import Wish, read_offence, routes

    try:
        named = tuple(read_offence(text) for text in offences)
        wish = Wish(
            requesting=requesting,
            requested=requested,
            on=read_day(day) if day else datetime.now(UTC).date(),
            data="domain_registration" if data == "domain" else data,  # type: ignore[arg-type]  # click checked it
            offence=named[0] if named else None,
            more_offences=named[1:],
            urgency="emergency" if emergency else "urgent" if urgent else "routine",
            addressee=addressee,  # type: ignore[arg-type]  # click checked it
        )
        rulings = routes(wish)
    except GlacyError as fault:
        raise click.UsageError(str(fault)) from fault
    if as_json:
        click.echo(
            json.dumps({"routes": [ruling.to_json() for ruling in rulings]}, indent=2, ensure_ascii=False)
        )
        return
    for line in (*_page(wish, rulings), *(_fact_lines(rulings) if show_facts else ())):
        click.echo(line)


def _page(wish: Wish, rulings: Sequence[Ruling]) -> Iterator[str]:
    from glacy.countries import Country

    asker, asked = Country(wish.requesting), Country(wish.requested)
    offences = ", ".join(offence.text for offence in wish.offences)
    about = [
        wish.data.replace("_", " ") + " data",
        wish.urgency,
        *([f"offence {offences}"] if offences else []),
    ]
    yield from _wrap(f"What {asker.name()} may ask of {asked.name()} on {wish.on} ({'; '.join(about)})")
    yield ""
    shared = _shared(rulings)
    for instrument, texts in shared.items():
        yield f"{instrument}:"
        for text in texts:
            yield from _wrap(text, "  - ")
    for number, ruling in enumerate(rulings, start=1):
        yield ""
        yield from _ruling_lines(number, ruling, shared[ruling.instrument])
    yield ""
    yield from _wrap(f"{_age(rulings)} Legal facts, not legal advice; --facts or --json shows every source.")


def _shared(rulings: Sequence[Ruling]) -> dict[str, list[str]]:
    """The reasons that all measures of an instrument have in common: said once."""
    found: dict[str, list[str]] = {}
    for ruling in rulings:
        texts = [reason.text for reason in ruling.reasons]
        before = found.get(ruling.instrument, texts)
        found[ruling.instrument] = [text for text in before if text in texts]
    return found


def _ruling_lines(number: int, ruling: Ruling, shared: Sequence[str]) -> Iterator[str]:
    head = (
        f"{number}. {_ANSWERS[ruling.answer]}: {ruling.instrument} Article {ruling.article}, {ruling.title}"
    )
    yield from _wrap(head, after="   ")
    own = [reason for reason in ruling.reasons if reason.text not in shared]
    for reason in own:
        yield from _wrap(f"{reason.text}{f' [{reason.article}]' if reason.article else ''}", "   - ")
    if not own:
        yield from _wrap(f"For the reasons given for {ruling.instrument} above.", "   - ")
    if ruling.answer != "not_allowed":
        yield from _terms(ruling)
    if ruling.what_would_change:
        yield from _wrap(f"What would change it: {ruling.what_would_change}", "   > ")


def _terms(ruling: Ruling) -> Iterator[str]:
    must = ", ".join(f"{c.key.replace('_', ' ')}{_NEEDED[c.needed]}" for c in ruling.must_contain)
    if must:
        yield from _wrap(f"Must contain: {must}.", "   * ")
    for limit in ruling.time_limits:
        yield from _wrap(f"Time, {limit.what}: {limit.rule}", "   * ")
    for ground in ruling.grounds_for_refusal:
        if ground.applies != "no":
            open_ = "" if ground.applies == "yes" else " (unknown whether it applies)"
            yield from _wrap(f"May be refused, {ground.article}{open_}: {ground.text}", "   * ")
    yield from _wrap(f"Dual criminality: {ruling.dual_says}", "   * ")
    yield from _wrap(f"Send: {ruling.channel.text}", "   * ")
    if ruling.channel.authority:
        yield from _wrap(f"To: {ruling.channel.authority}", "   * ")
    if ruling.what_follows:
        yield from _wrap(f"Then: {ruling.what_follows}", "   * ")


def _fact_lines(rulings: Sequence[Ruling]) -> Iterator[str]:
    rows = {row.id: row for ruling in rulings for row in ruling.facts}
    yield ""
    yield "Facts used:"
    for row in rows.values():
        yield from _wrap(f"{row.id} ({row.confidence}, read {row.read_on}): {row.says}", "  - ")
        yield f"    {row.source}"


def _age(rulings: Sequence[Ruling]) -> str:
    days: set[date] = {row.read_on for ruling in rulings for row in ruling.facts}
    count = len({row.id for ruling in rulings for row in ruling.facts})
    return f"{count} fact rows were used, read {' and '.join(str(day) for day in sorted(days))}."


def _wrap(text: str, first: str = "", after: str | None = None) -> list[str]:
    rest = " " * len(first) if after is None else after
    return textwrap.wrap(text, _WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
