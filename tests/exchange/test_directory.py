"""The directory: one file, one signature, one node a country, exercises apart."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from operator import attrgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.canon import Digest, read_canonical, write_canonical
from glacy.checks import verdict
from glacy.errors import GlacyError
from glacy.exchange import (
    Article,
    Directory,
    DirectoryRollbackError,
    DirectorySignatureError,
    MalformedDirectoryError,
    NodeEntry,
    NotInDirectoryError,
    OperatorKey,
    Withdrawal,
    WithdrawnKey,
    add_signatures,
    examine_directory,
    make_root,
    new_identity,
    read_directory,
    read_node_entry,
    recipient_of,
    verify_successor,
    with_entries,
    write_chain,
    write_node_entry,
)
from glacy.exchange import KeyUse as Withdrawn
from glacy.journal import SigningKey, write_verifier_key
from glacy.journal.keys import KeyUse
from tests.directory_operator import directory_file, make_keyring, sign
from tests.nodes import NOW, MemoryClock, make_directory, make_node, seed_of, two_countries

WORLD = two_countries()
DATA = directory_file(WORLD.directory)
DAY = timedelta(days=1)


def test_a_directory_comes_back_equal() -> None:
    assert read_directory(DATA) == WORLD.directory
    assert read_directory(DATA, fingerprint=WORLD.directory.fingerprint) == WORLD.directory


def test_an_entry_comes_back_equal() -> None:
    entry = WORLD.chile.entry
    assert read_node_entry(write_node_entry(entry)) == entry


OLD_AGE = recipient_of(new_identity())
OLD_SEAL = base64.b64encode(b"a certificate of before").decode()


def withdrawn(key: str = OLD_AGE, use: Withdrawn = "age", why: Withdrawal = "rolled_over") -> WithdrawnKey:
    return WithdrawnKey(use=use, key=key, until=NOW, why=why)


def test_an_entry_with_all_it_can_say_comes_back_equal() -> None:
    entry = replace(
        WORLD.chile.entry,
        mail="envelopes@cl.example",
        withdrawn=(
            withdrawn(),
            withdrawn(OLD_SEAL, "seal", "revoked"),
            withdrawn(vkey("cl.example/old", "log"), "journal"),
        ),
        offices=(
            replace(WORLD.chile.entry.offices[0], articles=(Article(instrument="UNCC2024", article="41"),)),
        ),
    )
    assert read_node_entry(write_node_entry(entry)) == entry
    assert entry.withdrawn[1].certificate == b"a certificate of before"
    assert entry.withdrawn[2].verifier.name == "cl.example/old"


def test_a_withdrawn_key_never_serves_another_node() -> None:
    ghana, chile = WORLD.ghana.entry, WORLD.chile.entry
    root = base64.b64encode(chile.seal_roots[0]).decode()
    for stolen in (withdrawn(chile.recipient), withdrawn(root, "seal")):
        thief = replace(ghana, withdrawn=(stolen,))
        with pytest.raises(MalformedDirectoryError, match="one node alone"):
            replace(WORLD.directory, nodes=(chile, thief))


def test_a_country_without_a_node_is_named() -> None:
    with pytest.raises(NotInDirectoryError, match="BR"):
        WORLD.directory.entry("BR")
    assert WORLD.directory.find_entry("BR") is None


def test_a_fingerprint_is_read_aloud_in_groups() -> None:
    groups = WORLD.directory.fingerprint.split(" ")
    assert len(groups) == 16
    assert {len(group) for group in groups} == {4}


def test_another_operators_directory_is_refused_once_a_root_is_pinned() -> None:
    thieves = [OperatorKey(seed=seed_of(f"thief {number}")) for number in (1, 2, 3)]
    root = add_signatures(make_root(make_keyring(thieves), after=(), expires_at=NOW + DAY * 900), thieves)
    forged = write_chain(sign(WORLD.directory, roots=[root]))
    assert read_directory(forged).nodes == WORLD.directory.nodes
    with pytest.raises(DirectorySignatureError, match="another root"):
        read_directory(forged, fingerprint=WORLD.directory.fingerprint)


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
    with pytest.raises(DirectoryRollbackError, match="signed under"):
        verify_successor(replace(newer, roots=(Digest("0" * 64),)), of=WORLD.directory)


def vkey(name: str, use: KeyUse) -> str:
    """A key of an invented node."""
    return write_verifier_key(SigningKey(name=name, seed=bytes(32), use=use).verifier)


@dataclass(frozen=True)
class Bad:
    says: str
    change: Callable[[NodeEntry], object]


@pytest.mark.parametrize(
    "case",
    [
        Bad("a country of three letters", lambda e: replace(e, country="GHA")),
        Bad("an address with a space in it", lambda e: replace(e, url="https://gh .example")),
        Bad("an address that is not written out", lambda e: replace(e, url="https://gh\u00e4na.example")),
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
        Bad("a witness key as a journal's", lambda e: replace(e, journal_keys=e.witness_keys[:1])),
        Bad("a journal with ML-DSA-44 alone", lambda e: replace(e, journal_keys=(vkey("j", "cosigner"),))),
        Bad("two journals", lambda e: replace(e, journal_keys=(*e.journal_keys, vkey("other", "log")))),
        Bad("a log key as a witness's", lambda e: replace(e, witness_keys=(vkey("w", "log"),))),
        Bad(
            "a witness under the journal's name",
            lambda e: replace(e, witness_keys=(vkey(e.journal_verifiers[0].name, "witness"),)),
        ),
        Bad(
            "a witness with too long a name", lambda e: replace(e, witness_keys=(vkey("w" * 256, "witness"),))
        ),
        Bad("too many witness keys", lambda e: replace(e, witness_keys=e.witness_keys * 9)),
        Bad("a name over two lines", lambda e: replace(e, name="Accra\nSantiago")),
        Bad(
            "an address for mail with a line in it",
            lambda e: replace(e, mail="a@b.example\nBcc: c@d.example"),
        ),
        Bad("an address for mail without a host", lambda e: replace(e, mail="night")),
        Bad("a key of today that is withdrawn", lambda e: replace(e, withdrawn=(withdrawn(e.recipient),))),
        Bad("a key that is withdrawn twice", lambda e: replace(e, withdrawn=(withdrawn(), withdrawn()))),
        Bad("an unknown reason", lambda e: replace(e, withdrawn=(withdrawn(why="lost"),))),  # type: ignore[arg-type]  # a word that is not known
        Bad("a certificate that is no base64", lambda e: replace(e, withdrawn=(withdrawn("?", "seal"),))),
        Bad("a journal that is no vkey", lambda e: replace(e, withdrawn=(withdrawn("x", "journal"),))),
        Bad("an article with a space", lambda _: Article(instrument="ETS185", article="29 bis")),
        Bad(
            "an article named twice",
            lambda e: replace(e.offices[0], articles=(*e.offices[0].articles, *e.offices[0].articles)),
        ),
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
    ghana, chile = replace(WORLD.ghana.entry, mail="night@gh.example"), WORLD.chile.entry
    witness, journal = ghana.witness_keys, ghana.journal_verifiers[0].name
    for twin in (
        ghana,
        replace(chile, seal_roots=ghana.seal_roots),
        replace(chile, mail="NIGHT@gh.example"),
        replace(chile, witness_keys=witness),
        replace(chile, witness_keys=(vkey(journal, "witness"),)),
    ):
        with pytest.raises(MalformedDirectoryError, match="one node alone"):
            replace(WORLD.directory, nodes=tuple(sorted((twin, ghana), key=lambda e: e.country)))


def test_an_unknown_field_or_a_missing_one_is_named() -> None:
    body = dict(read_canonical(DATA))  # type: ignore[arg-type]  # an object, as written above
    body["more"] = 1
    with pytest.raises(MalformedDirectoryError, match="more"):
        read_directory(write_canonical(body))
    del body["more"], body["snapshot"]
    with pytest.raises(MalformedDirectoryError, match="snapshot"):
        read_directory(write_canonical(body))


@given(place=st.integers(0, len(DATA) - 1), flip=st.integers(1, 255))
def test_any_flipped_byte_is_found(place: int, flip: int) -> None:
    damaged = bytearray(DATA)
    damaged[place] ^= flip
    with pytest.raises(GlacyError):
        read_directory(bytes(damaged), fingerprint=WORLD.directory.fingerprint)
    checks = examine_directory(bytes(damaged), fingerprint=WORLD.directory.fingerprint, at=NOW)
    assert verdict(checks) is False


def test_every_digit_of_every_signature_counts() -> None:
    places = [found.start() + len(b'"sig":"') for found in re.finditer(rb'"sig":"', DATA)]
    assert len(places) == 5
    for start in places:
        for place in range(start, start + 128, 3):
            damaged = bytearray(DATA)
            damaged[place] = ord("0") if damaged[place] != ord("0") else ord("1")
            with pytest.raises(DirectorySignatureError):
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
    data = directory_file(directory)
    assert read_directory(data) == directory
