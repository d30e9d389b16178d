"""`glacy inbox callback`: the numbers of the directory to call, and what they answered."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

import click

from glacy.cli.acting import act_at, acting
from glacy.cli.lines import columns
from glacy.cli.showing import json_option, show
from glacy.times import write_instant

_RESULTS: Final = ("confirmed", "not_reached", "not_theirs")


@click.command()
@acting
@click.argument("request")
@click.option("--number", metavar="NUMBER", help="The number called: one of those in the directory.")
@click.option("--spoke-to", default="", help="Office or function that answered.")
@click.option("--result", type=click.Choice(_RESULTS), help="What they said.")
@click.option("--note", default="", help="A note.")
@json_option
def callback(
    folder: Path,
    username: str,
    request: str,
    number: str | None,
    spoke_to: str,
    result: str | None,
    note: str,
    as_json: bool,
) -> None:
    """Record a call to the number in the directory; without --number it lists the numbers to call.

    Never call the number in the request: a stolen mailbox can send a request, and cannot answer the telephone
    of the directory.
    """
    at = act_at(folder, username)
    from glacy.node.acts import inbox as acts

    numbers = acts.numbers_to_call(at.node, at.by, request)
    if number is None:
        new = acts.new_numbers(at.node, at.by, request)
        found = [
            {"authority": authority, "number": known, "new_since": new.get(known)}
            for authority, known in numbers
        ]
        rows = ((known, authority, _since(new.get(known))) for authority, known in numbers)
        empty = "The directory knows no number of this State."
        lines = columns(("number", "authority", "new since"), rows, empty=empty)
        show({"numbers": found}, as_json=as_json, lines=lines)
        return
    if number not in {known for _authority, known in numbers}:
        raise click.UsageError(f"{number} is not in the directory; without --number its numbers are listed.")
    if result is None:
        raise click.UsageError("Say what they answered with --result.")
    acts.record_call_back(at.node, at.by, request, number=number, spoke_to=spoke_to, result=result, note=note)
    show({"number": number, "result": result}, as_json=as_json, lines=["The call is recorded."])


def _since(at: datetime | None) -> str:
    return "" if at is None else write_instant(at)
