"""`glacy treaty`: what the treaties allow between two States, on a day."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glacy.cli.acting import NODE_VARIABLE
from glacy.cli.showing import tell
from glacy.cli.treaty_articles import articles
from glacy.cli.treaty_day import ANSWERS, wish_of, wish_options, wrap
from glacy.cli.treaty_import import import_
from glacy.cli.treaty_roads import roads
from glacy.cli.treaty_status import matrix, status, unknown

if TYPE_CHECKING:
    from glacy.treaty import Ruling, Wish

_NEEDED = {
    "always": "",
    "if_known": " (if known)",
    "if_applicable": " (if it applies)",
    "if_wanted": " (if wanted)",
}


@click.group(name="treaty", help="What the treaties allow between two States.")
@click.option(
    "--with",
    "folder",
    type=click.Path(exists=True, file_okay=False),
    help="The folder of an instrument, to try it beside those of the facts.",
)
@click.option(
    "--node",
    "node",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar=NODE_VARIABLE,
    help="Answer from what this node has accepted, not from the packaged facts.",
)
@click.pass_context
def treaty(context: click.Context, folder: str | None, node: Path | None) -> None:
    """The treaty commands."""
    from glacy.errors import GlacyError

    if node is not None:
        from glacy.node.facts import use_accepted

        try:
            use_accepted(node)
        except GlacyError as fault:
            raise click.UsageError(str(fault)) from fault
    elif context.invoked_subcommand != "import" and sys.stderr.isatty():
        tell("These are the packaged facts; for what a node has accepted: glacy treaty --node DIR.")
    if folder is None:
        return
    from glacy.node.facts import read_instrument_folder
    from glacy.treaty import added, adopt, adopted

    place = Path(folder).resolve()
    try:
        adopt(adopted(), {**added(), place.name: read_instrument_folder(place)})
    except GlacyError as fault:
        raise click.UsageError(str(fault)) from fault


treaty.add_command(articles)
treaty.add_command(status)
treaty.add_command(matrix)
treaty.add_command(unknown)
treaty.add_command(roads)
treaty.add_command(import_)


@treaty.command()
@click.argument("requesting", metavar="A")
@click.argument("requested", metavar="B")
@wish_options
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
    from glacy.treaty import routes

    try:
        wish = wish_of(
            requesting,
            requested,
            data=data,
            day=day,
            urgent=urgent,
            emergency=emergency,
            offences=offences,
            addressee=addressee,
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
    yield from wrap(f"What {asker.name()} may ask of {asked.name()} on {wish.on} ({'; '.join(about)})")
    yield ""
    shared = _shared(rulings)
    for instrument, texts in shared.items():
        yield f"{instrument}:"
        for text in texts:
            yield from wrap(text, "  - ")
    for number, ruling in enumerate(rulings, start=1):
        yield ""
        yield from _ruling_lines(number, ruling, shared[ruling.instrument])
    yield ""
    yield from wrap(f"{_age(rulings)} Legal facts, not legal advice; --facts or --json shows every source.")


def _shared(rulings: Sequence[Ruling]) -> dict[str, list[str]]:
    """The reasons that all measures of an instrument have in common: said once."""
    found: dict[str, list[str]] = {}
    for ruling in rulings:
        texts = [reason.text for reason in ruling.reasons]
        before = found.get(ruling.instrument, texts)
        found[ruling.instrument] = [text for text in before if text in texts]
    return found


def _ruling_lines(number: int, ruling: Ruling, shared: Sequence[str]) -> Iterator[str]:
    head = f"{number}. {ANSWERS[ruling.answer]}: {ruling.instrument} Article {ruling.article}, {ruling.title}"
    yield from wrap(head, after="   ")
    own = [reason for reason in ruling.reasons if reason.text not in shared]
    for reason in own:
        yield from wrap(f"{reason.text}{f' [{reason.article}]' if reason.article else ''}", "   - ")
    if not own:
        yield from wrap(f"For the reasons given for {ruling.instrument} above.", "   - ")
    if ruling.answer != "not_allowed":
        yield from _terms(ruling)
    if ruling.what_would_change:
        yield from wrap(f"What would change it: {ruling.what_would_change}", "   > ")


def _terms(ruling: Ruling) -> Iterator[str]:
    must = ", ".join(f"{c.key.replace('_', ' ')}{_NEEDED[c.needed]}" for c in ruling.must_contain)
    if must:
        yield from wrap(f"Must contain: {must}.", "   * ")
    for limit in ruling.time_limits:
        over = f" Counted from the day asked for: {limit.ends_on}." if limit.ends_on else ""
        yield from wrap(f"Time, {limit.what}: {limit.rule}{over}", "   * ")
    for ground in ruling.grounds_for_refusal:
        if ground.applies != "no":
            open_ = "" if ground.applies == "yes" else " (unknown whether it applies)"
            yield from wrap(f"May be refused, {ground.article}{open_}: {ground.text}", "   * ")
    for guard in ruling.safeguards:
        if guard.applies != "no":
            open_ = "" if guard.applies == "yes" else " (unknown whether it applies)"
            where = f", {guard.article}" if guard.article else ""
            yield from wrap(f"Observe{where}{open_}: {guard.says}", "   * ")
    yield from wrap(f"Dual criminality: {ruling.dual_says}", "   * ")
    yield from wrap(f"Send: {ruling.channel.text}", "   * ")
    if ruling.channel.authority:
        yield from wrap(f"To: {ruling.channel.authority}", "   * ")
    if ruling.what_follows:
        yield from wrap(f"Then: {ruling.what_follows}", "   * ")


def _fact_lines(rulings: Sequence[Ruling]) -> Iterator[str]:
    rows = {row.id: row for ruling in rulings for row in ruling.facts}
    yield ""
    yield "Facts used:"
    for row in rows.values():
        yield from wrap(f"{row.id} ({row.confidence}, read {row.read_on}): {row.says}", "  - ")
        yield f"    {row.source}"


def _age(rulings: Sequence[Ruling]) -> str:
    days: set[date] = {row.read_on for ruling in rulings for row in ruling.facts}
    count = len({row.id for ruling in rulings for row in ruling.facts})
    return f"{count} fact rows were used, read {' and '.join(str(day) for day in sorted(days))}."
