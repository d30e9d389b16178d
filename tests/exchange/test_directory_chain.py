"""The chain is judged offline, link by link: thresholds, order, what belongs together, and older forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from glacy.exchange import (
    Article,
    Chain,
    DirectorySignatureError,
    MalformedDirectoryError,
    OperatorKey,
    WithdrawnKey,
    add_signatures,
    changes_between,
    directory_changes,
    directory_of,
    gather_chain,
    keyring_of,
    make_root,
    read_chain,
    read_directory,
    root_digest,
    verify_successor,
    write_chain,
)
from tests.directory_operator import (
    HOLDERS,
    ONLINE,
    TARGETS,
    directory_file,
    make_keyring,
    operator_root,
    sign,
)
from tests.nodes import NOW, seed_of, two_countries
from tests.repositories import files_of, next_of, sign_as

WORLD = two_countries()
CHAIN = sign(WORLD.directory)
NEXT = sign_as(next_of(WORLD.directory))
STRANGER = OperatorKey(seed=seed_of("stranger"))
YEARS = timedelta(days=900)
OLDER = Path(__file__).parents[1] / "vectors" / "exchange" / "directory-older.json"


def rotated(*signed_by: OperatorKey, after: bytes | None = None) -> bytes:
    keyring = make_keyring((*HOLDERS[:2], STRANGER))
    root = make_root(keyring, after=(after or operator_root(),), expires_at=NOW + YEARS)
    return add_signatures(root, signed_by)


def test_a_chain_comes_back_equal_from_a_file_and_from_a_folder() -> None:
    assert read_chain(write_chain(CHAIN)) == CHAIN
    assert gather_chain(files_of(CHAIN).get) == CHAIN
    assert directory_of(CHAIN) == WORLD.directory
    assert keyring_of(operator_root()) == make_keyring()


def test_a_rotated_root_is_vouched_for_by_the_old_keys_and_the_new() -> None:
    chain = replace(CHAIN, roots=(operator_root(), rotated(*HOLDERS[:2])))
    found = directory_of(chain)
    assert found.roots == tuple(map(root_digest, chain.roots))
    assert found.is_of(WORLD.directory.fingerprint)
    verify_successor(replace(found, version=2), of=WORLD.directory)


@pytest.mark.parametrize(
    "chain",
    [
        replace(CHAIN, roots=()),
        replace(CHAIN, roots=(make_root(make_keyring(), after=(), expires_at=NOW + YEARS),)),
        replace(CHAIN, roots=(add_signatures(operator_root(), [STRANGER]),)),
        replace(CHAIN, roots=(operator_root(), rotated(HOLDERS[0], STRANGER))),
        replace(CHAIN, roots=(operator_root(), rotated(HOLDERS[2], STRANGER))),
        replace(CHAIN, roots=(operator_root(), rotated(*HOLDERS[:2], after=NEXT.roots[0] + b""))[::-1]),
        replace(CHAIN, timestamp=NEXT.timestamp),
        replace(CHAIN, snapshot=NEXT.snapshot),
        replace(CHAIN, targets=NEXT.targets),
        replace(CHAIN, listing=NEXT.listing),
        replace(CHAIN, targets=CHAIN.snapshot),
        replace(CHAIN, timestamp=b"{}"),
        replace(CHAIN, timestamp=CHAIN.timestamp + b" "),
        sign_as(WORLD.directory, targets_key=ONLINE),
        sign_as(WORLD.directory, online_key=TARGETS),
    ],
    ids=[
        "no root", "a root that nobody signed", "a signature more than there must be",
        "one old key and a new one", "the other old key alone", "roots in another order",
        "a timestamp of tomorrow", "a snapshot of tomorrow", "targets of tomorrow", "a listing of tomorrow",
        "a snapshot in the place of the targets", "no metadata", "another spelling",
        "the online key under the listing", "the key of the listing under the renewal",
    ],
)  # fmt: skip
def test_a_chain_that_does_not_hold_is_refused(chain: Chain) -> None:
    with pytest.raises((DirectorySignatureError, MalformedDirectoryError)):
        directory_of(chain)


def test_a_folder_that_lacks_a_file_names_it() -> None:
    for name in files_of(CHAIN):
        files = files_of(CHAIN)
        del files[name]
        find: Callable[[str], bytes | None] = files.get
        if name.endswith("root.json"):
            with pytest.raises(MalformedDirectoryError, match="no root"):
                directory_of(gather_chain(find))
        else:
            with pytest.raises(MalformedDirectoryError, match=name):
                gather_chain(find)


def test_a_file_of_before_there_were_roots_is_read() -> None:
    data = OLDER.read_bytes()
    found = read_directory(data)
    assert found.is_older_form
    assert [entry.country for entry in found.nodes] == ["CL", "GH"]
    assert read_directory(data, fingerprint=found.fingerprint) == found
    for place in range(0, len(data), 97):
        damaged = bytearray(data)
        damaged[place] ^= 1
        with pytest.raises((DirectorySignatureError, MalformedDirectoryError)):
            read_directory(bytes(damaged), fingerprint=found.fingerprint)


def test_what_differs_is_told_by_state_and_kind() -> None:
    chile = WORLD.directory.entry("CL")
    office = chile.offices[0]
    old_key = WithdrawnKey(use="age", key=chile.recipient, until=NOW, why="revoked")
    new = WORLD.ghana.entry.age_recipients
    changed = replace(
        chile,
        name="Chile (invented)",
        url="https://new.example",
        mail="envelopes@cl.example",
        age_recipients=new,
        withdrawn=(old_key,),
        offices=(
            replace(office, articles=(Article(instrument="ETS185", article="29"),)),
            replace(office, role="central_authority", phone="+999 1"),
        ),
    )
    kinds = [(one.kind, one.after) for one in changes_between(chile, changed)]
    assert kinds == [
        ("name", "Chile (invented)"), ("address", "https://new.example"), ("mail", "envelopes@cl.example"),
        ("office", ""), ("office_added", "+999 1"), ("key_added", new[0]), ("key_removed", ""),
        ("key_withdrawn", "revoked"),
    ]  # fmt: skip
    assert tuple(changes_between(chile, chile)) == ()
    assert [one.kind for one in changes_between(changed, replace(changed, offices=changed.offices[:1]))] == [
        "office_removed"
    ]
    joined = directory_changes(None, WORLD.directory)
    assert [(one.country, one.kind) for one in joined] == [("CL", "joined"), ("GH", "joined")]
    alone = replace(WORLD.directory, nodes=(chile,))
    assert [(one.country, one.kind) for one in directory_changes(WORLD.directory, alone)] == [("GH", "left")]


def test_the_file_is_what_a_second_implementation_can_check() -> None:
    """The vector is the chain, and its digest does not depend on who signed the root."""
    vector = (OLDER.parent / "directory.json").read_bytes()
    assert vector == directory_file(WORLD.directory)
    more = add_signatures(operator_root(), [HOLDERS[2]])
    assert root_digest(more) == root_digest(operator_root())
    assert directory_of(replace(CHAIN, roots=(more,))) == WORLD.directory
