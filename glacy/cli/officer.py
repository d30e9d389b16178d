"""`glacy officer`: the people of a node."""

from __future__ import annotations

import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from glacy.cli.acting import AtNode, act_at, confirming
from glacy.cli.erasing import erase_person
from glacy.cli.here import open_here
from glacy.cli.officer_ways import end_sessions, enrol, let_go, recover, sessions
from glacy.cli.proving import read_password
from glacy.cli.showing import json_option, show, tell
from glacy.errors import GlacyError

if TYPE_CHECKING:
    from glacy.node import Node
    from glacy.store import Officer

_DIR = click.Path(path_type=Path, file_okay=False)
_FIELDS = ("title", "phone", "email", "language", "zone")


class OfficerFileError(GlacyError):
    """A file of officers is not one."""


@click.group()
def officer() -> None:
    """Add and list the people of a node, and give them a way in."""


for _way in (enrol, recover, sessions, end_sessions, let_go):
    officer.add_command(_way)
officer.add_command(erase_person)


@officer.command()
@click.argument("path", type=_DIR)
@click.argument("username", required=False)
@click.option("--from", "file", type=click.Path(path_type=Path, exists=True), help="TOML tables [[officer]].")
@click.option("--name", help="The person's name.")
@click.option("--role", "roles", multiple=True, help="A role; give it again for each.")
@click.option("--authority", default="")
@click.option("--title", default="")
@click.option("--phone", default="")
@click.option("--email", default="")
@click.option("--language", default="en")
@click.option("--zone", default="UTC")
@click.option(
    "--password-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A file that holds the officer's password, for scripts. Without it the password is asked.",
)
@click.option(
    "--no-password",
    is_flag=True,
    help="Set no password: `glacy officer enrol` then gives a code with which the officer chooses it.",
)
@json_option
def add(
    path: Path,
    username: str | None,
    file: Path | None,
    password_file: Path | None,
    no_password: bool,
    as_json: bool,
    **given: object,
) -> None:
    """Add an officer, or change the one of that name.

    The officer reads at the next sign-in that the password was set here, and the journal holds it.
    """
    opened = open_here(path)
    if file is not None:
        people = _read(file)
    else:
        if username is None or not given["name"]:
            raise click.UsageError("Give USERNAME and --name, or --from FILE.")
        password = None if no_password else _password(password_file)
        people = [{"username": username, **given, "password": password}]
    added = [_put(opened, one) for one in people]
    show(
        added,
        as_json=as_json,
        lines=[f"{one.username}: {one.name}, {', '.join(sorted(one.roles))}" for one in added],
    )


@officer.command("password", cls=AtNode)
@confirming
@click.option(
    "--new-password-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A file that holds the new password, for scripts. Without it the new password is asked, twice.",
)
def password(folder: Path, username: str, password_file: Path | None, new_password_file: Path | None) -> None:
    """Change your own password; whoever is signed in with the old one is signed out."""
    at = act_at(folder, username, password_file)
    current = (
        str(click.prompt(f"Password of {username}", hide_input=True, err=True))
        if password_file is None
        else _password(password_file)
    )
    new = _password(new_password_file, words="New password")
    from glacy.node.acts import officers

    officers.change_password(at.node, at.by, current=current, new=new)
    tell("Your password is changed.")


@officer.command("list")
@click.argument("path", type=_DIR)
@json_option
def list_(path: Path, as_json: bool) -> None:
    """List the officers of a node, each with the kinds of second factor that they have."""
    open_here(path)
    from glacy.store.factors import kinds_of_all
    from glacy.store.people import all_officers

    found, kinds = all_officers(), kinds_of_all()
    told = [
        {**asdict(one), "roles": sorted(one.roles), "second_factors": list(kinds.get(one.id, ()))}
        for one in found
    ]
    lines = [
        f"{one.username}: {one.name}, {', '.join(sorted(one.roles))}; "
        + (", ".join(kinds.get(one.id, ())) or "no second factor")
        for one in found
    ]
    show(told, as_json=as_json, lines=lines)


def _read(file: Path) -> list[dict[str, object]]:
    try:
        found = tomllib.loads(file.read_text("utf-8"))["officer"]
    except (KeyError, ValueError) as fault:
        raise OfficerFileError(
            f"{file} has no tables [[officer]]: {fault}.", remedy="Write username, name, roles and authority."
        ) from fault
    return list(found)


def _password(file: Path | None, *, words: str = "Password") -> str:
    if file is None:
        return str(click.prompt(words, hide_input=True, confirmation_prompt=True, err=True))
    password = read_password(file)
    if not password:
        raise OfficerFileError(f"{file} holds no password.", remedy="Write the password on its first line.")
    return password


def _put(node: Node, one: dict[str, Any]) -> Officer:  # Any: tables of a TOML file
    from glacy.node.acts import officers

    missing = [name for name in ("username", "name", "roles") if not one.get(name)]
    if missing:
        raise OfficerFileError(f"An officer lacks {', '.join(missing)}.", remedy="Fill it in.")
    texts = {name: str(one[name]) for name in _FIELDS if one.get(name)}
    return officers.add_officer(
        node,
        None,
        username=str(one["username"]),
        name=str(one["name"]),
        roles=tuple(one["roles"]),
        authority=str(one.get("authority") or ""),
        password=str(one["password"]) if one.get("password") else None,
        **texts,
    )
