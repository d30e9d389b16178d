"""A bag that lies in a folder, read where it lies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from glacy.acquisition.opening import open_file
from glacy.sayings import say

_PIECE = 1 << 20


class FolderBag:
    """The files of a bag in a folder. A link is followed where it stays in the bag."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> Iterator[str]:
        """The path of each file, in order; OSError where a folder cannot be listed."""
        for folder, folders, files in os.walk(self._folder, onerror=_raise):
            folders.sort()
            place = Path(folder).relative_to(self._folder)
            linked = [one for one in folders if (Path(folder) / one).is_symlink()]
            for name in sorted((*files, *linked)):
                yield (place / name).as_posix()

    def read(self, name: str) -> Iterator[bytes]:
        """The bytes of one file; ValueError where it leads out of the bag or is no file."""
        path = (self._folder / name).resolve()
        if not path.is_relative_to(self._folder.resolve()):
            raise ValueError(say("it is a link that leads out of the bag, and is not followed"))
        if not path.is_file():
            raise ValueError(say("it is no plain file"))
        with os.fdopen(open_file(str(path)), "rb") as file:
            while piece := file.read(_PIECE):
                yield piece


def _raise(fault: OSError) -> None:
    raise fault
