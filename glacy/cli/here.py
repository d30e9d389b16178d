"""The node that a command works on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from glacy.errors import GlacyError

if TYPE_CHECKING:
    from glacy.node import Node


class NoNodeGivenError(GlacyError):
    """A command that needs a node was called without one."""


def open_here(path: Path | None) -> Node:
    """The node in that folder, or the one that the environment names; its tables are loaded."""
    from glacy.node import open_node, start_django  # late: help stays quick

    start_django(path)
    from django.conf import settings

    where = path or settings.NODE_PATH
    if where is None:
        raise NoNodeGivenError("No node was named.", remedy="Give its folder, or set GLACY_NODE.")
    return open_node(where)
