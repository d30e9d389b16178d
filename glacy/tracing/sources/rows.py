"""Reading values out of JSON and CSV of others: each of the type that it should have, or refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from glacy.sayings import say
from glacy.tracing.errors import MalformedSourceError

Row = Mapping[str, Any]  # Any: what JSON of others holds
_HASH_LETTERS = 64
_MOST_SATOSHI = 1 << 63


def whole(row: Row, name: str, *, least: int = 0, below: int = _MOST_SATOSHI) -> int:
    """A whole number, also written as text; a fraction is refused: an amount in coins is none in units."""
    value = row.get(name)
    if isinstance(value, str) and value.isascii() and value.removeprefix("-").isdigit():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value < below:
        raise wrong(name, value)
    return value


def hash_bytes(row: Row, name: str) -> bytes:
    """A hash as people write it, as the bytes in which the chain holds it."""
    value = row.get(name)
    try:
        data = bytes.fromhex(value) if isinstance(value, str) and len(value) == _HASH_LETTERS else None
    except ValueError:
        data = None
    if data is None:
        raise wrong(name, value)
    return data[::-1]


def hex_bytes(row: Row, name: str) -> bytes:
    """Bytes written in hexadecimal digits."""
    value = row.get(name)
    try:
        return bytes.fromhex(value)  # type: ignore[arg-type]  # anything else is refused just below
    except (ValueError, TypeError):
        raise wrong(name, value) from None


def listed(row: Row, name: str) -> list[Row]:
    """A list of rows."""
    value = row.get(name)
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise wrong(name, value)
    return value


def inner(row: Row, name: str) -> Row:
    """A row inside a row."""
    value = row.get(name)
    if not isinstance(value, dict):
        raise wrong(name, value)
    return value


def wrong(name: str, value: object) -> MalformedSourceError:
    """The error of a value that is not there or not what it should be."""
    found = say("nothing") if value is None else repr(value)[:60]
    return MalformedSourceError(
        say("The field {name} holds {found}, which it cannot.", name=name, found=found),
        remedy=say("Export the data again with the tool that made it, and leave its columns as they are."),
        why="field",
        field=name,
    )
