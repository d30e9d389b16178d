"""Finds the directory that a bundle carries, so that a reader years later needs the bundle alone."""

from __future__ import annotations

from typing import BinaryIO

from glacy.container import open_container
from glacy.errors import GlacyError
from glacy.evidence import PAPERS, read_papers_list
from glacy.exchange import Directory, read_directory


def find_inside(file: BinaryIO) -> Directory | None:
    """The directory that a bundle carries, with all that signs it; None where it has none that holds."""
    try:
        container = open_container(file)
        listed = read_papers_list(b"".join(container.read(PAPERS)))
        path = next((one.path for one in listed if one.kind == "directory"), None)
        return None if path is None else read_directory(b"".join(container.read(path)))
    except (GlacyError, KeyError):
        return None
