"""Files on their way in: on the disk of the node under a key that nobody keeps, and gone when they are read.

What is cut, or finds no room, leaves nothing behind; `Explain` shows the fault that is noted on the request.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from glacy.desks.frame.errors import UploadCutError
from glacy.desks.frame.sizes import say_size
from glacy.errors import GlacyError
from glacy.node.errors import NoRoomError
from glacy.node.exhausted import find_no_room

TIMES: Final = 2
"""How often an upload needs its own size: once on its way, once in the vault."""
RESERVE: Final = 64 << 20
"""What is left to the rest of the node."""


class VeiledFile:
    """A file without a name, under a key that only this object holds; written once, read from the start."""

    def __init__(self, folder: Path | None) -> None:
        self._file = cast(BinaryIO, tempfile.TemporaryFile(dir=folder))  # noqa: SIM115  close() closes it
        self._cipher = Cipher(algorithms.AES(secrets.token_bytes(32)), modes.CTR(secrets.token_bytes(16)))
        self._veil, self._lift = self._cipher.encryptor(), self._cipher.decryptor()

    def write(self, data: bytes) -> int:
        """Writes on at the end."""
        return self._file.write(self._veil.update(data))

    def seek(self, place: int) -> int:
        """Back to the beginning; there is no other place to go."""
        if place:
            raise ValueError("A veiled file is read from its beginning.")
        self._lift = self._cipher.decryptor()
        return self._file.seek(0)

    def read(self, size: int = -1) -> bytes:
        """The next bytes of what was written."""
        return self._lift.update(self._file.read(size))

    def close(self) -> None:
        """Forgets it."""
        self._file.close()

    @property
    def closed(self) -> bool:
        """Whether it is forgotten."""
        return self._file.closed


class VeiledUploads(FileUploadHandler):
    """Takes every file that is too large for the memory."""

    request: HttpRequest
    _kept: VeiledFile | None = None
    _is_refused = False

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:  # Any: as Django hands them over
        """Looks whether the disk has room for all of it, before hours are spent."""
        del input_data, META, boundary, encoding
        free = shutil.disk_usage(_folder() or tempfile.gettempdir()).free
        if content_length * TIMES + RESERVE > free:
            self._is_refused = True
            _note(self.request, _too_large(content_length, free))

    def new_file(self, *given: Any, **more: Any) -> None:  # Any: as Django calls it
        """Begins a file, or leaves it out where there is no room."""
        super().new_file(*given, **more)
        if self._is_refused:
            raise SkipFile
        self._kept = VeiledFile(_folder())

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002  Django gives it
        """Takes the next bytes; a disk that is full now is told, and the rest is left out."""
        assert self._kept is not None  # new_file came before
        try:
            self._kept.write(raw_data)
        except OSError as fault:
            self._forget()
            self._is_refused = True
            _note(self.request, find_no_room(fault) or _cut())
            raise SkipFile from fault

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        """The file, once all of it is here."""
        if self._kept is None:
            return None
        kept, self._kept = self._kept, None
        kept.seek(0)
        return UploadedFile(
            file=cast(BinaryIO, kept), name=self.file_name, content_type=self.content_type, size=file_size
        )

    def upload_interrupted(self) -> None:
        """The line broke before the end."""
        self._forget()
        if not self._is_refused:
            _note(self.request, _cut())

    def _forget(self) -> None:
        if self._kept is not None:
            self._kept.close()
            self._kept = None


def fault_of(request: HttpRequest) -> GlacyError | None:
    """What kept the files of a request from arriving, or None."""
    found = getattr(request, _MARK, None)
    return found if isinstance(found, GlacyError) else None


_MARK: Final = "glacy_upload_fault"


def _note(request: HttpRequest, fault: GlacyError) -> None:
    setattr(request, _MARK, fault)


def _folder() -> Path | None:
    """Beside the vault of the node, on the same disk."""
    return None if settings.NODE_PATH is None else Path(settings.NODE_PATH)


def _cut() -> UploadCutError:
    return UploadCutError(
        "The upload was cut before its end, and nothing of it was kept.",
        remedy="Choose the files again; send large ones one by one.",
    )


def _too_large(size: int, free: int) -> NoRoomError:
    return NoRoomError(
        f"The files are too large for this node: they take {say_size(size * TIMES)} while they are sealed, "
        f"and {say_size(max(0, free - RESERVE))} are free.",
        remedy="Ask the administrator for room, or seal them where they lie with `glacy evidence`.",
    )
