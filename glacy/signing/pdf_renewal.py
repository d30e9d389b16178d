"""The update that renews a sealed PDF: validation material and a time-stamp (EN 319 142-1, B-LTA)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from glacy.signing.cms import read_signature
from glacy.signing.pdf_revision import FirstRevision, references
from glacy.signing.pdf_update import ROOM, Sealed, append, empty_signature, without_padding, write_field

MOST_RENEWALS = 200
_STAMP_HEAD = b"<</Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161"
_STAMP = re.compile(
    re.escape(_STAMP_HEAD) + rb"/ByteRange\[0 \d{10} \d{10} \d{10}\]/Contents<([0-9a-f]{%d})>" % (2 * ROOM)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewable:
    """A sealed PDF, as far as it must be known to renew it once more."""

    data: bytes
    file: FirstRevision
    size: int
    start: int
    fields: tuple[int, ...]
    certificates: tuple[tuple[bytes, int], ...] = ()
    material: tuple[tuple[bytes, tuple[int, ...]], ...] = ()
    last: bytes

    @classmethod
    def of(cls, sealed: Sealed, signature: bytes, first_revision: bytes) -> Renewable:
        """A PDF that was sealed with this signature, and not renewed yet."""
        file = FirstRevision.of(first_revision)
        data = sealed.with_signature(signature)
        return cls(
            data=data,
            file=file,
            size=file.size + 2,
            start=_start_of(data),
            fields=(file.size + 1,),
            last=signature,
        )

    @property
    def count(self) -> int:
        """How often it was renewed."""
        return len(self.fields) - 1


@dataclass(frozen=True, slots=True)
class Unstamped:
    """A PDF with one renewal more, whose time-stamp is still missing."""

    sealed: Sealed
    then: Renewable

    def with_token(self, token: bytes) -> Renewable:
        """The renewed PDF."""
        data = self.sealed.with_signature(token)
        return replace(self.then, data=data, start=_start_of(data), last=token)


def write_renewal(before: Renewable) -> Unstamped:
    """The update behind a sealed PDF: the certificates of its last signature, and an empty time-stamp."""
    held, number = dict(before.certificates), before.size
    objects: list[tuple[int, bytes]] = []
    used: list[int] = []
    for certificate in _certificates(before.last):
        if certificate not in held:
            held[certificate] = number
            objects.append((number, _stream(certificate)))
            number += 1
        used.append(held[certificate])
    material = (*before.material, (_name(before.last), tuple(used)))
    dictionary, stamp, field = number, number + 1, number + 2
    fields = (*before.fields, field)
    file = before.file
    objects += [
        (dictionary, _write_material(tuple(held.values()), material)),
        (stamp, empty_signature(_STAMP_HEAD)),
        (field, write_field(b"renewal%d" % (before.count + 1), stamp, file)),
        (file.root_number, file.catalog_with(file.size, fields, dictionary)),
        (file.page_number, file.page_with(fields)),
    ]
    sealed = append(before.data, objects, signature=stamp, file=file, size=number + 3, start=before.start)
    then = replace(
        before, size=number + 3, fields=fields, certificates=tuple(held.items()), material=material
    )
    return Unstamped(sealed, then)


def find_renewals(pdf: bytes, sealed: Renewable) -> Iterator[tuple[Unstamped, bytes, Renewable]]:
    """Each renewal that stands in our form behind a sealed PDF: before its token, the token, and after."""
    while sealed.count < MOST_RENEWALS:
        found = _STAMP.search(pdf, len(sealed.data))
        if found is None:
            return
        token = without_padding(bytes.fromhex(found[1].decode("ascii")))
        empty = write_renewal(sealed)
        sealed = empty.with_token(token)
        if not pdf.startswith(sealed.data):
            return
        yield empty, token, sealed


def _certificates(signature: bytes) -> Iterator[bytes]:
    """The certificates of a signature or a token, and of the time-stamp inside."""
    read = read_signature(signature)
    yield from (read.leaf, *read.chain)
    if read.token is not None:
        yield from _certificates(read.token)


def _stream(content: bytes) -> bytes:
    return b"<</Length %d>>\nstream\n%b\nendstream" % (len(content), content)


def _name(signature: bytes) -> bytes:
    """What a signature is called in the validation material (EN 319 142-1, 5.4.2.3: its SHA-1)."""
    return hashlib.sha1(signature.ljust(ROOM, b"\0"), usedforsecurity=False).hexdigest().upper().encode()


def _write_material(certificates: tuple[int, ...], of: tuple[tuple[bytes, tuple[int, ...]], ...]) -> bytes:
    each = b"".join(b"/%b<</Cert[%b]>>" % (name, references(used)) for name, used in of)
    return b"<</Type/DSS/Certs[%b]/VRI<<%b>>>>" % (references(certificates), each)


def _start_of(data: bytes) -> int:
    """The place of the last cross-references of a file that we wrote."""
    return int(data[data.rindex(b"startxref\n") + 10 :].split(b"\n")[0])
