"""`glacy evidence`: exhibits taken in, listed, bundled, checked and read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import click

from glacy.checks import Check, Report, write_report
from glacy.cli.acting import Verbs, act_at, acting, confirming
from glacy.cli.apart import apart
from glacy.cli.copies import COPY_VERBS
from glacy.cli.custody import VERBS
from glacy.cli.errors import UnreadableInputError
from glacy.cli.given import PROSE, leave_chunks, out_option
from glacy.cli.lines import columns, fields
from glacy.cli.listing import extract, list_files
from glacy.cli.renewing import renew
from glacy.cli.sealing import seal
from glacy.cli.showing import json_option, show, tell
from glacy.times import write_instant

if TYPE_CHECKING:
    from glacy.store.models import ExhibitRow

_CHUNK: Final = 1024 * 1024
_MARKS: Final[dict[bool | None, str]] = {True: "holds", False: "DOES NOT HOLD", None: "cannot tell"}


@click.group(cls=Verbs)
def evidence() -> None:
    """Take in, list, bundle and check evidence."""


for command in (seal, list_files, extract, renew):
    evidence.add_command(command)


@evidence.command()
@confirming
@click.argument("case")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@json_option
def put(
    folder: Path,
    username: str,
    password_file: Path | None,
    case: str,
    files: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Take files and whole folders in, and seal each file as an exhibit; prints their ids.

    A file of a folder keeps its place in it as its name. All files are opened before the first is taken in.
    """
    found = [one for path in files for one in _files(path)]
    at = act_at(folder, username, password_file)
    at.confirm()
    from glacy.cli.shapes import exhibit_shape
    from glacy.node.acts import evidence as acts

    case_id = at.case_id(case)
    ids = []
    for name, path in found:
        with _opened(path) as file:
            ids.append(acts.put_exhibit(at.node, at.by, case_id, name, _chunks(file)))
    rows = {row.pk: row for row in acts.exhibits_of(at.node, at.by, case_id)}
    tell(f"{len(ids)} {'file is' if len(ids) == 1 else 'files are'} sealed.")
    show({"exhibits": [exhibit_shape(rows[one]) for one in ids]}, as_json=as_json, lines=ids)


@evidence.command("list")
@acting
@click.argument("case")
@json_option
def list_(folder: Path, username: str, case: str, as_json: bool) -> None:
    """List the exhibits of a case with their seals."""
    at = act_at(folder, username)
    from glacy.cli.shapes import exhibit_shape
    from glacy.node.acts import evidence as acts

    rows = acts.exhibits_of(at.node, at.by, at.case_id(case))
    told = (
        (row.number, row.name, row.size, row.holder, _state_of(row), row.digest[:16], row.pk) for row in rows
    )
    headings = ("no.", "name", "bytes", "held by", "is", "SHA-256 begins", "id")
    lines = columns(headings, told, empty="No exhibit yet.")
    show({"exhibits": [exhibit_shape(row) for row in rows]}, as_json=as_json, lines=lines)


def _state_of(row: ExhibitRow) -> str:
    """What an exhibit is besides its name: where it came from, what it stands for, if it is there."""
    told = [row.origin]
    if row.redacted_from is not None:
        told.append(f"redacted from {row.redacted_from.number}")
    if row.apart:
        told.append("apart")
    if row.check_holds is False:
        told.append("DIFFERS from its seal")
    if row.destroyed_at is not None:
        told.append("destroyed")
    return ", ".join(told)


@evidence.command()
@acting
@click.argument("exhibit")
@json_option
def chain(folder: Path, username: str, exhibit: str, as_json: bool) -> None:
    """Show what happened to an exhibit, event by event."""
    at = act_at(folder, username)
    from glacy.cli.shapes import custody_shape
    from glacy.node.acts import evidence as acts

    rows = acts.custody_of(at.node, at.by, exhibit)
    told = ((row.at, row.kind, row.by, row.to, row.why) for row in rows)
    lines = columns(("at", "what", "who", "to", "why"), told, empty="Nothing happened to it.")
    show({"custody": [custody_shape(row) for row in rows]}, as_json=as_json, lines=lines)


@evidence.command()
@acting
@click.argument("exhibit")
@json_option
def check(folder: Path, username: str, exhibit: str, as_json: bool) -> None:
    """Check an exhibit as it lies in the vault, and the bundle in which it came.

    Exit 0: it holds. 1: it does not hold, or that cannot be told.
    """
    at = act_at(folder, username)
    from glacy.node.acts import evidence as acts

    report = acts.verify_received(at.node, at.by, exhibit)
    if as_json:
        click.echo(json.dumps(write_report(report), ensure_ascii=False, indent=2))
    else:
        for line in _report_lines(report):
            click.echo(line)
    raise SystemExit(0 if report.holds is True else 1)


@evidence.command()
@acting
@click.argument("request")
@click.argument("exhibits", nargs=-1)
@click.option(
    "--conditions", type=PROSE, default="", metavar="TEXT", help="Limits of use, one a line; `-` reads stdin."
)
@out_option
def bundle(
    folder: Path, username: str, request: str, exhibits: tuple[str, ...], conditions: str, out: Path | None
) -> None:
    """Give the signed bundle of exhibits for a request (ASiC-E).

    Without EXHIBITS it gives the bundle that came with an answer: name that answer instead of the request.
    """
    at = act_at(folder, username)
    from glacy.node.acts import evidence as acts

    if exhibits:
        leave_chunks(acts.bundle_of(at.node, at.by, request, exhibits, conditions=conditions), out)
    else:
        leave_chunks(acts.bundle_received(at.node, at.by, request), out)


@evidence.command()
@confirming
@click.argument("exhibit")
@click.option(
    "--why", type=PROSE, required=True, metavar="TEXT", help="Why you need it; it stands in its chain."
)
@click.option(
    "--use",
    type=click.Choice(["this_case", "other_case", "other_state", "publication", "other"]),
    default="this_case",
    help="Another use than its conditions allow takes a consent on record.",
)
@out_option
def get(
    folder: Path,
    username: str,
    password_file: Path | None,
    exhibit: str,
    why: str,
    use: str,
    out: Path | None,
) -> None:
    """Give the content of an exhibit; the reading and its reason are recorded."""
    at = act_at(folder, username, password_file)
    at.confirm()
    from glacy.node.acts import evidence as acts

    chunks = acts.read_exhibit(at.node, at.by, exhibit, why=why, use=use)
    leave_chunks(chunks, out)


def _files(path: Path) -> Iterator[tuple[str, Path]]:
    """The files of a path with the names that they keep."""
    if path.is_dir():
        inside = [one for one in sorted(path.rglob("*")) if one.is_file()]
        if not inside:
            raise UnreadableInputError(
                f"{path} holds no file.", remedy="Name the folder that holds the evidence."
            )
        for one in inside:
            with _opened(one):
                yield one.relative_to(path).as_posix(), one
        return
    with _opened(path):
        yield path.name, path


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as fault:
        raise UnreadableInputError(
            f"{path} cannot be read: {fault.strerror}.", remedy="Nothing was taken in. Check its name."
        ) from fault


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


def _report_lines(report: Report) -> Iterator[str]:
    holds = {True: "It holds.", False: "It does not hold.", None: "That cannot be told."}
    yield holds[report.holds]
    yield ""
    for one in report.checks:
        yield from fields({_MARKS[one.holds]: _told(one)})


def _told(one: Check) -> str:
    when = "" if one.when is None else f" [{write_instant(one.when)}]"
    return f"{one.about}: {one.says}{when}"


for verb in (*VERBS, *COPY_VERBS, apart):
    evidence.add_command(verb)
