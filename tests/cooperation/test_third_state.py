"""A disclosure of Article 30 opens a draft to the State that it names, with what to look for there."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest

from glacy.cooperation import Disclosure, EmailTarget, IpTarget, PathStep, draft_to_third_state
from tests.cooperation.story import ANSWER, CHILE, PERIOD, PRESERVATION, PRESERVED, REQUEST, THREAD

LATER = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


def test_a_disclosure_opens_a_draft_to_the_third_state() -> None:
    target = EmailTarget(address="relay@provedor.example", period=PERIOD)
    disclosed = Disclosure(
        id=ANSWER, thread=THREAD, dated_at=LATER, exercise=True, in_reply_to=REQUEST, authority=CHILE,
        language=PRESERVED.language, provider="Provedor Sul (invented)", country="BR",
        path=(PathStep(provider="Provedor Sul (invented)", country="BR"),), targets=(target,),
    )  # fmt: skip
    draft = draft_to_third_state(PRESERVATION, disclosed)
    assert (draft.requested, draft.measure, draft.targets) == ("BR", "ETS185-29", (target,))
    assert draft.get("facts", "text") == PRESERVATION.facts.text if PRESERVATION.facts else False
    without_targets = dataclasses.replace(disclosed, targets=())
    assert draft_to_third_state(PRESERVATION, without_targets).targets == PRESERVATION.targets


SEEN_AT = datetime(2026, 11, 20, 22, 40, 58, tzinfo=UTC)
HOPS: list[tuple[PathStep, tuple[tuple[object, ...], ...]]] = [
    (PathStep(provider="Provedor Sul (invented)", address="198.51.100.23", port=40112, seen_at=SEEN_AT),
     (("198.51.100.23", 40112, SEEN_AT, "Provedor Sul (invented)"),)),
    (PathStep(provider="Another (invented)", country="BR", address="2001:DB8::7", seen_at=SEEN_AT),
     (("2001:db8::7", None, SEEN_AT, "Another (invented)"),)),
    (PathStep(provider="Elsewhere (invented)", country="AR", address="198.51.100.9", seen_at=SEEN_AT), ()),
    (PathStep(provider="Provedor Sul (invented)", address="the blue router", seen_at=SEEN_AT), ()),
    (PathStep(provider="Provedor Sul (invented)"), ()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("hop", "wanted"), HOPS, ids=["named", "in its State", "elsewhere", "no address", "bare"]
)
def test_the_addresses_of_the_path_in_that_state_are_its_targets(
    hop: PathStep, wanted: tuple[tuple[object, ...], ...]
) -> None:
    disclosed = Disclosure(
        id=ANSWER, thread=THREAD, dated_at=LATER, exercise=True, in_reply_to=REQUEST, authority=CHILE,
        language=PRESERVED.language, provider="Provedor Sul (invented)", country="BR", path=(hop,),
    )  # fmt: skip
    targets = draft_to_third_state(PRESERVATION, disclosed).targets
    if not wanted:
        assert targets == PRESERVATION.targets
        return
    found = [target for target in targets if isinstance(target, IpTarget)]
    assert len(found) == len(targets)
    assert tuple((one.address, one.port, one.logged_at, one.custodian) for one in found) == wanted
    assert all(one.period.from_at <= one.logged_at <= one.period.until_at for one in found)
