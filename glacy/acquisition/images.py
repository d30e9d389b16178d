"""Reads through disk images (E01, AD1): the digest of the medium inside, and what the image says of itself.

The image file is sealed as it is; this is told beside it in the record. An image of another form is a file
like any other. dissect.evidence reads the images; it is the extra `images`, and without it that is said.
"""

from __future__ import annotations

import hashlib
import logging
import struct
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from glacy.canon import Digest
from glacy.evidence import ImageReading
from glacy.sayings import say

SUFFIXES = (".e01", ".ad1")
_PIECE = 1 << 20
_DESCRIPTOR = struct.Struct("<16sQQ40xI")
_FIRST_SECTION = 13
_MOST_SECTIONS = 100_000
_MOST_OPEN = 400
"""Segments that are held open; beyond that dissect opens and closes them as it reads."""


class _Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


def read_images(found: Iterable[tuple[str, Path]]) -> tuple[ImageReading, ...]:
    """What lies inside each image (its stored name and where it lies)."""
    return tuple(read_image(name, path) for name, path in found)


def read_image(name: str, path: Path) -> ImageReading:
    """The reading of one image; an image that cannot be read through is told as that, never raised."""
    form = "AD1" if path.suffix.lower() == ".ad1" else "EWF"
    try:
        import dissect.evidence  # noqa: F401  # an extra, and slow to load
    except ImportError:
        says = say("The image was not read through: dissect.evidence is not installed (glacy[images]).")
        return _unread(name, form, says)
    logging.getLogger("dissect").addHandler(logging.NullHandler())  # what is wrong is told in the record
    try:
        return _read_logical(name, path) if form == "AD1" else _read_disk(name, path)
    except Exception as fault:  # dissect raises many kinds on a damaged image
        says = say("The image cannot be read through: {why}.", why=f"{type(fault).__name__} {fault}".strip())
        return _unread(name, form, says)


def _unread(name: str, form: str, says: str) -> ImageReading:
    return ImageReading(name=name, form=form, size=0, digest=None, stored=(), agrees=None, says=says)


def _read_disk(name: str, path: Path) -> ImageReading:
    """An E01 and its segments: the medium, hashed as the imaging tool has hashed it."""
    from dissect.evidence.ewf import EWF
    from dissect.evidence.ewf.ewf import find_files

    segments: list[Path] = sorted(find_files(path))
    stored = tuple(_stored_digests(segments))
    with ExitStack() as files:
        image = EWF([files.enter_context(one.open("rb")) for one in segments])
        found, digest, length = _digests(image.open(), int(image.size))
    agrees = None if not stored else all(found[algorithm] == told for algorithm, told in stored)
    return ImageReading(
        name=name,
        form="EWF",
        size=length,
        digest=digest,
        stored=stored,
        agrees=agrees,
        says=_sentence(agrees, segments=len(segments), size=length),
    )


def _sentence(agrees: bool | None, *, segments: int, size: int) -> str:
    if agrees is None:
        return say(
            "The medium inside has {size} bytes in {segments} files; the image bears no digest of it.",
            size=size,
            segments=segments,
        )
    if agrees:
        return say(
            "The medium inside has {size} bytes in {segments} files, and is what the image says it is.",
            size=size,
            segments=segments,
        )
    return say(
        "The medium inside has {size} bytes in {segments} files, and is NOT what the image says it is.",
        size=size,
        segments=segments,
    )


def _digests(stream: _Stream, size: int) -> tuple[dict[str, str], Digest, int]:
    legal = hashlib.sha256()
    others = {"md5": hashlib.md5(usedforsecurity=False), "sha1": hashlib.sha1(usedforsecurity=False)}
    length = 0
    while length < size and (piece := stream.read(min(_PIECE, size - length))):
        length += len(piece)
        for one in (legal, *others.values()):
            one.update(piece)
    found = {name: one.hexdigest() for name, one in others.items()}
    return found, Digest(legal.hexdigest()), length


def _stored_digests(segments: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """The digests in the sections `hash` and `digest` of an E01 (libewf's description of the format)."""
    known: dict[str, str] = {}
    for path in segments:
        with path.open("rb") as file:
            for kind, content in _sections(file):
                if kind == b"hash" and any(content[:16]):
                    known.setdefault("md5", content[:16].hex())
                elif kind == b"digest":
                    if any(content[:16]):
                        known.setdefault("md5", content[:16].hex())
                    if any(content[16:36]):
                        known.setdefault("sha1", content[16:36].hex())
    yield from sorted(known.items())


def _sections(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """The small sections of a segment: kind and content."""
    place = _FIRST_SECTION
    for _ in range(_MOST_SECTIONS):
        file.seek(place)
        head = file.read(_DESCRIPTOR.size)
        if len(head) < _DESCRIPTOR.size:
            return
        kind, following, _, _ = _DESCRIPTOR.unpack(head)
        kind = kind.rstrip(b"\0")
        if kind in (b"hash", b"digest"):
            yield kind, file.read(36)
        if following <= place:
            return
        place = following


def _read_logical(name: str, path: Path) -> ImageReading:
    """An AD1: each file inside, hashed and compared with the digests that the image bears for it."""
    from dissect.evidence.ad1 import AD1
    from dissect.evidence.ad1.ad1 import find_files

    with ExitStack() as files:
        image = AD1([files.enter_context(one.open("rb")) for one in find_files(path)])
        return _compare_files(name, image)


def _compare_files(name: str, image: Any) -> ImageReading:  # Any: dissect's class has no types
    whole, size, count, compared, wrong = hashlib.sha256(), 0, 0, 0, 0
    for entry in _files_in(image.root):
        found, digest, length = _digests(entry.open(), int(entry.size))
        whole.update(bytes.fromhex(digest))
        size, count = size + length, count + 1
        for algorithm, told in (("md5", entry.md5()), ("sha1", entry.sha1())):
            if told:
                compared += 1
                wrong += found[algorithm] != told.strip("\0 ").lower()
    agrees = None if not compared else not wrong
    says = say(
        "Files inside: {count}, together {size} bytes. Digests that the image bears and that were compared: "
        "{compared}; of these differ: {wrong}. The digest is over the digests of the files in their order.",
        count=count,
        size=size,
        compared=compared,
        wrong=wrong,
    )
    return ImageReading(
        name=name,
        form="AD1",
        size=size,
        digest=Digest(whole.hexdigest()),
        stored=(),
        agrees=agrees,
        says=says,
    )


def _files_in(root: Any) -> Iterator[Any]:  # Any: dissect's class has no types
    waiting = [root]
    while waiting:
        entry = waiting.pop()
        if entry.is_file():
            yield entry
        else:
            waiting.extend(reversed(list(entry.iterdir())))
