"""`glacy evidence list-files` and `extract`: what is in a bundle, and one file or all files out of it."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from glacy.cli.errors import UnreadableInputError
from glacy.cli.showing import counted, json_option, show, tell
from glacy.cli.verify import open_named

if TYPE_CHECKING:
    from glacy.container import ContainerFile
    from glacy.evidence import Seal, SealedItem

_FILE = click.Path(path_type=Path)


@click.command("list-files", cls=click.Command)
@click.argument("file", type=_FILE, metavar="FILE")
@click.option("--json", "as_json", is_flag=True, help="Print a line of JSON for each file.")
def list_files(file: Path, as_json: bool) -> None:
    """List the files under the seal of a bundle: bytes, SHA-256 and name.

    Nothing is verified here but the listing against its seal: ask `glacy verify FILE`.
    """
    from glacy.evidence import write_item

    with open_named(file) as opened:
        _, seal, items = _bundle_in(opened)
        for item in items:
            sys.stdout.write(
                write_item(item).decode() if as_json else f"{item.size:>14}  {item.digest}  {item.name}\n"
            )
    tell(
        f"{counted(seal.listing.count, 'file', 'files')}, {seal.listing.size} bytes, "
        f"sealed by {seal.sealed_by}."
    )


@click.command(cls=click.Command)
@click.argument("file", type=_FILE, metavar="FILE")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--out", required=True, type=_FILE, metavar="DIR", help="The new folder to put the files into.")
@json_option
def extract(file: Path, names: tuple[str, ...], out: Path, as_json: bool) -> None:
    """Take files out of a bundle into a new folder, each checked against its digest.

    Without NAME all files are taken out. They keep their stored names, which are safe on any machine. A file
    that does not fit its digest is not left behind. Ask `glacy verify FILE` who sealed them.
    """
    with open_named(file) as opened:
        container, seal, items = _bundle_in(opened)
        if seal.payload != "carried":
            raise UnreadableInputError(
                "The files are not in this bundle: they were left where they lay.",
                remedy="Check them there: glacy verify FILE --payload DIR.",
            )
        if seal.category is not None:
            raise UnreadableInputError(
                f"This bundle holds {seal.category}, which is not taken out by this command.",
                remedy="It is kept apart and opened by the people named for it.",
            )
        try:
            out.mkdir(parents=True)
        except OSError as fault:
            raise UnreadableInputError(
                f"{out} cannot be made: {fault.strerror}.", remedy="Name a folder that is not there yet."
            ) from fault
        wanted, taken = set(names), 0
        for item in items:
            if names and item.name not in wanted and item.original not in wanted:
                continue
            wanted -= {item.name, item.original}
            _take_out(container, item, out / item.name)
            taken += 1
    if wanted:
        raise UnreadableInputError(
            f"Not under this seal: {', '.join(sorted(wanted))}.",
            remedy="List what is: evidence list-files FILE.",
        )
    tell(f"{counted(taken, 'file is', 'files are')} in {out}, each as it was sealed.")
    if as_json:
        show({"folder": str(out), "files": taken}, as_json=True, lines=())


def _bundle_in(file: BinaryIO) -> tuple[ContainerFile, Seal, Iterator[SealedItem]]:
    """A bundle that is open: its seal, and the files of its listing one by one."""
    from glacy.container import open_container
    from glacy.evidence import ITEMS, read_listing, read_seal

    container = open_container(file)
    if container.kind != "bundle":
        raise UnreadableInputError(
            "This is no evidence bundle.", remedy="Ask `glacy verify FILE` what it is."
        )
    seal = read_seal(b"".join(container.read("seal.json")))
    return container, seal, read_listing(container.read(ITEMS), expected=seal.listing)


def _take_out(container: ContainerFile, item: SealedItem, place: Path) -> None:
    """Writes one file; holes stay holes, and what does not fit its digest is removed."""
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        with place.open("xb") as file:
            for piece in container.read(item.path):
                if item.holes and piece.count(0) == len(piece):
                    file.seek(len(piece), os.SEEK_CUR)
                else:
                    file.write(piece)
            file.truncate(item.size)
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    if item.facts is not None:
        with contextlib.suppress(OSError, ValueError, OverflowError):
            os.utime(place, ns=(_nanoseconds(item.facts.accessed), _nanoseconds(item.facts.modified)))


def _nanoseconds(text: str) -> int:
    seconds, _, rest = text.partition(".")
    return int(seconds) * 1_000_000_000 + int(rest)
