"""Whom a reader trusts, in what role and during what time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID

from glacy.signing.certificates import ONE_FORM_POLICY, certificate_name, fingerprint, load_certificate
from glacy.signing.errors import MalformedSignatureError

LeafUse = Literal["seal", "stamp"]
_KNOWN_CRITICAL = frozenset(
    (
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.CERTIFICATE_POLICIES,
    )
)
_LONGEST_PATH = 4
_Extension = TypeVar("_Extension", bound=x509.ExtensionType)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From when until when a root is accepted; an end that is not set is open."""

    from_at: datetime | None = None
    until_at: datetime | None = None

    def contains(self, instant: datetime) -> bool:
        """Whether the root was accepted at that instant."""
        return (self.from_at is None or self.from_at <= instant) and (
            self.until_at is None or instant <= self.until_at
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """The roots (DER) that a reader accepts for seals and for time-stamps.

    `names` gives the name to show for a root, `windows` when it is accepted, both by fingerprint;
    `independent` are the fingerprints of stamp roots that belong to none of the nodes.
    """

    anchors: tuple[bytes, ...] = ()
    stamp_anchors: tuple[bytes, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    windows: Mapping[str, Window] = field(default_factory=dict)
    independent: frozenset[str] = frozenset()

    @classmethod
    def none(cls) -> Trust:
        """Trust in nobody: what is unchanged can be told, who sealed it cannot."""
        return cls()

    def name_of(self, root: bytes) -> str:
        """The name under which a root is shown."""
        return self.names.get(fingerprint(root)) or certificate_name(root)

    def window_of(self, root: bytes) -> Window:
        """When a root is accepted."""
        return self.windows.get(fingerprint(root), Window())

    def is_independent(self, root: bytes) -> bool:
        """Whether a stamp root is an authority apart from the nodes."""
        return fingerprint(root) in self.independent


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """The certificates from a leaf up to the root that a reader trusts."""

    certificates: tuple[bytes, ...]

    @property
    def root(self) -> bytes:
        """The trusted end of the path."""
        return self.certificates[-1]


def find_path(leaf: bytes, *, through: tuple[bytes, ...], anchors: tuple[bytes, ...]) -> Path | None:
    """The path from a leaf to one of the anchors, or None (RFC 5280, 6, without revocation)."""
    path = [leaf]
    for _ in range(_LONGEST_PATH):
        current = path[-1]
        for anchor in anchors:
            if _is_issued_by(current, anchor):
                return Path(certificates=(*path, anchor))
        above = next((each for each in through if each not in path and _is_issued_by(current, each)), None)
        if above is None:
            return None
        path.append(above)
    return None


def fault_of_leaf(leaf: bytes, *, use: LeafUse) -> str | None:
    """What makes a certificate unfit to seal or to stamp, or None."""
    certificate = load_certificate(leaf)
    critical = [each.oid for each in certificate.extensions if each.critical]
    unknown = [oid.dotted_string for oid in critical if oid not in _KNOWN_CRITICAL]
    if unknown:
        return f"it has a critical extension that is not understood ({unknown[0]})"
    if _is_authority(certificate):
        return "it belongs to an authority, which does not seal or stamp itself"
    usage = _find_extension(certificate, x509.KeyUsage)
    if usage is None or not (usage.digital_signature or usage.content_commitment):
        return "its key may not be used for signatures"
    uses = _find_extension(certificate, x509.ExtendedKeyUsage)
    stamping = uses is not None and ExtendedKeyUsageOID.TIME_STAMPING in uses
    if use == "seal" and stamping:
        return "it is for time-stamps only"
    if use == "stamp" and (uses is None or list(uses) != [ExtendedKeyUsageOID.TIME_STAMPING]):
        return "it is not for time-stamps only (RFC 3161, 2.3)"
    return None


def has_one_form_policy(leaf: bytes) -> bool:
    """Whether a leaf says that its key signs only in our one byte form."""
    policies = _find_extension(load_certificate(leaf), x509.CertificatePolicies)
    return policies is not None and any(
        each.policy_identifier.dotted_string == ONE_FORM_POLICY for each in policies
    )


def fault_of_period(path: Path, *, instant: datetime) -> str | None:
    """Which certificate of a path was not valid at an instant, or None."""
    for each in path.certificates:
        certificate = load_certificate(each)
        start, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
        if instant < start:
            return f"{certificate_name(each)}: not valid before {start:%Y-%m-%d %H:%M:%S} UTC"
        if instant > end:
            return f"{certificate_name(each)}: expired on {end:%Y-%m-%d %H:%M:%S} UTC"
    return None


def _is_issued_by(lower: bytes, upper: bytes) -> bool:
    if lower == upper:
        return False
    try:
        certificate, issuer = load_certificate(lower), load_certificate(upper)
        if not _is_authority(issuer):
            return False
        certificate.verify_directly_issued_by(issuer)
    except (MalformedSignatureError, ValueError, TypeError, InvalidSignature):
        return False
    return True


def _is_authority(certificate: x509.Certificate) -> bool:
    constraints = _find_extension(certificate, x509.BasicConstraints)
    usage = _find_extension(certificate, x509.KeyUsage)
    return constraints is not None and constraints.ca and (usage is None or usage.key_cert_sign)


def _find_extension(certificate: x509.Certificate, kind: type[_Extension]) -> _Extension | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
