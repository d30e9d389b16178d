"""What is given on the command line: days, long texts, JSON files, and where a file is to be left."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import click

from glacy.canon import Json
from glacy.cli.errors import UnreadableInputError
from glacy.cli.showing import show
from glacy.errors import GlacyError
from glacy.letters import as_meant, find_unseen
from glacy.sayings import say
from glacy.times import read_day

_MOST_BYTES: Final = 4 * 1024 * 1024
Command = TypeVar("Command", bound=Callable[..., Any])  # Any: each command has its own parameters


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
        """The text as it was meant, without space round it."""
        text = str(value)
        if text == "" and param is not None and not param.required:
            return ""
        if text == "-":
            text = sys.stdin.read()
        if not text.strip():
            self.fail("a text was expected, found nothing", param, ctx)
        meant = as_meant(text).strip()
        if unseen := find_unseen(meant, allowed="\n\t"):
            self.fail(f"a character that cannot be shown is in the text (U+{ord(unseen):04X})", param, ctx)
        return meant


DAY = DayType()
PROSE = ProseType()
FILE = click.Path(path_type=Path, allow_dash=True)

_AS_JSON: Final = "glacy.leave_as_json"


def _note_json(context: click.Context, _param: click.Parameter, value: bool) -> None:
    context.meta[_AS_JSON] = value


def out_option(command: Command) -> Command:
    """Gives a command `out`, where its file is left; with --json it tells its name, size and digest."""
    where = click.option(
        "--out",
        "out",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Where to leave it; else stdout.",
    )
    told = click.option(
        "--json",
        is_flag=True,
        expose_value=False,
        callback=_note_json,
        help="Print name, size and SHA-256 of the file that --out names, as JSON.",
    )
    return where(told(command))


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
        data = sys.stdin.buffer.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise UnreadableInputError(
                say("At most {most} bytes are read from stdin, and there are more.", most=_MOST_BYTES),
                remedy=say("Name the file instead."),
            )
        return data
    try:
        return path.read_bytes()
    except OSError as fault:
        raise UnreadableInputError(
            f"{path} cannot be read: {fault.strerror}.", remedy="Check its name and who may read it."
        ) from fault


def leave(data: bytes, out: Path | None) -> None:
    """Writes a file where it is wanted, or to stdout unless that is a terminal."""
    leave_chunks((data,), out)


def leave_chunks(chunks: Iterable[bytes], out: Path | None) -> None:
    """Writes a content that may be large, piece by piece; with --json name, size and digest are printed."""
    context = click.get_current_context(silent=True)
    as_json = bool(context and context.meta.get(_AS_JSON))
    if out is None:
        if as_json:
            raise UnreadableInputError(
                "With --json the file itself cannot go to stdout.", remedy="Name it with --out FILE."
            )
        if sys.stdout.isatty():
            raise UnreadableInputError(
                "This is a file, and not for a terminal.",
                remedy="Name it with --out FILE, or pass it on with | or >.",
            )
        for chunk in chunks:
            sys.stdout.buffer.write(chunk)
        return
    size, digest = 0, sha256()
    try:
        with out.open("wb") as file:
            for chunk in chunks:
                size += file.write(chunk)
                digest.update(chunk)
    except OSError as fault:
        raise UnreadableInputError(
            f"{out} cannot be written: {fault.strerror}.", remedy="Name another file with --out."
        ) from fault
    click.echo(f"{size} bytes are in {out}.", err=True)
    if as_json:
        show({"file": str(out), "size": size, "sha256": digest.hexdigest()}, as_json=True, lines=())


def _refuse_float(text: str) -> Json:
    raise ValueError(f"whole numbers were expected, found {text}")


def _named(path: Path) -> str:
    return "What came on stdin" if str(path) == "-" else str(path)


def _kind(found: Json) -> str:
    if found is None or isinstance(found, (bool, int)):
        return json.dumps(found)
    return "a text" if isinstance(found, str) else "a list"
