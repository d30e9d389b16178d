"""The path of an Article 30 disclosure as it is typed: one hop a line."""

from __future__ import annotations

import ipaddress
import re
from datetime import UTC, datetime
from typing import Final

from glacy.canon import Json
from glacy.times import write_instant

_PORTS: Final = range(1, 65_536)
_TIME: Final = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d) ?(?:UTC|Z)", re.ASCII)


def read_path(text: str, *, through: str, country: str) -> list[Json]:
    """The hops: provider, address, port and time as far as known, the rest as a note.

    The provider that is disclosed is in its `country`; of the others the typed words say it.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [_hop(line, through=through, country=country) for line in lines]


def _hop(line: str, *, through: str, country: str) -> Json:
    provider, *rest = (part.strip() for part in line.split(","))
    hop: dict[str, Json] = {"provider": provider or line}
    if provider == through:
        hop["country"] = country
    notes = []
    for part in filter(None, rest):
        name, value = _read(part)
        if name and name not in hop:
            hop[name] = value
        else:
            notes.append(part)
    return {**hop, "note": ", ".join(notes)} if notes else hop


def _read(part: str) -> tuple[str, Json]:
    """What a part of a line is, and its value; no name for words that are none of these."""
    if _is_address(part):
        return "address", part
    if part.isascii() and part.isdigit() and len(part) <= len("65535") and int(part) in _PORTS:
        return "port", int(part)
    at = _find_instant(part)
    return ("", part) if at is None else ("seen_at", write_instant(at))


def _is_address(part: str) -> bool:
    try:
        ipaddress.ip_address(part)
    except ValueError:
        return False
    return True


def _find_instant(part: str) -> datetime | None:
    found = _TIME.fullmatch(part)
    try:
        return None if found is None else datetime.fromisoformat(f"{found[1]}T{found[2]}").replace(tzinfo=UTC)
    except ValueError:
        return None
