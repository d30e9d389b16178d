"""`glacy treaty roads`: who holds it, the roads side by side, and the plan that chains them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from glacy.cli.showing import json_option, show
from glacy.cli.treaty_day import ANSWERS, wish_of, wish_options, wrap

if TYPE_CHECKING:
    from glacy.treaty import Errand, PlanStep, Road


@click.command()
@click.argument("requesting", metavar="A")
@click.argument("requested", metavar="[B]", required=False)
@click.option(
    "--holder", "held", metavar="NAME", help="Who holds it, such as Instagram; B may then be left out."
)
@click.option("--keep", is_flag=True, help="The data are to be kept, not yet had.")
@wish_options
@json_option
def roads(
    requesting: str,
    requested: str | None,
    held: str | None,
    keep: bool,
    data: str,
    day: str | None,
    urgent: bool,
    emergency: bool,
    offences: tuple[str, ...],
    as_json: bool,
) -> None:
    """Every road to the data, formal and informal, and a plan that chains them.

    With --holder, B is the first State where the holder answers, unless you name another.
    """
    from glacy.errors import GlacyError
    from glacy.treaty import Errand, get_holder, plan
    from glacy.treaty import roads as roads_of

    try:
        holder = get_holder(held) if held else None
        asked = requested or (holder.states[0] if holder else None)
        if asked is None:
            raise click.UsageError("Name the State that is asked, or who holds the data (--holder).")
        wish = wish_of(
            requesting, asked, data=data, day=day, urgent=urgent, emergency=emergency, offences=offences
        )
        errand = Errand(wish=wish, aim="keep" if keep else "obtain", holder=holder)
        found = roads_of(errand)
        steps = plan(errand, found)
    except GlacyError as fault:
        raise click.UsageError(str(fault)) from fault
    shown = {
        "requesting": wish.requesting,
        "requested": wish.requested,
        "on": wish.on,
        "holder": _holder(errand),
        "roads": found,
        "plan": steps,
    }
    show(shown, as_json=as_json, lines=_page(errand, found, steps))


def _holder(errand: Errand) -> dict[str, object] | None:
    held = errand.holder
    if held is None:
        return None
    return {
        "provider": held.provider,
        "service": held.service,
        "entity": held.entity,
        "states": held.states,
        "portal": held.portal,
        "preservation_days": held.preservation_days,
        "user_notice": held.user_notice,
        "emergency": held.emergency,
        "fact": held.fact,
    }


def _page(errand: Errand, found: Sequence[Road], steps: Sequence[PlanStep]) -> Iterator[str]:
    held = errand.holder
    if held is None:
        yield "Who holds it: not named."
    else:
        yield from wrap(f"Who holds it: {held.entity}; answers in {', '.join(held.states)}.", after="  ")
        yield from wrap(f"Portal: {held.portal}. Telling the user: {held.user_notice}.", "  ")
        yield from wrap(f"A copy of {held.fact.read_on} that ages fast; {held.fact.confidence}.", "  ")
    for number, road in enumerate(found, start=1):
        yield ""
        where = f" [{road.article}]" if road.article else ""
        yield from wrap(
            f"{number}. {ANSWERS[road.answer]}: {road.title}{where}; {road.kind}, gives {road.gives}",
            after="   ",
        )
        yield from wrap(road.reasons[-1] if road.ruling else road.reasons[0], "   - ")
        if road.answer != "not_allowed":
            yield from wrap(f"Addressee: {road.addressee}", "   * ")
            yield from wrap(f"Speed: {road.speed}", "   * ")
            yield from wrap(f"Risk: {road.risk}", "   * ")
        if road.what_would_change:
            yield from wrap(f"What would change it: {road.what_would_change}", "   > ")
    yield ""
    yield "Plan:"
    for number, step in enumerate(steps, start=1):
        by = f" By {step.by}." if step.by else ""
        yield from wrap(f"{number}. {step.does}{by} {step.why}", "  ", "     ")
