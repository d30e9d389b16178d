"""Gathers large payloads, round after round: fetched, taken in, told to the sender, cleaned up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import close_old_connections

from glacy.courier import HttpPieces
from glacy.errors import GlacyError
from glacy.node.errors import PayloadError
from glacy.node.faults import lines_of
from glacy.node.health import beat
from glacy.node.line import own_context
from glacy.node.opened import Node
from glacy.node.payload_gathering import Line, end_gathering, fetch_missing, wait_after
from glacy.node.payload_pieces import folder_of, numbers_here, readable, remove_pieces, sweep_pieces
from glacy.node.payload_taking import take_in_payload
from glacy.sayings import say
from glacy.store import payloads
from glacy.store.models import PayloadRow

_PAUSE, _SWEEP_EVERY = 1.0, 600.0
_UNTIL_OPENED = timedelta(minutes=1)
_WITHIN = 3600.0


def keep_payloads(node: Node, *, stop: threading.Event, tell: Callable[[str], None]) -> None:
    """Gathers what is due until it is told to stop; a fault is told, and the next round goes on."""
    line, swept = HttpPieces(verify=own_context(node)), float("-inf")
    while not stop.is_set():
        try:
            beat(node, "payloads", within=_WITHIN)
            if time.monotonic() >= swept + _SWEEP_EVERY:
                sweep_payloads(node)
                swept = time.monotonic()
            gather_due(node, line, stop=stop)
        except Exception as fault:
            tell(lines_of(fault))
        close_old_connections()
        stop.wait(_PAUSE)


def gather_due(node: Node, line: Line, *, stop: threading.Event) -> int:
    """Gathers every payload that is due; how many were tried."""
    if node.is_quiet():
        return 0
    due = payloads.due_payloads(at=node.clock())
    for row in due:
        if stop.is_set():
            break
        gather(node, row, line, stop=stop)
    return len(due)


def gather(node: Node, row: PayloadRow, line: Line, *, stop: threading.Event) -> None:
    """Fetches what is missing of one payload, and takes it in when all of it is here."""
    if not _is_wanted(node, row):
        return
    if not has_all(node, row) and not fetch_missing(node, row, line, stop=stop):
        return
    row.message.refresh_from_db()
    if row.message.case_id is None:
        says = say("All of it is here. It becomes exhibits when somebody opens the case.")
        payloads.set_waiting(row, says=says, next_at=node.clock() + _UNTIL_OPENED, tries=0)
        return
    try:
        take_in_payload(node, row)
    except PayloadError as fault:
        payloads.set_state(row, "stuck", at=node.clock(), says=str(fault))
        remove_pieces(node, row.message_id)
        return
    except GlacyError as fault:
        wait_after(node, row, fault, moved=0)
        return
    end_gathering(node, row, line)


def has_all(node: Node, row: PayloadRow) -> bool:
    """Whether every piece is here."""
    return len(numbers_here(folder_of(node, row.message_id))) >= row.count


def sweep_payloads(node: Node) -> None:
    """Removes pieces that nobody needs: of messages that were erased, and of releases that did not happen."""
    rows = payloads.open_payloads()
    for row in rows:
        _is_wanted(node, row)
    sweep_pieces(node, known=frozenset(row.message_id for row in rows if row.state != "void"))


def _is_wanted(node: Node, row: PayloadRow) -> bool:
    """Whether its list can still be read; where the case was erased, the pieces go too."""
    if readable(node, row.message) is not None:
        return True
    says = say("The message was erased with its case.")
    payloads.set_state(row, "void", at=node.clock(), says=says)
    remove_pieces(node, row.message_id)
    return False
