"""The node that a command works on, and the officer in whose name."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

import click

from glacy.errors import GlacyError

if TYPE_CHECKING:
    from glacy.node import Node
    from glacy.store import Officer

P = ParamSpec("P")
R = TypeVar("R")


class NoNodeGivenError(GlacyError):
    """A command that needs a node was called without one."""


def open_here(path: Path | None) -> Node:
    """The node in that folder, or the one that the environment names; its tables are loaded."""
    from glacy.node import open_node, start_django  # late: help stays quick

    start_django(path)
    from django.conf import settings

    where = path or settings.NODE_PATH
    if where is None:
        raise NoNodeGivenError("No node was named.", remedy="Give --node DIR, or set GLACY_NODE.")
    return open_node(where)


def at_node(command: Callable[Concatenate[Node, P], R]) -> Callable[P, R]:
    """Gives the command its node: `--node DIR`, or GLACY_NODE."""

    @click.option("--node", "node_path", type=click.Path(path_type=Path), help="The folder of the node.")
    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        path = kwargs.pop("node_path", None)
        assert path is None or isinstance(path, Path)
        return command(open_here(path), *args, **kwargs)

    return run


def as_officer(command: Callable[Concatenate[Node, Officer, P], R]) -> Callable[P, R]:
    """Gives the command its node and the officer who acts, named with `--as`; the journal says so."""

    @click.option("--as", "username", required=True, help="The officer in whose name this is done.")
    @wraps(command)
    def run(node: Node, /, *args: P.args, **kwargs: P.kwargs) -> R:
        from glacy.store import get_officer

        officer = get_officer(str(kwargs.pop("username")), through="command_line")
        return command(node, officer, *args, **kwargs)

    return at_node(run)
