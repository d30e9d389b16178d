"""`glacy paper`: a State without a node gets the sealed PDF, and what comes back is keyed in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from glacy.cli.acting import Verbs, act_at, acting
from glacy.cli.given import DAY, FILE, PROSE, leave, out_option, read_bytes, read_object
from glacy.cli.showing import json_option, show, tell

_ON = click.option(
    "--on", "on", type=DAY, metavar="DAY", help="The day, such as 2026-11-21; today if it is not given."
)
_HOW = click.option(
    "--how", type=PROSE, required=True, metavar="TEXT", help="How: by e-mail, post, pouch, by hand."
)
_RECEIVED = click.option(
    "--received",
    "received_on",
    type=DAY,
    metavar="DAY",
    help="The day on which it came; today if it is not given.",
)
_SCAN = click.option(
    "--scan",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The scan of it, kept with your name.",
)


@click.group(cls=Verbs)
def paper() -> None:
    """Work with a State that has no node."""


@paper.command()
@acting
@click.argument("message")
@_HOW
@_ON
@click.option(
    "--correct", "why", type=PROSE, default="", metavar="WHY", help="Correct what was recorded; say why."
)
@json_option
def dispatched(
    folder: Path, username: str, message: str, how: str, on: date | None, why: str, as_json: bool
) -> None:
    """Say how and when the sealed document of a request, or of our answer, left."""
    at = act_at(folder, username)
    from glacy.node.acts import paper as acts
    from glacy.node.acts import requests

    on = on or at.today
    if why:
        acts.correct_dispatch(at.node, at.by, message, how=how, on=on, why=why)
    else:
        acts.record_dispatch(at.node, at.by, message, how=how, on=on)
    state = str(requests.view_request(at.node, at.by, message).state)
    show({"id": message, "state": state, "on": on, "how": how}, as_json=as_json, lines=[state])


@paper.command()
@acting
@click.argument("request")
@_ON
@click.option("--says", type=PROSE, default="", metavar="TEXT", help="What they said; `-` reads stdin.")
@json_option
def received(folder: Path, username: str, request: str, on: date | None, says: str, as_json: bool) -> None:
    """Say that the other State told that it has the request."""
    at = act_at(folder, username)
    from glacy.node.acts import paper as acts
    from glacy.node.acts import requests

    on = on or at.today
    acts.record_received(at.node, at.by, request, on=on, says=says)
    state = str(requests.view_request(at.node, at.by, request).state)
    show({"id": request, "state": state, "on": on}, as_json=as_json, lines=[state])


@paper.command()
@acting
@click.argument("request")
@click.option(
    "--from",
    "file",
    type=FILE,
    required=True,
    metavar="FILE",
    help='JSON: a list of outcomes, or {"outcomes": [...], "text": ...}; `-` is stdin.',
)
@_RECEIVED
@click.option(
    "--how",
    type=PROSE,
    default="",
    metavar="TEXT",
    help="How it came: mail, phone, post, interpol, hand, or words.",
)
@_SCAN
@json_option
def answer(
    folder: Path,
    username: str,
    request: str,
    file: Path,
    received_on: date | None,
    how: str,
    scan: Path | None,
    as_json: bool,
) -> None:
    """Key in an answer that came on paper, by mail or by telephone; prints its id."""
    at = act_at(folder, username)
    from glacy.cli.inbox import read_answer_file
    from glacy.node.acts import paper as acts

    outcomes, text, _conditions = read_answer_file(file)
    name, content = _scan(scan)
    found = acts.record_paper_answer(
        at.node,
        at.by,
        request,
        outcomes=outcomes,
        received_on=received_on or at.today,
        text=text,
        how=how,
        scan=content,
        scan_name=name,
    )
    tell("The answer is recorded, with your name as the transcriber.")
    show({"id": found, "request_id": request}, as_json=as_json, lines=[found])


@paper.command()
@acting
@click.option("--country", required=True, metavar="CC", help="The State that asks, such as BR.")
@click.option(
    "--from",
    "file",
    type=FILE,
    required=True,
    metavar="FILE",
    help="JSON with the sections of the request as far as the paper says; `-` is stdin.",
)
@_RECEIVED
@_SCAN
@json_option
def request(
    folder: Path,
    username: str,
    country: str,
    file: Path,
    received_on: date | None,
    scan: Path | None,
    as_json: bool,
) -> None:
    """Key in a request that came on paper; prints the id of the request, and tells that of its new case."""
    at = act_at(folder, username)
    from glacy.node.acts import paper as acts

    name, content = _scan(scan)
    case_id, found = acts.record_paper_request(
        at.node,
        at.by,
        country=country.upper(),
        values=read_object(file),
        received_on=received_on or at.today,
        scan=content,
        scan_name=name,
    )
    tell(f"The request is recorded on case {case_id}, with your name as the transcriber.")
    show({"id": found, "case_id": case_id}, as_json=as_json, lines=[found])


@paper.command()
@acting
@click.argument("message")
@out_option
def scan(folder: Path, username: str, message: str, out: Path | None) -> None:
    """Give the scan from which a message was keyed in."""
    at = act_at(folder, username)
    from glacy.node.acts import paper as acts

    _name, content = acts.scan_of(at.node, at.by, message)
    leave(content, out)


def _scan(path: Path | None) -> tuple[str, bytes | None]:
    return ("", None) if path is None else (path.name, read_bytes(path))
