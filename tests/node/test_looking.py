"""What is looked for in a node after kills: an entry that waits for its place is no gap, a lost one is."""

from __future__ import annotations

import pytest
from django.db import transaction

from glacy.node.acts import cases
from glacy.node.opened import Node
from glacy.store import journal
from glacy.store.models import EntryRow
from tests.journeys.looked import look
from tests.node.people import hire

pytestmark = pytest.mark.usefixtures("chile")


def test_an_entry_that_waits_for_its_place_is_no_gap(home: Node) -> None:
    """A reminder may be written at any moment; the next run of the sequencer gives it its place."""
    cases.open_case(home, hire(home, "ama", "duty_officer"), title="Seen (invented)")
    assert look(home)["faults"] == []
    with transaction.atomic():
        journal.put_entry("deadline.reminded", by=None, what={}, at=home.clock())
    assert journal.has_unplaced()
    seen = look(home)
    assert (seen["faults"], seen["unplaced"], seen["entries"]) == ([], [], EntryRow.objects.count())


def test_an_entry_that_is_lost_or_moved_is_seen(home: Node) -> None:
    cases.open_case(home, hire(home, "ama", "duty_officer"), title="Lost (invented)")
    assert look(home)["faults"] == []
    first = EntryRow.objects.get(index=0)
    EntryRow.objects.filter(pk=first.pk).update(index=EntryRow.objects.count())
    assert look(home)["faults"] == ["the places of the journal have a gap"]
    EntryRow.objects.filter(pk=first.pk).update(index=0, data=bytes(first.data) + b"x")
    assert look(home)["faults"] != []
