"""The vault: files under the digest of their content, encrypted at rest.

What belongs to a case lies sealed to the content key of its case or thread, as `DIGEST.KEY`; what belongs to
none, to the node's own age key, as `DIGEST`. Who destroys a content key destroys its files wherever they lie.
"""

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

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from glacy.canon import Digest, digest_of, read_digest
from glacy.exchange import ExchangeError, open_stream, recipient_of, seal_stream
from glacy.node.errors import VaultError
from glacy.node.files import make_folder, sync_folder
from glacy.node.pouring import Pouring
from glacy.sayings import say

CHUNK = 1 << 20
_LEFT_FOR = 24 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the vault took: the digest of the content and its size."""

    digest: Digest
    size: int


class _Measuring(io.RawIOBase):
    """A place to write to that keeps the digest and the size, and hands on what comes if it is to."""

    def __init__(self, target: BinaryIO | None = None) -> None:
        self.hash = hashlib.sha256()
        self.size = 0
        self._target = target

    def writable(self) -> bool:
        return True

    def write(self, data: bytes | bytearray | memoryview) -> int:  # type: ignore[override]  # any bytes
        self.hash.update(data)
        self.size += len(data)
        if self._target is not None:
            self._target.write(data)
        return len(data)


class _Veiled:
    """A file for a moment, under a key that nobody keeps: what is opened never lies readable on the disk."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._cipher = Cipher(algorithms.AES(secrets.token_bytes(32)), modes.CTR(secrets.token_bytes(16)))
        self._veil = self._cipher.encryptor()
        self.hash = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.hash.update(data)
        return self._file.write(self._veil.update(data))

    def flush(self) -> None:
        self._file.flush()

    def chunks(self) -> Iterator[bytes]:
        """What was written, from its beginning."""
        lift = self._cipher.decryptor()
        self._file.seek(0)
        while chunk := self._file.read(CHUNK):
            yield lift.update(chunk)


class Vault:
    """The files of a node; the same content lies there once."""

    def __init__(self, folder: Path, *, identity: str) -> None:
        self._folder = folder
        self._identity = identity
        self._recipient = recipient_of(identity)

    def put(self, content: bytes | Iterable[bytes], *, of: str = "") -> Kept:
        """Keeps content, on the disk when this returns; a full disk leaves nothing behind.

        `of` is the id of the case or thread that it belongs to; content of two lies here twice.
        """
        to = recipient_of(_identity_to_write(of)) if of else self._recipient
        chunks = (content,) if isinstance(content, bytes) else content
        beginning = self._folder / "new"
        make_folder(beginning)
        temporary = beginning / secrets.token_hex(8)
        source = Pouring(chunks)
        try:
            with temporary.open("xb") as file:
                temporary.chmod(0o600)
                seal_stream(cast(BinaryIO, io.BufferedReader(source, CHUNK)), file, to=(to,))
                file.flush()
                os.fsync(file.fileno())
            digest = Digest(source.hash.hexdigest())
            self._settle(temporary, self._place(digest, of), is_new=bool(of))
        except OSError as fault:
            if source.fault is not None:
                raise source.fault from None
            raise VaultError(
                say("The file could not be kept in the vault: {strerror}.", strerror=fault.strerror or fault),
                remedy=say("Free some space on the disk of the node, and try again; nothing was changed."),
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
                veiled = _Veiled(file)
                self._open(digest, cast(BinaryIO, veiled))
                if veiled.hash.hexdigest() != digest:
                    raise _damaged(digest)
                yield from veiled.chunks()
        except OSError as fault:
            raise VaultError(
                say("The file {digest} could not be read: {why}.", digest=digest, why=fault)
            ) from fault

    def pour(self, digest: str, target: BinaryIO) -> int:
        """Writes the content of that digest into a file; it counts only once this has returned its size."""
        sink = _Measuring(target)
        self._open(digest, cast(BinaryIO, sink))
        if sink.hash.hexdigest() != digest:
            raise _damaged(digest)
        return sink.size

    def verify(self, digest: str) -> int:
        """The size of the content of that digest, read through to the end; raises where it differs."""
        sink = _Measuring()
        self._open(digest, cast(BinaryIO, sink))
        if sink.hash.hexdigest() != digest:
            raise _damaged(digest)
        return sink.size

    def remove(self, digest: str) -> bool:
        """Removes the content of that digest from the disk; False where there was none."""
        found = self.places(digest)
        for place in found:
            place.unlink(missing_ok=True)
        if found:
            sync_folder(found[0].parent)
        return bool(found)

    def remove_of(self, digest: str, *, of: Iterable[str]) -> None:
        """Removes the content of that digest where it belongs to these cases or threads alone."""
        for one in of:
            place = self._place(digest, one)
            if place.is_file():
                place.unlink()
                sync_folder(place.parent)

    def digests_of(self, key_ids: Iterable[str]) -> tuple[str, ...]:
        """The digests of everything that belongs to these cases or threads."""
        wanted = {f".{one}" for one in key_ids}
        files = self._folder.glob("??/*.*")
        return tuple(sorted({file.name.partition(".")[0] for file in files if file.suffix in wanted}))

    def has(self, digest: str) -> bool:
        """Whether content of that digest lies here."""
        return bool(self.places(digest))

    def sweep(self) -> int:
        """Removes what an interrupted writer left more than a day ago; how many files that were."""
        before = time.time() - _LEFT_FOR
        left = [file for file in (self._folder / "new").glob("*") if file.stat().st_mtime < before]
        for file in left:
            file.unlink(missing_ok=True)
        return len(left)

    def _open(self, digest: str, target: BinaryIO) -> None:
        try:
            place, identity = self._find(digest)
            with place.open("rb") as file:
                open_stream(file, target, identities=(identity,))
        except FileNotFoundError as fault:
            raise VaultError(
                say("The vault has no file {digest}.", digest=digest),
                remedy=say("Restore it from the backup."),
                digest=digest,
            ) from fault
        except ExchangeError as fault:
            raise _damaged(digest) from fault

    def _find(self, digest: str) -> tuple[Path, str]:
        """A file with that content, and the key that opens it; what was erased is there no more."""
        for place in self.places(digest):
            identity = _find_identity(place.suffix[1:]) if place.suffix else self._identity
            if identity is not None:
                return place, identity
        raise FileNotFoundError(digest)

    def _place(self, digest: str, of: str = "") -> Path:
        checked = read_digest(digest)
        return self._folder / checked[:2] / (f"{checked}.{of}" if of else checked)

    def places(self, digest: str) -> list[Path]:
        """Every file with that content, that of the node's own key first."""
        place = self._place(digest)
        own = [place] if place.is_file() else []
        return own + sorted(place.parent.glob(f"{place.name}.*"))

    def _settle(self, temporary: Path, place: Path, *, is_new: bool) -> None:
        """Puts it in its place; over one of a key that an undone transaction had made, if need be."""
        make_folder(place.parent)
        if is_new or not place.is_file():
            temporary.replace(place)
        sync_folder(place.parent)  # also of a file that another writer put there just now


def _identity_to_write(key_id: str) -> str:
    from glacy.store.content_keys import identity_to_write  # late: only with tables there is a case

    return identity_to_write(key_id)


def _find_identity(key_id: str) -> str | None:
    from glacy.store.content_keys import find_identity  # late: only with tables there is a case

    return find_identity(key_id)


def _damaged(digest: str) -> VaultError:
    return VaultError(
        say("The file {digest} in the vault is damaged.", digest=digest),
        remedy=say("Restore it from the backup; do not rely on it."),
        digest=digest,
    )
