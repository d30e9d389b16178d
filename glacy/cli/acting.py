"""Who acts at which node: DIR or GLACY_NODE, `--as`, and the password where the desk asks for it again."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from glacy.cli.proving import code_option, prove
from glacy.times import zone

if TYPE_CHECKING:
    from glacy.node import Node
    from glacy.store.people import Officer

NODE_VARIABLE: Final = "GLACY_NODE"
_FOLDER = click.Path(path_type=Path, file_okay=False)
Command = TypeVar("Command", bound=Callable[..., Any])  # Any: each command has its own parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """A node that is open, and the officer who acts there through the command line."""

    node: Node
    by: Officer
    password_file: Path | None

    def confirm(self) -> datetime:
        """The instant at which the officer showed who they are; acts take it for a short while."""
        return prove(self.node, self.by, self.password_file)

    @property
    def today(self) -> date:
        """The day at the node, by the officer's own calendar."""
        return self.node.clock().astimezone(zone(self.by.zone)).date()

    def case_id(self, named: str) -> str:
        """The id of a case of the officer that was named by its id or its reference."""
        from glacy.store import access

        found = access.cases_of(self.by).filter(reference=named.upper()).values_list("pk", flat=True).first()
        return named if found is None else found


class AtNode(click.Command):
    """A command whose first argument is the folder of a node; with GLACY_NODE it may be left out."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Puts the folder of GLACY_NODE first, unless the first argument is a node."""
        standing = os.environ.get(NODE_VARIABLE)
        if standing and not {"-h", "--help"} & set(args):
            given, _, _ = self.make_parser(ctx).parse_args(list(args))
            first = given.get("folder")
            if not (isinstance(first, str) and (Path(first) / "node.toml").is_file()):
                args = [standing, *args]
        return super().parse_args(ctx, args)


class Verbs(click.Group):
    """The group of a noun, whose verbs work on a node."""

    command_class = AtNode


folder_argument = click.argument("folder", metavar="DIR", type=_FOLDER)
"""The first argument of every command on a node."""


def acting(command: Command) -> Command:
    """Gives a command `folder`, the first argument, and `username`, the option --as."""
    says = "The officer in whose name this is done; the journal says that it was done here."
    option = click.option("--as", "username", required=True, metavar="USERNAME", help=says)
    return folder_argument(option(command))


def confirming(command: Command) -> Command:
    """The same for an act that commits the node: with `password_file`, and the code where there is an app."""
    says = "A file that holds the officer's password, for scripts. Without it the password is asked."
    option = click.option("--password-file", type=click.Path(path_type=Path), metavar="FILE", help=says)
    return acting(option(code_option(command)))


def act_at(folder: Path, username: str, password_file: Path | None = None) -> Acting:
    """The open node in that folder, and the officer of that name."""
    from glacy.cli.here import open_here

    node = open_here(folder)
    from glacy.store.glass import seeing
    from glacy.store.people import get_officer

    officer = seeing(get_officer(username, through="command_line"), at=node.clock())
    _record(node, officer)
    return Acting(node=node, by=officer, password_file=password_file)


def _record(node: Node, officer: Officer) -> None:
    """What takes no password leaves an entry of its own; what takes one writes the entry of its act."""
    context = click.get_current_context(silent=True)
    if context is None or "password_file" in context.params:
        return
    from glacy.node.acts.reading_here import record_reading

    words = context.command_path.split()[1:]
    named = [
        one
        for name, value in context.params.items()
        if name not in ("folder", "username")
        for one in (value if isinstance(value, tuple) else (value,))
        if isinstance(one, str)
    ]
    record_reading(node, officer, " ".join(words), named)
