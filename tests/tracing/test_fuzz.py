"""Whatever a file holds, reading it ends with blocks or with a reason.

`GLACY_FUZZ=10000000` runs that many changed inputs; without it a few thousand.
"""

from __future__ import annotations

import io
import os
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glacy.tracing import Frame, MalformedBlockError, UnknownChainError, read_block, read_frames, write_frame
from tests.tracing.making import CHAIN, small_block

MANY = int(os.environ.get("GLACY_FUZZ", "4000"))
SEEDS = [small_block(at) for at in (1, 2)]
SPECIAL = (
    b"",
    b"\0",
    b"\xff",
    b"\xfd\xff\xff",
    b"\xfe\xff\xff\xff\xff",
    b"\xff" * 9,
    b"\0\1",
    b"\0\2",
    bytes(32),
)


def changed(data: bytes, chance: random.Random) -> bytes:
    """The same bytes after one to four accidents, behind the header, so that its work still holds."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(80, max(len(out), 81))
        match chance.randrange(5):
            case 0:
                out[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del out[at : at + chance.randint(1, 40)]
            case 2:
                out[at:at] = chance.choice(SPECIAL)
            case 3:
                start = chance.randrange(80, max(len(out), 81))
                out[at:at] = out[start : start + chance.randint(1, 200)]
            case _:
                del out[at:]
    return bytes(out)


def outcome(data: bytes) -> str:
    try:
        read_block(data, chain=CHAIN)
    except MalformedBlockError as error:
        return str(error.fields["why"])
    return "read"


@pytest.mark.timeout(24 * 3600)
def test_changed_blocks_are_refused_with_a_reason() -> None:
    chance = random.Random(20090103)
    seen: dict[str, int] = {}
    for at in range(MANY):
        data = SEEDS[at % len(SEEDS)]
        other = changed(data, chance)
        found = outcome(other)
        seen[found] = seen.get(found, 0) + 1
        assert found != "read" or other == data
    assert {"short", "longer", "merkle"} <= set(seen)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_after_a_good_header_are_refused_or_read(tail: bytes) -> None:
    outcome(SEEDS[0][:80] + tail)
    outcome(tail)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.binary(max_size=50), st.just(write_frame(SEEDS[0], chain=CHAIN))), max_size=4))
def test_any_file_gives_blocks_and_reasons(parts: list[bytes]) -> None:
    data = b"".join(parts)
    try:
        found = list(read_frames(io.BytesIO(data), chain=CHAIN))
    except UnknownChainError:
        return
    for one in found:
        if isinstance(one, Frame):
            assert data[one.offset : one.offset + len(one.data)] == one.data
