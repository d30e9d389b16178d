"""Closing an envelope to its receiver and opening it again."""

from __future__ import annotations

import errno
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.errors import GlacyError
from glacy.exchange import (
    DamagedSealError,
    EnvelopeTooLargeError,
    RecipientError,
    SealedForAnotherError,
    new_identity,
    open_sealed,
    open_stream,
    recipient_of,
    seal_envelope,
    seal_stream,
)
from tests.nodes import IDENTITIES

GHANA, CHILE = IDENTITIES["GH"], IDENTITIES["CL"]
SEALED = seal_envelope(b"an envelope", to=[recipient_of(CHILE)])


@given(st.binary(max_size=5000))
def test_what_is_sealed_opens_again(content: bytes) -> None:
    sealed = seal_envelope(content, to=[recipient_of(CHILE), recipient_of(GHANA)])
    assert open_sealed(sealed, identities=[CHILE]) == content
    assert open_sealed(sealed, identities=[new_identity(), GHANA]) == content


def test_nobody_else_opens_it() -> None:
    with pytest.raises(SealedForAnotherError, match="another key"):
        open_sealed(SEALED, identities=[GHANA])


def test_an_altered_or_shortened_file_opens_for_nobody() -> None:
    for place in range(len(SEALED)):
        damaged = bytearray(SEALED)
        damaged[place] ^= 1
        with pytest.raises(GlacyError):
            open_sealed(bytes(damaged), identities=[CHILE])
        with pytest.raises(GlacyError):
            open_sealed(SEALED[:place], identities=[CHILE])
    with pytest.raises(DamagedSealError):
        open_sealed(SEALED + b"x", identities=[CHILE])


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    with pytest.raises(DamagedSealError):
        open_sealed(data, identities=[CHILE])
    with pytest.raises(GlacyError):
        open_sealed(SEALED[:60] + data, identities=[CHILE])


def test_files_are_sealed_and_opened_in_pieces() -> None:
    content = bytes(range(256)) * 1000
    sealed, opened = io.BytesIO(), io.BytesIO()
    seal_stream(io.BytesIO(content), sealed, to=[recipient_of(CHILE)])
    open_stream(io.BytesIO(sealed.getvalue()), opened, identities=[CHILE])
    assert opened.getvalue() == content
    with pytest.raises(DamagedSealError):
        open_stream(io.BytesIO(sealed.getvalue()[:-1]), io.BytesIO(), identities=[CHILE])
    with pytest.raises(SealedForAnotherError):
        open_stream(io.BytesIO(sealed.getvalue()), io.BytesIO(), identities=[GHANA])


class FullDisk(io.BytesIO):
    """A disk without room."""

    def write(self, _: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_not_called_a_damaged_envelope() -> None:
    sealed = seal_envelope(b"x" * 200_000, to=[recipient_of(CHILE)])
    with pytest.raises(OSError, match="No space"):
        open_stream(io.BytesIO(sealed), FullDisk(), identities=[CHILE])
    with pytest.raises(OSError, match="No space"):
        seal_stream(io.BytesIO(sealed), FullDisk(), to=[recipient_of(CHILE)])


class FullAt(io.BytesIO):
    """A disk without room at one of its writes, and with room again after it."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.left = number

    def write(self, data: object) -> int:
        self.left -= 1
        if not self.left:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)  # type: ignore[arg-type]  # bytes


@pytest.mark.parametrize("size", [0, 1, 100, 30_000, 70_000, 200_000])
def test_a_disk_that_was_full_for_one_write_never_leaves_a_file_that_counts(size: int) -> None:
    """age gives no error when its last write fails; such a file lay in the vault, cut short."""
    content = bytes(size)
    sealed = seal_envelope(content, to=[recipient_of(CHILE)])
    for number in range(1, 20):
        into, back = FullAt(number), FullAt(number)
        with suppress(OSError):
            seal_stream(io.BytesIO(content), into, to=[recipient_of(CHILE)])
            assert into.left > 0, "a write failed and nobody heard of it"
        with suppress(OSError):
            open_stream(io.BytesIO(sealed), back, identities=[CHILE])
            assert back.left > 0, "a write failed and nobody heard of it"


@pytest.mark.parametrize("key", ["", "age1x", GHANA, recipient_of(GHANA).upper()])
def test_a_text_that_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(RecipientError):
        seal_envelope(b"", to=[key])


def test_a_secret_key_is_never_repeated_in_an_error() -> None:
    with pytest.raises(RecipientError) as raised:
        open_sealed(SEALED, identities=[CHILE[:-1]])
    assert CHILE[:20] not in str(raised.value)


def test_what_is_too_large_is_refused_before_it_is_sealed_or_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glacy.exchange.sealing.MAX_ENVELOPE_SIZE", 10)
    monkeypatch.setattr("glacy.exchange.sealing.MAX_SEALED_SIZE", 100)
    with pytest.raises(EnvelopeTooLargeError, match="at most 10 bytes, found 11"):
        seal_envelope(b"x" * 11, to=[recipient_of(CHILE)])
    with pytest.raises(EnvelopeTooLargeError, match="at most 100"):
        open_sealed(SEALED, identities=[CHILE])


def test_there_must_be_somebody_to_seal_for() -> None:
    with pytest.raises(RecipientError, match="nobody"):
        seal_envelope(b"", to=[])
