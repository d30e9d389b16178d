"""Any name of a file comes back as it was, and none can do harm where it is unpacked."""

from __future__ import annotations

import contextlib
import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from glacy.container import verify_name
from glacy.evidence import ItemNameError, original_name, store_name, store_names

raw_parts = st.binary(min_size=1, max_size=12).filter(
    lambda raw: b"/" not in raw and b"\0" not in raw and raw not in (b".", b"..")
)
fs_names = st.lists(raw_parts, min_size=1, max_size=3).map(
    lambda parts: b"/".join(parts).decode("utf-8", "surrogateescape")
)


@given(fs_names)
def test_any_name_of_a_file_system_comes_back_and_is_safe(name: str) -> None:
    stored = store_name(name)
    assert original_name(stored) == name
    assert unicodedata.is_normalized("NFC", stored)
    verify_name(f"data/{stored}")


@given(st.lists(fs_names, unique=True, max_size=8))
def test_many_names_stay_apart_whatever_their_case(names: list[str]) -> None:
    folders = {"/".join(name.split("/")[:depth]) for name in names for depth in range(1, name.count("/") + 1)}
    assume(
        not {name.casefold() for name in map(store_name, names)}
        & {store_name(one).casefold() for one in folders}
    )
    stored = store_names(names)
    assert [original_name(name) for name in stored] == names
    assert len({name.casefold() for name in stored}) == len(names)


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("a/b.txt", "a/b.txt"),
        ("100%.txt", "100=25.txt"),
        ("a\nb", "a=0Ab"),
        ("a\\b", "a=5Cb"),
        ("C:x", "C=3Ax"),
        ("con.txt", "=63on.txt"),
        ("end.", "end=2E"),
        ("end ", "end=20"),
        ("cafe\u0301", "cafe=CC=81"),
        ("caf\u00e9", "caf\u00e9"),
        ("\udcff.bin", "=FF.bin"),
        ("turn\u202egpj.exe", "turn=E2=80=AEgpj.exe"),
    ],
)
def test_odd_names_are_kept_readable(name: str, stored: str) -> None:
    assert store_name(name) == stored


def test_the_vectors_are_what_this_library_does() -> None:
    vectors = json.loads((Path(__file__).parents[1] / "vectors/evidence/names.json").read_text())
    for name, stored in vectors["alone"]:
        assert (store_name(name), original_name(stored)) == (stored, name)
    given_, stored = vectors["together"]
    assert list(store_names(given_)) == stored
    for raw, stored in vectors["bytes"]:
        assert store_name(bytes.fromhex(raw).decode("utf-8", "surrogateescape")) == stored
    for name in vectors["refused"]:
        with pytest.raises(ItemNameError):
            store_name(name)
    for name in vectors["refused_stored"]:
        with pytest.raises(ItemNameError):
            original_name(name)


def test_names_that_differ_by_case_are_told_apart() -> None:
    assert store_names(["a.txt", "A.txt", "A.TXT"]) == ("a.txt", "=41.txt", "A=2ETXT")


@pytest.mark.parametrize(
    "name",
    ["", "/etc/passwd", "../up", "a/../b", "a//b", "a/", ".", "a/.", "\ud800", "x" * 256, "x/" * 600 + "x"],
)
def test_a_name_that_climbs_or_is_empty_or_too_long_is_refused(name: str) -> None:
    with pytest.raises(ItemNameError):
        store_name(name)


def test_the_same_name_twice_is_refused() -> None:
    with pytest.raises(ItemNameError, match="twice"):
        store_names(["a", "b", "a"])


def test_a_file_is_not_also_a_folder() -> None:
    with pytest.raises(ItemNameError, match="a file and a folder"):
        store_names(["a/b", "a"])


@pytest.mark.parametrize(
    "stored", ["=61=62", "=2e", "=zz", "=", "%", "a\\b", "=2Fetc", "..", "=2E=2E", "cafe\u0301"]
)
def test_what_no_name_is_stored_as_is_refused(stored: str) -> None:
    with pytest.raises(ItemNameError):
        original_name(stored)


@given(st.text())
def test_reading_any_stored_name_gives_a_name_or_our_error(stored: str) -> None:
    with contextlib.suppress(ItemNameError):
        original_name(stored)
