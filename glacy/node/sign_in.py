"""How people sign in at a node: the table `[sign_in]` of node.toml, and what holds without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final, Literal

from glacy.node.errors import SignInRulesError
from glacy.sayings import say

SecondFactor = Literal["demanded", "offered"]
_LOOPBACK: Final = ("127.0.0.0/8", "::1/128")
_MINUTES: Final = {"fresh_minutes": (10, 1, 60), "idle_minutes": (30, 5, 240), "longest_hours": (12, 1, 24)}
"""Of each limit: what holds unless it is set, the least and the most."""

_KEYS: Final = (*_MINUTES, "second_factor", "trusted_proxies")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRules:
    """What a node asks of those who sign in, and how long a sign-in counts."""

    second_factor: SecondFactor
    fresh_for: timedelta
    """How long a sign-in counts for acts that send, approve, disclose, hand over or destroy."""

    idle_for: timedelta
    longest: timedelta
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...]
    """Whose word is taken on where a caller is."""

    @property
    def is_demanded(self) -> bool:
        """Whether everybody needs a second factor."""
        return self.second_factor == "demanded"

    def trusts(self, address: str) -> bool:
        """Whether a caller's address is that of a web server of ours."""
        try:
            given = ip_address(address)
        except ValueError:
            return False
        return any(given in network for network in self.trusted_proxies)


def read_sign_in_rules(table: object, *, exercise: bool) -> SignInRules:
    """The rules of a table as TOML gives it; what is not there is as it should be for real cases.

    An exercise offers the second factor instead of demanding it: its people are invented.
    """
    if not isinstance(table, Mapping) or (set(table) - set(_KEYS)):
        unknown = sorted(set(table) - set(_KEYS)) if isinstance(table, Mapping) else [str(table)]
        raise _fault(", ".join(unknown), join_words(_KEYS))
    limits = {name: _whole(table, name) for name in _MINUTES}
    wanted = table.get("second_factor", "offered" if exercise else "demanded")
    if wanted not in ("demanded", "offered"):
        raise _fault(f"second_factor = {wanted!r}", '"demanded", "offered"')
    if wanted == "offered" and not exercise:
        raise _fault('second_factor = "offered"', '"demanded"; only an exercise may leave it out')
    return SignInRules(
        second_factor="demanded" if wanted == "demanded" else "offered",
        fresh_for=timedelta(minutes=limits["fresh_minutes"]),
        idle_for=timedelta(minutes=limits["idle_minutes"]),
        longest=timedelta(hours=limits["longest_hours"]),
        trusted_proxies=tuple(map(_network, _texts(table, "trusted_proxies", _LOOPBACK))),
    )


def join_words(words: tuple[str, ...]) -> str:
    """Some words as a list in a sentence."""
    return ", ".join(words)


def _whole(table: Mapping[str, object], name: str) -> int:
    usual, least, most = _MINUTES[name]
    found = table.get(name, usual)
    if not isinstance(found, int) or isinstance(found, bool) or not least <= found <= most:
        raise _fault(f"{name} = {found!r}", f"{least} - {most}")
    return found


def _texts(table: Mapping[str, object], name: str, usual: tuple[str, ...]) -> tuple[str, ...]:
    found = table.get(name, usual)
    if not isinstance(found, list | tuple) or not all(isinstance(one, str) for one in found):
        raise _fault(f"{name} = {found!r}", '["..."]')
    return tuple(found)


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text)
    except ValueError as fault:
        raise _fault(f"trusted_proxies: {text}", "192.0.2.7, 192.0.2.0/28") from fault


def _fault(found: str, expected: str) -> SignInRulesError:
    return SignInRulesError(
        say("The table [sign_in] of node.toml is wrong: found {found}.", found=found),
        remedy=say("Expected there: {expected}.", expected=expected),
        found=found,
    )
