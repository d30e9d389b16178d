"""Judges a container as it lies on a disk, piece by piece, or one file of a bundle alone."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import BinaryIO

from glacy.checks import Check, Report
from glacy.container import Kind as ContainerKind
from glacy.container import MalformedContainerError, examine_container, kind_of, open_container
from glacy.evidence import BundleReading, examine_bundle, examine_item
from glacy.exchange import Directory
from glacy.verify.anchors import Found, accepted, directory_check
from glacy.verify.future import future_checks
from glacy.verify.inside import find_inside
from glacy.verify.kinds import Kind, kind_by_marks
from glacy.verify.known import Known, keys_of, trust_of
from glacy.verify.sentences import NOT_PROVED, time_facts
from glacy.verify.witnesses import name_witnesses

_ZIP = b"PK\x03\x04"
_DIGESTED = 64 << 20
"""Up to this size the digest of the whole file is told; beyond, it costs as much as all checks together."""
_LOOKED_AT = 1 << 20
_PIECE = 1 << 20
_END = 1 << 14
_BUNDLE = (b"acquisition.json", b"bagit.txt", b"items.jsonl", b"seal.json", b"META-INF/signature.p7s")
_NO_BUNDLE = (b"message.json", b"receipt.json")


def recognise_opened(file: BinaryIO, *, name: str = "") -> Kind | None:
    """The kind of a container in a file; None where it is no ZIP file."""
    file.seek(0)
    if file.read(4) != _ZIP:
        return None
    if _is_large_bundle(file):
        return "bundle"
    try:
        kind: ContainerKind = open_container(file).kind
    except MalformedContainerError:
        kind = _kind_of_other(file)
    if kind != "other":
        return kind
    size = file.seek(0, 2)
    looked = b""
    for place in (0, max(0, size - _LOOKED_AT)):
        file.seek(place)
        looked += file.read(_LOOKED_AT)
    return kind_by_marks(looked, name)


def examine_opened(
    file: BinaryIO,
    kind: Kind,
    *,
    directory: Directory | None,
    at: datetime,
    found: Found = "given",
    known: Known | None = None,
    only: str | None = None,
) -> tuple[Report, BundleReading | None]:
    """Every check of a bundle or another container in a file, and of a bundle what it says.

    With `only` one file of a bundle is judged, by its stored name or the name that it had; no other is read.
    """
    known = known or Known()
    if directory is None and kind == "bundle":
        directory, found = find_inside(file), "inside"
    trust, keys = trust_of(directory, known), keys_of(directory, known)
    reading: BundleReading | None = None
    if kind == "bundle" and only is not None:
        reading = examine_item(file, only, trust=trust, at=at)
    elif kind == "bundle":
        reading = examine_bundle(file, trust=trust, at=at, keys=keys)
    else:
        container = examine_container(file, trust=trust, at=at)
    checks = name_witnesses(container.checks if reading is None else reading.checks, directory)
    is_own = directory is None and bool(known.trust.anchors)
    exercise = directory is not None and directory.exercise
    checks = (*checks, *future_checks(checks, at=at, exercise=exercise))
    found = accepted(directory, found, known)
    checks = (*checks, directory_check(directory, found=found, at=at, is_own=is_own))
    facts = {**_file_facts(file, whole=only is None), **time_facts(checks)}
    if reading is not None and reading.head is not None:
        facts["seal"] = reading.head.seal.digest
    if directory is not None:
        facts["directory"] = directory.fingerprint
    facts["does_not_prove"] = NOT_PROVED
    return Report(kind=kind, checks=tuple(checks), facts=facts), reading


def with_checks(report: Report, checks: tuple[Check, ...]) -> Report:
    """The same report with some checks more."""
    return Report(kind=report.kind, checks=(*report.checks, *checks), facts=report.facts)


def _is_large_bundle(file: BinaryIO) -> bool:
    """Whether a large file ends as bundles of ours do; its directory is then read once, when it is judged."""
    size = file.seek(0, 2)
    if size <= _DIGESTED:
        return False
    file.seek(size - _END)
    end = file.read(_END)
    return all(mark in end for mark in _BUNDLE) and not any(mark in end for mark in _NO_BUNDLE)


def _kind_of_other(file: BinaryIO) -> ContainerKind:
    try:
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            return kind_of(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, UnicodeError):
        return "other"


def _file_facts(file: BinaryIO, *, whole: bool) -> dict[str, str]:
    size = file.seek(0, 2)
    facts = {"size": str(size)}
    if whole and size <= _DIGESTED:
        found = sha256()
        for piece in _pieces(file):
            found.update(piece)
        facts["sha256"] = found.hexdigest()
    return facts


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(_PIECE):
        yield piece
