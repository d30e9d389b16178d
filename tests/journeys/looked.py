"""What lies in a node after everything: `python -m tests.journeys.looked DIR` prints it as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from glacy.journal import CHECKPOINT_PATH, Edge, grow, open_checkpoint
from glacy.node.opened import Node


def look(node: Node) -> dict[str, object]:
    """The rows that must agree between two nodes, and the faults of this node's own journal and receipts.

    A node that was stopped, or that gives a reminder just now, may owe an entry its place; a start makes up
    for that, and so does this.
    """
    from glacy.exchange import Receipt, examine_reply, read_envelope
    from glacy.node.sequencer import alone_at_journal, sequence
    from glacy.store.models import EarlyRow, EntryRow, MessageRow, OutboxRow, QuarantineRow, ReceiptRow

    faults: list[str] = []
    directory = node.directory
    assert directory is not None
    for row in ReceiptRow.objects.all():
        if row.data is None:
            faults.append(f"the receipt {row.envelope_id} is owed and was not written")
            continue
        reading = examine_reply(bytes(row.data), directory=directory, at=node.clock())
        if reading.holds is not True or not isinstance(reading.reply, Receipt):
            faults.append(f"the receipt {row.envelope_id} does not hold")
        elif reading.reply.digest != row.envelope_digest:
            faults.append(f"the receipt {row.envelope_id} is about other bytes")
    for message in MessageRow.objects.exclude(envelope_digest=""):
        read_envelope(
            node.vault.get(message.envelope_digest),
            directory=directory,
            receiver=message.country if message.direction == "sent" else node.country,
            at=node.clock(),
        )
    sequence(node)
    with alone_at_journal(node):
        placed = EntryRow.objects.exclude(index=None).order_by("index")
        entries = [(row.index, bytes(row.data)) for row in placed]
        faults += _journal_faults(node, entries)
    return {
        "sent": _messages(MessageRow.objects.filter(direction="sent")),
        "received": _messages(MessageRow.objects.filter(direction="received")),
        "given": sorted(ReceiptRow.objects.filter(direction="given").values_list("envelope_id", flat=True)),
        "got": sorted(ReceiptRow.objects.filter(direction="got").values_list("envelope_id", flat=True)),
        "arrivals": EntryRow.objects.filter(kind="envelope.received").count(),
        "open": OutboxRow.objects.exclude(state="receipted").count(),
        "early": EarlyRow.objects.count(),
        "quarantined": QuarantineRow.objects.count(),
        "left": len(list((node.path / "vault" / "new").glob("*"))),
        "entries": len(entries),
        "unplaced": sorted(EntryRow.objects.filter(index=None).values_list("kind", flat=True)),
        "faults": faults,
    }


def _messages(rows: object) -> list[list[object]]:
    found = rows.values_list("pk", "thread_id", "sequence", "envelope_digest")  # type: ignore[attr-defined]  # rows
    return sorted([list(one) for one in found], key=str)


def _journal_faults(node: Node, entries: list[tuple[int | None, bytes]]) -> list[str]:
    """Tiles made again from the rows must be those on the disk, and the checkpoint that of the rows."""
    if [index for index, _ in entries] != list(range(len(entries))):
        return ["the places of the journal have a gap"]
    made: dict[str, bytes] = {}
    growth = grow(Edge(size=0, hashes=()), [data for _, data in entries], find_tile=made.get)
    made.update({file.path: file.content for file in growth.files})
    folder = node.path / "journal"
    note = (folder / CHECKPOINT_PATH).read_bytes()
    head, _ = open_checkpoint(note, keys=[node.journal_key.verifier])
    faults = []
    if (head.size, head.root) != (len(entries), growth.checkpoint(node.journal_key.name).root):
        faults.append("the checkpoint is not that of the rows")
    faults += [
        f"the tile {path} is not as the rows make it"
        for path, content in made.items()
        if not (folder / path).is_file() or (folder / path).read_bytes() != content
    ]
    return faults


if __name__ == "__main__":
    from glacy.node import open_node, start_django

    start_django(Path(sys.argv[1]))
    print(json.dumps(look(open_node(Path(sys.argv[1])))))
