"""Keeps the journal up beside the work of the node: entries get their places, witnesses the new heads."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from django.db import close_old_connections

from glacy.courier import HttpWitness
from glacy.errors import GlacyError
from glacy.node.cosigning import Due, Line, ask_witnesses, submit_due
from glacy.node.errors import JournalHeldError
from glacy.node.faults import lines_of
from glacy.node.health import beat
from glacy.node.line import line_context
from glacy.node.opened import Node, current_node
from glacy.node.sequencer import sequence
from glacy.store import journal

EVERY = 1.0
"""Seconds; a receipt does not wait for it, because the gate sequences by itself."""
ASK_WITHIN = 3.0
WITNESSES_AT_ONCE = 4
Tell = Callable[[str], None]


def start_journal(node: Node, *, line: Line | None = None, tell: Tell = lambda _: None) -> None:
    """What every start does: ask the witnesses what they hold, then do the sequencer's steps again.

    A journal that is held keeps the node from signing, and from nothing else.
    """
    with contextlib.suppress(JournalHeldError):
        with _line(node, line) as asked:
            for failed in ask_witnesses(node, asked):
                tell(failed)
        sequence(node)


@contextlib.contextmanager
def keep_journal(node: Node, *, tell: Tell = lambda _: None) -> Iterator[None]:
    """Keeps the journal up in a thread of its own until the block ends; a lasting fault is told once."""
    stop = threading.Event()
    thread = threading.Thread(target=_keep, args=(node, stop, tell), name="journal", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(2 * ASK_WITHIN)


def _keep(node: Node, stop: threading.Event, tell: Tell) -> None:
    due, told = Due(), ""
    with (
        HttpWitness(verify=line_context(node)) as line,
        ThreadPoolExecutor(WITNESSES_AT_ONCE, thread_name_prefix="witness") as pool,
    ):
        while not stop.wait(EVERY):
            beat(node, "journal")
            try:
                node = current_node(node.path)  # its keys may have been rolled meanwhile
                if journal.has_unplaced():
                    sequence(node)
                submit_due(node, line, due, pool=pool)
                told = ""
            except Exception as fault:
                says = str(fault) if isinstance(fault, GlacyError) else lines_of(fault)
                if says != told:
                    tell(says)
                told = says
            finally:
                close_old_connections()


@contextlib.contextmanager
def _line(node: Node, line: Line | None) -> Iterator[Line]:
    if line is not None:
        yield line
        return
    with HttpWitness(verify=line_context(node), answer_within=ASK_WITHIN) as own:
        yield own
