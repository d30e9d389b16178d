"""A listing goes line by line, each line in one form, however many files it has."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.canon import read_canonical
from glacy.evidence import (
    EvidenceError,
    FileFacts,
    FoundThing,
    ItemNameError,
    Listing,
    SealedItem,
    long_part,
    original_name,
    read_found,
    read_item,
    read_lines,
    read_listing,
    spell_name,
    spell_text,
    store_siblings,
    write_found,
    write_item,
)
from glacy.evidence.acquisition import FOUND_KINDS
from glacy.evidence.listing import listing_of
from glacy.evidence.names import read_spelling, read_text

VECTORS = Path(__file__).parents[1] / "vectors" / "evidence" / "listing.json"
digests = st.text("0123456789abcdef", min_size=64, max_size=64)
times = st.integers(-(2**40), 2**60).map(lambda ns: f"{ns // 10**9}.{ns % 10**9:09}")
sizes = st.integers(0, 2**52)
raw_parts = st.binary(min_size=1, max_size=12).filter(
    lambda raw: b"/" not in raw and b"\0" not in raw and raw not in (b".", b"..")
)
names = st.lists(raw_parts, min_size=1, max_size=3).map(
    lambda parts: "/".join(
        one for part in parts for one in store_siblings([part.decode("utf-8", "surrogateescape")])
    )
)
facts = st.builds(
    FileFacts,
    accessed=times,
    allocated=sizes,
    changed=times,
    group=sizes,
    inode=st.tuples(st.integers(0, 2**64), st.integers(0, 2**64)).map(lambda at: f"{at[0]:x}:{at[1]:x}"),
    links=sizes,
    mode=st.integers(0, 0o777777).map(lambda mode: f"{mode:06o}"),
    modified=times,
    owner=sizes,
)
items = st.builds(
    SealedItem,
    name=names,
    size=st.integers(100, 2**52),
    digest=digests,
    blake3=st.none() | digests,
    facts=st.none() | facts,
    holes=st.sampled_from([(), ((0, 10),), ((5, 1), (90, 10))]),
    unread=st.sampled_from([(), ((0, 100),)]),
    changed=st.booleans(),
    path_spelled=st.none(),
)
things = st.builds(
    FoundThing,
    name=names,
    kind=st.sampled_from(FOUND_KINDS),
    facts=st.none() | facts,
    target=st.none()
    | st.binary(max_size=20).map(lambda raw: spell_text(raw.decode("utf-8", "surrogateescape"))),
    why=st.none() | st.sampled_from(["EACCES", "EIO"]),
    path_spelled=st.none(),
)


@given(items)
def test_an_item_comes_back_as_it_was_written_in_canonical_form(item: SealedItem) -> None:
    line = write_item(item)
    assert read_item(line) == item
    read_canonical(line[:-1])


@given(things)
def test_a_thing_comes_back_as_it_was_written_in_canonical_form(thing: FoundThing) -> None:
    line = write_found(thing)
    assert read_found(line) == thing
    read_canonical(line[:-1])


@given(st.binary() | items.map(write_item) | things.map(write_found), st.integers(0), st.integers(1, 255))
def test_a_changed_line_is_another_line_or_none(line: bytes, place: int, flip: int) -> None:
    changed = bytearray(line or b"x")
    changed[place % len(changed)] ^= flip
    for read, write in ((read_item, write_item), (read_found, write_found)):
        try:
            found = read(bytes(changed))
        except EvidenceError:
            continue
        assert write(found) == bytes(changed)  # type: ignore[operator]  # each pair belongs together


def test_the_vectors_are_what_this_library_does() -> None:
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))
    for line in vectors["items"]:
        assert write_item(read_item(line.encode())) == line.encode()
    for line in vectors["found"]:
        assert write_found(read_found(line.encode())) == line.encode()
    for line in vectors["refused_items"]:
        with pytest.raises(EvidenceError):
            read_item(line.encode())


@given(st.binary(min_size=1, max_size=30))
def test_any_text_of_a_file_system_is_spelled_and_read(raw: bytes) -> None:
    text = raw.decode("utf-8", "surrogateescape")
    assert read_text(spell_text(text)) == text


def test_a_part_that_is_too_long_stands_as_its_digest_and_is_spelled() -> None:
    raw = "\udcff" * 255
    (kept,) = store_siblings([raw])
    assert kept == long_part(raw)
    assert len(kept) == 66
    assert read_spelling(spell_name(raw)) == raw
    item = SealedItem(name=f"a/{kept}/b", size=0, digest="ab" * 32, path_spelled=spell_name(f"a/{raw}/b"))  # type: ignore[arg-type]  # a digest by its form
    assert read_item(write_item(item)).original == f"a/{raw}/b"
    with pytest.raises(EvidenceError):
        read_item(write_item(item._replace(path_spelled=spell_name(f"a/{raw}x/b"))))
    with pytest.raises(EvidenceError):
        read_item(write_item(item._replace(path_spelled=None)))


def test_all_that_lies_too_deep_stands_as_one_digest() -> None:
    below = "/".join(["deep"] * 400)
    item = SealedItem(
        name="a/" + long_part(below),
        size=0,
        digest="ab" * 32,  # type: ignore[arg-type]  # a digest by its form
        path_spelled=spell_name("a/" + below),
    )
    assert read_item(write_item(item)).original == "a/" + below


def test_siblings_that_differ_by_case_are_told_apart_files_and_folders_alike() -> None:
    kept = store_siblings(["A", "B", "a", "b.txt"])
    assert kept == ["A", "B", "=61", "b.txt"]
    assert [original_name(one) for one in kept] == ["A", "B", "a", "b.txt"]


def test_a_listing_is_read_line_by_line_and_must_be_the_one_under_seal() -> None:
    some = [SealedItem(name=f"{number:06}", size=number, digest="ab" * 32) for number in range(500)]  # type: ignore[arg-type]  # as above
    data = b"".join(map(write_item, some))
    pieces = [data[place : place + 777] for place in range(0, len(data), 777)]
    assert list(read_listing(pieces, expected=listing_of(some))) == some
    with pytest.raises(EvidenceError, match=r"that seal\.json is over"):
        list(read_listing(pieces, expected=listing_of(some[:-1])))
    for wrong in ([some[1], some[0]], [some[0], some[0]]):
        lines = [write_item(one) for one in wrong]
        with pytest.raises(EvidenceError, match="in the order"):
            list(read_listing(lines, expected=listing_of(wrong)))


def test_a_line_without_end_is_refused_early() -> None:
    endless = (b"x" * 65536 for _ in range(10_000))
    with pytest.raises(EvidenceError, match="shorter lines"):
        list(read_lines(endless))
    with pytest.raises(EvidenceError, match="a newline"):
        list(read_lines([b"half a line"]))


def test_a_long_listing_takes_no_more_memory_than_a_short_one() -> None:
    def lines(count: int) -> Listing:
        some = (SealedItem(name=f"{one:08}", size=1, digest="ab" * 32) for one in range(count))  # type: ignore[arg-type]  # as above
        return listing_of(some)

    expected = lines(20_000)
    tracemalloc.start()
    source = (write_item(SealedItem(name=f"{one:08}", size=1, digest="ab" * 32)) for one in range(20_000))  # type: ignore[arg-type]  # as above
    for _ in read_listing(source, expected=expected):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


def test_a_name_that_stands_for_nothing_is_refused() -> None:
    for stored in ("=~", "=~zz", "a=~" + "0" * 64):
        with pytest.raises(ItemNameError):
            original_name(stored)
