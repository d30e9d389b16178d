"""A text shows all that is in it, in every script of the world."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.letters import as_meant, find_unseen


@pytest.mark.parametrize(
    "text",
    [
        "Señora Núñez, 3.º piso",
        "پزشکی\u200cقانونی",
        "משרד\u200f (GH)\u200e המשטרה",
        "क\u094d\u200dष",
        "北京市公安局",
        "Ünal 😀",
    ],
)
def test_what_is_written_somewhere_is_seen(text: str) -> None:
    assert find_unseen(text) is None


@pytest.mark.parametrize(
    "sign",
    [
        "\0",
        "\n",
        "\x7f",
        "\x85",
        "\u00ad",
        "\u200b",
        "\u202e",
        "\u2028",
        "\u2029",
        "\u2060",
        "\u2066",
        "\u180e",
        "\ufeff",
        "\ufff9",
        "\ud800",
        "\ue000",
        "\U000e0041",
    ],
    ids=ascii,
)
def test_a_sign_that_nobody_sees_is_found(sign: str) -> None:
    assert find_unseen(f"red{sign}austral") == sign
    assert find_unseen(f"red{sign}austral", allowed=sign) is None


@given(st.text())
def test_what_was_meant_once_is_meant_again(text: str) -> None:
    assert as_meant(as_meant(text)) == as_meant(text)
    assert "\r" not in as_meant(text)
