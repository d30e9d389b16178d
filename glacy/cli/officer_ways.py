"""`glacy officer` for their way in: a first code, a new one by two office-holders, sign-ins that end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from glacy.cli.here import open_here
from glacy.cli.proving import code_option, prove
from glacy.cli.showing import json_option, show, tell
from glacy.times import write_instant

if TYPE_CHECKING:
    from glacy.node import Node
    from glacy.node.acts.enrolling import Issued
    from glacy.store.people import Officer

_DIR = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.argument("path", type=_DIR)
@click.argument("username")
@json_option
def enrol(path: Path, username: str, as_json: bool) -> None:
    """Give a one-time code to an officer who never signed in: with it they choose their own password.

    Hand it over in person or by telephone, never by mail. Only its digest is kept, and the journal holds that
    it was given.
    """
    node = open_here(path)
    from glacy.node.acts import enrolling

    _give(node, username, enrolling.issue_code(node, None, username), as_json=as_json)


@click.command()
@click.argument("path", type=_DIR)
@click.argument("username")
@click.option("--why", required=True, help="How you know who asks, and what was lost; the journal keeps it.")
@click.option("--by", "holders", multiple=True, metavar="USERNAME", help="An office-holder; give two.")
@click.option(
    "--password-file",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A file with the password of each, in the same order, for scripts. Without them they are asked.",
)
@code_option
@json_option
def recover(
    path: Path, username: str, why: str, holders: tuple[str, ...], files: tuple[Path, ...], as_json: bool
) -> None:
    """Give a new way in to an officer who lost theirs: two office-holders show who they are.

    What the officer had counts until the code is used; then their second factors and sign-ins of before end.
    Without --by it is given only where the node has fewer than two who could; the journal says so.
    """
    node = open_here(path)
    from glacy.node.acts import recovering
    from glacy.store.people import get_officer

    if len(holders) not in (0, 2) or len(files) not in (0, len(holders)):
        raise click.UsageError("Give --by twice, and --password-file for each or for none.")
    two: tuple[Officer, Officer] | None = None
    if holders:
        first, second = (get_officer(one, through="command_line") for one in holders)
        recovering.demand_two(node, username, (first, second))
        for one, file in zip((first, second), files or (None, None), strict=True):
            prove(node, one, file)
        two = (first, second)
    issued = recovering.recover_at_machine(node, username, why=why, two=two)
    _give(node, username, issued, as_json=as_json)


@click.command()
@click.argument("path", type=_DIR)
@click.argument("username", required=False)
@json_option
def sessions(path: Path, username: str | None, as_json: bool) -> None:
    """List where officers are signed in now, by the machine's clock."""
    node = open_here(path)
    from glacy.node.acts import signing_in
    from glacy.store.people import all_officers, get_officer

    people = all_officers() if username is None else (get_officer(username),)
    found = [
        {
            "username": one.username,
            "means": row.means,
            "place": row.place,
            "browser": row.browser,
            "started_at": write_instant(row.started_at.replace(microsecond=0)),
            "seen_at": write_instant(row.seen_at.replace(microsecond=0)),
        }
        for one in people
        for row in signing_in.my_sessions(node, one)
    ]
    lines = [
        f"{one['username']}: {one['browser'] or 'unknown browser'} from {one['place']} by {one['means']}, "
        f"since {one['started_at']}, seen {one['seen_at']}"
        for one in found
    ]
    show(found, as_json=as_json, lines=lines or ["Nobody is signed in."])


@click.command("end-sessions")
@click.argument("path", type=_DIR)
@click.argument("username", required=False)
@click.option("--all", "everybody", is_flag=True, help="Those of every officer.")
@json_option
def end_sessions(path: Path, username: str | None, everybody: bool, as_json: bool) -> None:
    """End every sign-in of an officer, or of everybody; a running server follows at once."""
    node = open_here(path)
    from glacy.node.acts import signing_in
    from glacy.store.people import all_officers

    if everybody is (username is not None):
        raise click.UsageError("Give USERNAME, or --all.")
    names = [one.username for one in all_officers()] if everybody else [str(username)]
    ended = {name: signing_in.end_all_of(node, None, name) for name in names}
    show(ended, as_json=as_json, lines=[f"{name}: {count} ended" for name, count in ended.items()])


@click.command("let-go")
@click.argument("path", type=_DIR)
@click.argument("username")
@click.option("--why", required=True, help="Why they sign in no more; the journal keeps it.")
@json_option
def let_go(path: Path, username: str, why: str, as_json: bool) -> None:
    """Have an officer sign in no more, at once; what they did stays theirs."""
    node = open_here(path)
    from glacy.node.acts import staffing

    staffing.let_go(node, None, username, why=why)
    show({"username": username, "active": False}, as_json=as_json, lines=[])
    tell(f"{username} signs in no more.")


def _give(node: Node, username: str, issued: Issued, *, as_json: bool) -> None:
    from glacy.node.acts.enrolling import in_groups

    code, until = in_groups(issued.code), write_instant(issued.until)
    facts = {"username": username, "code": code, "until": until, "url": f"{node.url}/enrol"}
    says = f"{code}\n{username} begins with it at {node.url}/enrol, until {until}. It is not kept."
    show(facts, as_json=as_json, lines=[says])
