"""Any file is recognised and judged, offline, and any flipped byte of what we wrote is caught and named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.checks import Report, write_report
from glacy.cooperation import render_message, write_message
from glacy.exchange import read_directory
from glacy.signing import seal_pdf
from glacy.verify import Known, examine_file, recognise, summary
from tests.cooperation.story import PRESERVATION
from tests.nodes import NOW, MemoryClock, make_directory, make_node
from tests.verify import files

MADE: dict[str, Callable[[], bytes]] = {
    "bundle": files.bundle,
    "document": files.document,
    "envelope": files.envelope,
    "receipt": files.receipt,
    "checkpoint": files.checkpoint,
    "proof": files.proof,
}

NAMES = {"document": "request.pdf"}
STEPS = {"document": 199}
"""A document takes 15 ms to check, for its page is made again: of its 100 kB every 199th byte is flipped."""


def examined(data: bytes, **given_: object) -> Report:
    values: dict[str, object] = {"directory": files.directory(), "at": NOW, "name": ""}
    return examine_file(data, **(values | given_))  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize("kind", MADE)
def test_what_we_wrote_is_recognised_and_holds(kind: str) -> None:
    report = examined(MADE[kind]())
    assert report.kind == kind
    assert report.holds is True, [check for check in report.checks if check.holds is not True]
    assert summary(report).startswith("It holds")
    assert "does_not_prove" in report.facts


@pytest.mark.parametrize("kind", MADE)
def test_without_a_directory_who_signed_cannot_be_told(kind: str) -> None:
    report = examined(MADE[kind](), directory=None)
    assert report.holds is None
    assert summary(report).startswith("Cannot tell")
    said = next(check for check in report.checks if check.name == "directory")
    assert "--directory" in said.says


@pytest.mark.parametrize("kind", MADE)
def test_a_directory_of_others_does_not_make_it_hold(kind: str) -> None:
    clock = MemoryClock()
    nodes = (make_node(country, clock=clock, seed="other") for country in ("GH", "CL"))
    others = make_directory(*nodes, at=NOW)
    assert examined(MADE[kind](), directory=others).holds is not True


@pytest.mark.parametrize("kind", MADE)
def test_every_flipped_byte_is_caught_and_named(kind: str) -> None:
    data = MADE[kind]()
    for place in range(0, len(data), STEPS.get(kind, 1)):
        changed = bytearray(data)
        changed[place] ^= 1 << place % 8
        report = examined(bytes(changed), name=NAMES.get(kind, f"{kind}.asice"))
        assert report.holds is not True, place
        assert summary(report)
        assert any(check.holds is not True and check.decisive for check in report.checks), place


@pytest.mark.parametrize("kind", MADE)
def test_what_is_cut_short_or_longer_does_not_hold(kind: str) -> None:
    data = MADE[kind]()
    for changed in (data[:-1], data[: len(data) // 2], data + b"\n", data + data):
        assert examined(changed, name=NAMES.get(kind, f"{kind}.asice")).holds is not True


def test_a_document_that_another_state_has_sealed_does_not_hold() -> None:
    chile = files.world().chile
    pdf = seal_pdf(render_message(PRESERVATION), by=chile.signer, at=NOW, stamper=chile.stamper)
    report = examined(pdf)
    assert report.holds is not True
    assert next(check for check in report.checks if check.name == "signer").holds is not True


def test_an_envelope_is_judged_with_the_bundle_in_it() -> None:
    told = [check for check in examined(files.envelope()).checks if check.about.startswith("bundle.asice: ")]
    assert {"bundle.files", "custody.journal"} <= {check.name for check in told}


def test_an_envelope_is_judged_with_the_document_in_it() -> None:
    report = examined(files.envelope_with(files.document(), body=write_message(PRESERVATION)))
    assert report.holds is True, [check for check in report.checks if check.holds is not True]
    told = {check.name for check in report.checks if check.about.startswith("document.pdf")}
    assert {"form", "document.page", "envelope.document"} <= told


def test_a_document_of_another_message_does_not_hold() -> None:
    other = write_message(replace(PRESERVATION, reference="GH-2026-9999"))
    report = examined(files.envelope_with(files.document(), body=other))
    assert report.holds is False
    assert "another message" in summary(report)


def test_a_rejection_is_called_so() -> None:
    report = examined(files.rejection())
    assert (report.kind, report.facts["reply"]) == ("receipt", "rejection")
    assert "this rejection is whole" in summary(report)


def test_what_is_encrypted_cannot_be_told() -> None:
    report = examined(files.sealed_envelope())
    assert (report.kind, report.holds) == ("sealed", None)
    assert "without one of them" in report.checks[0].says


def test_a_directory_says_its_fingerprint() -> None:
    report = examined(files.directory_file(), directory=None)
    assert report.kind == "directory"
    assert report.holds is not False


def test_a_directory_found_beside_the_file_is_to_be_compared() -> None:
    report = examined(files.bundle(), found="beside")
    said = next(check for check in report.checks if check.name == "directory")
    assert files.directory().fingerprint in said.says
    assert (report.holds, said.decisive) == (None, True), "whoever made the file could have made both"
    assert "beside the file" in summary(report)
    known = Known(operators=frozenset({files.directory().fingerprint}))
    assert examined(files.bundle(), found="beside", known=known).holds is True


@pytest.mark.parametrize("kind", ["document", "bundle", "checkpoint", "proof"])
def test_a_time_that_has_not_come_does_not_hold_today(kind: str) -> None:
    named = files.directory()
    nodes = tuple(replace(one, exercise=False) for one in named.nodes)
    real = replace(named, exercise=False, nodes=nodes)
    for ahead in (timedelta(days=9), timedelta(hours=1)):
        report = examined(MADE[kind](), directory=real, at=NOW - ahead)
        assert report.holds is None, [check for check in report.checks if check.when]
        assert "time that has not come" in summary(report)
    excused = examined(files.bundle(), at=NOW - timedelta(days=9))
    assert any(check.name == "time.future" and not check.decisive for check in excused.checks)


def test_times_are_graded() -> None:
    facts = examined(files.bundle()).facts
    assert "own clock" in facts["signed_at"]
    assert "local time-stamp" in facts["stamped_at"]


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"", "", "unknown"),
        (b"text", "notes.txt", "unknown"),
        (b"\x00PDF", "a.pdf", "document"),
        (b"\x00K\x03\x04 bagit.txt", "a.asice", "bundle"),
        (b"PK\x03\x04 receipt.json", "", "receipt"),
        (b"nothing", "receipt-7.asice", "receipt"),
        (b"", "x.tlog-proof", "proof"),
        (b"", "checkpoint", "checkpoint"),
    ],
)
def test_a_damaged_file_is_recognised_by_what_is_left(data: bytes, name: str, kind: str) -> None:
    assert recognise(data, name=name) == kind


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "", "It is empty"),
        (b"", "request.pdf", "It is empty"),
        (b"", "bundle.asice", "It is empty"),
        (b"text", "notes.txt", "It is neither a document"),
        (b"\xff\xd8\xff\xe0", "photo.jpg", "It is neither a document"),
    ],
)
def test_of_a_file_that_is_none_of_ours_nothing_was_checked(data: bytes, name: str, says: str) -> None:
    report = examine_file(data, name=name, directory=None, at=NOW)
    assert (report.kind, report.holds) == ("unknown", None)
    assert summary(report).startswith(
        f"This is no file of a kind that GLACY writes, and nothing was checked. {says}"
    )


@given(
    st.sampled_from(
        [b"", b"PK\x03\x04", b"c2sp.org/tlog-proof@v1\n", b"age-encryption.org/v1\n", b'{"directory":']
    ),
    st.binary(),
)
def test_any_bytes_get_a_report(start: bytes, data: bytes) -> None:
    report = examined(start + data)
    assert report.holds is not True
    assert write_report(report)


def test_the_bundle_of_the_vectors_holds_for_who_trusts_its_directory() -> None:
    vectors = Path(__file__).parents[1] / "vectors" / "evidence"
    trusted = read_directory((vectors / "directory.json").read_bytes())
    report = examined((vectors / "bundle.asice").read_bytes(), directory=trusted)
    assert report.holds is True, [check for check in report.checks if check.holds is not True]
