"""Why a parcel did not arrive, in words that an officer can act on."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from glacy.errors import GlacyError

CourierFault = Literal[
    "unreachable",
    "timeout",
    "untrusted_line",
    "busy",
    "too_large",
    "refused",
    "broken_answer",
    "no_room",
    "no_stick",
]
FINAL_FAULTS: frozenset[CourierFault] = frozenset(("too_large",))
"""Faults that the same bytes would meet again."""


class CourierError(GlacyError):
    """A parcel was not answered: `kind` says what happened, `is_final` whether trying again is useless."""

    @property
    def kind(self) -> CourierFault:
        """What happened on the way."""
        kind: CourierFault = self.fields["kind"]  # type: ignore[assignment]  # set by fault() alone
        return kind

    @property
    def is_final(self) -> bool:
        """Whether the same bytes would fail again."""
        return self.kind in FINAL_FAULTS

    @property
    def asked_wait(self) -> timedelta:
        """How long the other side asked to wait; nothing where it did not say."""
        return timedelta(seconds=int(str(self.fields.get("wait", 0))))


def fault(kind: CourierFault, says: str, *, remedy: str, **fields: object) -> CourierError:
    """The error of one kind."""
    return CourierError(says, remedy=remedy, kind=kind, **fields)
