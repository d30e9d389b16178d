"""Money as a whole number of the smallest unit of its asset; never a float."""

from __future__ import annotations

from dataclasses import dataclass

from glacy.errors import GlacyError
from glacy.sayings import say


class AmountError(GlacyError):
    """Two amounts of different assets cannot be added or compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A whole number of the smallest unit (cent, satoshi, wei) of an asset (ISO 4217 code, or a ticker)."""

    units: int
    asset: str

    def __add__(self, other: Amount) -> Amount:
        if other.asset != self.asset:
            raise AmountError(
                say("{asset} cannot be added to {asset2}.", asset=self.asset, asset2=other.asset),
                remedy=say("Convert one at a dated rate first."),
            )
        return Amount(units=self.units + other.units, asset=self.asset)
