"""How much one sender may hand in within a minute: the table `[gate]` of node.toml, and its defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from glacy.node.errors import RatesError
from glacy.sayings import say

_USUAL: Final = {
    "peer_envelopes": (600, 1, 1_000_000),
    "peer_megabytes": (4096, 300, 1_000_000),
    "stranger_envelopes": (60, 1, 1_000_000),
    "stranger_megabytes": (300, 300, 1_000_000),
}
"""Of each limit: what holds unless it is set, the least and the most. One envelope has up to 257 MiB."""
_EXERCISE: Final = {"peer_envelopes": 12_000, "peer_megabytes": 100_000, "stranger_envelopes": 1_200}
"""An exercise often has all its nodes on one machine, and so at one address."""
STRANGERS: Final = 10
"""All strangers together may hand in so many times what one of them may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Envelopes and bytes in a minute."""

    envelopes: int
    size: int

    def times(self, factor: int) -> Rate:
        """So many times this rate."""
        return Rate(envelopes=self.envelopes * factor, size=self.size * factor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """What a node of the directory may hand in, and what an address that nobody vouches for."""

    peer: Rate
    stranger: Rate


def read_rates(table: object, *, exercise: bool) -> Rates:
    """The rates of a table as TOML gives it."""
    if not isinstance(table, Mapping) or set(table) - set(_USUAL):
        unknown = sorted(set(table) - set(_USUAL)) if isinstance(table, Mapping) else [str(table)]
        raise _fault(", ".join(unknown), ", ".join(_USUAL))
    found = {name: _whole(table, name, exercise=exercise) for name in _USUAL}
    return Rates(
        peer=Rate(envelopes=found["peer_envelopes"], size=found["peer_megabytes"] << 20),
        stranger=Rate(envelopes=found["stranger_envelopes"], size=found["stranger_megabytes"] << 20),
    )


def _whole(table: Mapping[str, object], name: str, *, exercise: bool) -> int:
    usual, least, most = _USUAL[name]
    found = table.get(name, _EXERCISE.get(name, usual) if exercise else usual)
    if not isinstance(found, int) or isinstance(found, bool) or not least <= found <= most:
        raise _fault(f"{name} = {found!r}", f"{least} - {most}")
    return found


def _fault(found: str, expected: str) -> RatesError:
    return RatesError(
        say("The table [gate] of node.toml is wrong: found {found}.", found=found),
        remedy=say("Expected there: {expected}.", expected=expected),
        found=found,
    )
