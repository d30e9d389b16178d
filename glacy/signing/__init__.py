"""Seals of a node: keys, certificates, PAdES on documents, CAdES beside data, and their time-stamps."""

from __future__ import annotations

from glacy.signing.cades import examine_detached, sign_detached
from glacy.signing.certificates import (
    Authority,
    NodeName,
    PrivateKey,
    PublicKey,
    Signer,
    Use,
    certificate_name,
    fingerprint,
    issue_certificate,
    issue_root,
    new_key,
    read_private_key,
    write_private_key,
)
from glacy.signing.errors import (
    MalformedKeyError,
    MalformedSignatureError,
    NodeNameError,
    SealSizeError,
    SigningError,
    StampError,
    UnsealableDocumentError,
)
from glacy.signing.pades import examine_pdf_seal, seal_pdf
from glacy.signing.reading import SealReading
from glacy.signing.stamps import LocalStamper, Stamper
from glacy.signing.trust import Trust, Window

__all__ = [
    "Authority",
    "LocalStamper",
    "MalformedKeyError",
    "MalformedSignatureError",
    "NodeName",
    "NodeNameError",
    "PrivateKey",
    "PublicKey",
    "SealReading",
    "SealSizeError",
    "Signer",
    "SigningError",
    "StampError",
    "Stamper",
    "Trust",
    "UnsealableDocumentError",
    "Use",
    "Window",
    "certificate_name",
    "examine_detached",
    "examine_pdf_seal",
    "fingerprint",
    "issue_certificate",
    "issue_root",
    "new_key",
    "read_private_key",
    "seal_pdf",
    "sign_detached",
    "write_private_key",
]
