"""What the manifests and XML signatures of other software list: files and their digests (EN 319 162-1)."""

from __future__ import annotations

from binascii import Error, a2b_base64
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import unquote
from xml.parsers import expat

from glacy.container.errors import MalformedContainerError
from glacy.sayings import say

_ALGORITHMS = {
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}
_MOST_DEPTH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One file as it is listed; `algorithm` is None where its digest cannot be judged here."""

    name: str
    algorithm: str | None
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The files that a manifest or an XML signature lists, and the name of the signature over a manifest."""

    files: tuple[Listed, ...]
    signature_name: str | None = None


def read_listing(data: bytes) -> Listing:
    """What an ASiC manifest or an XML signature lists; a document type or an entity is refused."""
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
    return Listing(files=tuple(reading.files), signature_name=reading.signature_name)


class _Reading:
    """What is gathered while XML is parsed: references in a manifest, or in the SignedInfo of a signature."""

    def __init__(self) -> None:
        self.files: list[Listed] = []
        self.signature_name: str | None = None
        self._path: list[str] = []
        self._name: str | None = None
        self._algorithm: str | None = None
        self._transformed = False
        self._text: list[str] | None = None

    def refuse(self, *_: object) -> NoReturn:
        raise _malformed(say("it declares a document type or an entity"))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(" ")[2]
        self._path.append(kind)
        if len(self._path) > _MOST_DEPTH:
            raise _malformed(say("it is nested too deeply"))
        if kind == "SigReference":
            self.signature_name = unquote(attributes.get("URI", ""))
        elif kind == "DataObjectReference" or self._path[-2:] == ["SignedInfo", "Reference"]:
            uri = attributes.get("URI", "")
            self._name = None if not uri or uri.startswith("#") else unquote(uri)
            self._algorithm, self._transformed = None, False
        elif kind == "Transform" and self._name is not None:
            self._transformed = True
        elif kind == "DigestMethod" and self._name is not None:
            self._algorithm = _ALGORITHMS.get(attributes.get("Algorithm", ""))
        elif kind == "DigestValue" and self._name is not None:
            self._text = []

    def take(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        self._path.pop()
        if name.rpartition(" ")[2] != "DigestValue" or self._text is None or self._name is None:
            return
        algorithm = None if self._transformed else self._algorithm
        digest = _digest("".join(self._text))
        self.files.append(Listed(name=self._name, algorithm=algorithm, digest=digest))
        self._name = self._text = None


def _digest(text: str) -> bytes:
    try:
        return a2b_base64("".join(text.split()), strict_mode=True)
    except (Error, ValueError) as fault:
        raise _malformed(say("a digest is not base64")) from fault


def _malformed(why: str) -> MalformedContainerError:
    return MalformedContainerError(
        say("What the container lists cannot be read: {why}.", why=why),
        remedy=say("Ask the sender for the file again."),
        fault="manifest",
    )
