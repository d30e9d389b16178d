"""Renews a container (B-LTA): a time-stamp over everything in it, hashed anew (EN 319 162-1, annex A.7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

from glacy.canon import Digest
from glacy.container.contents import compare_contents
from glacy.container.cursor import Cursor
from glacy.container.errors import UnwritableContainerError
from glacy.container.layout import ARCHIVE_MANIFEST, MOST_RENEWALS, renewal_names
from glacy.container.manifest import write_archive_row, write_head
from glacy.container.manifest_writer import ManifestWriter
from glacy.container.opened import ContainerFile, open_container
from glacy.container.packing import ArchiveWriter, Entry
from glacy.container.records import malformed
from glacy.sayings import say
from glacy.signing import Stamper, ask_stamp_of


def renew_container(
    file: BinaryIO, out: BinaryIO, *, stamper: Stamper, spool: Callable[[], BinaryIO]
) -> None:
    """Write the container in `file` to `out` with one renewal more; its files are read, hashed and copied.

    Raises MalformedContainerError if a file is not what was sealed. Who sealed it is not judged here: ask
    `examine_container` before. `spool` gives an empty file to read and write, twice.
    """
    opened = open_container(file)
    before = len(opened.renewals)
    if before >= MOST_RENEWALS:
        raise UnwritableContainerError(
            say("It was renewed {count} times, which is the most there can be.", count=before),
            remedy=say("Seal it again, as a file in a new container."),
        )
    names = renewal_names(before + 1)
    with spool() as directory, spool() as listed:
        manifest = ManifestWriter(listed, write_head(names[-1][1]), algorithm="sha512")
        _list_all(opened, manifest, names)
        _copy(opened, out)
        writer = ArchiveWriter(
            out, at=opened.at, directory=directory, kept=_entries(opened), kept_at=opened.at
        )
        for (old, _), (new, token_name) in zip(opened.renewals[-1:], names[before - 1 : before], strict=True):
            entry = opened.seal_entry(old)
            rows = opened.archive.cursor(entry).pieces(entry.size)
            writer.copy(new, rows, crc=entry.crc, size=entry.size)
            writer.put(token_name, (opened.seal_part(token_name),))
        manifest.finish(writer, ARCHIVE_MANIFEST)
        writer.put(names[-1][1], (ask_stamp_of(stamper, digest=manifest.digest()),))
        writer.finish(at=opened.at)


def _list_all(opened: ContainerFile, manifest: ManifestWriter, names: tuple[tuple[str, str], ...]) -> None:
    """A row for every file and part of the seal; the renewal before is listed under its new name."""

    def tell(name: str, digest: bytes) -> None:
        root = name == ARCHIVE_MANIFEST
        manifest.add(write_archive_row(names[-2][0] if root else name, digest, root=root))

    for fault, says, file in compare_contents(opened, tell=tell).differences:
        raise malformed(fault, says, file)


def _copy(opened: ContainerFile, out: BinaryIO) -> None:
    """All bytes up to the last renewal, whose manifest takes another name, or up to the directory."""
    archive = opened.archive
    kept = _kept(opened)
    end = archive.entry(kept).start if kept < len(archive) else archive.directory_start
    for piece in Cursor(archive.file, at=0, end=end).pieces(end):
        out.write(piece)


def _entries(opened: ContainerFile) -> Iterator[Entry]:
    archive = opened.archive
    for name, crc, size, start, _ in archive.entries(0, _kept(opened)):
        yield Entry(name.decode("utf-8"), start, size, crc, Digest(""))


def _kept(opened: ContainerFile) -> int:
    """How many entries stay as they are."""
    return len(opened.archive) - (2 if opened.renewals else 0)
