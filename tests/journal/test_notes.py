"""Notes, keys and checkpoints have one written form, and only a known key makes them count."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.errors import GlacyError
from glacy.journal import (
    EMPTY_ROOT,
    Checkpoint,
    MalformedCheckpointError,
    MalformedKeyError,
    MalformedNoteError,
    SignatureError,
    SigningKey,
    VerifierKey,
    cosign,
    open_checkpoint,
    read_checkpoint,
    read_note,
    read_signing_key,
    read_verifier_key,
    sign_checkpoint,
    sign_note,
    verify_note,
    write_checkpoint,
    write_note,
    write_signing_key,
    write_verifier_key,
)
from tests.journal.journals import AT, KEY, STRANGER, WITNESS

PUBLISHED = json.loads((Path(__file__).parents[1] / "vectors/journal/note.json").read_text())
CHECKPOINT = Checkpoint(origin=KEY.name, size=7, root=b"\x07" * 32)
names = st.text(st.characters(min_codepoint=33, exclude_categories=["Cs", "Z", "C"]), min_size=1).filter(
    lambda name: "+" not in name and not any(c.isspace() for c in name)
)
lines = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), min_size=1)


def test_the_published_note_is_signed_by_the_published_key() -> None:
    note = read_note(PUBLISHED["note"].encode())
    key = read_verifier_key(PUBLISHED["verifier_key"])
    assert [one.key for one in verify_note(note, keys=[key])] == [key]
    assert sign_note(PUBLISHED["text"], keys=[read_signing_key(PUBLISHED["signing_key"])]) == note


@given(names, st.binary(min_size=32, max_size=32), st.sampled_from(["log", "witness"]))
def test_keys_come_back_as_they_were_written(name: str, seed: bytes, use: str) -> None:
    key = SigningKey(name=name, seed=seed, use=use)  # type: ignore[arg-type]  # one of the two
    assert read_signing_key(write_signing_key(key)) == key
    assert read_verifier_key(write_verifier_key(key.verifier)) == key.verifier


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        PUBLISHED["verifier_key"][:-1],
        PUBLISHED["verifier_key"].replace("c74f20a3", "c74f20a4"),
        PUBLISHED["verifier_key"].replace("PeterNeumann", "Peter Neumann"),
        PUBLISHED["verifier_key"].replace("+ARpc", "+BRpc"),
        PUBLISHED["verifier_key"] + "\n",
    ],
)
def test_a_damaged_key_is_refused(text: str) -> None:
    with pytest.raises(MalformedKeyError):
        read_verifier_key(text)


def test_a_secret_is_not_in_an_error_or_a_repr() -> None:
    secret = write_signing_key(KEY)
    with pytest.raises(MalformedKeyError) as refused:
        read_signing_key(secret.replace("gh.example", "xx.example"))
    assert secret[-40:] not in str(refused.value) + repr(refused.value.fields) + repr(KEY)


@given(st.text(), st.binary())
def test_reading_any_bytes_gives_a_value_or_our_error(text: str, data: bytes) -> None:
    for read, given_ in [
        (read_note, data),
        (read_note, text.encode("utf-8", "surrogatepass")),
        (read_checkpoint, text),
        (read_verifier_key, text),
        (read_signing_key, "PRIVATE+KEY+" + text),
    ]:
        try:
            read(given_)  # type: ignore[operator]  # each with what it reads
        except GlacyError:
            continue


@given(names, st.integers(1, 2**63 - 1), st.binary(min_size=32, max_size=32), st.lists(lines, max_size=2))
def test_checkpoints_come_back_as_they_were_written(
    origin: str, size: int, root: bytes, extensions: list[str]
) -> None:
    checkpoint = Checkpoint(origin=origin, size=size, root=root, extensions=tuple(extensions))
    assert read_checkpoint(write_checkpoint(checkpoint)) == checkpoint
    key = SigningKey(name=origin, seed=b"\1" * 32)
    note = sign_checkpoint(checkpoint, key=key)
    assert write_note(read_note(note)) == note
    assert open_checkpoint(note, keys=[key.verifier])[0] == checkpoint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "o\n1\n",
        "o\n01\n" + "A" * 43 + "=\n",
        "o\n1\n" + "A" * 42 + "B=\n",
        "\n1\n" + "A" * 43 + "=\n",
        "o\n1\n" + "A" * 43 + "=\n\n",
        "o\n0\n" + "A" * 43 + "=\n",
        "o\n-1\n" + "A" * 43 + "=\n",
        "o\n9223372036854775808\n" + "A" * 43 + "=\n",
        "o\n1\n" + "A" * 43 + "=",
    ],
)
def test_another_form_of_a_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(MalformedCheckpointError):
        read_checkpoint(text)


def test_an_empty_journal_has_a_checkpoint() -> None:
    empty = Checkpoint(origin="o", size=0, root=EMPTY_ROOT)
    assert read_checkpoint(write_checkpoint(empty)) == empty


def test_every_flipped_byte_of_a_checkpoint_is_caught() -> None:
    note = sign_checkpoint(CHECKPOINT, key=KEY)
    for place in range(len(note)):
        for mask in (1, 0x20, 0x80):
            changed = bytearray(note)
            changed[place] ^= mask
            with pytest.raises(GlacyError):
                open_checkpoint(bytes(changed), keys=[KEY.verifier])


def test_a_key_of_the_same_name_is_not_the_key() -> None:
    with pytest.raises(SignatureError):
        open_checkpoint(sign_checkpoint(CHECKPOINT, key=STRANGER), keys=[KEY.verifier])


def test_a_journal_does_not_sign_for_another() -> None:
    other = Checkpoint(origin="cl.example/journal", size=7, root=b"\x07" * 32)
    with pytest.raises(SignatureError):
        open_checkpoint(sign_checkpoint(other, key=KEY), keys=[KEY.verifier])


def test_a_witness_says_when_and_is_not_enough_alone() -> None:
    note = cosign(read_note(sign_checkpoint(CHECKPOINT, key=KEY)), key=WITNESS, at=AT)
    _, signed = open_checkpoint(note, keys=[WITNESS.verifier, KEY.verifier])
    assert [(one.key.name, one.at) for one in signed] == [(KEY.name, None), (WITNESS.name, AT)]
    with pytest.raises(SignatureError):
        open_checkpoint(note, keys=[WITNESS.verifier])


def test_a_wrong_signature_of_a_known_key_spoils_the_note() -> None:
    good = cosign(read_note(sign_checkpoint(CHECKPOINT, key=KEY)), key=WITNESS, at=AT)
    later = cosign(
        read_note(sign_checkpoint(CHECKPOINT, key=KEY)),
        key=WITNESS,
        at=datetime(2027, 1, 1, tzinfo=UTC),
    )
    line = good.signatures[1]
    forged = type(line)(
        name=line.name,
        key_id=line.key_id,
        signature=later.signatures[1].signature[:8] + line.signature[8:],
    )
    note = type(good)(text=good.text, signatures=(good.signatures[0], forged))
    with pytest.raises(SignatureError):
        verify_note(note, keys=[WITNESS.verifier, KEY.verifier])
    assert verify_note(note, keys=[KEY.verifier])


@pytest.mark.parametrize("text", ["", "\n", "no newline", "tab\t\n"])
def test_a_text_that_cannot_be_a_note_is_not_signed(text: str) -> None:
    with pytest.raises(MalformedNoteError):
        sign_note(text, keys=[KEY])


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u2003b", "a\nb"])
def test_a_name_that_cannot_stand_in_a_note_is_refused(name: str) -> None:
    with pytest.raises(MalformedKeyError):
        VerifierKey(name=name, public=b"\0" * 32)
