"""Each head goes to the witnesses and comes back cosigned; one that was forgotten stops the journal."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.db import transaction

from glacy.checks import verdict
from glacy.courier import Answer
from glacy.exchange import make_policy
from glacy.journal import (
    examine_proof,
    open_checkpoint,
    read_note,
    read_proof,
    read_verifier_key,
    verify_note,
    write_policy,
)
from glacy.node.behind import find_held
from glacy.node.cosigning import Due, ask_witnesses, policy_of, submit_due, witnesses_of
from glacy.node.errors import JournalHeldError
from glacy.node.files import write_durably
from glacy.node.keeping import start_journal
from glacy.node.opened import DIRECTORY_FILE, Node
from glacy.node.sequencer import prove, published_checkpoint, sequence
from glacy.store import journal, witnesses
from glacy.store.models import EntryRow, ForkRow, HeadRow, PublishedHeadRow
from tests import nodes
from tests.node.neighbour import Neighbour
from tests.node.witnesses import AT, MemoryLine, MemoryWitness


def log(node: Node, count: int = 1) -> None:
    with transaction.atomic():
        for number in range(count):
            journal.put_entry("case.opened", by=None, what={"n": number}, at=node.clock())
    sequence(node)


@pytest.fixture
def witness(home: Node) -> MemoryWitness:
    return MemoryWitness(keys=nodes.witness_keys("CL"), knows=home.journal_verifiers)


@pytest.fixture
def line(home: Node, chile: Neighbour, witness: MemoryWitness) -> MemoryLine:
    assert home.directory is not None
    return MemoryLine(at={f"{chile.node.entry.url}/witness": witness})


def signers(node: Node) -> list[str]:
    """Who has verifiably signed the published checkpoint, by name and algorithm."""
    note = published_checkpoint(node)
    assert note is not None
    keys = [*node.journal_verifiers, *(key.verifier for key in nodes.witness_keys("CL"))]
    return [f"{one.key.name} {one.key.algorithm}" for one in open_checkpoint(note, keys=keys)[1]]


def test_a_head_is_published_with_what_its_witness_cosigned(home: Node, line: MemoryLine) -> None:
    log(home, 3)
    assert len(signers(home)) == 2
    assert submit_due(home, line, Due()) == 1
    assert signers(home) == [
        f"{home.journal_key.name} Ed25519",
        f"{home.journal_key.name} ML-DSA-44",
        "cl.example/witness Ed25519",
        "cl.example/witness ML-DSA-44",
    ]
    row = witnesses.get_witness("cl.example/witness", group="CL")
    assert (row.size, row.cosigned_at, row.says) == (3, AT, "")
    assert submit_due(home, line, Due(fresh_until={row.name: float("inf")})) == 0


def test_a_later_head_continues_for_the_witness(home: Node, line: MemoryLine, witness: MemoryWitness) -> None:
    due = Due()
    for count in (1, 300, 2):
        log(home, count)
        assert submit_due(home, line, due) == 1
    assert witness.seen.size == 303
    assert [head.size for head in journal.all_published()] == [1, 301, 303]
    older, newest = journal.all_published()[0], journal.all_published()[-1]
    assert len(read_note(older.note).signatures) == 2  # its short lines
    assert len(read_note(newest.note).signatures) == 4


def test_a_witness_that_knows_another_size_is_asked_again_from_there(
    home: Node, line: MemoryLine, witness: MemoryWitness
) -> None:
    log(home, 5)
    submit_due(home, line, Due())
    witnesses.set_witness("cl.example/witness", size=2)
    log(home, 4)
    assert submit_due(home, line, Due()) == 1
    assert witness.seen.size == 9


def test_a_proof_leads_to_the_witnessed_head_and_names_both_clocks(home: Node, line: MemoryLine) -> None:
    log(home, 3)
    submit_due(home, line, Due())
    log(home, 1)
    proof = prove(home, EntryRow.objects.get(index=1))
    assert read_proof(proof).checkpoint.size == 3
    keys = [*home.journal_verifiers, *(key.verifier for key in nodes.witness_keys("CL"))]
    checks = examine_proof(proof, keys=keys)
    assert verdict(checks) is True
    assert ("checkpoint.witness", "cl.example/witness", AT) in [(c.name, c.who, c.when) for c in checks]
    assert read_proof(prove(home, EntryRow.objects.get(index=3))).checkpoint.size == 4


def test_an_unreachable_witness_is_tried_later_and_stops_nothing(
    home: Node, line: MemoryLine, witness: MemoryWitness
) -> None:
    witness.is_down, due = True, Due()
    log(home)
    assert submit_due(home, line, due) == 0
    assert witnesses.get_witness("cl.example/witness", group="CL").says == "There is no way."
    witness.is_down = False
    assert submit_due(home, line, due) == 0  # it waits
    assert submit_due(home, line, Due()) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=200, body=b""),
        Answer(status=200, body=b"\xff"),
        Answer(status=200, body="— cl.example/witness AAAAAAAA\n".encode()),
        Answer(status=409, body=b"many\n"),
        Answer(status=409, body=b"999\n"),
        Answer(status=500, body=b"<html>"),
        Answer(status=422, body=b"no"),
    ],
    ids=["nothing", "no text", "another key", "no size", "a size it cannot show", "a fault", "a refusal"],
)
def test_a_witness_that_answers_nonsense_changes_nothing(
    home: Node, line: MemoryLine, witness: MemoryWitness, answer: Answer
) -> None:
    log(home, 2)
    witness.spoils = lambda _: answer
    assert submit_due(home, line, Due()) == 0
    assert len(signers(home)) == 2
    assert find_held(home) is None
    assert witnesses.get_witness("cl.example/witness", group="CL").says


def restored(node: Node, size: int, line: MemoryLine, *, more: int = 3) -> None:
    """The node as it was at that size, after a witness saw more of it: folder and database are old copies."""
    log(node, size)
    submit_due(node, line, Due())
    kept, head = Path(f"{node.path}-old"), HeadRow.objects.get()
    shutil.copytree(node.path / "journal", kept)
    log(node, more)
    submit_due(node, line, Due())
    EntryRow.objects.filter(index__gte=size).delete()
    PublishedHeadRow.objects.filter(size__gt=size).delete()
    witnesses.set_witness("cl.example/witness", size=size)
    head.save()
    shutil.rmtree(node.path / "journal")
    shutil.copytree(kept, node.path / "journal")


def test_an_older_copy_that_asks_its_witness_signs_nothing(home: Node, line: MemoryLine) -> None:
    restored(home, 4, line)
    with transaction.atomic():
        journal.put_entry("case.opened", by=None, what={}, at=home.clock())
    start_journal(home, line=line)
    held = find_held(home)
    assert held is not None
    assert held.size == 7
    assert "older copy" in held.says
    with pytest.raises(JournalHeldError, match="newest backup"):
        sequence(home)
    head = journal.find_head()
    assert head is not None
    assert head.size == 4
    assert [fork.kind for fork in ForkRow.objects.all()] == ["own_journal"]
    assert EntryRow.objects.filter(kind="journal.held").count() == 1
    start_journal(home, line=line)
    assert EntryRow.objects.filter(kind="journal.held").count() == 1


def test_a_journal_that_signed_on_from_an_older_copy_is_stopped_by_its_witness(
    home: Node, line: MemoryLine, witness: MemoryWitness
) -> None:
    restored(home, 4, line)
    log(home, 9)  # the fork: 13 entries, of which the witness saw others from the fifth on
    assert submit_due(home, line, Due()) == 0
    assert witness.seen.size == 7
    held = find_held(home)
    assert held is not None
    assert "has forked" in held.says
    with transaction.atomic():
        journal.put_entry("case.opened", by=None, what={}, at=home.clock())
    with pytest.raises(JournalHeldError):
        sequence(home)
    assert submit_due(home, line, Due()) == 0


def test_a_published_head_that_the_database_does_not_know_stops_the_journal(home: Node) -> None:
    log(home, 2)
    old = HeadRow.objects.get()
    log(home, 2)
    EntryRow.objects.filter(index__gte=2).delete()
    old.save()
    with pytest.raises(JournalHeldError) as refused:
        sequence(home)
    assert refused.value.fields["size"] == 4


def test_a_held_journal_is_free_again_when_all_witnesses_agree(
    home: Node, line: MemoryLine, witness: MemoryWitness
) -> None:
    restored(home, 4, line)
    start_journal(home, line=line)
    witness.is_down = True
    assert ask_witnesses(home, line) != ()
    assert find_held(home) is not None
    witness.is_down = False
    witness.notes.pop()  # the newest backup was found: the witness knows no more than the database
    assert ask_witnesses(home, line) == ()
    assert find_held(home) is None
    log(home, 1)


def test_a_checkpoint_that_our_key_did_not_sign_stops_nothing(
    home: Node, line: MemoryLine, witness: MemoryWitness
) -> None:
    log(home, 2)
    submit_due(home, line, Due())
    lines = witness.notes[-1].text.split("\n")
    lines[1] = "99"
    witness.notes.append(
        type(witness.notes[-1])(text="\n".join(lines), signatures=witness.notes[-1].signatures)
    )
    assert ask_witnesses(home, line) == ()
    assert find_held(home) is None


def test_the_directory_makes_one_group_a_country_and_asks_for_more_than_half() -> None:
    clock = nodes.MemoryClock(nodes.NOW)
    others = [nodes.make_node(code, clock=clock, seed="") for code in ("CL", "GH")]
    directory = nodes.make_directory(*others)
    policy = make_policy(others[1].entry, directory)
    assert [(group.name, group.least, group.members) for group in policy.groups] == [
        ("CL", 1, ("CL-1", "CL-2")),
        ("countries", 1, ("CL",)),
    ]
    (peer,) = witnesses_of(policy)
    assert (peer.group, peer.url, len(peer.keys)) == ("CL", "https://cl.example/witness", 2)
    own = read_verifier_key(others[1].entry.journal_keys[0])
    assert policy.is_met([own, peer.keys[1]])
    assert not policy.is_met([own])
    assert make_policy(others[1].entry, None).is_met([own])


def test_a_policy_of_the_nodes_own_is_followed(home: Node, line: MemoryLine, witness: MemoryWitness) -> None:
    (key, _) = nodes.witness_keys("CL")
    policy = make_policy(home.entry, home.directory)
    one = policy.witnesses[0]
    assert one.key == key.verifier
    url = "https://elsewhere.example/w"
    write_durably(
        home.path / "witness-policy",
        write_policy(policy).replace(one.url.encode(), url.encode()),
    )
    assert {peer.url for peer in witnesses_of(policy_of(home))} == {url}
    line.at[url] = witness
    log(home)
    assert submit_due(home, line, Due()) == 1


def test_a_node_in_no_directory_has_no_witness(home: Node, line: MemoryLine) -> None:
    (home.path / DIRECTORY_FILE).unlink()
    log(home)
    assert submit_due(home, line, Due()) == 0
    assert ask_witnesses(home, line) == ()


def test_every_line_of_the_published_checkpoint_verifies(home: Node, line: MemoryLine) -> None:
    log(home)
    submit_due(home, line, Due())
    note = read_note(published_checkpoint(home) or b"")
    keys = [*home.journal_verifiers, *(key.verifier for key in nodes.witness_keys("CL"))]
    assert len(verify_note(note, keys=keys)) == len(note.signatures)


def test_after_each_failure_a_witness_waits_twice_as_long_up_to_a_quarter_of_an_hour() -> None:
    due, waits = Due(), []
    for _ in range(12):
        due.note("w", went_well=False, now=0.0)
        waits.append(due.next_at["w"])
    assert waits[:4] == [2.0, 4.0, 8.0, 16.0]
    assert waits[-1] == 900.0
    assert not due.is_due("w", is_behind=True, now=899.0)
    assert due.is_due("w", is_behind=True, now=900.0)
    due.note("w", went_well=True, now=1000.0)
    assert due.is_due("w", is_behind=True, now=1000.0)
    assert not due.is_due("w", is_behind=False, now=1000.0 + 6 * 3600 - 1)
    assert due.is_due("w", is_behind=False, now=1000.0 + 6 * 3600)
