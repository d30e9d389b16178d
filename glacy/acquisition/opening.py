"""Opens what lies in a source, read-only and without leaving a trace where the system allows that."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | os.O_NOFOLLOW
_FILE = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY
_QUIET = getattr(os, "O_NOATIME", 0)
_FILE_QUIETLY = _FILE | _QUIET
_SHORT = 1000
"""Characters that are never more bytes than a system takes in one path."""


def open_folder(path: str) -> int:
    """A descriptor of a folder, however long its path is; a link is not followed."""
    return _open(path, _FOLDER)


def open_file(path: str) -> int:
    """A descriptor of a file to be read, however long its path is; a link is not followed.

    Its time of access stays as it is, where the reader may ask for that (O_NOATIME: the owner, or root).
    """
    if len(path) < _SHORT:  # by far the most, without a step more
        try:
            return os.open(path, _FILE_QUIETLY)
        except PermissionError:
            pass
    return _open(path, _FILE)


def name_of(fault: OSError) -> str:
    """The system's name of an error, such as EACCES."""
    return errno.errorcode.get(fault.errno or 0, "EIO")


def _open(path: str, flags: int) -> int:
    if len(path) < _SHORT:
        return _open_quietly(path, flags, None)
    folder: int | None = None
    *above, last = _pieces(path)
    try:
        for piece in above:
            following = _open_quietly(piece, _FOLDER, folder)
            if folder is not None:
                os.close(folder)
            folder = following
        return _open_quietly(last, flags, folder)
    finally:
        if folder is not None:
            os.close(folder)


def _open_quietly(path: str, flags: int, folder: int | None) -> int:
    try:
        return os.open(path, flags | _QUIET, dir_fd=folder)
    except PermissionError as fault:
        if fault.errno != errno.EPERM:
            raise
        return os.open(path, flags, dir_fd=folder)


def _pieces(path: str) -> Iterator[str]:
    """A long path in pieces that a system takes, each to be opened from the one before."""
    piece = ""
    for part in path.split("/")[1:]:
        if piece and len(piece) + len(part) > _SHORT:
            yield piece
            piece = part
        else:
            piece = f"{piece}/{part}"
    yield piece
