"""A time that has not come: the reader's clock is wrong, or the times in the file were made up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from glacy.checks import Check
from glacy.sayings import say
from glacy.times import write_instant

_TIMES: Final = frozenset(
    {
        "signer", "claimed_time", "stamp", "stamp_authority", "renewal", "checkpoint.signature",
        "checkpoint.witness", "custody.journal", "bundle.files", "bundle.file", "acquisition",
    }
)  # fmt: skip
_SKEW: Final = timedelta(minutes=10)
"""How far two honest clocks may be apart."""


def future_checks(checks: Iterable[Check], *, at: datetime, exercise: bool) -> tuple[Check, ...]:
    """A check that says which time is after the reader's clock; nothing where none is.

    It decides, so that nothing of tomorrow holds today; the clock of an exercise may run ahead.
    """
    told = [one.when for one in checks if one.when is not None and one.name in _TIMES and one.holds]
    last = max(told, default=at)
    if last <= at + _SKEW:
        return ()
    says = say(
        "It bears a time that has not come, {last}, and your clock says {at}: set your clock, or do not"
        " rely on any time in this file.",
        last=write_instant(last),
        at=write_instant(at),
    )
    return (Check(name="time.future", holds=None, about="time", says=says, decisive=not exercise),)
