"""A tag, what makes it unfit, and tags that contradict each other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from glacy.tracing.addresses import read_address
from glacy.tracing.chains import all_chains
from glacy.tracing.sources.rows import wrong

CONFIDENCES = (
    "ownership", "manual_transaction", "override", "ledger_immanent", "authority_data", "service_data",
    "service_api", "trusted_provider", "forensic", "untrusted_transaction", "web_crawl", "heuristic",
    "unknown",
)  # fmt: skip
"""How sure who tagged was, by the words of GraphSense, the surest first."""

_ETHEREUM = re.compile(r"0x[0-9a-fA-F]{40}")
_LIKE_ETHEREUM = frozenset(("ETH", "USDC"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """What somebody said of an address, where and when; a day that is not known is None."""

    address: str
    currency: str
    label: str
    source: str
    said_on: date | None
    confidence: str | None
    category: str | None
    abuse: str | None
    actor: str | None
    creator: str
    pack: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadTag:
    """A tag that was not taken over: its place in the file, and why."""

    place: int
    address: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Tags of one address that name different actors or categories; which is right a person decides."""

    address: str
    currency: str
    tags: tuple[Tag, ...]


def verify_address(address: str, currency: str) -> None:
    """Raises when an address is none of its currency, where its form is known."""
    for chain in all_chains().values():
        if chain.asset == currency:
            read_address(address, chain=chain)
    if currency in _LIKE_ETHEREUM and not _ETHEREUM.fullmatch(address):
        raise wrong("address", address)


def conflicts(tags: Iterable[Tag]) -> Sequence[Conflict]:
    """The addresses of which tags say different things."""
    found: dict[tuple[str, str], list[Tag]] = defaultdict(list)
    for one in tags:
        found[one.address, one.currency].append(one)
    return [
        Conflict(address=address, currency=currency, tags=tuple(each))
        for (address, currency), each in sorted(found.items())
        if len({(one.actor or one.label).lower() for one in each}) > 1
        or len({one.category for one in each if one.category}) > 1
    ]


def as_of(tags: Iterable[Tag], day: date) -> Sequence[Tag]:
    """The tags that were said by that day; of one without a day it cannot be told, so it is left out."""
    return [one for one in tags if one.said_on is not None and one.said_on <= day]
