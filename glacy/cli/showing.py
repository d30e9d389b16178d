"""How results are printed: a line a person reads, or the same as JSON; results to stdout, talk to stderr."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import TypeVar

import click

from glacy.canon import Json
from glacy.times import whole_seconds, write_instant

F = TypeVar("F", bound=Callable[..., object])


def json_option(command: F) -> F:
    """Adds `--json` to a command."""
    return click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")(command)


def show(value: object, *, as_json: bool, lines: Iterable[str]) -> None:
    """Prints a result."""
    if as_json:
        click.echo(json.dumps(plain(value), ensure_ascii=False, indent=2, sort_keys=True))
        return
    for line in lines:
        click.echo(line)


def tell(text: str) -> None:
    """Talk, which is no result."""
    click.echo(text, err=True)


def plain(value: object) -> Json:
    """A value as JSON: instants and days as text, bytes by their number."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value  # type: ignore[return-value]  # canonical JSON has no fractions, what is printed may
    if isinstance(value, datetime):
        return write_instant(whole_seconds(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        return {"bytes": len(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    return _composed(value)


def _composed(value: object) -> Json:
    written = getattr(value, "to_json", None)
    if callable(written):
        return plain(written())
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    row = getattr(value, "_meta", None)
    if row is not None:
        return {
            field.attname: plain(getattr(value, field.attname))
            for field in row.concrete_fields
            if field.attname not in ("body", "password", "data") and field.attname in vars(value)
        }
    if isinstance(value, Iterable):
        return [plain(one) for one in value]
    return str(value)


def counted(number: int, one: str, many: str) -> str:
    """The number with its noun, such as `1 file` and `2 files`."""
    return f"{number} {one if number == 1 else many}"
