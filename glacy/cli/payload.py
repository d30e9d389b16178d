"""`glacy payload`: evidence that travels apart, how far it is, and what to do where it stopped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from glacy.cli.acting import Verbs, act_at, acting
from glacy.cli.lines import columns
from glacy.cli.showing import json_option, show, tell
from glacy.times import write_instant

if TYPE_CHECKING:
    from glacy.store.models import PayloadRow

_STATES: Final = {
    "offered": "on its way",
    "coming": "on its way",
    "gathered": "all of it is there",
    "stuck": "STOPPED, ask again",
    "void": "erased with its case",
}
_MEGA: Final = 1_000_000


@click.group(cls=Verbs)
def payload() -> None:
    """Follow large evidence, which travels in pieces. MESSAGE is the id of the answer that delivers it."""


@payload.command("list")
@acting
@json_option
def list_(folder: Path, username: str, as_json: bool) -> None:
    """List the evidence of your cases that travels apart, how much is there, and why one stopped."""
    at = act_at(folder, username)
    from glacy.node.acts import payloads as acts

    rows = acts.all_payloads(at.node, at.by)
    show({"payloads": [_shape(row) for row in rows]}, as_json=as_json, lines=_lines(rows))


@payload.command()
@acting
@click.argument("message")
def fetch(folder: Path, username: str, message: str) -> None:
    """Ask for the missing pieces at once, also where that was given up; what is here is kept."""
    at = act_at(folder, username)
    from glacy.node.acts import payloads as acts

    acts.fetch_again(at.node, at.by, message)
    tell("It is asked for again by the worker of this node.")


@payload.command("let-go")
@acting
@click.argument("message")
def let_go(folder: Path, username: str, message: str) -> None:
    """Remove the pieces of what was sent, when the other side has told you that it has all.

    Where its node can reach this one, it says so by itself, and they are removed then.
    """
    at = act_at(folder, username)
    from glacy.node.acts import payloads as acts

    acts.let_go(at.node, at.by, message)
    tell("The pieces are removed.")


def _shape(row: PayloadRow) -> dict[str, object]:
    return {
        "bytes": row.size,
        "country": row.country,
        "direction": row.direction,
        "message": row.message_id,
        "next_at": write_instant(row.next_at) if row.state == "coming" and row.says else None,
        "pieces": row.count,
        "pieces_there": row.had,
        "says": row.says,
        "state": row.state,
    }


def _lines(rows: Sequence[PayloadRow]) -> Iterator[str]:
    told = (
        (
            f"{'to' if row.direction == 'sent' else 'from'} {row.country}",
            f"{row.had} of {row.count}",
            f"{row.size // _MEGA} MB",
            _STATES[row.state],
            row.message_id,
        )
        for row in rows
    )
    yield from columns(("who", "pieces", "size", "state", "message"), told, empty="Nothing travels apart.")
    for row in rows:
        if row.says:
            yield f"{row.message_id}: {row.says}"
