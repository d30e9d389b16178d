"""A report names the State of each witness, grades its time, and says whether there are enough of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from glacy.journal import (
    Checkpoint,
    SigningKey,
    cosign,
    read_note,
    sign_checkpoint,
    write_note,
    write_verifier_key,
)
from glacy.verify import examine_file, summary
from tests import nodes

AT = datetime(2026, 11, 21, 0, 41, tzinfo=UTC)
LATER = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
CLOCK = nodes.MemoryClock(nodes.NOW)
GHANA, CHILE = (nodes.make_node(code, clock=CLOCK) for code in ("GH", "CL"))
BESIDE = SigningKey(name=GHANA.journal.key.name, seed=b"\5" * 32, use="cosigner")
GHANA.entry = replace(
    GHANA.entry, journal_keys=(*GHANA.entry.journal_keys, write_verifier_key(BESIDE.verifier))
)
DIRECTORY = nodes.make_directory(GHANA, CHILE)


def checkpoint(*witnesses: SigningKey) -> bytes:
    head = Checkpoint(origin=GHANA.journal.key.name, size=7, root=b"\7" * 32)
    note = read_note(sign_checkpoint(head, key=GHANA.journal.key, beside=BESIDE, at=AT))
    for key in witnesses:
        note = cosign(note, key=key, at=LATER)
    return write_note(note)


def test_a_foreign_witness_is_named_once_with_its_time() -> None:
    report = examine_file(checkpoint(*nodes.witness_keys("CL")), directory=DIRECTORY, at=LATER)
    assert report.holds is True
    witnesses = [check for check in report.checks if check.name == "checkpoint.witness"]
    assert [(check.holds, check.who, check.when) for check in witnesses] == [
        (True, f"{CHILE.entry.name} (CL)", LATER)
    ]
    assert report.facts["logged_at"].startswith("2026-11-21T00:41:00Z by the journal's own clock")
    assert report.facts["witnessed_at"].startswith("2026-11-21T03:00:00Z by the witness")
    (enough,) = (check for check in report.checks if check.name == "checkpoint.policy")
    assert enough.holds is True
    assert "asks for 1" in enough.says


def test_the_journals_own_node_is_no_witness_of_it() -> None:
    report = examine_file(checkpoint(*nodes.witness_keys("GH")), directory=DIRECTORY, at=LATER)
    told = {check.name: check.holds for check in report.checks}
    assert told["checkpoint.witness"] is None
    assert told["checkpoint.policy"] is None
    assert "witnessed_at" not in report.facts
    assert report.holds is None


def test_a_checkpoint_without_a_witness_says_that_its_word_is_alone() -> None:
    report = examine_file(checkpoint(), directory=DIRECTORY, at=LATER)
    (unseen,) = (check for check in report.checks if check.name == "checkpoint.witness")
    assert unseen.holds is None
    assert "own word" in unseen.says
    assert report.holds is None, "it may be one head of two"
    assert "asks for 1" in summary(report)


def test_a_wrong_line_of_a_known_witness_spoils_the_checkpoint() -> None:
    note = read_note(checkpoint(*nodes.witness_keys("CL")))
    line = note.signatures[-1]
    spoiled = replace(line, signature=line.signature[:-1] + bytes([line.signature[-1] ^ 1]))
    data = write_note(replace(note, signatures=(*note.signatures[:-1], spoiled)))
    assert examine_file(data, directory=DIRECTORY, at=LATER).holds is False
