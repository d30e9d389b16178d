"""What officers do at a node during the soak, many messages in one call of its process."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from glacy.errors import GlacyError
from glacy.node import Node
from glacy.node.acts import cases, inbox, requests
from glacy.store.people import Officer
from tests.node.filled import PRESERVATION

_PATIENCE = 120.0


def request(node: Node, by: Officer, country: str, number: int) -> str:
    """The id of a preservation request that was sent."""
    case = cases.open_case(node, by, title=f"Soak {number} (invented)")
    draft = requests.start_draft(node, by, case, country=country, measure="ETS185-29")
    for section, values in PRESERVATION.items():
        requests.save_section(node, by, draft, section, values)
    return requests.send(node, by, draft, confirmed_at=node.clock())


def take(node: Node, by: Officer) -> list[str]:
    """The requests that arrived and are now on this officer's own cases."""
    found = [row.pk for row in inbox.waiting(node, by) if not row.case_id]
    for one in found:
        inbox.open_request(node, by, one)
    return found


def tell(node: Node, by: Officer, ids: Sequence[str], count: int, round_: int) -> int:
    """So many messages to the other side about requests of ours, in turn over them."""
    for number in range(count):
        about = ids[number % len(ids)]
        words = f"Word {round_}.{number}."
        surely(lambda: requests.answer_question(node, by, about, "", words, confirmed_at=node.clock()))  # noqa: B023  done at once
    return count


def ask(node: Node, by: Officer, ids: Sequence[str], count: int, round_: int) -> int:
    """So many questions to the other side about requests that it sent, in turn over them."""
    for number in range(count):
        about = ids[number % len(ids)]
        words = f"Question {round_}.{number}?"
        surely(lambda: inbox.ask(node, by, about, words, confirmed_at=node.clock()))  # noqa: B023  done at once
    return count


def put_on_stick(node: Node, by: Officer, stick: str, country: str) -> None:
    """What waits here for a State lies on the stick."""
    from glacy.node.posting_stick import put_on_stick as put

    surely(lambda: put(node, Path(stick), country=country, by=by))


def take_stick(node: Node, by: Officer, stick: str) -> None:
    """What the stick brought is taken in, and the replies lie on it."""
    from glacy.node.posting_stick import take_from_stick

    surely(lambda: take_from_stick(node, Path(stick), by=by))


def surely(act: Callable[[], object]) -> None:
    """Does an act as an officer does: told that it failed, once more. What failed must not have been done."""
    from django.db import DatabaseError, close_old_connections

    ends_at = time.monotonic() + _PATIENCE
    while True:
        try:
            act()
        except (GlacyError, DatabaseError, OSError):
            if time.monotonic() > ends_at:
                raise
            close_old_connections()
            time.sleep(0.2)
        else:
            return


def on_the_way(node: Node, by: Officer) -> tuple[int, int, int]:
    """Parcels that are not receipted, entries without a place, and messages that wait for an earlier one."""
    from glacy.store.models import EarlyRow, EntryRow, OutboxRow

    _ = (node, by)
    return (
        OutboxRow.objects.exclude(state="receipted").count(),
        EntryRow.objects.filter(index=None).count(),
        EarlyRow.objects.count(),
    )


def faults_of_order(node: Node, by: Officer) -> list[str]:
    """Threads in which a number is missing, stands twice, or was taken before the one that it follows."""
    from django.db.models.expressions import RawSQL

    from glacy.store.models import MessageRow

    _ = (node, by)
    threads: dict[tuple[str, str], list[tuple[int, int, str, str]]] = defaultdict(list)
    rows = MessageRow.objects.exclude(sequence=None).annotate(written=RawSQL("rowid", ()))  # the clock jumps
    told = rows.values_list("thread_id", "direction", "sequence", "written", "previous", "envelope_digest")
    for thread, direction, sequence, written, previous, digest in told:
        threads[thread, direction].append((sequence or 0, written, previous, digest))
    faults = []
    for (thread, direction), found in threads.items():
        found.sort(key=lambda one: one[0])
        if [one[0] for one in found] != list(range(1, len(found) + 1)):
            faults.append(f"{thread} {direction}: the numbers are {[one[0] for one in found]}")
        for before, after in pairwise(found):
            if after[2] != before[3]:
                faults.append(f"{thread} {direction}: {after[0]} does not follow {before[0]}")
            if direction == "received" and after[1] < before[1]:
                faults.append(f"{thread} {direction}: {after[0]} was taken before {before[0]}")
    return faults
