"""The vault is compared with its seals again: in rounds, by the worker or when somebody asks.

A round reads every exhibit through once, in chunks, and writes a report. An exhibit that begins to differ
gets an event in its custody at once; one that holds gets an event only when half a year went by without any,
so that chains stay short and silence still means something.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

from django.db import close_old_connections, transaction

from glacy.canon import Json
from glacy.node.custody import put_event
from glacy.node.errors import VaultError
from glacy.node.faults import lines_of
from glacy.node.health import beat
from glacy.node.opened import Node
from glacy.node.seals import find_fault
from glacy.store import access, apart, evidence, journal
from glacy.store.models import ExhibitRow, RecheckRow
from glacy.store.naming import is_kept_elsewhere
from glacy.store.people import Officer

EVENT_EVERY = timedelta(days=182)
LOOK_EVERY = 60.0
ROUND_WITHIN = 12 * 3600.0
"""Seconds that a round through a large vault may take before its loop counts as standing still."""
"""Seconds between two looks whether a round is due."""
Step = Callable[[int, int], None]
"""Told after each exhibit: how many were looked at, and how many bytes."""


def recheck(
    node: Node,
    by: Officer | None = None,
    *,
    stop: threading.Event | None = None,
    tell: Step = lambda _looked, _size: None,
) -> RecheckRow | None:
    """The report of a round through the vaults; None where it was told to stop before its end."""
    row = apart.begin_recheck(at=node.clock(), by=by)
    looked = size = 0
    differing: list[Json] = []
    for exhibit_id in list(evidence.kept_exhibits().values_list("pk", flat=True)):
        if stop is not None and stop.is_set():
            return None
        exhibit = evidence.kept_exhibits().filter(pk=exhibit_id).first()
        if exhibit is None:
            continue  # destroyed since the round began
        if not recheck_one(node, exhibit, by):
            differing.append(exhibit.pk)
        looked, size = looked + 1, size + exhibit.size
        tell(looked, size)
    at = node.clock()
    with transaction.atomic():
        apart.end_recheck(row, at=at, looked=looked, size=size, differing=differing)
        what: dict[str, Json] = {"looked": looked, "bytes": size, "differing": differing}
        journal.put_entry("vault.rechecked", by=by, what=what, at=at)
    return row


def recheck_one(node: Node, exhibit: ExhibitRow, by: Officer | None) -> bool:
    """Whether the content of an exhibit is what was sealed; the finding is kept, and told in its custody."""
    try:
        holds = node.vault_of(exhibit.apart).verify(exhibit.digest) == exhibit.size
        why = "the content is that which was sealed"
        wrong = find_fault(node, exhibit)
        if wrong is not None:
            holds, why = False, wrong
    except VaultError as fault:
        holds, why = False, fault.says
    at = node.clock()
    last = evidence.last_custody_at(exhibit)
    has_changed = holds is not (exhibit.check_holds is not False)
    is_news = has_changed or last is None or at - last >= EVENT_EVERY
    with transaction.atomic():
        evidence.set_checked(exhibit, at=at, holds=holds)
        if by is not None or is_news:
            name = "" if by is not None else node.name
            put_event(exhibit, kind="rechecked", by=by, name=name, at=at, why=why)
    return holds


def sweep_destroyed(node: Node) -> int:
    """Removes what was destroyed and still lies in a vault after a kill; how many contents that were."""
    left = 0
    for row in ExhibitRow.objects.exclude(destroyed_at=None).only("id", "digest", "apart", "destroyed_at"):
        if node.vault_of(row.apart).has(row.digest) and not is_kept_elsewhere(row):
            left += node.vault_of(row.apart).remove(row.digest)
    return left


def keep_checking(node: Node, *, stop: threading.Event, tell: Callable[[str], None]) -> None:
    """Begins a round whenever one is due, until it is told to stop; a fault is told."""
    beat(node, "recheck", within=ROUND_WITHIN)
    while not stop.wait(LOOK_EVERY):
        beat(node, "recheck", within=ROUND_WITHIN)
        try:
            if node.recheck_every and is_due(node, every=node.recheck_every):
                recheck(node, stop=stop)
        except Exception as fault:
            tell(lines_of(fault))
        finally:
            close_old_connections()


def is_due(node: Node, *, every: timedelta) -> bool:
    """Whether the last round that came to its end is longer ago than the interval."""
    last = next(iter(apart.last_rechecks(limit=1)), None)
    return last is None or last.ended_at is None or node.clock() - last.ended_at >= every


def last_reports(by: Officer) -> tuple[tuple[RecheckRow, tuple[ExhibitRow, ...]], ...]:
    """The last rounds, each with those exhibits that differ and are on this officer's cases."""
    places = access.places_of(by).values("case_id")
    found = []
    for row in apart.last_rechecks():
        mine = ExhibitRow.objects.filter(pk__in=row.differing, case_id__in=places).select_related("case")
        found.append((row, tuple(mine)))
    return tuple(found)
