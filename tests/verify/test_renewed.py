"""What was renewed: `glacy verify` tells when and by whom, and still holds."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pytest

from glacy.container import renew_container
from glacy.signing import renew_pdf
from glacy.verify import examine_file
from tests.nodes import NOW
from tests.verify import files

LATER = NOW + timedelta(days=60)


def renewed(kind: str) -> bytes:
    # One State renews them all: those that it sealed, and those that it received.
    stamper = replace(files.world().ghana.stamper, clock=lambda: LATER)
    if kind == "document":
        return renew_pdf(files.document(), stamper=stamper)
    out = io.BytesIO()
    renew_container(io.BytesIO(getattr(files, kind)()), out, stamper=stamper, spool=io.BytesIO)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["document", "bundle", "envelope", "receipt"])
def test_what_was_renewed_holds_and_says_when(kind: str) -> None:
    report = examine_file(renewed(kind), name=kind, directory=files.directory(), at=LATER)
    assert report.holds is True, [check for check in report.checks if check.holds is not True]
    assert report.kind == kind
    assert report.facts["renewed_at"].startswith("2027-")


@pytest.mark.parametrize("kind", ["document", "bundle", "envelope", "receipt"])
def test_a_changed_renewal_does_not_hold(kind: str) -> None:
    data = bytearray(renewed(kind))
    for place in range(len(data) - 2400, len(data), 151):
        data[place] ^= 1
        report = examine_file(bytes(data), name=kind, directory=files.directory(), at=LATER)
        assert report.holds is False, place
        data[place] ^= 1
