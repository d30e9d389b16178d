"""A container made by other software: judged on its content, its form "cannot tell" (EN 319 162-1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import BinaryIO

from glacy.checks import Check
from glacy.container.archive import Limits, crc32
from glacy.container.errors import MalformedContainerError
from glacy.container.layout import MEDIA_TYPE, MIMETYPE_NAME
from glacy.container.listings import Listing, read_listing
from glacy.container.records import LOCAL, MOMENT, MOMENT_PLACE, write_local
from glacy.container.unpacking import Unpacked, unpack
from glacy.sayings import say
from glacy.signing import SealReading, Trust, examine_detached, examine_stamp

_MOST_SHOWN = 20
_MOST_SIGNATURES = 50
_MANIFEST = re.compile(r"META-INF/[^/]*ASiC(?:Archive)?Manifest[^/]*\.xml", re.IGNORECASE)
_XML_SIGNATURE = re.compile(r"META-INF/(?:[^/]+/)*[^/]*signatures?[^/]*\.xml", re.IGNORECASE)
_SIGNATURE = re.compile(r"META-INF/[^/]*signature[^/]*\.p7[sm]", re.IGNORECASE)
_TOKEN = re.compile(r"META-INF/[^/]*timestamp[^/]*\.tst", re.IGNORECASE)
_RECORD = re.compile(r"META-INF/[^/]*evidencerecord[^/]*\.(?:xml|ers)", re.IGNORECASE)
Judged = tuple[tuple[Check, ...], SealReading | None]


def examine_other(
    file: BinaryIO, fault: MalformedContainerError, *, trust: Trust, at: datetime, limits: Limits, about: str
) -> Judged:
    """A container of another form: damaged if its signer writes only ours, else made by other software.

    Files are compared with what lists them, each signature over a manifest or over the one file is judged;
    what is not judged is named.
    """
    try:
        with unpack(file, limits=limits) as files:
            other = _Other(files, trust=trust, at=at, about=about)
            other.examine()
    except MalformedContainerError as found:
        worse = fault if _begins_as_ours(file) else found
        name = str(worse.fields.get("file") or about)
        return (Check(name="archive", holds=False, about=name, says=worse.says),), None
    archive = Check(name="archive", holds=None, about=about, says=other.says())
    if other.ours:
        archive = Check(name="archive", holds=False, about=about, says=fault.says)
    return (archive, *other.checks()), other.seal


class _Other:
    """What is found in the files of another maker's container."""

    def __init__(self, files: Unpacked, *, trust: Trust, at: datetime, about: str) -> None:
        self.files = files
        self.seal: SealReading | None = None
        self.ours = False
        self._trust = trust
        self._at = at
        self._about = about
        self._data = {name for name in files.names if not _is_of_seal(name)}
        self._listed: set[str] = set()
        self._differing: list[Check] = []
        self._found: list[Check] = []
        self._judged = 0

    def examine(self) -> None:
        """Judge everything that lists or signs something."""
        manifests = self._named(_MANIFEST)
        signed = {self._examine_manifest(name) for name in manifests}
        for name in self._named(_XML_SIGNATURE):
            self._examine_xml(name)
        for name in self._named(_SIGNATURE, _TOKEN):
            if name not in signed:
                self._examine_simple(name)
        for name in self._named(_RECORD):
            self._judged += 1
            self._found.append(_unknown(name, say("An evidence record is not judged here.")))
        if not self._judged:
            raise MalformedContainerError(
                say("The container cannot be opened: {why}.", why=say("it is not signed")),
                remedy=say("Ask the sender for the file again."),
                fault="unsigned",
            )

    def says(self) -> str:
        """What is to be said of its form."""
        return say("The container was made by other software, whose form is not known here.")

    def checks(self) -> Iterator[Check]:
        """What differs, what nothing lists, and what the signatures say."""
        clash = self.files.clash
        if clash is not None:
            # Lawful in a ZIP of others, and a trap where it is unpacked.
            name = str(clash.fields.get("file") or self._about)
            yield Check(name="archive", holds=False if self.ours else None, about=name, says=clash.says)
        yield from self._differing[:_MOST_SHOWN]
        if self._data and self._listed and not self._differing:
            says = say(
                "Each file that is listed is as it is listed. Files compared: {count}.",
                count=len(self._listed & self._data),
            )
            yield Check(name="content", holds=True, about=self._about, says=says)
        for name in sorted(self._data - self._listed)[:_MOST_SHOWN]:
            says = say("A file is not in a signed manifest: {name}.", name=name)
            yield Check(name="content", holds=False if self.ours else None, about=name, says=says)
        yield from self._found

    def _named(self, *patterns: re.Pattern[str]) -> tuple[str, ...]:
        found = [name for name in self.files.names if any(each.fullmatch(name) for each in patterns)]
        if len(found) > _MOST_SIGNATURES:
            raise MalformedContainerError(
                say("The container cannot be opened: {why}.", why=say("it has too many signatures")),
                remedy=say("Ask the sender for the file again."),
                fault="count",
            )
        return tuple(sorted(found))

    def _read(self, name: str) -> Listing | None:
        content = self.files.content(name)
        if content is None:
            return None
        try:
            return read_listing(content)
        except MalformedContainerError as fault:
            raise MalformedContainerError(
                fault.says, remedy=fault.remedy, fault="manifest", file=name
            ) from fault

    def _examine_manifest(self, name: str) -> str | None:
        """A manifest, and the signature or time-stamp over it, whose name it gives."""
        self._judged += 1
        listing, content = self._read(name), self.files.content(name)
        if listing is None or content is None or not listing.signature_name:
            self._found.append(_unknown(name, say("The manifest names no signature, or is too large.")))
            return None
        self._compare(listing, of=name)
        over = self.files.content(listing.signature_name)
        if over is None:
            says = say("The signature that the manifest names is missing.")
            self._found.append(Check(name="signature", holds=False, about=name, says=says))
        elif _TOKEN.fullmatch(listing.signature_name) or listing.signature_name.endswith(".tst"):
            self._examine_stamp(listing.signature_name, over, content)
        else:
            self._examine_signature(listing.signature_name, over, content)
        return listing.signature_name

    def _examine_xml(self, name: str) -> None:
        """An XML signature (XAdES): the digests that it lists are compared, the signature is not verified."""
        self._judged += 1
        listing = self._read(name)
        if listing is not None:
            self._compare(listing, of=name)
        says = say("It is an XML signature (XAdES), which is not verified here.")
        self._found.append(_unknown(name, says))

    def _examine_simple(self, name: str) -> None:
        """A signature or a time-stamp over the one file of an ASiC-S."""
        self._judged += 1
        over = self.files.content(name)
        only = next(iter(self._data)) if len(self._data) == 1 else None
        content = None if only is None else self.files.content(only)
        if over is None or only is None or content is None:
            says = say("It is not told what this is a signature of, or it is too large.")
            self._found.append(_unknown(name, says))
            self._note_ours(
                examine_detached(over or b"", trust=self._trust, at=self._at, of_other_software=True)
            )
            return
        before = len(self._found)
        if _TOKEN.fullmatch(name):
            self._examine_stamp(name, over, content)
        else:
            self._examine_signature(name, over, content)
        if any(check.holds is not None for check in self._found[before:]):
            self._listed.add(only)  # a signature that nobody could read lists nothing

    def _examine_signature(self, name: str, signature: bytes, content: bytes) -> None:
        seal = examine_detached(
            signature, content, trust=self._trust, at=self._at, about=name, of_other_software=True
        )
        self.seal = self.seal or seal
        self._note_ours(seal)
        self._found += [replace(check, about=name) for check in seal.checks]

    def _note_ours(self, seal: SealReading) -> None:
        """Note whether the certificate of a seal says that its key signs in our one form alone."""
        self.ours = self.ours or any(one.name == "form" and one.holds is not None for one in seal.checks)

    def _examine_stamp(self, name: str, token: bytes, content: bytes) -> None:
        self._found += examine_stamp(token, over=content, trust=self._trust, about=name)

    def _compare(self, listing: Listing, *, of: str) -> None:
        """Compare each file that is listed; each is named once.

        A part of the seal may have been extended after it was listed, as other software does.
        """
        for one in listing.files:
            known = any(check.about == one.name for check in self._differing)
            if one.name not in self.files.names:
                says = say("A file of the signed manifest is missing: {name}.", name=one.name)
            elif one.algorithm is None:
                says = say("{name} is listed with a digest that is not judged here.", name=one.name)
                self._listed.add(one.name)
                self._found.append(_unknown(one.name, says))
                continue
            elif self.files.digest(one.name, one.algorithm) == one.digest:
                self._listed.add(one.name)
                continue
            elif _is_of_seal(one.name):
                says = say("{name} was changed after {listing} was made.", name=one.name, listing=of)
                self._found.append(_unknown(one.name, says))
                continue
            else:
                says = say("A file is not what was sealed: {name}.", name=one.name)
            self._listed.add(one.name)
            if not known:
                self._differing.append(Check(name="content", holds=False, about=one.name, says=says))


def _begins_as_ours(file: BinaryIO) -> bool:
    """Whether its first entry is the one that GLACY writes: then what broke our form is to be said."""
    file.seek(0)
    head = file.read(LOCAL.size + len(MIMETYPE_NAME) + len(MEDIA_TYPE))
    moment = MOMENT.unpack_from(head.ljust(LOCAL.size), MOMENT_PLACE)
    name, crc, size = MIMETYPE_NAME.encode(), crc32(MEDIA_TYPE), len(MEDIA_TYPE)
    return head == write_local(name, moment=moment, crc=crc, size=size) + MEDIA_TYPE


def _is_of_seal(name: str) -> bool:
    """Whether a file belongs to the seal, so that it need not be listed."""
    return name == MIMETYPE_NAME or name.upper().startswith("META-INF/")


def _unknown(about: str, says: str) -> Check:
    return Check(name="signature", holds=None, about=about, says=says)
