"""A signature beside its data: what it proves, and that no bit of it can change unseen."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from operator import attrgetter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glacy.signing import (
    LocalStamper,
    SealReading,
    Signer,
    Stamper,
    Trust,
    Window,
    examine_detached,
    fingerprint,
    sign_detached,
)
from tests.signing.keys import NOW, Keys, make_keys

DATA = b"what was signed"


@cache
def node() -> Keys:
    return make_keys()


@cache
def signature() -> bytes:
    return sign_detached(DATA, by=node().signer, at=NOW, stamper=node().stamper)


def examine(data: bytes, content: bytes = DATA, trust: Trust | None = None) -> SealReading:
    return examine_detached(data, content, trust=node().trust if trust is None else trust, at=NOW)


def names(reading: SealReading, holds: bool | None) -> set[str]:
    return {check.name for check in reading.checks if check.holds is holds}


def test_a_signature_holds_over_its_data_and_over_its_digest() -> None:
    assert examine(signature()).holds is True
    digest = hashlib.sha256(DATA).digest()
    assert examine_detached(signature(), digest=digest, trust=node().trust, at=NOW).holds is True
    assert examine_detached(signature(), trust=node().trust, at=NOW).holds is None


def test_other_data_does_not_hold() -> None:
    assert names(examine(signature(), b"something else"), False) == {"content"}


def test_every_flipped_bit_is_caught() -> None:
    data = bytearray(signature())
    missed = []
    for position in range(len(data)):
        for bit in range(8):
            data[position] ^= 1 << bit
            if examine(bytes(data)).holds is not False:
                missed.append((position, bit))
            data[position] ^= 1 << bit
    assert missed == []


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=200), place=st.integers(0, 10**6))
def test_bytes_of_any_kind_never_raise(data: bytes, place: int) -> None:
    cut = place % len(signature())
    assert examine(data).holds is False
    assert examine(signature()[:cut]).holds is False
    assert examine(signature() + (data or b"\0")).holds is False
    inserted = signature()[:cut] + (data or b"\0") + signature()[cut:]
    assert examine(inserted).holds is False


def test_the_other_half_of_an_ecdsa_value_is_refused() -> None:
    """(r, n - s) is as valid as (r, s): only one of the two is accepted, so that a signature has one form."""
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

    from glacy.signing.cms import _ORDER_P256, read_signature, write_signature

    token = read_signature(read_signature(signature()).token or b"")
    first, second = decode_dss_signature(token.value)
    other = replace(token, value=encode_dss_signature(first, _ORDER_P256 - second))
    turned = replace(read_signature(signature()), token=write_signature(other))
    assert names(examine(write_signature(turned)), False) == {"form"}


def test_a_stranger_root_slipped_into_the_signature_is_refused() -> None:
    from glacy.signing.cms import read_signature, write_signature

    more = replace(read_signature(signature()), chain=(node().root.certificate,))
    assert "form" in names(examine(write_signature(more)), False)


@dataclass(frozen=True)
class Misuse:
    says: str
    signer: Signer
    stamper: Stamper
    fails: str


def _stamper_of(signer: Signer) -> LocalStamper:
    return LocalStamper(certificate=signer.certificate, key=signer.key, clock=lambda: NOW)


STAMP_LEAF = Signer(certificate=node().stamper.certificate, key=node().stamper.key)
MISUSES = [
    Misuse("a seal made with the stamp's key", STAMP_LEAF, node().stamper, "signer"),
    Misuse("a seal made with the root's key", node().root, node().stamper, "signer"),
    Misuse("a stamp made with the seal's key", node().signer, _stamper_of(node().signer), "stamp_authority"),
]


@pytest.mark.parametrize("case", MISUSES, ids=attrgetter("says"))
def test_a_key_serves_one_use(case: Misuse) -> None:
    reading = examine(sign_detached(DATA, by=case.signer, at=NOW, stamper=case.stamper))
    assert case.fails in names(reading, False)


def test_a_leaf_that_another_key_signed_is_not_accepted_by_its_name() -> None:
    impostor = make_keys("GH", seed=30)
    assert impostor.root.certificate != node().root.certificate
    reading = examine(sign_detached(DATA, by=impostor.signer, at=NOW, stamper=impostor.stamper))
    assert names(reading, None) == {"signer", "stamp_authority"}


def test_a_root_is_accepted_only_in_its_window() -> None:
    root = fingerprint(node().root.certificate)
    closed = replace(node().trust, windows={root: Window(until_at=NOW - timedelta(days=1))})
    overlapping = replace(node().trust, windows={root: Window(until_at=NOW + timedelta(days=1))})
    assert names(examine(signature(), trust=closed), False) == {"signer_period", "stamp_authority_period"}
    later = NOW + timedelta(days=30)
    assert examine_detached(signature(), DATA, trust=overlapping, at=later).holds is True
