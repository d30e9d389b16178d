"""A witness cosigns only what continues what it saw, answers as tlog-witness says, and knows a fork."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.errors import GlacyError
from glacy.journal import (
    EMPTY_ROOT,
    Admitted,
    Checkpoint,
    MalformedSubmissionError,
    Seen,
    Submission,
    Turned,
    cosign,
    judge_submission,
    read_note,
    read_size,
    read_submission,
    read_verifier_key,
    sign_checkpoint,
    sign_note,
    take_cosignatures,
    write_cosignatures,
    write_size,
    write_submission,
)
from glacy.journal.proofs import consistency_proof
from tests.journal.journals import AT, COSIGNER, KEY, STRANGER, WITNESS, MemoryJournal

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/journal/witness.json").read_text())
KEYS = (KEY.verifier,)
CUT = b"\0" * 32


def grown(size: int, *, other: int | None = None) -> MemoryJournal:
    """A journal of so many entries; `other` is the place from which on its entries are others."""
    journal = MemoryJournal()
    journal.append([b"x%d" % n if other is not None and n >= other else b"e%d" % n for n in range(size)])
    return journal


def submitted(old: int, journal: MemoryJournal) -> Submission:
    proof = consistency_proof(old, journal.edge.size, journal.hashes().hash_at) if old else ()
    return Submission(old_size=old, proof=proof, note=read_note(journal.checkpoint()))


def seen(journal: MemoryJournal) -> Seen:
    return Seen(size=journal.edge.size, root=journal.edge.root)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["says"])
def test_each_case_of_the_vectors_is_answered_so(case: dict) -> None:
    keys = [read_verifier_key(text) for text in VECTORS["log_keys"]]
    state = Seen(size=case["seen"]["size"], root=bytes.fromhex(case["seen"]["root"]))
    try:
        judged = judge_submission(read_submission(case["body"].encode()), keys=keys, seen=state)
    except MalformedSubmissionError:
        assert case["status"] == 400
        return
    if isinstance(judged, Admitted):
        assert case["status"] == 200
    else:
        assert (judged.status, judged.fork) == (case["status"], case["fork"])


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_what_continues_is_admitted_and_nothing_else(first: int, more: int, at: int) -> None:
    before, after = grown(first), grown(first + more)
    assert isinstance(judge_submission(submitted(first, after), keys=KEYS, seen=seen(before)), Admitted)
    if at < first:
        forked = grown(first + more, other=at)
        judged = judge_submission(submitted(first, forked), keys=KEYS, seen=seen(before))
        assert isinstance(judged, Turned)
        assert judged.status == 422
        assert judged.fork == ("two_roots" if more == 0 else "not_continued")


@given(st.data(), st.integers(1, 60), st.integers(0, 60))
def test_a_flipped_submission_is_never_admitted_for_another_tree(
    data: st.DataObject, first: int, more: int
) -> None:
    before, after = grown(first), grown(first + more)
    body = bytearray(write_submission(submitted(first, after)))
    body[data.draw(st.integers(0, len(body) - 1))] ^= data.draw(st.sampled_from([1, 2, 4, 32, 128]))
    try:
        read = read_submission(bytes(body))
    except MalformedSubmissionError:
        return
    judged = judge_submission(read, keys=KEYS, seen=seen(before))
    assert isinstance(judged, Turned) or judged.checkpoint.root == after.edge.root


def test_an_older_checkpoint_with_another_root_is_a_fork_whatever_the_answer() -> None:
    shorter, forked = grown(5), grown(5, other=3)
    judged = judge_submission(
        submitted(0, forked), keys=KEYS, seen=seen(grown(9)), roots={5: shorter.edge.root}
    )
    assert isinstance(judged, Turned)
    assert (judged.status, judged.fork) == (409, "two_roots")


def test_a_replayed_older_checkpoint_is_no_fork() -> None:
    old = grown(5)
    judged = judge_submission(submitted(0, old), keys=KEYS, seen=seen(grown(9)), roots={5: old.edge.root})
    assert isinstance(judged, Turned)
    assert (judged.status, judged.fork) == (409, None)


def test_the_same_checkpoint_may_come_again() -> None:
    judged = judge_submission(submitted(9, grown(9)), keys=KEYS, seen=seen(grown(9)))
    assert isinstance(judged, Admitted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a witness answers, and whether it is taken."""

    says: str
    body: bytes
    taken: bool


