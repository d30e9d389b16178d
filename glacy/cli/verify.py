"""`glacy verify FILE`: is it genuine? What holds, what does not, and what cannot be told, offline."""

from __future__ import annotations

import json
import textwrap
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from glacy.checks import Check, Report, write_report
from glacy.errors import GlacyError
from glacy.sayings import say
from glacy.times import whole_seconds, write_instant

if TYPE_CHECKING:
    from glacy.evidence import BundleHead
    from glacy.exchange import Directory
    from glacy.signing import Trust
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
    help="The directory of nodes whose signatures count: its one file, or the folder that its operator "
    "publishes [also: GLACY_DIRECTORY; else a directory.json beside FILE or up to three folders above].",
)
@click.option(
    "--payload",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where the files lie now that a bundle left where they lay [else beside FILE, or where they lay].",
)
@click.option(
    "--authority",
    "authorities",
    metavar="FILE",
    multiple=True,
    type=click.Path(path_type=Path),
    help="The root certificate of an independent time-stamping authority that you trust (PEM or DER).",
)
@click.option(
    "--trust",
    "accepted",
    metavar="FINGERPRINT",
    multiple=True,
    help="The fingerprint of a directory's operator, as it was read to you over the telephone: a directory "
    "of this operator counts on this account from now on, wherever it lies.",
)
@click.option("--quick", is_flag=True, help="Compare files that were left by BLAKE3; not the legal check.")
@click.option("--only", metavar="NAME", help="Check this one file of a bundle, and read no other.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def verify(
    ctx: click.Context,
    *,
    file: Path,
    directory: Path | None,
    payload: Path | None,
    authorities: tuple[Path, ...],
    accepted: tuple[str, ...],
    quick: bool,
    only: str | None,
    as_json: bool,
) -> None:
    """Check a document, envelope, receipt, bundle, checkpoint or proof, without any connection.

    FILE may also be what other tools made: a container (ASiC-E), a bag (a folder, ZIP or tar), a disk image
    (E01, AD1). What can be judged of it is judged; it is never more than "cannot tell".

    Exit 0: it holds. 1: it does not hold, or that cannot be told. 2: wrongly asked.
    """
    # These parts are heavy, and `glacy --help` stays quick without them.
    from glacy.cli.own import accept_operator, accepted_operators, own_folder
    from glacy.node.sealer import own_trust
    from glacy.signing import Trust, read_certificate, with_stamp_root, with_stamps_of
    from glacy.verify import Known, examine_file, summary

    for fingerprint in accepted:
        accept_operator(fingerprint)
    stamps = Trust.none()
    for root in authorities:
        stamps = with_stamp_root(stamps, read_certificate(_read_bytes(root)), independent=True)
    found: Found = "given"
    if directory is None:
        directory, found = _find_beside(file), "beside"
    elif ctx.get_parameter_source("directory") is click.core.ParameterSource.ENVIRONMENT:
        found = "environment"
    trusted = None if directory is None else read_named_directory(directory)
    at = whole_seconds(datetime.now(UTC))
    wanted = Wanted(payload=payload, quick=quick, only=only, stamps=stamps)
    report = (
        _find_other(file)
        or _examine_container(file, trusted, found, at, wanted)
        or examine_file(
            _read_bytes(file),
            name=file.name,
            directory=trusted,
            found=found,
            at=at,
            known=Known(
                trust=with_stamps_of(stamps, own_trust(own_folder()).trust), operators=accepted_operators()
            ),
        )
    )
    if as_json:
        click.echo(json.dumps(write_report(report), ensure_ascii=False, indent=2))
    else:
        click.echo(_page(report, sentence=summary(report)))
    raise SystemExit(0 if report.holds is True else 1)


def read_named_directory(path: Path) -> Directory:
    """The directory that was named: one file with all that signs it, or a published folder."""
    from glacy.exchange import directory_of, gather_chain, read_directory

    if not path.is_dir():
        return read_directory(_read_bytes(path))
    return directory_of(gather_chain(lambda name: _find_bytes(path / name)))


