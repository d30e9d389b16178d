"""The loop that rings and tells: alarms that nobody takes, glass whose time is over, notices that are due."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import close_old_connections

from glacy.courier import send_plain_mail
from glacy.node.acts.breaking_glass import end_due
from glacy.node.carriers import find_mail
from glacy.node.emergencies import ring
from glacy.node.faults import lines_of
from glacy.node.health import beat
from glacy.node.notifying import notify, send_notices
from glacy.node.opened import Node
from glacy.store import messages, notices, people
from glacy.store.access import RECEIVERS

LOOK_EVERY = 5.0


def tell_once(node: Node) -> int:
    """One round; how many mails left. A node without a mail account keeps its notices for when it has one."""
    ring(node)
    end_due(node)
    tell_arrivals(node)
    settings = find_mail(node)
    if settings is None:
        return 0

    def send(to: str, subject: str, text: str) -> None:
        send_plain_mail(settings, text, subject=subject, to=to, at=node.clock())

    return send_notices(node, send)


def tell_arrivals(node: Node) -> None:
    """Whoever receives is told of what arrived and nobody has opened, once for each newest arrival."""
    newest = max((row.arrived_at for row in messages.all_unopened() if row.arrived_at), default=None)
    if newest is not None:
        receivers = (one for one in people.all_officers() if one.has(*RECEIVERS))
        notify(
            node, (one for one in receivers if not notices.has_been_told(one, since=newest)), kind="arrived"
        )


def keep_telling(node: Node, *, stop: threading.Event, tell: Callable[[str], None]) -> None:
    """Goes round until it is told to stop; a fault is told, and the next round goes on."""
    while not stop.is_set():
        beat(node, "telling")
        try:
            tell_once(node)
        except Exception as fault:
            tell(lines_of(fault))
            close_old_connections()
        stop.wait(LOOK_EVERY)
