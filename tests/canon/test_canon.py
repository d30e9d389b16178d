"""Canonical JSON is what RFC 8785 says, also on the quick way."""

from __future__ import annotations

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from glacy.canon import MAX_DEPTH, Json, NotCanonicalError, read_canonical, write_canonical

LARGEST = 2**53 - 1
TEXTS = st.text() | st.text(alphabet='\x00\x07\x08\t\n\x0b\f\r\x1b\x1f"\\/\x7f\x80é€\u2028\ud7ff\ue000💾')
LEAVES = st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | TEXTS
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=5),
    max_leaves=30,
)


@given(VALUES)
def test_the_quick_way_writes_the_same_bytes(value: Json) -> None:
    assert write_canonical(value) == rfc8785.dumps(value)
    assert read_canonical(write_canonical(value)) == value


def nested(depth: int) -> Json:
    value: Json = 0
    for _ in range(depth):
        value = [value]
    return value


def test_depth_has_its_limit_on_both_ways() -> None:
    assert write_canonical(nested(MAX_DEPTH))
    with pytest.raises(NotCanonicalError, match="nested deeper"):
        write_canonical(nested(MAX_DEPTH + 1))


@pytest.mark.parametrize("value", [LARGEST + 1, -LARGEST - 1, [1.5], {"a": {1: 2}}, {"a": b"x"}, (object(),)])
def test_what_json_cannot_carry_is_refused(value: Json) -> None:
    with pytest.raises(NotCanonicalError):
        write_canonical(value)


@pytest.mark.parametrize("value", ["\ud800", {"a": ["\udfff"]}, {"\ud800": 1}])
def test_half_a_character_is_refused(value: Json) -> None:
    with pytest.raises(ValueError, match=r"non-UTF-8|surrogates"):
        write_canonical(value)
