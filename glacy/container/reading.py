"""What a container says to a reader: its form, each of its files, and the seal over them."""

from __future__ import annotations

import hashlib
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from glacy.canon import Digest
from glacy.checks import Check, verdict
from glacy.container.archive import Limits
from glacy.container.errors import MalformedContainerError
from glacy.container.manifest import SIGNATURE_NAME, Manifest, read_other_manifest
from glacy.container.names import verify_name, verify_names_apart
from glacy.container.sealed import (
    DEFAULT_LIMITS,
    MANIFEST_NAME,
    MEDIA_TYPE,
    MIMETYPE_NAME,
    Container,
    bears_time,
    differences,
    read_container,
)
from glacy.signing import SealReading, Trust, examine_detached

_MOST_RATIO = 100
_SMALL = 1 << 16
_MOST_SHOWN = 20
_MOST_KEPT = 16 << 20
_CHUNK = 1 << 20
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_MANIFEST = re.compile(r"META-INF/[^/]*ASiCManifest[^/]*\.xml")
_XADES = re.compile(r"META-INF/[^/]*signatures[^/]*\.xml")
_UNPACKING_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    RuntimeError,
    ValueError,
    LookupError,
    ArithmeticError,
    EOFError,
    OSError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerReading:
    """The checks of a container, the container itself if it could be opened, and what its seal says."""

    checks: tuple[Check, ...]
    container: Container | None = None
    seal: SealReading | None = None

    @property
    def holds(self) -> bool | None:
        """The verdict over all checks."""
        return verdict(self.checks)

    @property
    def signer(self) -> str | None:
        """The name of who sealed it, if the reader's trust knows one."""
        return None if self.seal is None else self.seal.signer

    @property
    def signed_at(self) -> datetime | None:
        """The instant that the signer claims."""
        return None if self.seal is None else self.seal.signed_at

    @property
    def stamped_at(self) -> datetime | None:
        """The instant of the time-stamp."""
        return None if self.seal is None else self.seal.stamped_at


def examine_container(
    data: bytes, *, trust: Trust, at: datetime, limits: Limits = DEFAULT_LIMITS, about: str = "container"
) -> ContainerReading:
    """The checks of a container, ours or another's; never raises on bad input.

    Another maker's ASiC-E is judged on its content, and its form is "cannot tell". `container` is what could
    be opened in our form: look at `holds` before using what is in it.
    """
    try:
        container = read_container(data, limits=limits)
    except MalformedContainerError as fault:
        return _examine_other(data, fault, trust=trust, at=at, limits=limits, about=about)
    seal = examine_detached(container.signature, container.manifest, trust=trust, at=at, about=about)
    timed = seal.signed_at is not None and bears_time(container, seal.signed_at)
    says = (
        "The archive stands as GLACY writes it, and every file is as the manifest says."
        if timed
        else "The archive does not bear the time of its signature."
    )
    archive = Check(name="archive", holds=timed, about=about, says=says)
    return ContainerReading(checks=(archive, *seal.checks), container=container, seal=seal)


def _examine_other(
    data: bytes, fault: MalformedContainerError, *, trust: Trust, at: datetime, limits: Limits, about: str
) -> ContainerReading:
    """A container of another form: damaged if its signer writes only ours, else made by other software."""
    try:
        files = _unpack(data, limits)
        place = _find_manifest(files.kept)
        if place is None:
            return _examine_unread(files, trust=trust, at=at, about=about)
        manifest = read_other_manifest(files.kept[place])
    except MalformedContainerError as other:
        worse = other if other.fields.get("file") else fault
        return _failed(about, (("archive", worse.says, str(worse.fields.get("file") or "")),))
    signed = {name: digest for name, digest in files.digests.items() if _is_data(name, manifest)}
    differing = differences(signed, manifest.digests)
    if differing:
        return _failed(about, tuple(("content", f"{says}: {name}.", name) for _, says, name in differing))
    signature = files.kept.get(manifest.signature_name, b"")
    seal = examine_detached(signature, files.kept[place], trust=trust, at=at, about=about)
    ours = _is_by_our_software(seal)
    says = "The container was made by other software, whose form is not known here."
    archive = Check(name="archive", holds=None, about=about, says=says)
    if ours:
        archive = Check(name="archive", holds=False, about=about, says=fault.says)
    return ContainerReading(checks=(archive, *seal.checks), seal=seal)


