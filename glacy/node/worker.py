"""The worker of a node: it carries what is due, keeps the journal's tiles up, and reminds."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import close_old_connections

from glacy.courier import HttpCourier
from glacy.node.alone import alone_at_work
from glacy.node.carrying import carry_due, resume_parcels
from glacy.node.opened import Node
from glacy.node.reminding import remind
from glacy.node.sequencer import sequence
from glacy.store import journal

PAUSE = 0.2
TILES_EVERY = 1.0
"""Seconds; a receipt does not wait for it, because the gate sequences by itself."""
REMIND_EVERY = 30.0
CARRIERS = 8


def start_again(node: Node) -> None:
    """What every start does: sweep the vault, take up interrupted parcels, do the sequencer's steps again."""
    node.vault.sweep()
    resume_parcels(node)
    sequence(node)


def work(node: Node, *, stop: threading.Event, tell: Callable[[str], None] = lambda _: None) -> None:
    """Works until it is told to stop, alone. A fault in one round is told, and the next round goes on."""
    tiled = reminded = float("-inf")
    with (
        alone_at_work(node.path),
        HttpCourier() as courier,
        ThreadPoolExecutor(CARRIERS, thread_name_prefix="carrier") as pool,
    ):
        start_again(node)
        while not stop.is_set():
            try:
                carried = carry_due(node, courier, pool=pool)
                now = time.monotonic()
                if now >= tiled + TILES_EVERY and journal.has_unplaced():
                    sequence(node)
                    tiled = now
                if now >= reminded + REMIND_EVERY:
                    remind(node)
                    reminded = now
            except Exception:
                tell(traceback.format_exc())
                carried = 0
                stop.wait(1.0)
                close_old_connections()
            if not carried:
                stop.wait(PAUSE)


def work_once(node: Node) -> int:
    """One round of everything; how many parcels were tried."""
    with alone_at_work(node.path):
        start_again(node)
        with HttpCourier() as courier:
            carried = carry_due(node, courier)
        sequence(node)
        remind(node)
    return carried
