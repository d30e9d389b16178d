"""What could not be taken in waits for a person, who settles it with a reason."""

from __future__ import annotations

import pytest

from glacy.canon import digest_of
from glacy.errors import GlacyError
from glacy.node.acts import inbox
from glacy.node.errors import SectionError
from glacy.node.gate import receive
from glacy.node.opened import Node
from glacy.store.errors import NoAccessError, NotAllowedError, NotFoundError
from glacy.store.models import EntryRow, QuarantineRow
from tests.node.people import hire

GARBAGE = b"no envelope"
KEPT = digest_of(GARBAGE)


@pytest.mark.usefixtures("chile")
def test_what_is_settled_leaves_the_list_and_is_not_noted_again(home: Node) -> None:
    ama = hire(home, "ama", "duty_officer")
    answer = receive(home, GARBAGE)
    (row,) = inbox.quarantined(home, ama)
    assert row.digest == KEPT
    inbox.settle_quarantined(home, ama, KEPT, " A test of\nour own line ")
    assert inbox.quarantined(home, ama) == ()
    entry = EntryRow.objects.get(kind="envelope.settled")
    assert (entry.who, entry.what) == ("ama", {"arrived": KEPT, "note": "A test of our own line"})
    assert receive(home, GARBAGE)
    assert inbox.quarantined(home, ama) == ()
    assert bytes(QuarantineRow.objects.get().reply) == answer
    with pytest.raises(NotFoundError):
        inbox.settle_quarantined(home, ama, KEPT, "again")
    assert EntryRow.objects.filter(kind="envelope.settled").count() == 1


@pytest.mark.usefixtures("chile")
@pytest.mark.parametrize("note", ["", " \n ", "x" * 1001])
def test_a_reason_is_needed(home: Node, note: str) -> None:
    ama = hire(home, "ama", "duty_officer")
    receive(home, GARBAGE)
    with pytest.raises(SectionError) as refused:
        inbox.settle_quarantined(home, ama, KEPT, note)
    assert refused.value.fields["field"] == "note"
    assert len(inbox.quarantined(home, ama)) == 1


@pytest.mark.usefixtures("chile")
@pytest.mark.parametrize("role", ["custodian", "administrator", "case_officer"])
def test_only_those_who_receive_may(home: Node, role: str) -> None:
    receive(home, GARBAGE)
    with pytest.raises(GlacyError) as refused:
        inbox.settle_quarantined(home, hire(home, "esi", role), KEPT, "mine")
    assert isinstance(refused.value, (NoAccessError, NotAllowedError))
