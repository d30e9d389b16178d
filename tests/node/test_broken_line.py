"""An envelope whose line broke is not judged: its sender tries again, and nobody is shown half of it."""

from __future__ import annotations

import io

import pytest
from django.test import RequestFactory

from glacy.exchange import MAX_SEALED_SIZE
from glacy.node.opened import Node
from glacy.site import machines
from glacy.store.models import EntryRow, MessageRow, QuarantineRow
from tests.node.neighbour import Neighbour, from_chile


@pytest.fixture(autouse=True)
def here(home: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machines, "this_node", lambda: home)


def post(sealed: bytes, *, length: object) -> int:
    given = {"wsgi.input": io.BytesIO(sealed), "CONTENT_LENGTH": str(length)}
    request = RequestFactory().generic("POST", "/exchange/envelopes", **given)  # type: ignore[arg-type]  # WSGI
    return machines.take_envelope(request).status_code


def test_half_an_envelope_is_neither_rejected_nor_kept(chile: Neighbour) -> None:
    sealed = chile.seal(from_chile())
    assert post(sealed[:1000], length=len(sealed)) == 503
    assert (QuarantineRow.objects.count(), EntryRow.objects.filter(kind="envelope.rejected").count()) == (
        0,
        0,
    )
    assert post(sealed, length=len(sealed)) == 200
    assert MessageRow.objects.count() == 1


@pytest.mark.parametrize("length", ["", "-1", "many", MAX_SEALED_SIZE + 1])
def test_a_length_that_says_nothing_or_too_much_is_refused(length: object) -> None:
    assert post(b"x", length=length) == 413
    assert QuarantineRow.objects.count() == 0
