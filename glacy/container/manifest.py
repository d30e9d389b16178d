"""The manifest of a container: each file and its digest (EN 319 162-1, 6.4 ASiCManifest)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote
from xml.parsers import expat

from glacy.canon import Digest
from glacy.container.errors import MalformedContainerError

SIGNATURE_NAME = "META-INF/signature.p7s"
_SPACE = "http://uri.etsi.org/02918/v1.2.1#"
_DS = "http://www.w3.org/2000/09/xmldsig#"
_SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<asic:ASiCManifest xmlns:asic="{_SPACE}" xmlns:ds="{_DS}">\n'
    '<asic:SigReference URI="{}" MimeType="application/pkcs7-signature"/>\n'
)
_ROW = (
    '<asic:DataObjectReference URI="{}">'
    f'<ds:DigestMethod Algorithm="{_SHA256}"/>'
    "<ds:DigestValue>{}</ds:DigestValue></asic:DataObjectReference>\n"
)
_FOOT = "</asic:ASiCManifest>\n"
_ROW_PATTERN = re.compile(
    re.escape(_ROW).replace(r"\{\}", r'([^"<>&]{1,4000})', 1).replace(r"\{\}", r"([A-Za-z0-9+/=]{44})")
)
_SAFE = "/!$'()*+,;=:@-._~"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The SHA-256 digest of each file that the signature covers, in their order."""

    digests: Mapping[str, Digest]
    signature_name: str = SIGNATURE_NAME


def write_manifest(manifest: Manifest) -> bytes:
    """The XML of a manifest, in one form."""
    rows = [
        _ROW.format(quote(name, safe=_SAFE), base64.b64encode(bytes.fromhex(digest)).decode("ascii"))
        for name, digest in manifest.digests.items()
    ]
    return "".join((_HEAD.format(manifest.signature_name), *rows, _FOOT)).encode("ascii")


def read_manifest(data: bytes) -> Manifest:
    """The manifest of XML in our form: it is taken apart row by row, never by an XML parser, and compared."""
    text = data.decode("ascii", "replace")
    digests: dict[str, Digest] = {}
    for match in _ROW_PATTERN.finditer(text):
        name = unquote(match[1])
        if name in digests:
            raise _malformed(f"it names {name!r} twice")
        digests[name] = _digest(match[2])
    manifest = Manifest(digests=digests)
    if write_manifest(manifest) != data:
        raise _malformed("it is not in the one form that GLACY writes")
    return manifest


def read_other_manifest(data: bytes) -> Manifest:
    """The manifest of another maker's XML; a document type or an entity is refused, never resolved."""
    reading = _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = reading.refuse
    parser.EntityDeclHandler = reading.refuse
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.take
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, UnicodeError, LookupError) as fault:
        raise _malformed(str(fault)) from fault
    if reading.signature_name is None or not reading.digests:
        raise _malformed("it names no signature or no file")
    return Manifest(digests=reading.digests, signature_name=reading.signature_name)


class _Reading:
    """What is gathered while another maker's manifest is parsed."""

    def __init__(self) -> None:
        self.digests: dict[str, Digest] = {}
        self.signature_name: str | None = None
        self._name: str | None = None
        self._algorithm: str | None = None
        self._text: list[str] | None = None

    def refuse(self, *_: object) -> None:
        raise _malformed("it declares a document type or an entity")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == f"{_SPACE} SigReference":
            self.signature_name = unquote(attributes.get("URI", ""))
        elif name == f"{_SPACE} DataObjectReference":
            self._name = unquote(attributes.get("URI", ""))
        elif name == f"{_DS} DigestMethod":
            self._algorithm = attributes.get("Algorithm")
        elif name == f"{_DS} DigestValue":
            self._text = []

    def take(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        if name != f"{_DS} DigestValue" or self._text is None:
            return
        if self._name is None or self._name in self.digests or self._algorithm != _SHA256:
            raise _malformed("a file has no name, two digests, or a digest other than SHA-256")
        self.digests[self._name] = _digest("".join(self._text).strip())
        self._name = self._algorithm = self._text = None


def _digest(text: str) -> Digest:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise _malformed("a digest is not base64") from fault
    return Digest(raw.hex())


def _malformed(why: str) -> MalformedContainerError:
    return MalformedContainerError(
        f"The manifest of the container cannot be read: {why}.",
        remedy="Ask the sender for the file again.",
        fault="manifest",
        file="META-INF/ASiCManifest.xml",
    )
