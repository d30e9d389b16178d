"""Mails of the exchange come back as they were written, and any other bytes are read without harm."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.courier import (
    CourierError,
    MailServer,
    new_mark,
    read_letter,
    read_server,
    write_parcel_letter,
    write_reply_letter,
)

AT = datetime(2026, 11, 21, 0, 41, tzinfo=UTC)
ENDS = {"sender": "gh@mail.example", "to": "cl@mail.example"}


@given(st.binary(max_size=5000))
def test_a_parcel_is_what_was_written(rest: bytes) -> None:
    sealed = b"age-encryption.org/v1\n" + rest
    mark = new_mark(ENDS["sender"])
    found = read_letter(write_parcel_letter(sealed, **ENDS, mark=mark, at=AT))
    assert (found.parcels, found.replies, found.mark) == ((sealed,), (), mark)


def test_a_reply_names_the_mail_that_it_answers() -> None:
    reply = b"PK\x03\x04 receipt.json"
    letter = write_reply_letter(reply, **ENDS, mark="<2@x>", at=AT, answers="<1@x>")
    assert read_letter(letter).replies == (reply,)
    assert b"In-Reply-To: <1@x>" in letter


@given(st.binary(max_size=3000))
def test_any_bytes_are_read(data: bytes) -> None:
    found = read_letter(data)
    assert found.parcels == ()


@given(st.binary(max_size=400), st.integers(0, 2000), st.integers(0, 255))
def test_a_mail_that_was_altered_on_its_way_is_read(rest: bytes, place: int, byte: int) -> None:
    letter = bytearray(write_parcel_letter(b"age-encryption.org/v1\n" + rest, **ENDS, mark="<1@x>", at=AT))
    letter[place % len(letter)] = byte
    read_letter(bytes(letter))
    read_letter(bytes(letter[: place % len(letter)]))


def test_marks_are_never_the_same() -> None:
    assert len({new_mark("gh@mail.example") for _ in range(1000)}) == 1000


def test_a_server_is_named_with_how_its_tls_begins() -> None:
    assert read_server("starttls://mail.example:2525", is_imap=False) == MailServer(
        host="mail.example", port=2525, begins="starttls"
    )
    ports = [
        read_server(f"{way}://h", is_imap=imap).port for way in ("tls", "starttls") for imap in (True, False)
    ]
    assert ports == [993, 465, 143, 587]


@pytest.mark.parametrize(
    "text", ["", "mail.example", "smtp://h:25", "plain://h", "tls://", "tls://h:99999", "tls://u@h"]
)
def test_an_address_without_tls_is_no_server(text: str) -> None:
    with pytest.raises(CourierError, match="no address of a mail server"):
        read_server(text, is_imap=False)
