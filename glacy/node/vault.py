"""The vault: files under the digest of their content, encrypted at rest to the node's own age key."""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from glacy.canon import Digest, digest_of, read_digest
from glacy.exchange import ExchangeError, open_stream, recipient_of, seal_stream
from glacy.node.errors import VaultError
from glacy.node.files import make_folder, sync_folder

CHUNK = 1 << 20
_LEFT_FOR = 24 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the vault took: the digest of the content and its size."""

    digest: Digest
    size: int


class _Pouring(io.RawIOBase):
    """A readable stream over chunks that counts and hashes what passes."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = memoryview(b"")
        self.hash = hashlib.sha256()
        self.size = 0
        self.fault: BaseException | None = None

    def readable(self) -> bool:
        return True

    def _next(self) -> bytes | None:
        """The next chunk; a fault of its source is kept, because age tells it as one of the disk."""
        try:
            return next(self._chunks, None)
        except BaseException as fault:
            self.fault = fault
            raise

    def readinto(self, target: bytearray | memoryview) -> int:  # type: ignore[override]  # a buffer, as documented
        while not self._rest:
            chunk = self._next()
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        count = min(len(target), len(self._rest))
        target[:count] = self._rest[:count]
        self.hash.update(self._rest[:count])
        self.size += count
        self._rest = self._rest[count:]
        return count


class Vault:
    """The files of a node; the same content lies there once."""

    def __init__(self, folder: Path, *, identity: str) -> None:
        self._folder = folder
        self._identity = identity
        self._recipient = recipient_of(identity)

    def put(self, content: bytes | Iterable[bytes]) -> Kept:
        """Keeps content, on the disk when this returns; a full disk leaves nothing behind."""
        chunks = (content,) if isinstance(content, bytes) else content
        beginning = self._folder / "new"
        make_folder(beginning)
        temporary = beginning / secrets.token_hex(8)
        source = _Pouring(chunks)
        try:
            with temporary.open("xb") as file:
                temporary.chmod(0o600)
                seal_stream(cast(BinaryIO, io.BufferedReader(source, CHUNK)), file, to=(self._recipient,))
                file.flush()
                os.fsync(file.fileno())
            digest = Digest(source.hash.hexdigest())
            self._settle(temporary, digest)
        except OSError as fault:
            if source.fault is not None:
                raise source.fault from None
            raise VaultError(
                f"The file could not be kept in the vault: {fault.strerror or fault}.",
                remedy="Free some space on the disk of the node, and try again; nothing was changed.",
            ) from fault
        finally:
            temporary.unlink(missing_ok=True)
        return Kept(digest=digest, size=source.size)

    def get(self, digest: str) -> bytes:
        """The content of that digest, whole and checked."""
        into = io.BytesIO()
        self._open(digest, into)
        content = into.getvalue()
        if digest_of(content) != digest:
            raise _damaged(digest)
        return content

    def chunks(self, digest: str) -> Iterator[bytes]:
        """The content of that digest in chunks; it is checked whole before the first is given out."""
        beginning = self._folder / "new"
        make_folder(beginning)
        temporary = beginning / secrets.token_hex(8)
        try:
            with temporary.open("x+b") as file:
                temporary.unlink()
                self._open(digest, file)
                file.seek(0)
                if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                    raise _damaged(digest)
                file.seek(0)
                while chunk := file.read(CHUNK):
                    yield chunk
        except OSError as fault:
            raise VaultError(f"The file {digest} could not be read: {fault}.") from fault

    def has(self, digest: str) -> bool:
        """Whether content of that digest lies here."""
        return self._place(digest).is_file()

    def sweep(self) -> int:
        """Removes what an interrupted writer left more than a day ago; how many files that were."""
        before = time.time() - _LEFT_FOR
        left = [file for file in (self._folder / "new").glob("*") if file.stat().st_mtime < before]
        for file in left:
            file.unlink(missing_ok=True)
        return len(left)

    def _open(self, digest: str, target: BinaryIO) -> None:
        try:
            with self._place(digest).open("rb") as file:
                open_stream(file, target, identities=(self._identity,))
        except FileNotFoundError as fault:
            raise VaultError(
                f"The vault has no file {digest}.", remedy="Restore it from the backup.", digest=digest
            ) from fault
        except ExchangeError as fault:
            raise _damaged(digest) from fault

    def _place(self, digest: str) -> Path:
        checked = read_digest(digest)
        return self._folder / checked[:2] / checked

    def _settle(self, temporary: Path, digest: Digest) -> None:
        place = self._place(digest)
        if place.is_file():
            return
        make_folder(place.parent)
        temporary.replace(place)
        sync_folder(place.parent)


def _damaged(digest: str) -> VaultError:
    return VaultError(
        f"The file {digest} in the vault is damaged.",
        remedy="Restore it from the backup; do not rely on it.",
        digest=digest,
    )
