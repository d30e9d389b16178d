"""`glacy officer`: the people of a node."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from glacy.cli.acting import read_password
from glacy.cli.here import open_here
from glacy.cli.showing import json_option, show
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
    """Add and list the people of a node."""


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
@json_option
def add(
    path: Path,
    username: str | None,
    file: Path | None,
    password_file: Path | None,
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
        people = [{"username": username, **given, "password": _password(password_file)}]
    added = [_put(opened, one) for one in people]
    show(
        added,
        as_json=as_json,
        lines=[f"{one.username}: {one.name}, {', '.join(sorted(one.roles))}" for one in added],
    )


@officer.command("list")
@click.argument("path", type=_DIR)
@json_option
def list_(path: Path, as_json: bool) -> None:
    """List the officers of a node."""
    open_here(path)
    from glacy.store.people import all_officers

    found = all_officers()
    show(
        found,
        as_json=as_json,
        lines=[f"{one.username}: {one.name}, {', '.join(sorted(one.roles))}" for one in found],
    )


def _read(file: Path) -> list[dict[str, object]]:
    try:
        found = tomllib.loads(file.read_text("utf-8"))["officer"]
    except (KeyError, ValueError) as fault:
        raise OfficerFileError(
            f"{file} has no tables [[officer]]: {fault}.", remedy="Write username, name, roles and authority."
        ) from fault
    return list(found)


def _password(file: Path | None) -> str:
    if file is None:
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
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
