"""Files of a node: whole blocks are found, what is damaged is told with its place, nothing else is lost."""

from __future__ import annotations

import io
import itertools

import pytest

from glacy.tracing import (
    BadFrame,
    Frame,
    Link,
    UnknownChainError,
    get_chain,
    is_framed,
    place,
    read_block,
    read_frames,
    read_header,
    write_frame,
)
from tests.tracing.making import CHAIN, block_of, coinbase, small_block


def framed(*blocks: bytes) -> bytes:
    return b"".join(write_frame(one, chain=CHAIN) for one in blocks)


def found(data: bytes, *, offset: int = 0) -> list[Frame | BadFrame]:
    stream = io.BytesIO(data)
    stream.seek(offset)
    return list(read_frames(stream, chain=CHAIN, offset=offset))


def test_blocks_stand_where_they_are_said_to_stand() -> None:
    blocks = [small_block(at) for at in (1, 2, 3)]
    data = framed(blocks[0]) + bytes(3_000_000) + framed(*blocks[1:]) + bytes(5)
    frames = found(data)
    assert [
        data[one.offset : one.offset + len(block)] for one, block in zip(frames, blocks, strict=True)
    ] == blocks
    assert is_framed(data)
    assert not is_framed(blocks[0])


def test_reading_goes_on_from_a_place() -> None:
    data = framed(*(small_block(at) for at in (1, 2, 3)))
    frames = found(data)
    assert found(data, offset=frames[1].offset - 8) == frames[1:]


def test_a_last_block_that_is_cut_off_is_told() -> None:
    data = framed(small_block(1), small_block(2))
    first, second = found(data[:-1])
    assert isinstance(first, Frame)
    assert isinstance(second, BadFrame)
    assert (second.error.fields["why"], second.offset) == ("short", len(framed(small_block(1))))


def test_a_damaged_stretch_costs_no_other_block() -> None:
    blocks = [small_block(at) for at in (1, 2)]
    data = framed(blocks[0]) + b"noise in between" + framed(blocks[1])
    first, noise, last = found(data)
    assert isinstance(noise, BadFrame)
    assert (noise.offset, noise.size, noise.error.fields["why"]) == (len(framed(blocks[0])), 16, "stray")
    assert [one.data for one in (first, last) if isinstance(one, Frame)] == blocks


def test_a_length_that_swallows_the_next_block_does_not_hide_it() -> None:
    blocks = [small_block(at) for at in (1, 2)]
    data = framed(*blocks)
    wrong = data[:4] + (len(data)).to_bytes(4, "little") + data[8:]
    bad, good = found(wrong)
    assert isinstance(bad, BadFrame)
    assert isinstance(good, Frame)
    assert good.data == blocks[1]


@pytest.mark.parametrize(
    ("magic", "called"), [("24e92764", "Zcash"), ("f9beb4d9", "Bitcoin"), ("c0c0c0c0", "Dogecoin")]
)
def test_a_file_of_another_chain_is_refused_by_its_name(magic: str, called: str) -> None:
    with pytest.raises(UnknownChainError, match=f"blocks of {called},"):
        found(bytes.fromhex(magic) + bytes(200))


def test_a_chain_that_is_not_read_is_named_with_those_that_are() -> None:
    with pytest.raises(UnknownChainError, match="bitcoin-testnet"):
        get_chain("peercoin")


def chain_of(count: int, *, after: bytes = CHAIN.genesis, time: int = 1, from_height: int = 1) -> list[bytes]:
    blocks = []
    for at in range(count):
        blocks.append(block_of([coinbase(from_height + at)], previous=after, time=time + at))
        after = read_header(blocks[-1]).name
    return blocks


def links(blocks: list[bytes]) -> list[Link]:
    read = [read_block(one, chain=CHAIN) for one in blocks]
    return [
        Link(
            name=one.header.name,
            previous=one.header.previous,
            work=one.header.work,
            stated_height=one.stated_height,
        )
        for one in read
    ]


def test_the_order_of_files_does_not_matter() -> None:
    blocks = links(chain_of(4))
    expected = {one.name: height for height, one in enumerate(blocks, 1)}
    for order in itertools.permutations(blocks):
        placed = place(order, genesis=CHAIN.genesis)
        assert {name: one.height for name, one in placed.items()} == expected


def test_after_a_reorganisation_the_branch_with_more_work_is_the_chain() -> None:
    common = chain_of(2)
    tip = read_header(common[-1]).name
    lost = chain_of(1, after=tip, time=100, from_height=3)
    won = chain_of(2, after=tip, time=200, from_height=3)
    before = place(links(common + lost), genesis=CHAIN.genesis)
    after = place(links(won + lost + common), genesis=CHAIN.genesis)
    assert all(one.is_best for one in before.values())
    assert [after[read_header(one).name].is_best for one in common + won] == [True] * 4
    assert after[read_header(lost[0]).name].is_best is False
    assert after[read_header(lost[0]).name].height == after[read_header(won[0]).name].height == 3


def test_a_block_without_its_past_stands_where_it_says() -> None:
    alone = links(chain_of(2, after=b"\7" * 32, from_height=900))
    placed = place(alone, genesis=CHAIN.genesis)
    assert [placed[one.name].height for one in alone] == [900, 901]
    assert {one.stretch for one in placed.values()} == {alone[0].name}
