"""A proof file proves one entry, alone and offline, and any flipped byte of it is caught."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.checks import verdict
from glacy.errors import GlacyError
from glacy.journal import (
    InclusionError,
    JournalProof,
    MalformedProofError,
    SignatureError,
    cosign,
    examine_checkpoint,
    examine_proof,
    find_opening,
    read_note,
    read_proof,
    sign_note,
    verify_proof,
    write_entry,
    write_note,
    write_proof,
)
from tests.journal.journals import (
    AT,
    BESIDE,
    COSIGNER,
    KEY,
    STRANGER,
    WITNESS,
    MemoryJournal,
    opening,
    proved,
)

ENTRY = write_entry(opening(3).entry)
KEYS = (KEY.verifier, WITNESS.verifier)


@given(st.data(), st.integers(1, 600))
def test_proofs_come_back_as_they_were_written(data: st.DataObject, size: int) -> None:
    journal = MemoryJournal()
    journal.append([b"%d" % number for number in range(size)])
    index = data.draw(st.integers(0, size - 1))
    proof = journal.proof(index, extra=data.draw(st.binary(max_size=20)))
    assert read_proof(write_proof(proof)) == proof
    assert verify_proof(proof, entry=b"%d" % index, keys=KEYS).size == size
    with pytest.raises(InclusionError):
        verify_proof(proof, entry=b"other", keys=KEYS)


def test_a_proof_file_reads_as_the_specification_shows_it() -> None:
    lines = write_proof(proved()).decode().split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert lines[1].startswith("extra ")
    assert lines[2] == "index 3"
    assert lines[6:9] == ["", "gh.example/journal", "7"]


@pytest.mark.parametrize("given_entry", [None, ENTRY], ids=["with its opening", "with the entry"])
def test_every_flipped_byte_of_a_proof_is_caught(given_entry: bytes | None) -> None:
    data = write_proof(proved())
    assert verdict(examine_proof(data, keys=KEYS, entry=given_entry)) is True
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1
        assert verdict(examine_proof(bytes(changed), keys=KEYS, entry=given_entry)) is not True, place


@given(st.binary() | st.binary().map(lambda rest: b"c2sp.org/tlog-proof@v1\n" + rest))
def test_reading_any_bytes_gives_a_value_or_our_error(data: bytes) -> None:
    try:
        read_proof(data)
    except GlacyError:
        assert verdict(examine_proof(data, keys=KEYS)) is False


def test_the_opening_in_a_proof_says_who_did_what() -> None:
    assert find_opening(proved()) == opening(3)
    assert find_opening(replace(proved(), extra=b"")) is None
    entry = next(one for one in examine_proof(write_proof(proved()), keys=KEYS) if one.who == "CL")
    assert (entry.name, entry.when) == ("journal.entry", AT)


def test_without_the_key_of_the_journal_nobody_can_tell() -> None:
    checks = examine_proof(write_proof(proved()), keys=())
    assert verdict(checks) is None
    assert [check.name for check in checks if check.holds is None] == ["checkpoint.signature"]


def test_without_entry_and_opening_nobody_can_tell() -> None:
    proof = write_proof(replace(proved(), extra=b""))
    assert verdict(examine_proof(proof, keys=KEYS)) is None
    assert verdict(examine_proof(proof, keys=KEYS, entry=ENTRY)) is True


def test_a_checkpoint_under_another_name_than_its_signer_does_not_hold() -> None:
    proof = proved()
    renamed = replace(proof.note, text=proof.note.text.replace("gh.example", "gi.example"))
    checks = examine_checkpoint(write_note(renamed), keys=KEYS)
    assert verdict(checks) is False
    assert "gi.example/journal, and bears a signature line of gh.example/journal" in checks[-1].says


def test_every_flipped_byte_of_a_checkpoint_does_not_hold() -> None:
    note = write_note(proved().note)
    for place in range(len(note)):
        changed = bytearray(note)
        changed[place] ^= 1
        assert verdict(examine_checkpoint(bytes(changed), keys=KEYS)) is False, place


def test_another_key_of_the_same_name_does_not_hold() -> None:
    proof = proved()
    forged = replace(proof, note=sign_note(proof.note.text, keys=[STRANGER]))
    assert verdict(examine_proof(write_proof(forged), keys=KEYS)) is False
    with pytest.raises(SignatureError):
        verify_proof(forged, entry=ENTRY, keys=KEYS)


def test_a_proof_of_impossible_length_is_refused() -> None:
    with pytest.raises(MalformedProofError):
        JournalProof(index=0, hashes=(bytes(32),) * 64, note=proved().note)


def test_a_witness_is_told_with_its_time() -> None:
    note = cosign(proved().note, key=WITNESS, at=AT)
    checks = examine_checkpoint(write_note(note), keys=KEYS)
    assert verdict(checks) is True
    assert (checks[-1].who, checks[-1].when) == (WITNESS.name, AT)
    alone = examine_checkpoint(write_note(read_note(write_note(proved().note))), keys=KEYS)
    assert alone[-1].holds is None
    assert verdict(alone) is True


def test_a_false_witness_does_not_hold() -> None:
    note = cosign(proved().note, key=WITNESS, at=AT)
    bad = replace(note.signatures[1], signature=bytes(72))
    forged = replace(note, signatures=(note.signatures[0], bad))
    assert verdict(examine_checkpoint(write_note(forged), keys=KEYS)) is False


def test_what_is_not_a_checkpoint_does_not_hold() -> None:
    for data in (b"", b"text", write_note(sign_note("a\n", keys=[KEY]))):
        assert verdict(examine_checkpoint(data, keys=KEYS)) is False


def test_no_flipped_byte_of_a_witnessed_proof_passes() -> None:
    made = proved()
    note = cosign(made.note, key=BESIDE, at=AT)
    for key in (WITNESS, COSIGNER):
        note = cosign(note, key=key, at=AT)
    data = write_proof(replace(made, note=note))
    keys = [key.verifier for key in (KEY, BESIDE, WITNESS, COSIGNER)]
    assert verdict(examine_proof(data, keys=keys)) is True
    lines = data.split(b"\n")
    long = {place for line in lines if len(line) > 1000 for place in _inside(data, line)}
    for place in range(len(data)):
        if place in long and place % 53:
            continue  # the middle of a long signature, sampled
        changed = bytearray(data)
        changed[place] ^= 1 << place % 8
        assert verdict(examine_proof(bytes(changed), keys=keys)) is not True, place


def _inside(data: bytes, line: bytes) -> range:
    start = data.index(line)
    return range(start + 60, start + len(line) - 20)
