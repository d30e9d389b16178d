"""What an officer should look at again before a target is sent: nothing here refuses."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime

from glacy.cooperation import numbers
from glacy.cooperation.look_alikes import say_look_alikes
from glacy.cooperation.targets import IpTarget, PhoneTarget, Target, WalletTarget
from glacy.sayings import say

_SHARED = ipaddress.ip_network("100.64.0.0/10")  # RFC 6598
_DOCUMENTATION = tuple(  # RFC 5737, RFC 3849, RFC 9637
    ipaddress.ip_network(text)
    for text in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """One thing to look at again: a stable `key`, the field it is about, and a sentence."""

    key: str
    field: str
    says: str


def warnings(target: Target, at: datetime, *, live: bool = False) -> tuple[Caution, ...]:
    """What to look at again in a target at that instant; Articles 33 and 34 are `live`, they look ahead."""
    return tuple(_all(target, at, live=live))


def _all(target: Target, at: datetime, *, live: bool) -> Iterator[Caution]:
    yield from _look_alikes(target)
    if isinstance(target, IpTarget):
        yield from _ip(target, at)
    if isinstance(target, PhoneTarget) and not numbers.is_assigned_phone(target.number):
        yield Caution(
            key="unassigned", field="number", says=say("No numbering plan known here has this number.")
        )
    if isinstance(target, WalletTarget) and not numbers.has_checksum(target.chain, target.address):
        yield Caution(
            key="unknown_checksum",
            field="address",
            says=say(
                "The checksum of an address on {chain} is not known here: compare every character.",
                chain=target.chain,
            ),
        )
    if target.period.until_at > at and not live:
        yield Caution(key="future", field="period.until_at", says=say("The period ends in the future."))
    if live and target.period.until_at <= at:
        yield Caution(key="past", field="period.until_at", says=say("The period to be collected is over."))


def _look_alikes(target: Target) -> Iterator[Caution]:
    """What hides in the identifiers of a target; facts that are told in words are not identifiers."""
    for one in fields(target):
        value = getattr(target, one.name)
        if isinstance(value, str) and one.name != "custodian":
            for says in say_look_alikes(value):
                yield Caution(key="look_alike", field=one.name, says=says)


def _ip(target: IpTarget, at: datetime) -> Iterator[Caution]:
    yield from _range(target)
    if target.port is None:
        yield Caution(
            key="portless",
            field="port",
            says=say(
                "Without the source port a provider that shares an address cannot tell customers apart."
            ),
        )
    if target.destination is None:
        yield Caution(
            key="no_destination",
            field="destination",
            says=say("Some providers find a connection only by its destination: give it if the log has it."),
        )
    if target.clock_offset:
        way = say("fast") if target.clock_offset > 0 else say("slow")
        yield Caution(
            key="clock_offset",
            field="clock_offset",
            says=say(
                "The clock of the log was {seconds} s {way}: the true instant is {corrected_at}.",
                seconds=abs(target.clock_offset),
                way=way,
                corrected_at=target.corrected_at,
            ),
        )
    if target.corrected_at > at:
        yield Caution(key="future_instant", field="logged_at", says=say("The instant lies in the future."))
    if not target.period.from_at <= target.corrected_at <= target.period.until_at:
        yield Caution(key="outside_period", field="period", says=say("The instant lies outside the period."))


def _range(target: IpTarget) -> Iterator[Caution]:
    address = ipaddress.ip_address(target.address)
    if any(address in network for network in _DOCUMENTATION):
        yield Caution(
            key="documentation",
            field="address",
            says=say(
                "This address is from a documentation range: it belongs to nobody and suits only exercises."
            ),
        )
    elif address in _SHARED:
        yield Caution(
            key="shared",
            field="address",
            says=say(
                "This address is shared inside a provider's network (100.64.0.0/10): it never "
                "appears on the open network. Ask for the public address and port."
            ),
        )
    elif not address.is_global:
        yield Caution(
            key="private",
            field="address",
            says=say("This address is private or reserved: no provider abroad can find a customer by it."),
        )
