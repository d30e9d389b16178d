"""Keys are rolled with overlap, withdrawn after a theft, and kept in a token; what was valid stays valid."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.x509 import load_der_x509_certificate

from glacy.checks import Check
from glacy.exchange import open_sealed, recipient_of, seal_envelope
from glacy.node import swapping
from glacy.node.errors import KeysError, TokenError
from glacy.node.opened import Node, open_node
from glacy.node.rolling import Use, finish, revoke, roll, standings
from glacy.signing import Trust, examine_detached, fingerprint, sign_detached
from tests.node.tokens import soft_token

DATA = b"an invented receipt"


def sealed_by(node: Node) -> bytes:
    return sign_detached(DATA, by=node.signer, at=node.clock(), stamper=node.stamper)


def judged(signature: bytes, by: Node, *, later: timedelta = timedelta(days=1)) -> dict[str, Check]:
    """What a peer says who has the entry of the node as it is now."""
    reading = examine_detached(signature, DATA, trust=by.entry.trust(), at=by.clock() + later)
    return {check.name: check for check in reading.checks}


def holds(signature: bytes, by: Node) -> bool:
    return all(check.holds for check in judged(signature, by).values())


@pytest.mark.parametrize("use", ["seal", "stamp"])
def test_a_new_leaf_needs_nothing_from_others(home: Node, use: Use) -> None:
    before, entry = sealed_by(home), home.entry
    made = roll(home, use)
    assert made.entry == entry
    assert holds(before, made)
    assert holds(sealed_by(made), made)
    assert made.seal.certificate != home.seal.certificate or use == "stamp"


def test_a_new_root_overlaps_and_is_finished(home: Node) -> None:
    before = sealed_by(home)
    made = roll(home, "root")
    assert len(made.entry.seal_roots) == 2
    assert holds(before, made)
    assert holds(sealed_by(made), made)
    with pytest.raises(KeysError, match="--finish"):
        roll(made, "root")
    done = finish(made, "root")
    assert done.entry.seal_roots == (made.root,)
    assert {one.why for one in done.entry.withdrawn} == {"rolled_over"}
    assert holds(before, done)


def test_what_a_withdrawn_root_seals_afterwards_does_not_count(home: Node) -> None:
    thief = home
    done = finish(roll(home, "root"), "root")
    later = replace(thief, clock=lambda: done.clock() + timedelta(days=2))
    stamper = replace(thief.stamper, clock=later.clock)  # type: ignore[type-var]  # the local stamper is a value
    signature = sign_detached(DATA, by=thief.seal, at=later.clock(), stamper=stamper)
    found = judged(signature, done, later=timedelta(days=3))
    assert found["signer_period"].holds is False
    assert "not accepted at that time" in found["signer_period"].says


def test_after_a_theft_only_a_stamp_from_elsewhere_says_when(home: Node) -> None:
    before = sealed_by(home)
    done = revoke(home, since=home.clock() + timedelta(0))
    assert holds(sealed_by(done), done)
    found = judged(before, done)
    assert found["signer_period"].holds is not True
    assert not all(check.holds for check in found.values())
    assert {one.why for one in done.entry.withdrawn} == {"revoked"}


def test_a_theft_in_the_future_is_refused(home: Node) -> None:
    with pytest.raises(KeysError, match="has not come"):
        revoke(home, since=home.clock() + timedelta(days=1))


def test_a_new_key_for_the_exchange_still_reads_what_came_for_the_old(home: Node) -> None:
    old = seal_envelope(DATA, to=home.entry.age_recipients)
    made = roll(home, "age")
    assert len(made.entry.age_recipients) == 2
    assert made.entry.recipient != recipient_of(home.identity)
    done = finish(made, "age")
    assert done.entry.age_recipients == (made.entry.recipient,)
    for envelope in (old, seal_envelope(DATA, to=done.entry.age_recipients)):
        assert open_sealed(envelope, identities=done.identities) == DATA
    again = finish(roll(done, "age"), "age")
    assert open_sealed(old, identities=again.identities) == DATA
    assert again.identity == home.identity


@pytest.mark.parametrize("use", ["seal", "stamp", "root", "age"])
def test_a_roll_that_is_cut_anywhere_leaves_a_whole_node(
    home: Node, use: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Cut(BaseException):
        """Where a SIGKILL would come."""

    steps, entry = 0, home.entry
    real = swapping.write_durably

    def cut_at(limit: int) -> None:
        count = 0

        def write(*arguments: object, **named: object) -> None:
            nonlocal count
            count += 1
            if count > limit:
                raise Cut
            real(*arguments, **named)  # type: ignore[arg-type]  # as it was called

        monkeypatch.setattr(swapping, "write_durably", write)

    while True:
        cut_at(steps)
        try:
            made = roll(open_node(home.path), use)
        except Cut:
            assert open_node(home.path).entry == entry
            assert holds(sealed_by(open_node(home.path)), open_node(home.path))
            steps += 1
            continue
        break
    assert steps >= 2
    assert holds(sealed_by(made), made)


def test_an_exchange_that_was_noted_is_finished_at_the_next_start(
    home: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as held:
        held.setattr(swapping, "finish_exchange", lambda _: None)
        roll(home, "root")
    assert len(open_node(home.path).entry.seal_roots) == 2


def test_who_opens_the_node_while_its_keys_roll_finds_it_whole(home: Node) -> None:
    rolled, faults = threading.Event(), []

    def look() -> None:
        while not rolled.is_set():
            try:
                found = open_node(home.path)
                sign_detached(DATA, by=found.seal, at=found.clock(), stamper=found.stamper)
                public = load_der_x509_certificate(found.seal.certificate).public_key()
                assert public == found.seal.key.public_key()
            except Exception as fault:
                faults.append(fault)
                return

    with ThreadPoolExecutor(4) as pool:
        looking = [pool.submit(look) for _ in range(4)]
        made = home
        for _ in range(2):
            made = roll(made, "seal")
            made = finish(roll(made, "root"), "root")
        rolled.set()
    assert all(one.done() for one in looking)
    assert not faults
    assert holds(sealed_by(made), made)


def test_the_seal_moves_into_a_token_and_never_leaves_it(
    home: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, place = sealed_by(home), soft_token(tmp_path, monkeypatch)
    made = roll(home, "seal", token=place)
    assert not (home.path / "keys" / "seal.pem").exists()
    assert made.entry == home.entry
    after = sealed_by(made)
    assert holds(before, made)
    assert holds(after, made)
    assert next(one for one in standings(made) if one.use == "seal").place == "token"
    with pytest.raises(TokenError, match="cannot be taken out"):
        made.seal.key.private_numbers()
    with pytest.raises(TokenError, match="already"):
        roll(made, "seal", token=place)
    rooted = roll(made, "root")
    assert rooted.seal_token is not None
    assert rooted.seal_token.key == "glacy-seal-2"
    assert holds(sealed_by(rooted), rooted)
    back = roll(finish(rooted, "root"), "seal")
    assert back.seal_token is None
    assert "seal_token" not in (home.path / "node.toml").read_text("utf-8")


def test_a_token_that_is_away_is_named_with_what_to_do(
    home: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = soft_token(tmp_path, monkeypatch)
    roll(home, "seal", token=place)
    Path(place.pin_file).write_text("0000\n", encoding="utf-8")
    with pytest.raises(Exception, match="token GLACY") as caught:
        open_node(home.path)
    assert "seal" in str(caught.value)


def test_trust_without_the_list_does_not_know_the_old_root(home: Node) -> None:
    before, done = sealed_by(home), finish(roll(home, "root"), "root")
    blind = Trust(anchors=(done.root,), stamp_anchors=(done.root,))
    reading = examine_detached(before, DATA, trust=blind, at=done.clock())
    assert not all(check.holds for check in reading.checks)
    assert fingerprint(home.root) != fingerprint(done.root)
