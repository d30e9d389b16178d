"""`glacy emergency`: what other States claim to be an emergency, until a person takes it."""

from __future__ import annotations

from pathlib import Path

import click

from glacy.cli.acting import Verbs, act_at, acting, confirming
from glacy.cli.given import PROSE
from glacy.cli.lines import columns
from glacy.cli.showing import json_option, show, tell


@click.group(cls=Verbs)
def emergency() -> None:
    """See which emergencies ring, take one, and answer by two where no call gets through."""


@emergency.command("list")
@acting
@json_option
def list_(folder: Path, username: str, as_json: bool) -> None:
    """List the emergencies that ring for you: State and time, and nothing of what is asked."""
    at = act_at(folder, username)
    from glacy.node.acts import emergencies

    rows = emergencies.ringing(at.node, at.by)
    told = ((row.message.country, row.raised_at, row.message_id) for row in rows)
    lines = columns(("claimed by", "arrived", "message"), told, empty="Nothing rings.")
    shape = [
        {"message_id": row.message_id, "country": row.message.country, "raised_at": row.raised_at}
        for row in rows
    ]
    show({"alarms": shape}, as_json=as_json, lines=lines)


@emergency.command()
@acting
@click.argument("message")
@json_option
def take(folder: Path, username: str, message: str, as_json: bool) -> None:
    """Take an alarm, so that it rings for nobody any more."""
    at = act_at(folder, username)
    from glacy.node.acts import emergencies

    case = emergencies.take_alarm(at.node, at.by, message)
    tell("It is yours. Open it, and call back before you rely on it.")
    show({"message_id": message, "case_id": case}, as_json=as_json, lines=[message])


@emergency.command("without-call")
@confirming
@click.argument("request")
@click.option(
    "--why", type=PROSE, default="", metavar="TEXT", help="Whom you tried to reach, why it cannot wait."
)
@click.option("--agree", is_flag=True, help="Agree to the reason that another named.")
@json_option
def without_call(
    folder: Path,
    username: str,
    password_file: Path | None,
    request: str,
    why: str,
    agree: bool,
    as_json: bool,
) -> None:
    """Answer by two for a claimed emergency that no call confirmed: one names a reason, another agrees."""
    if bool(why) is agree:
        raise click.UsageError("Either --why TEXT or --agree.")
    at = act_at(folder, username, password_file)
    from glacy.node.acts import emergencies

    if agree:
        emergencies.agree_waiver(at.node, at.by, request, confirmed_at=at.confirm())
        tell("Recorded under both names.")
    else:
        emergencies.ask_waiver(at.node, at.by, request, why=why, confirmed_at=at.confirm())
        tell("Your reason waits for a second person on the case.")
    show({"request_id": request}, as_json=as_json, lines=[request])