def _examine_unread(files: _Unpacked, *, trust: Trust, at: datetime, about: str) -> ContainerReading:
    """Signed in a way that is not read here; where our own seal lies in it, something was put beside it."""
    manifest, signature = files.kept.get(MANIFEST_NAME, b""), files.kept.get(SIGNATURE_NAME, b"")
    if _is_by_our_software(examine_detached(signature, manifest, trust=trust, at=at, about=about)):
        says = "A second manifest or signature was put beside the seal after it was made."
        return _failed(about, (("archive", says, ""),))
    says = "It is signed in a way that is not read here (XAdES, or several manifests)."
    return ContainerReading(checks=(Check(name="archive", holds=None, about=about, says=says),))


def _is_by_our_software(seal: SealReading) -> bool:
    """Whether the seal's certificate says that its key signs in our one form alone."""
    return any(check.name == "form" and check.holds is not None for check in seal.checks)


def _failed(about: str, faults: tuple[tuple[str, str, str], ...]) -> ContainerReading:
    shown = faults[:_MOST_SHOWN]
    checks = tuple(
        Check(name=name, holds=False, about=file or about, says=says) for name, says, file in shown
    )
    return ContainerReading(checks=checks)


def _is_data(name: str, manifest: Manifest) -> bool:
    """Whether a file must stand in the manifest: all but the media type and the manifest's own folder."""
    return name in manifest.digests or not (name == MIMETYPE_NAME or name.startswith("META-INF/"))


@dataclass(frozen=True, slots=True)
class _Unpacked:
    """The files of an archive: the digest of each, and the content of those that say what is signed."""

    digests: Mapping[str, Digest]
    kept: Mapping[str, bytes]


def _unpack(data: bytes, limits: Limits) -> _Unpacked:
    """The files of any ASiC-E, within the limits; what swells is hashed as it comes, and never held."""
    digests: dict[str, Digest] = {}
    kept: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _verify_sizes(archive.infolist(), limits)
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            names = [entry.filename for entry in entries]
            for name in names:
                verify_name(name)
            verify_names_apart(names)
            for entry in entries:
                digests[entry.filename] = _digest_entry(archive, entry)
                if entry.filename == MIMETYPE_NAME or entry.filename.startswith("META-INF/"):
                    kept[entry.filename] = archive.read(entry)
    except _UNPACKING_FAULTS as fault:
        raise _unreadable(f"it is not a ZIP file that can be read ({fault})") from fault
    if kept.get(MIMETYPE_NAME) != MEDIA_TYPE:
        raise _unreadable("it does not say that it is ASiC-E")
    return _Unpacked(digests, kept)


def _digest_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Digest:
    found = hashlib.sha256()
    with archive.open(entry) as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return Digest(found.hexdigest())


def _find_manifest(files: Mapping[str, bytes]) -> str | None:
    """The name of the one CAdES manifest; None if the container is signed another way, or more than once."""
    manifests = [name for name in files if _MANIFEST.fullmatch(name)]
    if len(manifests) == 1:
        return manifests[0]
    if not manifests and not any(_XADES.fullmatch(name) for name in files):
        raise _unreadable("it is not signed")
    return None


def _verify_sizes(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    total = sum(entry.file_size for entry in entries)
    if len(entries) > limits.files or total > limits.total_size:
        raise _unreadable("it holds more than the limits allow")
    for entry in entries:
        swollen = entry.file_size > _SMALL and entry.file_size > _MOST_RATIO * max(entry.compress_size, 1)
        if (
            entry.file_size > limits.file_size
            or swollen
            or (entry.filename.startswith("META-INF/") and entry.file_size > _MOST_KEPT)
            or entry.flag_bits & 1
            or entry.compress_type not in _PACKINGS
        ):
            raise _unreadable(f"{entry.filename!r} is encrypted, too large, or swells when it is unpacked")


def _unreadable(why: str) -> MalformedContainerError:
    return MalformedContainerError(
        f"The container cannot be opened: {why}.", remedy="Ask the sender for the file again.", fault="zip"
    )
