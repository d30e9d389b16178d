"""Recognises what a file is by its bytes, and by its name where the bytes are too damaged to tell."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import PurePath
from typing import Literal, get_args

from glacy.container import kind_of

Kind = Literal[
    "document", "envelope", "receipt", "bundle", "container", "sealed", "checkpoint", "proof", "directory",
    "unknown",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)

_SUFFIXES: dict[str, Kind] = {
    ".pdf": "document",
    ".asice": "container",
    ".age": "sealed",
    ".tlog-proof": "proof",
    ".note": "checkpoint",
}
_NAMES: dict[str, Kind] = {"checkpoint": "checkpoint", "directory.json": "directory"}
_WORDS: tuple[Kind, ...] = ("envelope", "receipt", "bundle")
_MARKS: tuple[tuple[bytes, Kind], ...] = (
    (b"message.json", "envelope"),
    (b"receipt.json", "receipt"),
    (b"bagit.txt", "bundle"),
)
_ZIP = b"PK\x03\x04"
_ZIP_END = b"PK\x05\x06"
_LAST = 66_000
_OPENING = 1024
_SIGNATURE_LINE = b"\n\n\xe2\x80\x94 "


def recognise(data: bytes, *, name: str = "") -> Kind:
    """What a file is: by its first bytes, else by its name."""
    if data.startswith(_ZIP):
        return _container_kind(data)
    if b"%PDF-" in data[:_OPENING]:
        return "document"
    if data.startswith(b"age-encryption.org/"):
        return "sealed"
    if data.startswith(b"c2sp.org/tlog-proof@"):
        return "proof"
    if data.startswith(b'{"directory":'):
        return "directory"
    if _ZIP_END in data[-_LAST:] and _ZIP in data:
        return _container_kind(data)  # with something put in front of it
    if _SIGNATURE_LINE in data:
        return "checkpoint"
    return _kind_by_name(data, name)


def _container_kind(data: bytes) -> Kind:
    """The kind of a container; where its directory is damaged, by the names found in its bytes."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            kind = kind_of(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, UnicodeError):
        kind = "other"
    return kind if kind != "other" else kind_by_marks(data)


def _kind_by_name(data: bytes, name: str) -> Kind:
    path = PurePath(name.lower())
    kind = _NAMES.get(path.name) or _SUFFIXES.get(path.suffix, "unknown")
    if kind != "container":
        return kind
    return kind_by_marks(data, name)


def kind_by_marks(data: bytes, name: str = "") -> Kind:
    """The kind of a damaged container, by a word in its name or the names found in its bytes."""
    for word in _WORDS:
        if word in PurePath(name.lower()).name:
            return word
    return next((marked for mark, marked in _MARKS if mark in data), "container")
