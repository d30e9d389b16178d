"""Makes answers with much evidence ready, one after the other, and sends them."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from datetime import timedelta

from django.db import close_old_connections

from glacy.errors import GlacyError
from glacy.node.acts.answers import release_now
from glacy.node.errors import NoRoomError, QuietError, VaultError, WrongStateError
from glacy.node.faults import lines_of
from glacy.node.health import beat
from glacy.node.notifying import notify
from glacy.node.opened import Node, current_node
from glacy.node.payload_pieces import remove_pieces
from glacy.sayings import say
from glacy.store import payloads, people, releases
from glacy.store.models import ReleaseRow
from glacy.store.people import Officer, officer_of

_PAUSE, _TELL_EVERY = 1.0, 1.0
_WITHIN = 3600.0
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
_OF_THE_MACHINE = (VaultError, NoRoomError, QuietError)


class _Ended(Exception):
    """A person stopped it, or the worker ends."""


def keep_releasing(node: Node, *, stop: threading.Event, tell: Callable[[str], None]) -> None:
    """Makes ready what is due until it is told to stop; a fault is told, and the next round goes on."""
    while not stop.is_set():
        try:
            beat(node, "releases", within=_WITHIN)
            release_due(current_node(node.path), stop=stop)  # its keys may have been rolled meanwhile
        except Exception as fault:
            tell(lines_of(fault))
        close_old_connections()
        stop.wait(_PAUSE)


def release_due(node: Node, *, stop: threading.Event) -> int:
    """Makes ready and sends what is due; how many were tried."""
    if node.is_quiet():
        return 0
    due = releases.due_releases(at=node.clock())
    for row in due:
        if stop.is_set():
            break
        release_one(node, row, stop=stop)
    return len(due)


def release_one(node: Node, row: ReleaseRow, *, stop: threading.Event) -> None:
    """One answer: made ready from the beginning, also after a kill, judged anew, and sent.

    A fault of this machine is tried again; what else speaks against it stops it, and who let it go is told.
    """
    by, message_id = officer_of(row.asked_by), message_id_of(row)
    try:
        if people.find_officer(by.username) is None:
            raise WrongStateError(say("{name} signs in no more at this node.", name=by.name))
        if payloads.find_payload(message_id) is None:
            remove_pieces(node, message_id)
        releases.begin(row, at=node.clock())
        release_now(node, by, row.draft, moved=_Telling(node, row, stop), message_id=message_id)
    except _Ended:
        remove_pieces(node, message_id)
    except _OF_THE_MACHINE as fault:
        wait = min(_FIRST_WAIT * 2 ** min(row.tries, 10), _LONGEST_WAIT)
        releases.set_waiting(row, says=str(fault), next_at=node.clock() + wait)
    except GlacyError as fault:
        _settle(node, row, fault, by)
    else:
        releases.set_sent(row)


def message_id_of(row: ReleaseRow) -> str:
    """The id that the answer of a release has, the same at every try: what a killed one left is found."""
    return str(uuid.uuid5(uuid.UUID(str(row.draft_id)), f"release {row.asked_at.isoformat()}"))


class _Telling:
    """Writes down how far it is, at most once a second, and ends the work where it is to end."""

    def __init__(self, node: Node, row: ReleaseRow, stop: threading.Event) -> None:
        self._node, self._row, self._stop = node, row, stop
        self._done, self._next = 0, 0.0

    def __call__(self, size: int) -> None:
        self._done += size
        now = time.monotonic()
        if self._stop.is_set():
            raise _Ended
        if now < self._next:
            return
        self._next = now + _TELL_EVERY
        beat(self._node, "releases", within=_WITHIN)
        if not releases.set_done(self._row, min(self._done, self._row.size)):
            raise _Ended


def _settle(node: Node, row: ReleaseRow, fault: GlacyError, by: Officer) -> None:
    row.draft.refresh_from_db()
    if row.draft.state == "sent":
        releases.set_sent(row)
        return
    if releases.set_stopped(row, says=str(fault)):
        notify(node, (by,), kind="approve")
