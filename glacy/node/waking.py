"""Waits while a restored node is quiet: it asks round after round, until it may sign again."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import close_old_connections

from glacy.courier import HttpCourier, HttpWitness
from glacy.node.asking import Asking, ask_round
from glacy.node.health import beat
from glacy.node.line import line_context
from glacy.node.opened import Node
from glacy.node.quiet import Mark
from glacy.sayings import say

EVERY = 20.0
"""Seconds between two rounds."""
ANSWER_WITHIN = 60.0


def wait_until_awake(
    node: Node, courier: Asking, *, stop: threading.Event, tell: Callable[[str], None] = lambda _: None
) -> Node | None:
    """The node as soon as it signs; None where it was told to stop before. At once where it is not quiet."""
    told = ""
    while node.is_quiet():
        beat(node, "asking", within=EVERY + 10 * ANSWER_WITHIN)
        with HttpWitness(verify=line_context(node), answer_within=ANSWER_WITHIN) as line:
            found = ask_round(node, courier, line, tell=tell)
        if found.awake is not None:
            return found.awake
        says = waits_for(found.mark)
        if says != told:
            tell(says)
        told = says
        close_old_connections()
        if stop.wait(EVERY):
            return None
    return node


def wake_once(node: Node) -> Node | None:
    """One round of asking; the node if it signs, or None while it must wait."""
    if not node.is_quiet():
        return node
    with (
        HttpCourier(verify=line_context(node), answer_within=ANSWER_WITHIN) as courier,
        HttpWitness(verify=line_context(node), answer_within=ANSWER_WITHIN) as line,
    ):
        return ask_round(node, courier, line).awake


def waits_for(mark: Mark) -> str:
    """For whom a quiet node waits, in a sentence."""
    return say(
        "The node was restored from the backup of {at} and signs nothing yet. It waits for: {names}.",
        at=mark.backup_at,
        names=tuple(f"{who} ({why})" for who, why in sorted(mark.failed.items())) or "-",
    )
