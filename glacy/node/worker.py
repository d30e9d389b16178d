"""The worker of a node: it carries what is due, keeps the journal up, and reminds."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import close_old_connections

from glacy.courier import HttpCourier, HttpPieces, HttpWitness
from glacy.node.acts.erasing import sweep_erased
from glacy.node.alone import alone_at_work
from glacy.node.carrying import carry_due, give_up_overdue, resume_parcels
from glacy.node.cosigning import Due, submit_due
from glacy.node.errors import JournalHeldError
from glacy.node.facts import use_accepted
from glacy.node.faults import lines_of
from glacy.node.health import beat
from glacy.node.keeping import keep_journal, start_journal
from glacy.node.keeping_apart import sweep_apart
from glacy.node.line import line_context, own_context
from glacy.node.opened import Node
from glacy.node.payload_loop import gather_due, keep_payloads
from glacy.node.posting_loop import keep_posting
from glacy.node.rechecking import keep_checking, sweep_destroyed
from glacy.node.refreshing import keep_directory
from glacy.node.release_loop import keep_releasing, release_due
from glacy.node.reminding import remind
from glacy.node.sequencer import sequence
from glacy.node.telling import keep_telling, tell_once
from glacy.node.waking import wait_until_awake, wake_once

PAUSE = 0.2
REMIND_EVERY = 30.0
CARRIERS = 8


def start_again(node: Node, *, tell: Callable[[str], None] = lambda _: None) -> None:
    """What every start does: sweep the vault, take up interrupted parcels, do the sequencer's steps again."""
    for vault in (node.vault, node.vault_apart):
        vault.sweep()
    sweep_destroyed(node)
    sweep_apart(node)
    sweep_erased(node)
    resume_parcels(node)
    start_journal(node, tell=tell)


def work(node: Node, *, stop: threading.Event, tell: Callable[[str], None] = lambda _: None) -> None:
    """Works until it is told to stop, alone. A fault in one round is told, and the next round goes on.

    What that round left on the line is then due again, as at a start.
    """
    reminded = float("-inf")
    has_broken = False
    with (
        alone_at_work(node.path),
        HttpCourier(verify=line_context(node)) as courier,
        ThreadPoolExecutor(CARRIERS, thread_name_prefix="carrier") as pool,
        contextlib.ExitStack() as kept,
    ):
        awake = wait_until_awake(node, courier, stop=stop, tell=tell)
        if awake is None:
            return
        node = awake
        start_again(node, tell=tell)
        kept.enter_context(keep_journal(node, tell=tell))
        threading.Thread(
            target=keep_checking,
            kwargs={"node": node, "stop": stop, "tell": tell},
            name="recheck",
            daemon=True,
        ).start()
        threading.Thread(
            target=keep_directory,
            kwargs={"node": node, "stop": stop, "tell": tell},
            name="directory",
            daemon=True,
        ).start()
        threading.Thread(
            target=keep_posting,
            kwargs={"node": node, "stop": stop, "tell": tell},
            name="mail",
            daemon=True,
        ).start()
        threading.Thread(
            target=keep_payloads,
            kwargs={"node": node, "stop": stop, "tell": tell},
            name="payloads",
            daemon=True,
        ).start()
        threading.Thread(
            target=keep_releasing,
            kwargs={"node": node, "stop": stop, "tell": tell},
            name="releases",
            daemon=True,
        ).start()
        threading.Thread(
            target=keep_telling,
            kwargs={"node": node, "stop": stop, "tell": tell},
            name="telling",
            daemon=True,
        ).start()
        while not stop.is_set():
            beat(node, "carry")
            try:
                use_accepted(node.path)
                if has_broken:
                    resume_parcels(node)
                    has_broken = False
                carried = carry_due(node, courier, pool=pool)
                now = time.monotonic()
                if now >= reminded + REMIND_EVERY:
                    remind(node)
                    give_up_overdue(node)
                    reminded = now
            except Exception as fault:
                tell(lines_of(fault))
                carried, has_broken = 0, True
                stop.wait(1.0)
                close_old_connections()
            if not carried:
                stop.wait(PAUSE)


def work_once(node: Node) -> int:
    """One round of everything; how many parcels were tried."""
    with alone_at_work(node.path):
        awake = wake_once(node)
        if awake is None:
            return 0
        node = awake
        start_again(node)
        release_due(node, stop=threading.Event())
        with HttpCourier(verify=line_context(node)) as courier:
            carried = carry_due(node, courier)
        gather_due(node, HttpPieces(verify=own_context(node)), stop=threading.Event())
        with contextlib.suppress(JournalHeldError), HttpWitness() as line:
            sequence(node)
            submit_due(node, line, Due())
        remind(node)
        tell_once(node)
    return carried
