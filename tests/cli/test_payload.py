"""Large evidence followed from the command line."""

from __future__ import annotations

from tests.cli.conftest import Line


def test_nothing_travels_apart_at_first(line: Line) -> None:
    assert line.ask("payload", "list") == {"payloads": []}
    assert "Nothing travels apart." in line.say("payload", "list")


def test_a_message_that_is_not_theirs_is_not_there(line: Line) -> None:
    for verb in ("fetch", "let-go"):
        assert "Error" in line.fail("payload", verb, "00000000-0000-4000-8000-000000000000")
