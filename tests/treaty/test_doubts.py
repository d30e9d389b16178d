"""What the facts do not know is said, with its row."""

from __future__ import annotations

from datetime import date

from glacy.treaty import doubts

TODAY = date(2026, 11, 21)


def test_every_kind_of_trouble_is_there() -> None:
    found = doubts(TODAY)
    assert {doubt.trouble for doubt in found} == {"contradicted", "unknown", "recalled", "part_seen", "old"}
    assert sum(doubt.trouble == "contradicted" for doubt in found) == 9
    assert all(doubt.says and doubt.about for doubt in found)


def test_ireland_and_an_unread_text_are_among_them() -> None:
    said = [doubt.says for doubt in doubts(TODAY)]
    assert any("Ireland" in text and "cannot be excluded" in text for text in said)
    assert any("UNCC2024 Article 42" in text for text in said)


def test_more_becomes_unknown_with_time() -> None:
    assert len(doubts(date(2027, 6, 1))) > len(doubts(TODAY))
