"""What `glacy verify` does with files of other tools: a bag in a folder or an archive, a disk image."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glacy.checks import Report

_BAG = "bagit.txt"
_SIGNED = b"PK\x03\x04" + bytes(26) + b"mimetype"
"""The head of a local file of a ZIP, 30 bytes, and the name of the first entry of a signed container."""


def find_other(path: Path) -> Report | None:
    """The report on a bag or a disk image; None where it is neither."""
    if path.is_dir():
        return _folder(path)
    with path.open("rb") as file:
        head = file.read(len(_SIGNED))
        from glacy.verify import IMAGES, find_other_bag

        if head.startswith(IMAGES):
            from glacy.acquisition import read_image
            from glacy.verify import examine_image

            return examine_image(read_image(path.name, path), size=path.stat().st_size)
        if head.startswith(b"PK") and head.endswith(_SIGNED[30:]):
            return (
                None  # a signed container begins so; its directory may be long, and is read when it is judged
            )
        return find_other_bag(file)


def _folder(path: Path) -> Report | None:
    if not (path / _BAG).is_file():
        return None
    from glacy.acquisition import FolderBag
    from glacy.verify import examine_other_bag

    return examine_other_bag(FolderBag(path))
