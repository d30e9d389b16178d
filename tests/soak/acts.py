"""What officers do at a node during the soak, many messages in one call of its process."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from glacy.node import Node
from glacy.node.acts import cases, inbox, requests
from glacy.store.people import Officer
from tests.node.filled import PRESERVATION


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
        requests.answer_question(node, by, about, "", f"Word {round_}.{number}.", confirmed_at=node.clock())
    return count


def ask(node: Node, by: Officer, ids: Sequence[str], count: int, round_: int) -> int:
    """So many questions to the other side about requests that it sent, in turn over them."""
    for number in range(count):
        about = ids[number % len(ids)]
        inbox.ask(node, by, about, f"Question {round_}.{number}?", confirmed_at=node.clock())
    return count


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
    from glacy.store.models import MessageRow

    _ = (node, by)
    threads: dict[tuple[str, str], list[tuple[int, object, str, str]]] = defaultdict(list)
    rows = MessageRow.objects.exclude(sequence=None).values_list(
        "thread_id", "direction", "sequence", "arrived_at", "previous", "envelope_digest"
    )
    for thread, direction, sequence, arrived_at, previous, digest in rows:
        threads[thread, direction].append((sequence or 0, arrived_at, previous, digest))
    faults = []
    for (thread, direction), found in threads.items():
        found.sort(key=lambda one: one[0])
        if [one[0] for one in found] != list(range(1, len(found) + 1)):
            faults.append(f"{thread} {direction}: the numbers are {[one[0] for one in found]}")
        for before, after in pairwise(found):
            if after[2] != before[3]:
                faults.append(f"{thread} {direction}: {after[0]} does not follow {before[0]}")
            if direction == "received" and str(after[1]) < str(before[1]):
                faults.append(f"{thread} {direction}: {after[0]} was taken before {before[0]}")
    return faults
