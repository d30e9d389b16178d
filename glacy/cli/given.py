"""What is given on the command line: days, long texts, JSON files, and where a file is to be left."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, cast

import click

from glacy.canon import Json
from glacy.cli.errors import UnreadableInputError
from glacy.errors import GlacyError
from glacy.times import read_day

_MOST_BYTES: Final = 4 * 1024 * 1024


class DayType(click.ParamType[date]):
    """A calendar day, such as 2026-11-21."""

    name = "day"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:  # Any: click's
        """The day; anything else is a wrong use of the command."""
        if isinstance(value, date):
            return value
        try:
            return read_day(str(value))
        except GlacyError as fault:
            self.fail(str(fault), param, ctx)


class ProseType(click.ParamType[str]):
    """A text; `-` reads it from stdin, so that a long or secret one does not stand in the shell's history."""

    name = "text"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:  # Any: click's
        """The text, without space round it."""
        text = str(value)
        if text == "" and param is not None and not param.required:
            return ""
        if text == "-":
            text = sys.stdin.read()
        if not text.strip():
            self.fail("a text was expected, found nothing", param, ctx)
        return text.strip()


DAY = DayType()
PROSE = ProseType()
FILE = click.Path(path_type=Path, allow_dash=True)

out_option = click.option(
    "--out",
    "out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to leave it; else stdout.",
)


def read_json(path: Path) -> Json:
    """The JSON in a file, or on stdin when the path is `-`; whole numbers only."""
    data = read_bytes(path)
    try:
        return cast("Json", json.loads(data, parse_float=_refuse_float))  # json gives nothing else
    except (ValueError, RecursionError) as fault:
        raise UnreadableInputError(
            f"{_named(path)} is not JSON: {fault}.",
            remedy="Correct it; docs/specs/request.md has a whole example.",
        ) from fault


def read_object(path: Path) -> Mapping[str, Json]:
    """The JSON object in a file or on stdin."""
    found = read_json(path)
    if not isinstance(found, Mapping):
        raise UnreadableInputError(
            f"{_named(path)} holds {_kind(found)} where an object was expected.",
            remedy='Write {"name": value, ...}.',
        )
    return found


def read_bytes(path: Path) -> bytes:
    """The content of a file, or of stdin when the path is `-`."""
    if str(path) == "-":
        return sys.stdin.buffer.read(_MOST_BYTES)
    try:
        return path.read_bytes()
    except OSError as fault:
        raise UnreadableInputError(
            f"{path} cannot be read: {fault.strerror}.", remedy="Check its name and who may read it."
        ) from fault


def leave(data: bytes, out: Path | None) -> None:
    """Writes a file where it is wanted, or to stdout unless that is a terminal."""
    if out is None:
        if sys.stdout.isatty():
            raise UnreadableInputError(
                "This is a file, and not for a terminal.",
                remedy="Name it with --out FILE, or pass it on with | or >.",
            )
        sys.stdout.buffer.write(data)
        return
    try:
        out.write_bytes(data)
    except OSError as fault:
        raise UnreadableInputError(
            f"{out} cannot be written: {fault.strerror}.", remedy="Name another file with --out."
        ) from fault
    click.echo(f"{len(data)} bytes are in {out}.", err=True)


def _refuse_float(text: str) -> Json:
    raise ValueError(f"whole numbers were expected, found {text}")


def _named(path: Path) -> str:
    return "What came on stdin" if str(path) == "-" else str(path)


def _kind(found: Json) -> str:
    if found is None or isinstance(found, (bool, int)):
        return json.dumps(found)
    return "a text" if isinstance(found, str) else "a list"
