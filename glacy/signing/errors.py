"""What can go wrong when something is sealed or a key is read."""

from __future__ import annotations

from glacy.errors import GlacyError


class SigningError(GlacyError):
    """The root of the errors of this library."""


class MalformedSignatureError(SigningError):
    """Bytes are not a signature that can be read (CMS SignedData in DER, RFC 5652)."""


class UnjudgedSignatureError(MalformedSignatureError):
    """A signature is damaged, or of a kind that is not judged here: it is not told that it is false."""


class MalformedKeyError(SigningError):
    """Bytes are not a private key of ours, or the password does not open it."""


class NodeNameError(SigningError):
    """A node's name cannot stand in a certificate."""


class UnsealableDocumentError(SigningError):
    """A PDF cannot be sealed: it takes one revision, a plain cross-reference table and no seal yet."""


class SealSizeError(SigningError):
    """A signature with its time-stamp is larger than the room that is kept for it."""


class StampError(SigningError):
    """A time-stamping authority did not give a stamp over what was asked."""
