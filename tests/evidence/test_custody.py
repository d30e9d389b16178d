"""Custody says who answered for the evidence, and a gap is shown as a gap."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import cast

import pytest

from glacy.canon import Json, digest_of, write_canonical
from glacy.evidence import (
    CustodyError,
    CustodyEvent,
    CustodyRecord,
    custody_gaps,
    examine_bundle,
    read_events,
    write_events,
)
from glacy.evidence.custody import KINDS
from glacy.journal import Opening, write_entry, write_opening, write_proof
from tests.evidence.bundles import KEYS, bundle, event, recorded, sealed
from tests.journal.journals import KEY, MemoryJournal
from tests.signing.keys import NOW

DAY = 24 * 60
SEALED = event("sealed", "Esi")
HANDED = event("handed_over", "Esi", "Kofi", minutes=10)


def kept(one: CustodyEvent, keeper: str) -> CustodyEvent:
    return replace(one, keeper=keeper)


@pytest.mark.parametrize(
    ("events", "found"),
    [
        pytest.param((SEALED, event("examined", "Esi", minutes=5)), [], id="the holder acts"),
        pytest.param((SEALED, event("examined", "Kofi", minutes=5)), ["holder"], id="another acts"),
        pytest.param(
            (SEALED, kept(event("examined", "Kofi", minutes=5), "Esi")), [], id="another reads in her keeping"
        ),
        pytest.param(
            (SEALED, kept(event("examined", "Kofi", minutes=5), "Ama")),
            ["holder"],
            id="in no keeper's keeping",
        ),
        pytest.param(
            (SEALED, HANDED, event("received", "Kofi", minutes=20)), [], id="handed over, confirmed"
        ),
        pytest.param(
            (SEALED, HANDED, event("received", "Kofi", minutes=10 + 2 * DAY)),
            ["time"],
            id="confirmed too late",
        ),
        pytest.param(
            (SEALED, HANDED, event("received", "Ama", minutes=20)), ["holder"], id="another took it"
        ),
        pytest.param(
            (SEALED, kept(HANDED, "Esi"), event("examined", "Esi", minutes=9 * DAY)),
            [],
            id="a copy was handed over",
        ),
        pytest.param(
            (
                SEALED,
                HANDED,
                event("returned", "Kofi", "Esi", minutes=20),
                event("received", "Esi", minutes=30),
            ),
            [],
            id="declined and back",
        ),
        pytest.param(
            (SEALED, event("rechecked", "Esi", minutes=400 * DAY)), ["time"], id="a year of silence"
        ),
        pytest.param(
            (SEALED, event("destroyed", "Esi", minutes=5), event("copied", "Esi", minutes=9)),
            ["holder"],
            id="touched after its end",
        ),
    ],
)
def test_gaps(events: tuple[CustodyEvent, ...], found: list[str]) -> None:
    assert [gap.kind for gap in custody_gaps(events)] == found


@pytest.mark.parametrize(
    ("last", "days", "says"),
    [
        (HANDED, 2, "It was handed to Kofi, and for 48 hours nobody confirmed having it."),
        (HANDED, 5, "It was handed to Kofi, and for 5 days nobody confirmed having it."),
        (SEALED, 400, "For 400 days nothing is recorded, not even a re-check."),
        (SEALED, 300, None),
        (event("destroyed", "Esi"), 4000, None),
    ],
)
def test_the_time_since_the_last_event_is_judged_too(last: CustodyEvent, days: int, says: str | None) -> None:
    gaps = custody_gaps((last,), until=last.at + timedelta(days=days))
    assert [gap.says for gap in gaps] == ([] if says is None else [says])
    assert all(gap.before is None for gap in gaps)


@pytest.mark.parametrize("kind", KINDS)
def test_every_touch_is_an_event_that_a_bundle_carries_with_its_proof(kind: str) -> None:
    made = event(kind, "Esi", "Kofi")  # type: ignore[arg-type]  # one of the kinds
    reading = examine_bundle(
        sealed(bundle(custody=recorded(kept(made, "Ama")))), trust=KEYS.trust, at=NOW, keys=(KEY.verifier,)
    )
    assert reading.holds is True
    assert reading.head is not None
    assert reading.head.custody[0].event == kept(made, "Ama")


def test_another_keeper_than_the_journal_has_is_caught() -> None:
    record = recorded(kept(SEALED, "Ama"))[0]
    changed = replace(record, event=kept(SEALED, "Kofi"))
    reading = examine_bundle(
        sealed(bundle(custody=(changed,))), trust=KEYS.trust, at=NOW, keys=(KEY.verifier,)
    )
    assert reading.holds is False


def in_earlier_form(one: CustodyEvent) -> CustodyRecord:
    """An event whose entry was written before events named their keeper."""
    what = cast("dict[str, Json]", write_events([one])[0])
    earlier: Json = {name: value for name, value in what.items() if name != "keeper"}
    opening = Opening(
        kind=one.entry_kind,
        who="cl/custodian/3",
        what={"event": digest_of(write_canonical(earlier)), "over": one.over},
        at=one.at,
        salt=sha256(b"earlier").digest(),
    )
    journal = MemoryJournal()
    journal.append([write_entry(opening.entry)])
    return CustodyRecord(event=one, proof=write_proof(journal.proof(0, extra=write_opening(opening))))


@pytest.mark.parametrize(("keeper", "holds"), [(None, True), ("Ama", False)])
def test_an_entry_of_before_keepers_proves_an_event_that_names_none(keeper: str | None, holds: bool) -> None:
    record = in_earlier_form(SEALED)
    told = record if keeper is None else replace(record, event=kept(SEALED, keeper))
    reading = examine_bundle(sealed(bundle(custody=(told,))), trust=KEYS.trust, at=NOW, keys=(KEY.verifier,))
    assert reading.holds is holds


def test_events_of_before_are_kept_without_their_proofs() -> None:
    events = (SEALED, kept(HANDED, "Ama"))
    assert read_events(write_events(events)) == events


def test_a_keeper_is_named_in_one_line() -> None:
    with pytest.raises(CustodyError, match="keeper"):
        kept(SEALED, "two\nlines")
