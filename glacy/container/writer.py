"""Writes a sealed container file by file, and takes it up again where it was left."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import BinaryIO

from glacy.canon import Digest
from glacy.container.archive import crc32
from glacy.container.errors import MalformedContainerError, UnwritableContainerError
from glacy.container.layout import (
    MANIFEST_NAME,
    MARKS,
    MEDIA_TYPE,
    MIMETYPE_NAME,
    SIGNATURE_NAME,
    Kind,
    is_reserved,
    kind_of,
    order_of,
)
from glacy.container.manifest import write_head, write_row
from glacy.container.manifest_writer import ManifestWriter
from glacy.container.names import NamesApart, verify_name
from glacy.container.packing import ArchiveWriter, Entry, Piece
from glacy.sayings import join, say
from glacy.signing import Signer, Stamper, sign_digest

_MIMETYPE = Entry(
    MIMETYPE_NAME, 0, len(MEDIA_TYPE), crc32(MEDIA_TYPE), Digest(hashlib.sha256(MEDIA_TYPE).hexdigest())
)
_MORE = say("Give each file a name of its own, outside of META-INF.")


class ContainerWriter:
    """Writes files as they come, then their manifest and the seal; memory does not grow with them.

    `out` is a file that can be read, written and sought in, and `spool` gives an empty one, twice. Files come
    in the order of `order_of` their names. To go on after a stop, hand in the `entries` that `add` gave: what
    stands behind the last of them is cut off.
    """

    def __init__(
        self, out: BinaryIO, *, at: datetime, spool: Callable[[], BinaryIO], entries: Iterable[Entry] = ()
    ) -> None:
        self._spools = (spool(), spool())
        self._manifest = ManifestWriter(self._spools[1], write_head())
        self._names = _NamesWriter()
        self._writer = ArchiveWriter(out, at=at, directory=self._spools[0], kept=self._kept(entries))
        if not self._writer.place:
            self._writer.put(MIMETYPE_NAME, (MEDIA_TYPE,))

    def add(self, name: str, pieces: Iterable[Piece], *, size: int | None = None) -> Entry:
        """Write one file, which is read once; one of 4 GiB or more must say its size."""
        self._names.add(name)
        entry = self._writer.put(name, pieces, size=size)
        self._manifest.add(write_row(entry.name, bytes.fromhex(entry.digest)))
        return entry

    def add_again(self, name: str, other: Entry) -> Entry:
        """Write the content of an entry that stands already once more, under another name."""
        entry = self.add(name, self._writer.content(other), size=other.size)
        if entry.digest != other.digest:
            raise MalformedContainerError(
                say("{name!r} does not stand as it was written.", name=other.name),
                remedy=say("Look at the disk, and seal the files again from the beginning."),
                fault="digest",
                file=other.name,
            )
        return entry

    def seal(self, *, by: Signer, at: datetime, stamper: Stamper, kind: Kind) -> None:
        """Write the manifest and the seal over it; all entries then bear the time of the seal."""
        self._names.verify(kind, self._manifest.names)
        self._manifest.finish(self._writer, MANIFEST_NAME)
        signature = sign_digest(self._manifest.digest(), by=by, at=at, stamper=stamper)
        self._writer.put(SIGNATURE_NAME, (signature,))
        self._writer.finish(at=at)
        for each in self._spools:
            each.close()

    def _kept(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The entries that stand already, the media type before them, taken in as if they were added."""
        first = True
        for entry in entries:
            if first:
                yield _MIMETYPE
            first = False
            self._names.add(entry.name)
            self._manifest.add(write_row(entry.name, bytes.fromhex(entry.digest)))
            yield entry


def seal_container(
    out: BinaryIO,
    files: Iterable[tuple[str, Iterable[bytes], int | None]],
    *,
    by: Signer,
    at: datetime,
    stamper: Stamper,
    kind: Kind,
    spool: Callable[[], BinaryIO],
) -> None:
    """Write the sealed container of some files (name, pieces, size where it is known) as they come.

    Files come in their order (`order_of`), each is read once, and memory does not grow with them. A file of
    4 GiB or more must say its size. `spool` gives an empty file to read and write, twice. The file that marks
    the kind must be among them.
    """
    writer = ContainerWriter(out, at=at, spool=spool)
    for name, pieces, size in files:
        writer.add(name, pieces, size=size)
    writer.seal(by=by, at=at, stamper=stamper, kind=kind)


class _NamesWriter:
    """The names that are put in: each allowed, in order, and all apart."""

    def __init__(self) -> None:
        self._apart = NamesApart()
        self._marks: list[str] = []
        self._last = b""

    def add(self, name: str) -> None:
        """Take the next name in, or refuse it."""
        if is_reserved(name):
            raise UnwritableContainerError(
                say("A file cannot be named {name!r} here.", name=name), remedy=_MORE, file=name
            )
        try:
            verify_name(name)
            self._apart.add(name)
        except MalformedContainerError as fault:
            raise _unwritable(fault) from fault
        order = order_of(name.encode("utf-8"))
        if order <= self._last:
            raise UnwritableContainerError(
                say(
                    "{name!r} does not come behind {last!r}.", name=name, last=self._last[1:].decode("utf-8")
                ),
                remedy=join(
                    say("Give the files of data/ first, then the others, by the bytes of their names."), _MORE
                ),
                file=name,
            )
        self._last = order
        if name in MARKS:
            self._marks.append(name)

    def verify(self, kind: Kind, names: Callable[[], Iterable[str]]) -> None:
        """Raise unless they are of that kind and can stand beside each other."""
        found = kind_of(self._marks)
        if found != kind:
            raise UnwritableContainerError(
                say("These files are a container of kind {found!r}, not {kind!r}.", found=found, kind=kind),
                remedy=say("Put in the file that marks the kind: {marks}.", marks=", ".join(MARKS)),
                found=found,
            )
        try:
            self._apart.verify(names)
        except MalformedContainerError as fault:
            raise _unwritable(fault) from fault


def _unwritable(fault: MalformedContainerError) -> UnwritableContainerError:
    return UnwritableContainerError(fault.says, remedy=fault.remedy, **fault.fields)
