"""`glacy evidence seal`: files, folders and disks read once where they lie, and sealed into a bundle."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glacy.cli.acting import NODE_VARIABLE
from glacy.cli.errors import UnreadableInputError
from glacy.cli.own import own_folder
from glacy.cli.showing import counted, json_option, show, tell
from glacy.times import write_instant

if TYPE_CHECKING:
    from glacy.acquisition import Progress
    from glacy.node.sealing import Sealed, Wish

_PATH = click.Path(path_type=Path)


@click.command(cls=click.Command)
@click.argument("paths", nargs=-1, required=True, type=_PATH, metavar="PATH...")
@click.option("--out", required=True, type=_PATH, metavar="BUNDLE", help="The bundle to make (.asice).")
@click.option("--case", metavar="CASE", help="The case; with --node it gets the bundle as an exhibit.")
@click.option("--leave", is_flag=True, help="Leave the files where they lie; the bundle has their digests.")
@click.option("--sha256-only", is_flag=True, help="Leave out BLAKE3, the digest for quick re-checks.")
@click.option("--one-file-system", is_flag=True, help="Tell what is mounted inside, and do not read it.")
@click.option("--by", metavar="NAME", help="Who seals; else the officer, or the account that runs this.")
@click.option("--why", metavar="TEXT", default="sealed where it was found", help="Why it is sealed.")
@click.option(
    "--write-blocker", metavar="TEXT", help="How writing to the source was prevented; else unknown."
)
@click.option(
    "--category",
    type=click.Choice(["child_abuse_material"]),
    help="What must be kept apart and is never shown.",
)
@click.option("--exercise", is_flag=True, help="All of it is invented.")
@click.option("--node", "folder", type=_PATH, envvar=NODE_VARIABLE, metavar="DIR", help="Seal as this node.")
@click.option("--as", "username", metavar="USERNAME", help="The officer of the node who seals.")
@json_option
@click.pass_context
def seal(
    ctx: click.Context,
    paths: tuple[Path, ...],
    out: Path,
    case: str | None,
    leave: bool,
    sha256_only: bool,
    one_file_system: bool,
    by: str | None,
    why: str,
    write_blocker: str | None,
    category: str | None,
    exercise: bool,
    folder: Path | None,
    username: str | None,
    as_json: bool,
) -> None:
    """Seal files, folders, disk images or disks into a signed bundle, without moving or changing them.

    Each file is read once, where it lies. What cannot be read is told in the bundle. A run that was
    interrupted goes on when the same command is given again. Without --node the seal is made with keys
    of your own, which `glacy verify` knows on this account alone.

    Exit 0: all of it is sealed. 1: it is sealed, and something could not be read or changed meanwhile.
    """
    from glacy.node.sealing import Wish

    wish = Wish(
        paths=paths,
        out=out,
        reference=case or "no case",
        by=by or "",
        payload="left" if leave else "carried",
        with_blake3=not sha256_only,
        stay=one_file_system,
        category="child_abuse_material" if category else None,
        write_blocker=write_blocker,
        why=why,
        exercise=exercise,
    )
    if by and username is not None:
        raise UnreadableInputError(
            "At a node the officer of --as seals, and is named in the record.",
            remedy="Leave --by out, or have that person seal with their own --as.",
        )
    if username is not None and folder is None:
        raise UnreadableInputError(
            "--as names an officer of a node.", remedy="Name the node with --node DIR."
        )
    named = ctx.get_parameter_source("folder") is click.core.ParameterSource.COMMANDLINE
    if named and username is None:
        raise UnreadableInputError("A node seals in the name of an officer.", remedy="Name one with --as.")
    if folder is not None and username is not None:
        sealed = _seal_at(folder, username, wish, case)
    else:
        sealed = _seal_alone(wish)
    if category is not None and (folder is None or username is None):
        tell(
            "The bundle says what it holds, and is not kept apart: it lies where you put it. Let nobody open "
            "it; put it apart at a node with `glacy evidence apart put`, whose openers are named."
        )
    show(_shape(sealed), as_json=as_json, lines=_lines(sealed))
    raise SystemExit(0 if sealed.record.is_whole else 1)


def _seal_alone(wish: Wish) -> Sealed:
    """The bundle, sealed with the person's own keys."""
    from dataclasses import replace

    from glacy.acquisition.images import read_images
    from glacy.node.sealer import account, open_own, remember
    from glacy.node.sealing import seal_evidence

    own = open_own(own_folder())
    remember(own, folder=own_folder())
    with _shown(wish) as progress:
        return seal_evidence(
            replace(wish, by=wish.by or account()), own, progress=progress, read_images=read_images
        )


def _seal_at(folder: Path, username: str, wish: Wish, case: str | None) -> Sealed:
    """The bundle, sealed by a node: an entry of its journal, and an exhibit if there is a case."""
    from glacy.cli.acting import act_at

    at = act_at(folder, username)
    from glacy.acquisition.images import read_images
    from glacy.node.acts import sealing as acts
    from glacy.node.sealer import remember

    remember(acts.sealer_of(at.node, at.by), folder=own_folder())
    with _shown(wish) as progress:
        return acts.seal_source(
            at.node,
            at.by,
            wish,
            case_id=None if case is None else at.case_id(case),
            progress=progress,
            read_images=read_images,
        )


@contextmanager
def _shown(wish: Wish) -> Iterator[Progress]:
    """The progress of a reading, shown on a terminal with its rate and the time that is left."""
    from glacy.acquisition import Progress

    progress = Progress()
    if not sys.stderr.isatty():
        yield progress
        return
    from glacy.cli.progress import shown

    with shown(progress, wish.paths, stay=wish.stay):
        yield progress


def _shape(sealed: Sealed) -> dict[str, object]:
    seal, record = sealed.seal, sealed.record
    return {
        "bundle": str(sealed.out),
        "bytes": seal.listing.size,
        "by": record.by,
        "category": seal.category,
        "changed": record.changed,
        "complete": record.is_whole,
        "files": seal.listing.count,
        "images": [{"name": one.name, "agrees": one.agrees, "says": str(one.says)} for one in record.images],
        "payload": seal.payload,
        "reference": seal.reference,
        "runs": record.runs,
        "seal": seal.digest,
        "sealed_at": write_instant(seal.sealed_at),
        "sealed_by": seal.sealed_by,
        "size": sealed.size,
        "unread": record.unread,
    }


def _lines(sealed: Sealed) -> Iterator[str]:
    seal, record = sealed.seal, sealed.record
    files = counted(seal.listing.count, "file", "files")
    verb = "is" if seal.listing.count == 1 else "are"
    yield f"{files}, {counted(seal.listing.size, 'byte', 'bytes')}, {verb} sealed in {sealed.out}."
    yield f"Seal {seal.digest}, by {seal.sealed_by}, {write_instant(seal.sealed_at)}."
    if seal.payload == "left":
        yield "The files were left where they lie: keep them with the bundle, it has their digests alone."
    if record.unread:
        yield f"COULD NOT BE READ, or not whole: {record.unread}. The bundle says which."
    if record.changed:
        yield f"CHANGED while it was read: {record.changed}. The bundle says which."
    for image in record.images:
        yield f"{image.name}: {image.says}"
    tell(f"Check it with: glacy verify {sealed.out}")