def _find_bytes(path: Path) -> bytes | None:
    return _read_bytes(path) if path.is_file() else None


def _find_other(path: Path) -> Report | None:
    """The report on a bag or a disk image of other tools; None where the file is neither."""
    from glacy.cli.others import find_other

    try:
        return find_other(path)
    except OSError as fault:
        raise unreadable(path, fault) from fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How a bundle is to be checked."""

    payload: Path | None
    quick: bool
    only: str | None
    stamps: Trust


def _examine_container(
    path: Path, directory: Directory | None, found: Found, at: datetime, wanted: Wanted
) -> Report | None:
    """The report on a bundle or another container, read piece by piece; None where the file is none."""
    from glacy.cli.own import accepted_operators, own_folder
    from glacy.node.sealer import own_trust
    from glacy.signing import with_stamps_of
    from glacy.verify import examine_opened, recognise_opened, with_checks

    with open_named(path) as file:
        kind = recognise_opened(file, name=path.name)
        if kind not in ("bundle", "container"):
            return None
        own = own_trust(own_folder())
        known = replace(own, trust=with_stamps_of(own.trust, wanted.stamps), operators=accepted_operators())
        report, reading = examine_opened(
            file, kind, directory=directory, at=at, found=found, known=known, only=wanted.only
        )
        if reading is None or reading.head is None or reading.head.seal.payload == "carried":
            return report
        if wanted.payload is None and report.holds is not True:
            return with_checks(report, (_NOT_LOOKED,))
        return with_checks(report, _payload_checks(path, file, reading.head, wanted, reading.only))


_NOT_LOOKED = Check(
    name="payload",
    holds=None,
    about="payload",
    says=say(
        "The files were left where they lay, and none was read: no folder of yours is looked through on the "
        "word of a seal that does not hold for you. Name where they lie with --payload DIR."
    ),
)


def _payload_checks(
    path: Path, file: BinaryIO, head: BundleHead, wanted: Wanted, only: str | None
) -> tuple[Check, ...]:
    """The checks of files that a bundle left where they lay."""
    from glacy.acquisition import Places, examine_payload
    from glacy.container import open_container
    from glacy.evidence import ITEMS, glance_again

    return examine_payload(
        glance_again(open_container(file).read(ITEMS), expected=head.seal.listing),
        head.acquisition,
        Places(given=wanted.payload, beside=path.resolve().parent),
        quick=wanted.quick,
        only=only,
    )


def open_named(path: Path) -> BinaryIO:
    """A file that was named, open to be read."""
    try:
        return path.open("rb")
    except OSError as fault:
        raise unreadable(path, fault) from fault


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise unreadable(path, fault) from fault


def unreadable(path: Path, fault: OSError) -> UnreadableFileError:
    """The error for a file that was named and cannot be read."""
    if isinstance(fault, FileNotFoundError):
        return UnreadableFileError(f"There is no file {path}.", remedy="Check its name.")
    if isinstance(fault, IsADirectoryError):
        return UnreadableFileError(
            f"{path} is a folder, and no bag (it has no bagit.txt).", remedy="Name one file in it."
        )
    return UnreadableFileError(f"{path} cannot be read: {fault.strerror}.", remedy="Check who may read it.")


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
    digest = f"SHA-256 {report.facts['sha256']}, " if "sha256" in report.facts else ""
    size = f"{report.facts['size']} bytes" if "size" in report.facts else ""
    lines += ["", *(_field("File", f"{digest}{size}") if size else ())]
    if "seal" in report.facts:
        lines += _field("Seal", f"SHA-256 {report.facts['seal']}")
    for key, label in (
        ("signed_at", "Signed"),
        ("stamped_at", "Stamped"),
        ("renewed_at", "Renewed"),
        ("logged_at", "Logged"),
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
