"""An entry shows that an act happened; only its opening shows who did what."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.canon import read_canonical, write_canonical
from glacy.errors import GlacyError
from glacy.journal import (
    MAX_ENTRY_SIZE,
    MalformedEntryError,
    Opening,
    commit_entry,
    read_entry,
    read_opening,
    verify_opening,
    write_entry,
    write_opening,
)
from tests.journal.journals import AT, opening

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=3)
    ),
    max_leaves=8,
)
instants = st.integers(946_684_800, 4_102_444_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
openings = st.builds(
    Opening,
    kind=st.from_regex(r"[a-z][a-z_.-]{0,20}", fullmatch=True),
    who=st.text(st.characters(codec="utf-8")),
    what=json_values,
    at=instants,
    salt=st.binary(min_size=32, max_size=32),
)


@given(openings)
def test_entries_and_openings_come_back_as_they_were_written(made: Opening) -> None:
    entry = write_entry(made.entry)
    assert read_entry(entry) == made.entry
    assert write_canonical(read_canonical(entry)) == entry
    assert read_opening(write_opening(made)).entry == made.entry
    verify_opening(made, entry=entry)


def test_an_entry_names_nobody() -> None:
    entry = commit_entry(kind="case_opened", who="ama.mensah", what={"case": "GH-7"}, at=AT, salt=bytes(32))
    assert b"ama" not in entry
    assert b"GH-7" not in entry
    assert entry.startswith(b'{"at":"2026-11-21T00:41:07Z","commitment":"')


def test_the_entry_is_the_one_written_in_the_specification() -> None:
    entry = commit_entry(
        kind="evidence_sealed",
        who="gh/custodian/3",
        what={"digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"},
        at=datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
        salt=bytes(range(32)),
    )
    assert read_entry(entry).commitment == SPECIFIED


@pytest.mark.parametrize("other", ["kind", "who", "what", "at", "salt"])
def test_another_opening_does_not_fit(other: str) -> None:
    good = opening()
    values = {"kind": good.kind, "who": good.who, "what": good.what, "at": good.at, "salt": good.salt}
    values |= {
        other: {"kind": "x", "who": "x", "what": {"sequence": True}, "salt": bytes(32)}.get(
            other, datetime(2027, 1, 1, tzinfo=UTC)
        )
    }
    with pytest.raises(MalformedEntryError):
        verify_opening(Opening(**values), entry=write_entry(good.entry))


def test_every_flipped_byte_of_an_opening_is_caught() -> None:
    data, entry = write_opening(opening()), write_entry(opening().entry)
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1
        with pytest.raises(GlacyError):
            verify_opening(read_opening(bytes(changed)), entry=entry)


def test_a_large_content_is_not_logged_itself() -> None:
    with pytest.raises(MalformedEntryError, match="digest of large content"):
        write_opening(Opening(kind="a", who="b", what="x" * MAX_ENTRY_SIZE, at=AT, salt=bytes(32)))


@pytest.mark.parametrize("kind", ["", "Upper", "with space", "a" * 65, "9a"])
def test_a_kind_is_a_short_word(kind: str) -> None:
    with pytest.raises(MalformedEntryError):
        Opening(kind=kind, who="b", what=None, at=AT, salt=bytes(32))


def test_a_salt_is_32_bytes() -> None:
    with pytest.raises(MalformedEntryError):
        Opening(kind="a", who="b", what=None, at=AT, salt=b"short")


@given(st.binary() | json_values.map(lambda value: str(value).encode()))
def test_reading_any_bytes_gives_a_value_or_our_error(data: bytes) -> None:
    for read in (read_entry, read_opening):
        try:
            read(data)
        except GlacyError:
            continue


SPECIFIED = "b189764fb9f872cfdc56dd69c1e55285bee3986e0587e9231e81ec0015fc7296"
