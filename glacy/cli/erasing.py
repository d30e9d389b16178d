"""`glacy case erase` and `glacy officer erase`: two persons destroy keys, and an event stays."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from glacy.cli.acting import AtNode, act_at, acting, confirming
from glacy.cli.given import PROSE
from glacy.cli.lines import columns, fields
from glacy.cli.showing import json_option, show, tell

if TYPE_CHECKING:
    from glacy.node.acts.erasing import ErasureView

_WHY = click.option("--why", type=PROSE, required=True, metavar="TEXT", help="Why; `-` reads it from stdin.")


def erasure_shape(view: ErasureView) -> dict[str, object]:
    """An erasure as JSON."""
    row = view.row
    return {
        "id": row.pk,
        "state": row.state,
        "reference": None if row.case is None else row.case.reference,
        "person": None if row.person is None else row.person.username,
        "why": row.why,
        "asked_by": row.asked_by.username,
        "asked_at": row.asked_at,
        "decided_by": None if row.settled_by is None else row.settled_by.username,
        "duties": [str(one) for one in view.duties],
    }


@click.command("erase", cls=AtNode)
@confirming
@click.argument("reference")
@_WHY
@json_option
def erase(
    folder: Path, username: str, password_file: Path | None, reference: str, why: str, as_json: bool
) -> None:
    """Ask a second person to agree that a closed case be erased; prints the id of the wish."""
    at = act_at(folder, username, password_file)
    from glacy.node.acts import erasing

    found = erasing.ask_case_erasure(at.node, at.by, reference, why=why, confirmed_at=at.confirm())
    tell("It waits for a second person. Nothing is erased yet.")
    show({"id": found}, as_json=as_json, lines=[found])


@click.command("erase", cls=AtNode)
@confirming
@click.argument("person")
@_WHY
@json_option
def erase_person(
    folder: Path, username: str, password_file: Path | None, person: str, why: str, as_json: bool
) -> None:
    """Ask an office-holder to agree that the name of a person who left be erased; prints the id."""
    at = act_at(folder, username, password_file)
    from glacy.node.acts import erasing

    found = erasing.ask_person_erasure(at.node, at.by, person, why=why, confirmed_at=at.confirm())
    tell("It waits for an office-holder. Nothing is erased yet.")
    show({"id": found}, as_json=as_json, lines=[found])


@click.command("erasures", cls=AtNode)
@acting
@json_option
def erasures(folder: Path, username: str, as_json: bool) -> None:
    """List erasures: all for an office-holder, those of your cases for you."""
    at = act_at(folder, username)
    from glacy.node.acts import erasing

    views = erasing.view_erasures(at.node, at.by)
    told = (
        (
            one.row.case.reference if one.row.case else "a person",
            one.row.state,
            one.row.asked_by.name,
            one.row.pk,
        )
        for one in views
    )
    lines = columns(("what", "state", "asked by", "id"), told, empty="Nothing was erased.")
    show({"erasures": [erasure_shape(one) for one in views]}, as_json=as_json, lines=lines)


@click.command("erasure", cls=AtNode)
@confirming
@click.argument("erasure")
@click.option(
    "--agree", "act", flag_value="agree", help="Agree, as the second person: it is erased for good."
)
@click.option("--refuse", "act", flag_value="refuse", help="Keep it.")
@click.option("--why", type=PROSE, default="", metavar="TEXT", help="Why it is kept.")
@json_option
def erasure(
    folder: Path,
    username: str,
    password_file: Path | None,
    erasure: str,
    act: str | None,
    why: str,
    as_json: bool,
) -> None:
    """Show an erasure and what stands against it; agree to it, or refuse it."""
    at = act_at(folder, username, password_file)
    from glacy.node.acts import erasing

    if act == "agree":
        erasing.agree_erasure(at.node, at.by, erasure, confirmed_at=at.confirm())
        tell("It is erased for good. That it was, stays in the journal.")
    elif act == "refuse":
        erasing.refuse_erasure(at.node, at.by, erasure, why=why)
        tell("It is kept.")
    view = erasing.view_erasure(at.node, at.by, erasure)
    told = {
        "What": view.row.case.reference if view.row.case else "a person",
        "State": view.row.state,
        "Asked by": view.row.asked_by.name,
        "Must be kept": " ".join(str(one) for one in view.duties),
    }
    show(erasure_shape(view), as_json=as_json, lines=fields(told))
