"""Whatever bytes come as a part of evidence, a seal's certificate or a message: read, or refused by name."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glacy.acquisition import read_image
from glacy.cooperation import read_document_message
from glacy.errors import GlacyError
from glacy.evidence import read_all_found
from glacy.evidence.bundle import read_head
from glacy.evidence.custody import read_events
from glacy.signing import read_certificate
from glacy.treaty import read_instrument

pytestmark = pytest.mark.library

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)
LIKELY = st.sampled_from([b"", b"{}", b"[]", b"\xff", b"-----BEGIN CERTIFICATE-----\n", b"0\x82\x01\x00"])
BYTES = st.binary(max_size=200) | LIKELY
PARTS = st.dictionaries(
    st.sampled_from(["seal.json", "custody.json", "conditions.json", "acquisition.json"]), BYTES
)


def refused_or_read(read: Callable[[], object]) -> None:
    """Returns where the reader gave a value, or an error of ours; any other error is a fault."""
    with suppress(GlacyError):
        read()


@given(BYTES)
def test_the_record_of_what_was_found(data: bytes) -> None:
    refused_or_read(lambda: list(read_all_found([data])))


@given(BYTES)
def test_a_certificate(data: bytes) -> None:
    refused_or_read(lambda: read_certificate(data))


@given(BYTES)
def test_the_message_of_a_document(data: bytes) -> None:
    refused_or_read(lambda: read_document_message(data))


@given(st.lists(JSON, max_size=3))
def test_the_events_that_a_node_keeps(kept: list[object]) -> None:
    refused_or_read(lambda: read_events(kept))  # type: ignore[arg-type]  # any JSON at all


@given(PARTS)
def test_the_small_files_of_a_bundle(files: dict[str, bytes]) -> None:
    refused_or_read(lambda: read_head(files))


@given(st.text(max_size=20))
def test_the_name_of_an_instrument(text: str) -> None:
    refused_or_read(lambda: read_instrument(text))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["disk.E01", "files.ad1"]))
def test_a_disk_image_of_any_bytes_is_told_as_one_that_cannot_be_read(
    tmp_path: Path, data: bytes, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(b"EVF\x09\x0d\x0a\xff\x00" + data)
    assert read_image(name, path).agrees is None
