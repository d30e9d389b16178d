"""The keys of the journal and of the witness roll with overlap; what they signed before still holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from glacy.exchange import NodeEntry, Receipt
from glacy.exchange.entry_file import read_entry, write_entry
from glacy.journal import open_checkpoint, read_note, read_proof, verify_note, verify_proof
from glacy.journal.note import read_lines
from glacy.node import swapping
from glacy.node.auditing import audit
from glacy.node.errors import KeysError
from glacy.node.opened import JOURNAL_BEFORE, WITNESS_BEFORE, Node, open_node
from glacy.node.rolling import Use, finish, roll, standings
from glacy.node.sequencer import prove, published_checkpoint, sequence
from glacy.node.tiling import build_tiles
from glacy.node.witnessing import answer_submission
from glacy.store import journal
from glacy.store.models import EntryRow
from tests.node.neighbour import Neighbour, at_home, from_chile
from tests.node.test_witnessing import ChilesJournal


def act(node: Node) -> EntryRow:
    """Something that the journal holds."""
    with transaction.atomic():
        return journal.put_entry("node.key_rolled", by=None, what={}, at=node.clock(), who=node.country)


def opens(entry: NodeEntry, note: bytes) -> bool:
    try:
        open_checkpoint(note, keys=entry.journal_history)
    except Exception:
        return False
    return True


def head_of(node: Node) -> bytes:
    act(node)
    sequence(node)
    note = published_checkpoint(node)
    assert note is not None
    return note


def test_while_both_keys_overlap_each_checkpoint_is_signed_with_both(home: Node) -> None:
    before, old = home.entry, head_of(home)
    made = roll(home, "journal")
    assert made.journal_key.name == home.journal_key.name
    assert len(made.entry.journal_keys) == 4
    both = head_of(made)
    for entry in (before, made.entry):
        assert opens(entry, old)
        assert opens(entry, both)
    assert len(verify_note(read_note(both), keys=made.journal_verifiers)) == 4
    with pytest.raises(KeysError, match="--finish"):
        roll(made, "journal")


def test_after_the_overlap_the_new_key_signs_alone_and_what_the_old_one_signed_holds(home: Node) -> None:
    before = home.entry
    entry, old = act(home), head_of(home)
    proof = prove(home, entry)
    done = finish(roll(home, "journal"), "journal")
    assert not (home.path / "keys" / JOURNAL_BEFORE).exists()
    new = head_of(done)
    assert not opens(before, new)
    assert opens(done.entry, new)
    assert opens(done.entry, old)
    verify_proof(read_proof(proof), entry=bytes(entry.data), keys=done.entry.journal_history)
    assert prove(done, entry)
    assert read_entry(write_entry(done.entry), "entry") == done.entry
    assert {(one.use, one.why) for one in done.entry.withdrawn} == {("journal", "rolled_over")}
    assert all(check.holds is not False for check in audit(done))
    assert build_tiles(done)
    states = [(one.use, one.state) for one in standings(done) if one.use == "journal"]
    assert states.count(("journal", "today")) == states.count(("journal", "rolled_over")) == 2
    again = finish(roll(done, "journal"), "journal")
    for note in (old, new, head_of(again)):
        assert opens(again.entry, note)


def test_a_process_that_was_open_signs_with_the_new_key_at_once(home: Node) -> None:
    made = finish(roll(home, "journal"), "journal")
    assert opens(made.entry, head_of(home))


def test_a_witness_cosigns_with_both_keys_and_its_old_word_holds(home: Node, chile: Neighbour) -> None:
    def lines(node: Node, size: int) -> bytes:
        """What the witness adds to a checkpoint of Chile."""
        journal_of_chile = ChilesJournal(chile, size)
        answer = answer_submission(node, journal_of_chile.submit(0 if size == 3 else size - 1))
        assert answer.status == 200, answer.body
        return answer.body

    old = lines(home, 3)
    made = roll(home, "witness")
    assert len(made.entry.witness_keys) == 4
    assert len(read_lines(lines(made, 4).decode())) == 4
    with pytest.raises(KeysError, match="--finish"):
        roll(made, "witness")
    done = finish(made, "witness")
    now = {key.key_id for key in done.entry.witness_verifiers}
    assert {one.key_id for one in read_lines(lines(done, 5).decode())} == now
    before = {one.key_id for one in read_lines(old.decode())}
    assert not before & now
    assert before <= {key.key_id for key in done.entry.witness_history}
    assert {(one.use, one.why) for one in done.entry.withdrawn} == {("witness", "rolled_over")}


def test_receipts_of_before_hold_after_the_roll(home: Node, chile: Neighbour) -> None:
    reply = chile.say(from_chile())
    assert isinstance(reply, Receipt)
    made = finish(roll(home, "journal"), "journal")
    later = at_home(made)
    entry = later.home.entry
    assert reply.entry is not None
    verify_proof(reply.proof, entry=reply.entry, keys=entry.journal_history)
    assert isinstance(later.say(from_chile("second", thread="another")), Receipt)


@pytest.mark.parametrize("use", ["journal", "witness"])
def test_a_roll_that_is_cut_leaves_a_whole_node(
    home: Node, use: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Cut(BaseException):
        """Where a SIGKILL would come."""

    real, done = swapping.write_durably, 0
    for limit in range(1, 8):
        left = iter(range(limit))

        def write(*given: object, left: Iterator[int] = left, **named: object) -> None:
            if next(left, None) is None:
                raise Cut
            real(*given, **named)  # type: ignore[arg-type]  # as it was called

        with monkeypatch.context() as held:
            held.setattr(swapping, "write_durably", write)
            try:
                roll(home, use)
                done = limit
            except Cut:
                assert open_node(home.path).entry == home.entry
                continue
        break
    assert done > 1
    made = open_node(home.path)
    assert opens(made.entry, head_of(made))
    file = JOURNAL_BEFORE if use == "journal" else WITNESS_BEFORE
    assert (home.path / "keys" / file).stat().st_mode & 0o777 == 0o600
