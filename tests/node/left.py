"""What is left in the outbox of a node, for a test in another process."""

from __future__ import annotations

from glacy.node.opened import Node
from glacy.store.models import OutboxRow


def open_parcels(_: Node) -> list[tuple[str, str, str]]:
    """Kind, state and last fault of every parcel that has no receipt."""
    rows = OutboxRow.objects.exclude(state="receipted").select_related("message")
    return [(row.message.kind, row.state, row.says) for row in rows]
