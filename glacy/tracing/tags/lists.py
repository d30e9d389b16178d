"""Lists of sanctioned addresses (OFAC): one address a line, or a JSON list, for one currency."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from glacy.sayings import say
from glacy.tracing.errors import MalformedTagsError, TracingError
from glacy.tracing.tags.values import BadTag, Tag, verify_address

LABEL = "OFAC SDN list"
_CREATOR = "US Treasury, OFAC"
_TICKERS = {"XBT": "BTC"}
_LONGEST = 200


def read_list(
    data: bytes, *, currency: str, source: str, said_on: date | None
) -> tuple[tuple[Tag, ...], tuple[BadTag, ...]]:
    """The addresses of a list as tags of an authority; the day is that of the list."""
    currency = _TICKERS.get(currency, currency)
    tags: list[Tag] = []
    bad: list[BadTag] = []
    for place, address in enumerate(_addresses(data)):
        try:
            verify_address(address, currency)
        except TracingError as error:
            bad.append(BadTag(place=place, address=address[:_LONGEST], says=error.says))
            continue
        tags.append(
            Tag(
                address=address,
                currency=currency,
                label=LABEL,
                source=source,
                said_on=said_on,
                confidence="authority_data",
                category=None,
                abuse="sanction",
                actor=None,
                creator=_CREATOR,
                pack=LABEL,
            )
        )
    return tuple(tags), tuple(bad)


def write_list(tags: Sequence[Tag]) -> bytes:
    """The addresses, one a line."""
    return "".join(f"{one.address}\n" for one in tags).encode()


def _addresses(data: bytes) -> Sequence[str]:
    try:
        text = data.decode("utf-8")
        found = json.loads(text) if text.lstrip()[:1] in ("[", "{") else text.split()
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        found = found.get("addresses")
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise MalformedTagsError(
            say("The file is no list of addresses."),
            remedy=say("One address a line is read, or a JSON list."),
        )
    return found
