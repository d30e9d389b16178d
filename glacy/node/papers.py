"""The documents of messages: rendered, sealed with the node's key and time-stamped."""

from __future__ import annotations

from glacy import cooperation
from glacy.cooperation import Message, Request
from glacy.node.opened import Node
from glacy.signing import seal_pdf

DOCUMENTED = frozenset({"request", "answer", "disclosure", "offer", "offer_content"})
"""The kinds of messages that a person prints and a court reads."""


def render(message: Message, *, about: Request | None = None) -> bytes:
    """The page of a message as this node's renderer makes it; `about` gives languages to short ones."""
    return cooperation.render_message(message, about=about)


def sealed_paper(node: Node, message: Message, *, about: Request | None = None) -> bytes | None:
    """The sealed document of a message, or None for a kind that has none."""
    if cooperation.kind_of(message) not in DOCUMENTED:
        return None
    return seal_pdf(render(message, about=about), by=node.signer, at=node.clock(), stamper=node.stamper)
