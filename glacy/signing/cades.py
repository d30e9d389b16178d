"""CAdES B-T (EN 319 122-1): a signature beside the data that it seals."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from glacy.signing.certificates import Signer
from glacy.signing.cms import sign_content, write_signature
from glacy.signing.reading import SealReading, examine_signature
from glacy.signing.stamps import Stamper, ask_stamp
from glacy.signing.trust import Trust
from glacy.times import whole_seconds


def sign_detached(data: bytes, *, by: Signer, at: datetime, stamper: Stamper) -> bytes:
    """The CAdES B-T signature (DER) over data, with the signer's time and a time-stamp."""
    return sign_digest(hashlib.sha256(data).digest(), by=by, at=at, stamper=stamper)


def sign_digest(digest: bytes, *, by: Signer, at: datetime, stamper: Stamper) -> bytes:
    """The same over data whose SHA-256 digest is given."""
    signature = sign_content(digest, by=by, signed_at=whole_seconds(at))
    return write_signature(replace(signature, token=ask_stamp(stamper, over=signature.value)))


def examine_detached(
    signature: bytes,
    data: bytes | None = None,
    *,
    digest: bytes | None = None,
    trust: Trust,
    at: datetime,
    about: str = "signature",
    of_other_software: bool = False,
) -> SealReading:
    """What a detached signature says of the data, or of its SHA-256 digest; never raises on bad input.

    `at` is the reader's instant: certificates are judged at the time-stamp if its authority is trusted, else
    then. What cannot be read does not hold, unless it may be of other software.
    """
    return examine_signature(
        signature,
        data,
        digest=digest,
        trust=trust,
        at=at,
        about=about,
        of_other_software=of_other_software,
    )
