"""The path of an Article 30 disclosure as it is typed: one hop a line."""

from __future__ import annotations

import ipaddress

from glacy.canon import Json

_PORTS = range(1, 65_536)


def read_path(text: str, *, through: str, country: str) -> list[Json]:
    """The hops: provider, address and port as far as known, the rest as a note.

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
        if "address" not in hop and _is_address(part):
            hop["address"] = part
        elif "port" not in hop and part.isascii() and part.isdigit() and int(part) in _PORTS:
            hop["port"] = int(part)
        else:
            notes.append(part)
    return {**hop, "note": ", ".join(notes)} if notes else hop


def _is_address(part: str) -> bool:
    try:
        ipaddress.ip_address(part)
    except ValueError:
        return False
    return True
