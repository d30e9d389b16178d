"""The manifest of a container: each file and its digest (EN 319 162-1, 6.4 ASiCManifest)."""

from __future__ import annotations

import re
from binascii import a2b_base64, b2a_base64
from urllib.parse import quote, unquote_to_bytes

from glacy.canon import Digest
from glacy.container.errors import MalformedContainerError
from glacy.sayings import say

SIGNATURE_NAME = "META-INF/signature.p7s"
_SPACE = "http://uri.etsi.org/02918/v1.2.1#"
_DS = "http://www.w3.org/2000/09/xmldsig#"
_SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
_SHA512 = "http://www.w3.org/2001/04/xmlenc#sha512"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<asic:ASiCManifest xmlns:asic="{_SPACE}" xmlns:ds="{_DS}">\n'
    '<asic:SigReference URI="{}" MimeType="{}"/>\n'
)
_ROW = (
    '<asic:DataObjectReference URI="{}">'
    f'<ds:DigestMethod Algorithm="{_SHA256}"/>'
    "<ds:DigestValue>{}</ds:DigestValue></asic:DataObjectReference>\n"
)
_ARCHIVE_ROW = (
    '<asic:DataObjectReference URI="{}"{}>'
    f'<ds:DigestMethod Algorithm="{_SHA512}"/>'
    "<ds:DigestValue>{}</ds:DigestValue></asic:DataObjectReference>\n"
)
_ROOT = ' Rootfile="true"'
_FOOT = "</asic:ASiCManifest>\n"
_ROW_PATTERN = re.compile(
    re.escape(_ROW)
    .replace(r"\{\}", r'([^"<>&\n]{1,4000})', 1)
    .replace(r"\{\}", r"([A-Za-z0-9+/=]{44})")
    .encode("ascii")
)
LONGEST_ROW = 4400
FOOT = _FOOT.encode("ascii")
_SAFE = "/!$'()*+,;=:@-._~"


def write_head(signature_name: str = SIGNATURE_NAME) -> bytes:
    """The lines of a manifest before its rows: of a signature, or of the time-stamp of a renewal."""
    stamp = signature_name.endswith(".tst")
    media_type = "application/vnd.etsi.timestamp-token" if stamp else "application/pkcs7-signature"
    return _HEAD.format(signature_name, media_type).encode("ascii")


def write_row(name: str, digest: bytes) -> bytes:
    """The row of one file and its SHA-256 digest."""
    shown = b2a_base64(digest, newline=False).decode("ascii")
    return _ROW.format(quote(name, safe=_SAFE), shown).encode("ascii")


def write_archive_row(name: str, digest: bytes, *, root: bool = False) -> bytes:
    """The row of one file and its SHA-512 digest in a renewal; `root` marks the renewal before it."""
    shown = b2a_base64(digest, newline=False).decode("ascii")
    return _ARCHIVE_ROW.format(quote(name, safe=_SAFE), _ROOT if root else "", shown).encode("ascii")


def read_row(line: bytes) -> tuple[bytes, Digest]:
    """The name and the digest in a row of our form; it is compared as text, never given to an XML parser."""
    match = _ROW_PATTERN.fullmatch(line)
    if match is None:
        raise _malformed(say("it is not in the one form that GLACY writes"))
    name, digest = unquote_to_bytes(match[1]), _digest(match[2].decode("ascii"))
    try:
        same = write_row(name.decode("utf-8"), bytes.fromhex(digest)) == line
    except UnicodeDecodeError as fault:
        raise _malformed(say("a name in it is not UTF-8")) from fault
    if not same:
        raise _malformed(say("it is not in the one form that GLACY writes"))
    return name, digest


def _digest(text: str) -> Digest:
    try:
        raw = a2b_base64(text, strict_mode=True)
    except ValueError as fault:
        raise _malformed(say("a digest is not base64")) from fault
    return Digest(raw.hex())


def _malformed(why: str) -> MalformedContainerError:
    return MalformedContainerError(
        say("The manifest of the container cannot be read: {why}.", why=why),
        remedy=say("Ask the sender for the file again."),
        fault="manifest",
        file="META-INF/ASiCManifest.xml",
    )
