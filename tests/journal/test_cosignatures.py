"""A checkpoint bears Ed25519 and ML-DSA-44 side by side, and a witness's line says when it saw what."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from glacy.checks import verdict
from glacy.errors import GlacyError
from glacy.journal import (
    Checkpoint,
    MalformedKeyError,
    Note,
    SignatureError,
    cosign,
    examine_checkpoint,
    open_checkpoint,
    read_note,
    read_verifier_key,
    sign_checkpoint,
    sign_note,
    verify_note,
    write_note,
    write_verifier_key,
)
from tests.journal.journals import AT, BESIDE, COSIGNER, KEY, WITNESS

VECTOR = json.loads((Path(__file__).parents[1] / "vectors/journal/cosignature.json").read_text())
HEAD = Checkpoint(origin=KEY.name, size=7, root=b"\x07" * 32)
OWN = (KEY.verifier, BESIDE.verifier)
THEIRS = (WITNESS.verifier, COSIGNER.verifier)
LATER = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


def signed() -> bytes:
    return sign_checkpoint(HEAD, key=KEY, beside=BESIDE, at=AT)


def witnessed() -> bytes:
    note = cosign(read_note(signed()), key=WITNESS, at=LATER)
    return write_note(cosign(note, key=COSIGNER, at=LATER))


def test_the_committed_vector_holds() -> None:
    keys = [read_verifier_key(text) for text in VECTOR["verifier_keys"]]
    checkpoint, found = open_checkpoint(VECTOR["checkpoint"].encode(), keys=keys)
    assert {write_verifier_key(one.key) for one in found} == set(VECTOR["verifier_keys"])
    assert [len(key.public) for key in keys] == [32, 1312, 32, 1312]
    assert checkpoint == HEAD
    assert {one.at for one in found} == {None, AT, LATER}


def test_the_keys_of_the_vector_are_those_of_its_seeds() -> None:
    keys = [KEY, BESIDE, WITNESS, COSIGNER]
    assert [write_verifier_key(key.verifier) for key in keys] == VECTOR["verifier_keys"]
    assert [key.seed.hex() for key in keys] == VECTOR["seeds"]


def test_either_algorithm_of_the_journal_is_its_word() -> None:
    for key in OWN:
        assert open_checkpoint(signed(), keys=[key])[0] == HEAD


@pytest.mark.parametrize("change", ["size", "root", "origin", "name", "time"])
def test_ml_dsa_covers_each_part_of_the_checkpoint(change: str) -> None:
    note = read_note(signed())
    line = note.signatures[1]
    key = BESIDE.verifier
    lines = note.text.split("\n")
    if change == "size":
        lines[1] = "8"
    elif change == "root":
        lines[2] = "CAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg="
    elif change == "origin":
        lines[0] = "xx.example/journal"
    elif change == "time":
        line = replace(line, signature=line.signature[:7] + b"\x00" + line.signature[8:])
    else:
        key = replace(key, name="xx.example/journal")
        line = replace(line, name=key.name, key_id=key.key_id)
    with pytest.raises(SignatureError):
        verify_note(Note(text="\n".join(lines), signatures=(line,)), keys=[key])


def test_a_witness_alone_is_not_the_journal() -> None:
    note = read_note(witnessed())
    alone = Note(text=note.text, signatures=note.signatures[2:])
    with pytest.raises(SignatureError):
        open_checkpoint(alone, keys=[*OWN, *THEIRS])


def test_a_log_key_does_not_cosign_and_a_cosigner_signs_no_other_note() -> None:
    with pytest.raises(MalformedKeyError):
        cosign(read_note(signed()), key=KEY, at=AT)
    with pytest.raises(MalformedKeyError):
        sign_note("text\n", keys=[BESIDE])
    with pytest.raises(GlacyError):
        cosign(sign_note("no checkpoint\n", keys=[KEY]), key=COSIGNER, at=AT)


def test_a_name_too_long_for_its_length_byte_is_refused() -> None:
    long = replace(COSIGNER, name="x" * 256)
    with pytest.raises(SignatureError):
        cosign(read_note(signed()), key=long, at=AT)


def test_the_examination_names_the_witness_and_both_clocks() -> None:
    checks = examine_checkpoint(witnessed(), keys=[*OWN, *THEIRS])
    assert verdict(checks) is True
    told = [(check.name, check.who, check.when) for check in checks]
    assert ("checkpoint.signature", KEY.name, AT) in told
    assert told.count(("checkpoint.witness", WITNESS.name, LATER)) == 2


def test_a_line_of_ml_dsa_that_was_taken_away_is_told() -> None:
    checks = examine_checkpoint(sign_checkpoint(HEAD, key=KEY), keys=OWN)
    assert verdict(checks) is True
    assert any(check.name == "checkpoint.beside" and check.holds is None for check in checks)


def test_a_line_of_an_unknown_witness_changes_nothing() -> None:
    assert verdict(examine_checkpoint(witnessed(), keys=OWN)) is True


def test_a_checkpoint_of_an_unknown_journal_with_a_known_witness_cannot_be_told() -> None:
    assert verdict(examine_checkpoint(witnessed(), keys=THEIRS)) is None


def test_no_flipped_byte_of_a_witnessed_checkpoint_passes() -> None:
    data = witnessed()
    keys = [*OWN, *THEIRS]
    for place in range(0, len(data)):
        if 400 < place < len(data) - 60 and place % 41:
            continue  # the middle of the long signatures, sampled
        for mask in (1, 0x20, 0x80):
            changed = bytearray(data)
            changed[place] ^= mask
            assert verdict(examine_checkpoint(bytes(changed), keys=keys)) is not True, place
