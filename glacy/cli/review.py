"""`glacy review`: what one officer did alone, looked at by another on the next working day."""

from __future__ import annotations

from pathlib import Path

import click

from glacy.cli.acting import Verbs, act_at, acting
from glacy.cli.given import PROSE
from glacy.cli.lines import columns
from glacy.cli.showing import json_option, show, tell


@click.group(cls=Verbs)
def review() -> None:
    """Look at what one officer did alone."""


@review.command("list")
@acting
@json_option
def list_(folder: Path, username: str, as_json: bool) -> None:
    """List the acts that wait for a review by you, the oldest first."""
    at = act_at(folder, username)
    from glacy.cli.shapes import review_shape
    from glacy.node.acts import reviews

    rows = reviews.night_acts(at.node, at.by)
    told = ((row.review_on, row.act, row.done_by.name, row.done_at, row.pk) for row in rows)
    lines = columns(("review on", "act", "alone", "done", "id"), told, empty="Nothing waits for your review.")
    show({"reviews": [review_shape(row) for row in rows]}, as_json=as_json, lines=lines)


@review.command("open")
@acting
@click.argument("act")
@json_option
def open_(folder: Path, username: str, act: str, as_json: bool) -> None:
    """Put yourself on the case of an act, to look at it; its people see so. Prints the id of the case."""
    at = act_at(folder, username)
    from glacy.node.acts import reviews

    case = reviews.open_review(at.node, at.by, act)
    show({"case_id": case}, as_json=as_json, lines=[case])


@review.command("do")
@acting
@click.argument("act")
@click.option(
    "--verdict", type=click.Choice(["in_order", "not_in_order"]), required=True, help="Your finding."
)
@click.option(
    "--note", type=PROSE, default="", metavar="TEXT", help="Needed when it is not in order; `-` reads stdin."
)
@json_option
def do(folder: Path, username: str, act: str, verdict: str, note: str, as_json: bool) -> None:
    """Record your review of an act; not by the one who acted."""
    at = act_at(folder, username)
    from glacy.node.acts import reviews

    reviews.review(at.node, at.by, act, verdict=verdict, note=note)
    tell("Your review is recorded.")
    show({"id": act, "verdict": verdict}, as_json=as_json, lines=[verdict])