HEAD = Checkpoint(origin=KEY.name, size=1, root=CUT)
NOTE = read_note(sign_checkpoint(HEAD, key=KEY))
LINES = cosign(NOTE, key=WITNESS, at=AT).signatures[1:]
BOTH = cosign(cosign(NOTE, key=WITNESS, at=AT), key=COSIGNER, at=AT).signatures[1:]
OTHER = cosign(read_note(sign_checkpoint(replace(HEAD, size=2), key=KEY)), key=WITNESS, at=AT).signatures[1:]


@pytest.mark.parametrize(
    "case",
    [
        Answer(says="its own line", body=write_cosignatures(LINES), taken=True),
        Answer(says="both of its lines", body=write_cosignatures(BOTH), taken=True),
        Answer(says="nothing", body=b"", taken=False),
        Answer(says="a line over another checkpoint", body=write_cosignatures(OTHER), taken=False),
        Answer(says="a line of a stranger", body=write_cosignatures(NOTE.signatures), taken=False),
        Answer(says="no newline at the end", body=write_cosignatures(LINES)[:-1], taken=False),
        Answer(says="a whole note", body=b"text\n\n" + write_cosignatures(LINES), taken=False),
    ],
    ids=attrgetter("says"),
)
def test_only_what_the_witness_signed_is_taken(case: Answer) -> None:
    keys = (WITNESS.verifier, COSIGNER.verifier)
    if not case.taken:
        with pytest.raises(MalformedSubmissionError):
            take_cosignatures(NOTE, case.body, keys=keys)
        return
    taken = take_cosignatures(NOTE, case.body, keys=keys)
    assert len(taken.signatures) == 1 + case.body.count(b"\n")
    assert take_cosignatures(taken, case.body, keys=keys) == taken


def test_a_stranger_and_a_wrong_signature_are_forbidden() -> None:
    text = NOTE.text
    strange = sign_note(text, keys=[STRANGER])
    wrong = replace(NOTE, signatures=(replace(NOTE.signatures[0], signature=b"\1" * 64),))
    for note in (strange, wrong):
        judged = judge_submission(Submission(old_size=0, proof=(), note=note), keys=KEYS)
        assert isinstance(judged, Turned)
        assert judged.status == 403


@given(st.integers(0, 2**63 - 1))
def test_a_size_comes_back_as_it_was_written(size: int) -> None:
    assert read_size(write_size(size)) == size


@given(st.binary(max_size=200))
def test_reading_any_bytes_gives_a_value_or_our_error(data: bytes) -> None:
    for read in (read_size, read_submission):
        try:
            read(data)
        except GlacyError:
            continue


@given(st.integers(0, 50), st.integers(0, 50))
def test_submissions_come_back_as_they_were_written(first: int, more: int) -> None:
    submission = submitted(first, grown(first + more))
    assert read_submission(write_submission(submission)) == submission


def test_the_empty_journal_has_one_root() -> None:
    body = b"old 0\n\n" + sign_note(f"{KEY.name}\n0\n{'A' * 43}=\n", keys=[KEY]).text.encode()
    note = sign_note(f"{KEY.name}\n0\n{'A' * 43}=\n", keys=[KEY])
    judged = judge_submission(Submission(old_size=0, proof=(), note=note), keys=KEYS)
    assert isinstance(judged, Turned)
    assert judged.status == 422
    assert EMPTY_ROOT not in body
