"""`glacy verify FILE`: is it genuine? What holds, what does not, and what cannot be told, offline."""

from __future__ import annotations

import json
import textwrap
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glacy.checks import Check, Report, write_report
from glacy.errors import GlacyError
from glacy.times import whole_seconds, write_instant

if TYPE_CHECKING:
    from glacy.exchange import Directory
    from glacy.verify import Found

DIRECTORY_NAME = "directory.json"
_LEVELS_UP = 3
_WIDTH = 96
_MARKS: dict[bool | None, str] = {True: "holds", False: "DOES NOT HOLD", None: "cannot tell"}


class UnreadableFileError(GlacyError):
    """A file that was named on the command line cannot be read."""


@click.command(name="verify", short_help="Check a document, envelope, receipt or bundle.")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--directory",
    "directory",
    metavar="FILE",
    type=click.Path(path_type=Path),
    envvar="GLACY_DIRECTORY",
    help="The directory of nodes whose signatures count [also: GLACY_DIRECTORY; else a directory.json "
    "beside FILE or up to three folders above].",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def verify(ctx: click.Context, *, file: Path, directory: Path | None, as_json: bool) -> None:
    """Check a document, envelope, receipt, bundle, checkpoint or proof, without any connection.

    Exit 0: it holds. 1: it does not hold, or that cannot be told. 2: wrongly asked.
    """
    # These parts are heavy, and `glacy --help` stays quick without them.
    from glacy.exchange import read_directory
    from glacy.verify import examine_file, summary

    data = _read_bytes(file)
    found: Found = "given"
    if directory is None:
        directory, found = _find_beside(file), "beside"
    elif ctx.get_parameter_source("directory") is click.core.ParameterSource.ENVIRONMENT:
        found = "environment"
    trusted: Directory | None = None if directory is None else read_directory(_read_bytes(directory))
    report = examine_file(
        data, name=file.name, directory=trusted, found=found, at=whole_seconds(datetime.now(UTC))
    )
    if as_json:
        click.echo(json.dumps(write_report(report), ensure_ascii=False, indent=2))
    else:
        click.echo(_page(report, sentence=summary(report)))
    raise SystemExit(0 if report.holds is True else 1)


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as fault:
        raise UnreadableFileError(f"There is no file {path}.", remedy="Check its name.") from fault
    except IsADirectoryError as fault:
        raise UnreadableFileError(f"{path} is a folder.", remedy="Name one file in it.") from fault
    except OSError as fault:
        raise UnreadableFileError(
            f"{path} cannot be read: {fault.strerror}.", remedy="Check who may read it."
        ) from fault


def _find_beside(file: Path) -> Path | None:
    """A directory.json in the folder of the file or in one of the three above it."""
    folder = file.resolve().parent
    for place in (folder, *folder.parents[:_LEVELS_UP]):
        beside = place / DIRECTORY_NAME
        if beside.is_file():
            return beside
    return None


def _page(report: Report, *, sentence: str) -> str:
    lines = [textwrap.fill(sentence, _WIDTH), ""]
    for check in report.checks:
        lines += _row(check)
    lines += ["", *_field("File", f"SHA-256 {report.facts['sha256']}, {report.facts['size']} bytes")]
    for key, label in (
        ("signed_at", "Signed"),
        ("stamped_at", "Stamped"),
        ("witnessed_at", "Witnessed"),
    ):
        if key in report.facts:
            lines += _field(label, report.facts[key])
    lines += _field("Not proved", report.facts["does_not_prove"])
    return "\n".join(lines)


def _row(check: Check) -> list[str]:
    told = f"{check.about}: {check.says}"
    who = check.who if check.who and check.who not in check.says else None
    when = None if check.when is None else write_instant(check.when)
    if who or when:
        told += f" [{', '.join(filter(None, (who, when)))}]"
    return _field(_MARKS[check.holds], told)


def _field(label: str, text: str) -> list[str]:
    indent = " " * 15
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=f"{label:<15}",
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
