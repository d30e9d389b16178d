"""What runs: the node's acts, its gate, its loops, its sequencer and its start.

The acts are one module to a noun: `from glacy.node.acts import cases, requests, inbox`.
"""

from __future__ import annotations

from glacy.node.clock import set_story_clock
from glacy.node.errors import NodeError
from glacy.node.opened import Node, open_node
from glacy.node.start import start_django

__all__ = ["Node", "NodeError", "open_node", "set_story_clock", "start_django"]
