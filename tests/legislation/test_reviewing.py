"""What is still open comes in the order that decisions suggest, and a second reviewer judges alone."""

from __future__ import annotations

from datetime import UTC, datetime

from glacy.legislation import Aligned, Decision, Verdict, align, lexicon, still_open
from tests.legislation.acts import act_of

ACT = "sha-256:" + "a" * 64
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def aligned() -> tuple[Aligned, ...]:
    return align(act_of("co-ley-1273-2009"), lexicon("es"))


def decide(provision: str, article: str, verdict: Verdict, reviewer: str = "A (invented)") -> Decision:
    return Decision(
        act=ACT,
        provision=provision,
        instrument="ETS185",
        article=article,
        verdict=verdict,
        reviewer=reviewer,
        decided_at=NOW,
        reason="because" if verdict in ("none", "elsewhere") else "",
    )


def test_without_decisions_the_order_is_that_of_the_words() -> None:
    found = still_open(aligned(), (), act=ACT)
    assert [one.moved_to for one in found] == sorted((one.moved_to for one in found), reverse=True)
    assert all(abs(one.moved_to - one.confidence) < 0.002 for one in found)


def test_what_is_decided_is_no_longer_open() -> None:
    before = still_open(aligned(), (), act=ACT)
    first = before[0]
    after = still_open(aligned(), [decide(first.provision, first.match.article, "full")], act=ACT)
    assert (first.provision, first.match.article) not in {(one.provision, one.match.article) for one in after}


def test_decisions_move_what_is_open_and_both_figures_stay() -> None:
    before = {(one.provision, one.match.article): one for one in still_open(aligned(), (), act=ACT)}
    refused = [decide(provision, article, "none") for provision, article in list(before)[:4]]
    after = still_open(aligned(), refused, act=ACT)
    lower = [
        one for one in after if (one.provision, one.match.article) in before and one.moved_to < one.confidence
    ]
    assert lower
    assert all(one.confidence == before[one.provision, one.match.article].confidence for one in lower)


def test_a_second_reviewer_sees_first_what_another_decided() -> None:
    first = still_open(aligned(), (), act=ACT)[-1]
    said = [decide(first.provision, first.match.article, "full")]
    waiting = still_open(aligned(), said, act=ACT, reviewer="B (invented)")
    assert (waiting[0].provision, waiting[0].match.article) == (first.provision, first.match.article)
    assert waiting[0].decided_by == 1
    assert not any(one.decided_by for one in still_open(aligned(), said, act=ACT, reviewer="A (invented)"))


def test_decisions_on_another_text_move_nothing() -> None:
    other = "sha-256:" + "b" * 64
    said = [decide("269A", "2", "none")]
    assert still_open(aligned(), said, act=other) == still_open(aligned(), (), act=other)
