"""Seals of a node: keys, certificates, PAdES on documents, CAdES beside data, and their time-stamps."""

from __future__ import annotations

from glacy.signing.cades import examine_detached, sign_detached, sign_digest
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
    read_certificate,
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
    UnjudgedSignatureError,
    UnsealableDocumentError,
)
from glacy.signing.pades import examine_pdf_seal, renew_pdf, seal_pdf
from glacy.signing.reading import SealReading
from glacy.signing.renewing import Renewal, examine_renewals, examine_stamp
from glacy.signing.stamp_request import read_stamp_answer, write_stamp_request
from glacy.signing.stamps import LocalStamper, Stamper, ask_stamp_of
from glacy.signing.trust import Trust, Window, expiry_of, with_stamp_root, with_stamps_of

__all__ = [
    "Authority",
    "LocalStamper",
    "MalformedKeyError",
    "MalformedSignatureError",
    "NodeName",
    "NodeNameError",
    "PrivateKey",
    "PublicKey",
    "Renewal",
    "SealReading",
    "SealSizeError",
    "Signer",
    "SigningError",
    "StampError",
    "Stamper",
    "Trust",
    "UnjudgedSignatureError",
    "UnsealableDocumentError",
    "Use",
    "Window",
    "ask_stamp_of",
    "certificate_name",
    "examine_detached",
    "examine_pdf_seal",
    "examine_renewals",
    "examine_stamp",
    "expiry_of",
    "fingerprint",
    "issue_certificate",
    "issue_root",
    "new_key",
    "read_certificate",
    "read_private_key",
    "read_stamp_answer",
    "renew_pdf",
    "seal_pdf",
    "sign_detached",
    "sign_digest",
    "with_stamp_root",
    "with_stamps_of",
    "write_private_key",
    "write_stamp_request",
]
