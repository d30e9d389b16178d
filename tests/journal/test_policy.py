"""A policy has one form, says who is enough, and refuses what it does not define."""

from __future__ import annotations

import json
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.errors import GlacyError
from glacy.journal import (
    Group,
    KnownLog,
    KnownWitness,
    MalformedPolicyError,
    Policy,
    SigningKey,
    read_policy,
    write_policy,
    write_verifier_key,
)
from tests.journal.journals import KEY

VECTOR = json.loads((Path(__file__).parents[1] / "vectors/journal/policy.json").read_text())


def witness(number: int) -> KnownWitness:
    key = SigningKey(name=f"w{number}.example/witness", seed=bytes([number]) * 32, use="witness")
    return KnownWitness(name=f"W{number}", key=key.verifier, url=f"https://w{number}.example/witness")


W = [witness(number) for number in range(1, 7)]
TWO_LEVELS = Policy(
    logs=(KnownLog(key=KEY.verifier),),
    witnesses=tuple(W),
    groups=(
        Group(name="X", least=2, members=("W1", "W2", "W3")),
        Group(name="Y", least=1, members=("W4", "W5", "W6")),
        Group(name="both", least=2, members=("X", "Y")),
    ),
    quorum="both",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Who has signed, and whether it is enough."""

    says: str
    signed: tuple[int, ...]
    met: bool


@pytest.mark.parametrize(
    "case",
    [
        Case(says="two of X and one of Y", signed=(1, 3, 5), met=True),
        Case(says="all", signed=(1, 2, 3, 4, 5, 6), met=True),
        Case(says="one of X", signed=(1, 4, 5, 6), met=False),
        Case(says="none of Y", signed=(1, 2, 3), met=False),
        Case(says="nobody", signed=(), met=False),
    ],
    ids=attrgetter("says"),
)
def test_a_quorum_of_two_levels(case: Case) -> None:
    keys = [W[number - 1].key for number in case.signed]
    assert TWO_LEVELS.is_met([KEY.verifier, *keys]) is case.met
    assert not TWO_LEVELS.is_met(keys)


def test_policies_come_back_as_they_were_written() -> None:
    assert read_policy(write_policy(TWO_LEVELS)) == TWO_LEVELS
    assert read_policy(b"quorum none\n") == Policy(quorum="none")
    assert Policy(quorum="none").is_met([])


@pytest.mark.parametrize("case", VECTOR["cases"], ids=lambda case: case["says"])
def test_each_case_of_the_vectors_is_judged_so(case: dict) -> None:
    data = case["policy"].encode("utf-8", "surrogateescape")
    if case["met"] is None:
        with pytest.raises(MalformedPolicyError):
            read_policy(data)
        return
    policy = read_policy(data)
    signed = [key for key in policy.keys if write_verifier_key(key) in case["signed"]]
    assert policy.is_met(signed) is case["met"]


@given(st.binary(max_size=300))
def test_reading_any_bytes_gives_a_policy_or_our_error(data: bytes) -> None:
    try:
        policy = read_policy(data)
    except GlacyError:
        return
    assert read_policy(write_policy(policy)) == policy


@given(st.data())
def test_a_flipped_policy_is_another_or_refused(data: st.DataObject) -> None:
    written = bytearray(write_policy(TWO_LEVELS))
    written[data.draw(st.integers(0, len(written) - 1))] ^= data.draw(st.sampled_from([1, 2, 4, 16, 64]))
    try:
        read = read_policy(bytes(written))
    except GlacyError:
        return
    assert read != TWO_LEVELS or b"https" not in written
