"""The node's clock: the machine's own, or in an exercise the clock of its story."""

from __future__ import annotations

import json
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from glacy.errors import GlacyError
from glacy.node.errors import NodeError
from glacy.node.files import write_durably
from glacy.sayings import say
from glacy.times import Clock, read_instant, whole_seconds, write_instant

CLOCK_FILE = "clock.json"


def machine_clock() -> datetime:
    """Now, in whole seconds of UTC."""
    return whole_seconds(datetime.now(tz=UTC))


def set_story_clock(path: Path, *, exercise: bool, story_at: datetime) -> None:
    """From now on the clock of an exercise node shows the story's time; a running server follows at once."""
    if not exercise:
        raise NodeError(
            say("Only an exercise node has a story's clock."), remedy=say("Make the node with --exercise.")
        )
    text = json.dumps({"story_at": write_instant(story_at), "set_at_unix": int(time.time())})
    write_durably(path / CLOCK_FILE, text.encode("ascii"))


def clock_of(path: Path, *, exercise: bool) -> Clock:
    """The clock of a node: in an exercise it follows `clock.json`, otherwise the machine."""
    if not exercise:
        return machine_clock
    file = path / CLOCK_FILE
    seen: list[tuple[int, datetime, int]] = []

    def now() -> datetime:
        try:
            written = os.stat(file).st_mtime_ns  # noqa: PTH116  # a stat on every call: keep it cheap
        except FileNotFoundError:
            return machine_clock()
        if not seen or seen[0][0] != written:
            seen[:] = [(written, *_read(file))]
        _, story_at, set_at = seen[0]
        return whole_seconds(story_at + timedelta(seconds=max(0.0, time.time() - set_at)))

    return now


def _read(file: Path) -> tuple[datetime, int]:
    try:
        found = json.loads(file.read_text("ascii"))
        return read_instant(str(found["story_at"])), int(found["set_at_unix"])
    except (ValueError, KeyError, TypeError, GlacyError) as fault:
        raise NodeError(
            say("{file} is not a story's clock: {why}.", file=file, why=fault),
            remedy=say("Set it with `glacy node clock`."),
        ) from fault
