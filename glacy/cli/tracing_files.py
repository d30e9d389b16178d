"""Sources of transactions as files: their digests, what packs or scrambles them, and a bar meanwhile."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

import click

if TYPE_CHECKING:
    from glacy.tracing import Chain

_CHUNK = 1 << 20
_KEY_FILE, _KEY_SIZE = "xor.dat", 8
_GZIP = 0x1F


class Unscrambled(io.RawIOBase):
    """A file of a node that stores its blocks under a key of eight bytes (Bitcoin Core 28 and later)."""

    def __init__(self, stream: IO[bytes], key: bytes) -> None:
        self.stream = stream
        self.key = key

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self.stream.seek(offset, whence)

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # RawIOBase says Buffer
        turn = self.stream.tell() % len(self.key)
        found = self.stream.read(len(buffer))
        key = self.key[turn:] + self.key[:turn]
        pad = key * (len(found) // len(key) + 1)
        plain = int.from_bytes(found, "big") ^ int.from_bytes(pad[: len(found)], "big")
        buffer[: len(found)] = plain.to_bytes(len(found), "big")
        return len(found)


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a source, unpacked (gzip, bzip2) and unscrambled; places in it count those bytes."""
    with path.open("rb") as stream:
        start = stream.read(4)
        stream.seek(0)
        if start.startswith((b"\x1f\x8b", b"BZh")):
            with gzip.open(stream) if start[0] == _GZIP else bz2.open(stream) as plain:
                yield cast("IO[bytes]", plain)  # their own types say less than they do
            return
        key = _key_of(path)
        if key:
            yield io.BufferedReader(Unscrambled(stream, key), _CHUNK)
            return
        yield stream


def digest_of_file(path: Path, *, seen: Callable[[int], None]) -> str:
    """The SHA-256 of a file as it lies on the disk."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while data := stream.read(_CHUNK):
            digest.update(data)
            seen(len(data))
    return digest.hexdigest()


def files_of(sources: Sequence[Path]) -> list[Path]:
    """The files that were meant: of a folder of a node its blk*.dat, in their order."""
    found: list[Path] = []
    for source in sources:
        inside = sorted(source.glob("blk*.dat")) if source.is_dir() else [source]
        if not inside:
            raise click.UsageError(f"{source} has no blk*.dat. Name the files themselves.")
        found += inside
    return found


def chain_of(files: Sequence[Path]) -> Chain:
    """The chain that the first file of a node names; Bitcoin, where none does."""
    from glacy.tracing import all_chains, get_chain

    by_magic = {one.magic: one for one in all_chains().values()}
    for path in files:
        with suppress(OSError, EOFError, zlib.error), opened(path) as stream:
            found = by_magic.get(stream.read(4))
            if found is not None:
                return found
    return get_chain("bitcoin")


@contextmanager
def bar(whole: int, what: str) -> Iterator[Callable[[int], None]]:
    """A bar on stderr; what it gives is told how many more bytes were read."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn(what), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=whole)
        yield lambda size: progress.advance(task, size)


def _key_of(path: Path) -> bytes:
    file = path.parent / _KEY_FILE
    if not path.name.startswith(("blk", "rev")) or not file.is_file():
        return b""
    key = file.read_bytes()
    return key if len(key) == _KEY_SIZE and any(key) else b""
