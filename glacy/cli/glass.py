"""`glacy case break-glass` and its kin: sight of a case for a time, by two office-holders."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from glacy.cli.acting import AtNode, act_at, acting, confirming
from glacy.cli.given import PROSE
from glacy.cli.lines import columns, fields
from glacy.cli.showing import json_option, show, tell

if TYPE_CHECKING:
    from glacy.store.models import GlassRow

_WHY = click.option("--why", type=PROSE, required=True, metavar="TEXT", help="Why; `-` reads it from stdin.")


def glass_shape(row: GlassRow) -> dict[str, object]:
    """A glass as JSON."""
    return {
        "id": row.pk,
        "reference": row.reference,
        "state": row.state,
        "why": row.why,
        "hours": row.hours,
        "asked_by": row.asked_by.username,
        "asked_at": row.asked_at,
        "agreed_by": None if row.agreed_by is None else row.agreed_by.username,
        "until_at": row.until_at,
        "case_id": row.case_id,
        "verdict": row.verdict,
    }


@click.command("break-glass", cls=AtNode)
@confirming
@click.argument("reference")
@click.option("--hours", type=int, default=4, show_default=True, help="For how many hours.")
@_WHY
@json_option
def break_glass(
    folder: Path,
    username: str,
    password_file: Path | None,
    reference: str,
    hours: int,
    why: str,
    as_json: bool,
) -> None:
    """Ask another office-holder to agree that you see a case; prints the id of the wish."""
    at = act_at(folder, username, password_file)
    from glacy.node.acts import breaking_glass

    found = breaking_glass.ask_glass(
        at.node, at.by, reference, why=why, hours=hours, confirmed_at=at.confirm()
    )
    tell("It waits for another office-holder.")
    show({"id": found}, as_json=as_json, lines=[found])


@click.command("glasses", cls=AtNode)
@acting
@json_option
def glasses(folder: Path, username: str, as_json: bool) -> None:
    """List broken glass: all of it for an office-holder, that of your cases for you."""
    at = act_at(folder, username)
    from glacy.node.acts import breaking_glass

    rows = [one.row for one in breaking_glass.view_glasses(at.node, at.by)]
    told = ((row.reference, row.state, row.asked_by.name, row.until_at or "", row.pk) for row in rows)
    lines = columns(("case", "state", "asked by", "until", "id"), told, empty="No glass was broken.")
    show({"glasses": [glass_shape(row) for row in rows]}, as_json=as_json, lines=lines)


@click.command("glass", cls=AtNode)
@confirming
@click.argument("glass")
@click.option("--agree", "act", flag_value="agree", help="Agree, as another office-holder.")
@click.option("--refuse", "act", flag_value="refuse", help="Leave the glass whole.")
@click.option("--end", "act", flag_value="end", help="End it before its time.")
@click.option(
    "--verdict", type=click.Choice(["in_order", "not_in_order"]), help="Review it, as a third person."
)
@click.option("--why", type=PROSE, default="", metavar="TEXT", help="Why, or the note of a review.")
@json_option
def glass(
    folder: Path,
    username: str,
    password_file: Path | None,
    glass: str,
    act: str | None,
    verdict: str | None,
    why: str,
    as_json: bool,
) -> None:
    """Show a glass, agree to it, refuse it, end it or review it."""
    if act and verdict:
        raise click.UsageError("One of --agree, --refuse, --end and --verdict.")
    at = act_at(folder, username, password_file)
    from glacy.node.acts import breaking_glass

    if act == "agree":
        breaking_glass.agree_glass(at.node, at.by, glass, confirmed_at=at.confirm())
        tell("The glass is broken. The people of the case are told.")
    elif act == "refuse":
        breaking_glass.refuse_glass(at.node, at.by, glass, why=why)
        tell("The glass stays whole.")
    elif act == "end":
        breaking_glass.end_glass(at.node, at.by, glass)
        tell("It is over.")
    elif verdict:
        breaking_glass.review_glass(at.node, at.by, glass, verdict=verdict, note=why)
        tell("Your review is recorded.")
    row = breaking_glass.view_glass(at.node, at.by, glass).row
    show(glass_shape(row), as_json=as_json, lines=fields(_fields(row)))


def _fields(row: GlassRow) -> dict[str, object]:
    return {
        "Case": row.reference,
        "State": row.state,
        "Why": row.why,
        "Asked by": row.asked_by.name,
        "Agreed by": "" if row.agreed_by is None else row.agreed_by.name,
        "Until": row.until_at or "",
        "Id of the case": row.case_id or "",
        "Review": row.verdict,
    }
