"""What runs: the node's acts, its gate, its loops, its sequencer and its start.

The acts are one module to a noun: `from glacy.node.acts import cases, requests, inbox`. What stands here is
loaded when it is used, because a supervisor needs none of it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glacy.node.clock import set_story_clock
    from glacy.node.errors import NodeError
    from glacy.node.making import make_node
    from glacy.node.opened import Node, open_node
    from glacy.node.start import start_django

_HOMES = {
    "Node": "opened",
    "NodeError": "errors",
    "make_node": "making",
    "open_node": "opened",
    "set_story_clock": "clock",
    "start_django": "start",
}
__all__ = ["Node", "NodeError", "make_node", "open_node", "set_story_clock", "start_django"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"glacy.node has no {name}")
    return getattr(import_module(f"glacy.node.{_HOMES[name]}"), name)
