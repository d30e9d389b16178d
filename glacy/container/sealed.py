"""The container: files, a manifest of their digests, and a seal over the manifest (ASiC-E, EN 319 162-1)."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from glacy.canon import Digest
from glacy.container.archive import Limits
from glacy.container.contents import compare_contents
from glacy.container.layout import Kind, order_of
from glacy.container.opened import ContainerFile
from glacy.container.records import malformed
from glacy.container.writer import seal_container
from glacy.signing import Signer, Stamper

DEFAULT_LIMITS = Limits()
_TICK = timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """The files of a container, and what binds them: the manifest's bytes, its digests and the signature."""

    kind: Kind
    files: Mapping[str, bytes]
    digests: Mapping[str, Digest]
    manifest: bytes
    signature: bytes
    at: datetime


def write_container(
    files: Iterable[tuple[str, bytes | Iterable[bytes]]],
    *,
    by: Signer,
    at: datetime,
    stamper: Stamper,
    kind: Kind,
) -> bytes:
    """The sealed container of some files (name, content or its chunks), in one byte form.

    The file that marks the kind (`message.json`, `receipt.json`, `bagit.txt`) must be among them.
    """
    ordered = sorted(files, key=_byte_order)
    pieces = ((name, (each,) if isinstance(each, bytes) else each, None) for name, each in ordered)
    out = io.BytesIO()
    seal_container(out, pieces, by=by, at=at, stamper=stamper, kind=kind, spool=io.BytesIO)
    return out.getvalue()


def read_container(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> Container:
    """The container in bytes of our form, every file checked against the manifest.

    Raises MalformedContainerError, which names the fault and the file. Who sealed it is not judged here:
    see `examine_container`.
    """
    opened = ContainerFile(io.BytesIO(data), limits=limits)
    for fault, says, file in compare_contents(opened).differences:
        raise malformed(fault, says, file)
    return hold_container(opened)


def hold_container(opened: ContainerFile) -> Container:
    """A container that was compared already, held in memory."""
    archive = opened.archive
    files = {
        entry.name.decode("utf-8"): archive.cursor(entry).take(entry.size)
        for entry in archive.entries(1, opened.stop)
    }
    return Container(
        kind=opened.kind,
        files=files,
        digests={name: Digest(hashlib.sha256(content).hexdigest()) for name, content in files.items()},
        manifest=opened.manifest,
        signature=opened.signature,
        at=opened.at,
    )


def bears_time(at: datetime, signed_at: datetime) -> bool:
    """Whether a ZIP of that time bears the instant of the signature, as far as a ZIP can (two seconds)."""
    return timedelta(0) <= signed_at - at < _TICK


def _byte_order(item: tuple[str, object]) -> bytes:
    return order_of(item[0].encode("utf-8", "surrogatepass"))
