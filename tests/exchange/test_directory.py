"""The directory: one file, one signature, one node a country, exercises apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from operator import attrgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.canon import read_canonical, write_canonical
from glacy.checks import verdict
from glacy.errors import GlacyError
from glacy.exchange import (
    Directory,
    DirectoryRollbackError,
    DirectorySignatureError,
    MalformedDirectoryError,
    NodeEntry,
    NotInDirectoryError,
    examine_directory,
    read_directory,
    read_node_entry,
    verify_successor,
    with_entries,
    write_directory,
    write_node_entry,
)
from glacy.journal import SigningKey
from tests.nodes import NOW, MemoryClock, make_directory, make_node, seed_of, two_countries

WORLD = two_countries()
DATA = write_directory(WORLD.directory, key=WORLD.directory_key)
OTHER_KEY = SigningKey(name="operator.example/directory", seed=seed_of("another operator"))


def test_a_directory_comes_back_equal() -> None:
    assert read_directory(DATA) == WORLD.directory
    assert read_directory(DATA, fingerprint=WORLD.directory.fingerprint) == WORLD.directory


def test_an_entry_comes_back_equal() -> None:
    entry = WORLD.chile.entry
    assert read_node_entry(write_node_entry(entry)) == entry


def test_a_country_without_a_node_is_named() -> None:
    with pytest.raises(NotInDirectoryError, match="BR"):
        WORLD.directory.entry("BR")
    assert WORLD.directory.find_entry("BR") is None


def test_a_fingerprint_is_read_aloud_in_groups() -> None:
    groups = WORLD.directory.fingerprint.split(" ")
    assert len(groups) == 16
    assert {len(group) for group in groups} == {4}


def test_another_operators_directory_is_refused_once_a_key_is_pinned() -> None:
    forged = write_directory(replace(WORLD.directory, key=OTHER_KEY.verifier), key=OTHER_KEY)
    assert read_directory(forged).nodes == WORLD.directory.nodes
    with pytest.raises(DirectorySignatureError, match="another key"):
        read_directory(forged, fingerprint=WORLD.directory.fingerprint)


def test_a_directory_is_signed_with_the_key_that_it_names() -> None:
    with pytest.raises(DirectorySignatureError):
        write_directory(WORLD.directory, key=OTHER_KEY)


def test_exercise_and_real_nodes_never_share_a_directory() -> None:
    clock = MemoryClock()
    real = make_node("BR", clock=clock, exercise=False)
    with pytest.raises(MalformedDirectoryError, match="exercise"):
        make_directory(WORLD.ghana, real)
    with pytest.raises(MalformedDirectoryError, match="real cases"):
        make_directory(make_node("GH", clock=clock), exercise=False)


def test_trust_of_a_node_is_in_its_own_roots_alone() -> None:
    ghana, chile = WORLD.ghana.entry, WORLD.chile.entry
    assert ghana.trust().anchors == ghana.seal_roots
    assert set(WORLD.directory.trust().anchors) == {*ghana.seal_roots, *chile.seal_roots}


def test_an_expired_directory_is_reported_and_still_read() -> None:
    late = WORLD.directory.valid_until
    assert not WORLD.directory.is_expired(at=late - timedelta(seconds=1))
    assert WORLD.directory.is_expired(at=late)
    checks = examine_directory(DATA, fingerprint=WORLD.directory.fingerprint, at=late)
    assert {check.name: check.holds for check in checks}["directory.age"] is False
    assert verdict(examine_directory(DATA, fingerprint=WORLD.directory.fingerprint, at=NOW)) is True


def test_whose_directory_it_is_cannot_be_told_from_the_file() -> None:
    assert verdict(examine_directory(DATA)) is None
    assert verdict(examine_directory(DATA, fingerprint="00")) is False


def test_an_older_directory_never_replaces_a_newer_one() -> None:
    newer = with_entries(WORLD.directory, issued_at=NOW)
    verify_successor(newer, of=WORLD.directory)
    verify_successor(WORLD.directory, of=WORLD.directory)
    with pytest.raises(DirectoryRollbackError, match="would replace"):
        verify_successor(WORLD.directory, of=newer)
    with pytest.raises(DirectoryRollbackError, match="signed by"):
        verify_successor(replace(newer, key=OTHER_KEY.verifier), of=WORLD.directory)


@dataclass(frozen=True)
class Bad:
    says: str
    change: Callable[[NodeEntry], object]


@pytest.mark.parametrize(
    "case",
    [
        Bad("a country of three letters", lambda e: replace(e, country="GHA")),
        Bad("plain http to another machine", lambda e: replace(e, url="http://gh.example")),
        Bad("an address that ends in a slash", lambda e: replace(e, url="https://gh.example/")),
        Bad("an address with a password", lambda e: replace(e, url="https://a:b@gh.example")),
        Bad("an address with a broken port", lambda e: replace(e, url="https://gh.example:99999")),
        Bad("another scheme", lambda e: replace(e, url="file:///etc/passwd")),
        Bad("no root", lambda e: replace(e, seal_roots=())),
        Bad("no journal", lambda e: replace(e, journal_keys=())),
        Bad("a broken age key", lambda e: replace(e, age_recipients=("age1x",))),
        Bad("an age key in capitals", lambda e: replace(e, age_recipients=(e.recipient.upper(),))),
        Bad("a broken journal key", lambda e: replace(e, journal_keys=("x+00000000+AA==",))),
        Bad("a name over two lines", lambda e: replace(e, name="Accra\nSantiago")),
        Bad("an unknown role", lambda e: replace(e, offices=(replace(e.offices[0], role="boss"),))),
    ],
    ids=attrgetter("says"),
)
def test_an_entry_that_cannot_be_is_refused(case: Bad) -> None:
    with pytest.raises(GlacyError):
        case.change(WORLD.ghana.entry)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8101", "http://localhost:8101", "http://[::1]:8101"])
def test_plain_http_is_for_this_machine_alone(url: str) -> None:
    assert replace(WORLD.ghana.entry, url=url).url == url


def test_two_nodes_never_share_a_country_or_a_key() -> None:
    ghana, chile = WORLD.ghana.entry, WORLD.chile.entry
    for twin in (ghana, replace(chile, seal_roots=ghana.seal_roots)):
        with pytest.raises(MalformedDirectoryError, match="one node alone"):
            replace(WORLD.directory, nodes=tuple(sorted((twin, ghana), key=lambda e: e.country)))


def test_an_unknown_field_or_a_missing_one_is_named() -> None:
    body = dict(read_canonical(DATA))  # type: ignore[call-overload]  # an object, as written above
    body["more"] = 1
    with pytest.raises(MalformedDirectoryError, match="more"):
        read_directory(write_canonical(body))
    del body["more"], body["signature"]
    with pytest.raises(MalformedDirectoryError, match="signature"):
        read_directory(write_canonical(body))


@given(place=st.integers(0, len(DATA) - 1), flip=st.integers(1, 255))
def test_any_flipped_byte_is_found(place: int, flip: int) -> None:
    damaged = bytearray(DATA)
    damaged[place] ^= flip
    with pytest.raises(GlacyError):
        read_directory(bytes(damaged), fingerprint=WORLD.directory.fingerprint)
    checks = examine_directory(bytes(damaged), fingerprint=WORLD.directory.fingerprint, at=NOW)
    assert verdict(checks) is False


def test_every_bit_of_the_signature_counts() -> None:
    start = DATA.index(b'"signature":"') + len(b'"signature":"')
    for place in range(start, len(DATA)):
        for bit in range(8):
            damaged = bytearray(DATA)
            damaged[place] ^= 1 << bit
            with pytest.raises(GlacyError):
                read_directory(bytes(damaged))


@given(st.binary(max_size=400) | st.binary(max_size=40).map(lambda tail: DATA[:-20] + tail))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for read in (read_directory, read_node_entry):
        with pytest.raises(GlacyError):
            read(data)
    assert verdict(examine_directory(data, at=NOW)) is False


def test_two_hundred_states_are_read_in_good_time() -> None:
    clock = MemoryClock()
    codes = [a + b for a in "ABCDEFGH" for b in "ABCDEFGHIJKLMNOPQRSTUVWXY"]
    nodes = [make_node(code, clock=clock) for code in codes]
    directory: Directory = make_directory(*nodes)
    data = write_directory(directory, key=WORLD.directory_key)
    assert read_directory(data) == directory
