"""The container: files, a manifest of their digests, and a seal over the manifest (ASiC-E, EN 319 162-1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from glacy.canon import Digest, digest_of
from glacy.container.archive import Archive, Limits, read_archive, write_archive
from glacy.container.errors import MalformedContainerError, UnwritableContainerError
from glacy.container.manifest import SIGNATURE_NAME, Manifest, read_manifest, write_manifest
from glacy.signing import Signer, Stamper, sign_detached

Kind = Literal["envelope", "receipt", "bundle", "other"]

MEDIA_TYPE = b"application/vnd.etsi.asic-e+zip"
MIMETYPE_NAME = "mimetype"
MANIFEST_NAME = "META-INF/ASiCManifest.xml"
_RESERVED = "META-INF"
MARKS: Mapping[str, Kind] = {"message.json": "envelope", "receipt.json": "receipt", "bagit.txt": "bundle"}
"""The file by which a container is known for what it is."""
DEFAULT_LIMITS = Limits()
_TICK = timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """The files of a container, and what binds them: the manifest's bytes, its digests and the signature."""

    kind: Kind
    files: Mapping[str, bytes]
    digests: Mapping[str, Digest]
    manifest: bytes
    signature: bytes
    at: datetime


def write_container(
    files: Iterable[tuple[str, bytes | Iterable[bytes]]],
    *,
    by: Signer,
    at: datetime,
    stamper: Stamper,
    kind: Kind,
) -> bytes:
    """The sealed container of some files (name, content or its chunks), in one byte form.

    The file that marks the kind (`message.json`, `receipt.json`, `bagit.txt`) must be among them.
    """
    contents: dict[str, bytes] = {}
    for name, content in files:
        if name in contents or name.split("/")[0].casefold() in (_RESERVED.casefold(), MIMETYPE_NAME):
            raise UnwritableContainerError(
                f"A file cannot be named {name!r} here.",
                remedy="Give each file a name of its own, outside of META-INF.",
                file=name,
            )
        contents[name] = content if isinstance(content, bytes) else b"".join(content)
    ordered = dict(sorted(contents.items(), key=_byte_order))
    if kind_of(ordered) != kind:
        raise UnwritableContainerError(
            f"These files are a container of kind {kind_of(ordered)!r}, not {kind!r}.",
            remedy=f"Put in the file that marks the kind: {', '.join(MARKS)}.",
            found=kind_of(ordered),
        )
    manifest = write_manifest(Manifest(digests={name: digest_of(each) for name, each in ordered.items()}))
    return _pack(ordered, manifest, sign_detached(manifest, by=by, at=at, stamper=stamper), at)


def read_container(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> Container:
    """The container in bytes of our form, every file checked against the manifest.

    Raises MalformedContainerError, which names the fault and the file. Who sealed it is not judged here:
    see `examine_container`.
    """
    archive = read_archive(data, limits=limits)
    files = dict(archive.files)
    names = list(files)
    if names[:1] != [MIMETYPE_NAME] or files[MIMETYPE_NAME] != MEDIA_TYPE:
        raise _malformed("mimetype", "It does not begin with the media type of ASiC-E", MIMETYPE_NAME)
    if names[-2:] != [MANIFEST_NAME, SIGNATURE_NAME]:
        raise _malformed("unsigned", "It does not end with a manifest and a signature", MANIFEST_NAME)
    manifest, signature = files[MANIFEST_NAME], files[SIGNATURE_NAME]
    content = {name: files[name] for name in names[1:-2]}
    if list(content) != [name for name, _ in sorted(content.items(), key=_byte_order)]:
        raise _malformed("order", "Its files are not in order")
    digests = read_manifest(manifest).digests
    verify_files(content, digests)
    return Container(
        kind=kind_of(content),
        files=content,
        digests=digests,
        manifest=manifest,
        signature=signature,
        at=archive.at,
    )


def verify_files(files: Mapping[str, bytes], digests: Mapping[str, Digest]) -> None:
    """Raise on the first file that is not in the manifest, is missing, or differs from its digest."""
    for fault, says, file in find_differences(files, digests):
        raise _malformed(fault, says, file)


def find_differences(
    files: Mapping[str, bytes], digests: Mapping[str, Digest]
) -> tuple[tuple[str, str, str], ...]:
    """Each file that does not agree with the manifest: fault, sentence, name."""
    return differences({name: digest_of(content) for name, content in files.items()}, digests)


def differences(
    files: Mapping[str, Digest], digests: Mapping[str, Digest]
) -> tuple[tuple[str, str, str], ...]:
    """The same, of files whose digests are known."""
    found = [
        ("unsigned", "A file is not in the signed manifest", name) for name in files if name not in digests
    ]
    found += [
        ("missing", "A file of the signed manifest is missing", name) for name in digests if name not in files
    ]
    found += [
        ("digest", "A file is not what was sealed", name)
        for name, digest in digests.items()
        if name in files and files[name] != digest
    ]
    return tuple(found)


def kind_of(files: Iterable[str]) -> Kind:
    """What a container is, by the first file that marks a kind."""
    names = set(files)
    return next((kind for mark, kind in MARKS.items() if mark in names), "other")


def bears_time(container: Container, signed_at: datetime) -> bool:
    """Whether the ZIP bears the instant of the signature, as far as a ZIP can (two seconds)."""
    return timedelta(0) <= signed_at - container.at < _TICK


def _pack(files: Mapping[str, bytes], manifest: bytes, signature: bytes, at: datetime) -> bytes:
    everything = {
        MIMETYPE_NAME: MEDIA_TYPE,
        **files,
        MANIFEST_NAME: manifest,
        SIGNATURE_NAME: signature,
    }
    try:
        return write_archive(Archive(at=at, files=everything))
    except MalformedContainerError as fault:
        raise UnwritableContainerError(fault.says, remedy=fault.remedy, **fault.fields) from fault


def _byte_order(item: tuple[str, object]) -> bytes:
    return item[0].encode("utf-8", "surrogatepass")


def _malformed(fault: str, says: str, file: str | None = None) -> MalformedContainerError:
    place = "" if file is None else f" ({file!r})"
    return MalformedContainerError(
        f"The container cannot be trusted: {says}{place}.",
        remedy="Ask the sender for the file again.",
        fault=fault,
        file=file,
    )
