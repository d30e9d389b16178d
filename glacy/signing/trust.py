"""Whom a reader trusts, in what role and during what time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID

from glacy.sayings import say
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
_SHORTEST_RSA, _SHORTEST_CURVE = 2048, 224
_Extension = TypeVar("_Extension", bound=x509.ExtensionType)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From when until when a root is accepted; an end that is not set is open.

    `needs_outside` is for a root that may have been stolen: who held it could write any instant, so that
    only a stamp by an authority apart from the nodes says when.
    """

    from_at: datetime | None = None
    until_at: datetime | None = None
    needs_outside: bool = False

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


def with_stamp_root(trust: Trust, root: bytes, *, independent: bool) -> Trust:
    """The same trust, and trust in one root (DER) more for time-stamps."""
    added = frozenset((fingerprint(root),)) if independent else frozenset()
    return replace(
        trust,
        stamp_anchors=tuple(dict.fromkeys((*trust.stamp_anchors, root))),
        independent=trust.independent | added,
    )


def with_stamps_of(trust: Trust, wider: Trust) -> Trust:
    """Trust in the same seals, and in the time-stamps that another trust accepts: others may have renewed."""
    return replace(
        trust,
        stamp_anchors=tuple(dict.fromkeys((*trust.stamp_anchors, *wider.stamp_anchors))),
        names={**wider.names, **trust.names},
        windows={**wider.windows, **trust.windows},
        independent=trust.independent | wider.independent,
    )


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
        return say("it has a critical extension that is not understood ({unknown})", unknown=unknown[0])
    if _is_authority(certificate):
        return say("it belongs to an authority, which does not seal or stamp itself")
    usage = _find_extension(certificate, x509.KeyUsage)
    if usage is not None and not (usage.digital_signature or usage.content_commitment):
        return say("its key may not be used for signatures")
    uses = _find_extension(certificate, x509.ExtendedKeyUsage)
    stamping = uses is not None and ExtendedKeyUsageOID.TIME_STAMPING in uses
    if _is_weak(certificate):
        return say("its key is too short to be trusted (RSA below 2,048 bits, or a curve below 224)")
    if use == "seal" and stamping:
        return say("it is for time-stamps only")
    if use == "stamp" and (uses is None or list(uses) != [ExtendedKeyUsageOID.TIME_STAMPING]):
        return say("it is not for time-stamps only (RFC 3161, 2.3)")
    return None


def _is_weak(certificate: x509.Certificate) -> bool:
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size < _SHORTEST_RSA
    return isinstance(key, ec.EllipticCurvePublicKey) and key.key_size < _SHORTEST_CURVE


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
            return say(
                "{name}: not valid before {start}.",
                name=certificate_name(each),
                start=start,
            )
        if instant > end:
            return say("{name}: expired on {end}.", name=certificate_name(each), end=end)
    return None


def expiry_of(certificates: tuple[bytes, ...]) -> datetime:
    """When the first of some certificates expires."""
    return min(load_certificate(each).not_valid_after_utc for each in certificates)


def _is_issued_by(lower: bytes, upper: bytes) -> bool:
    if lower == upper:
        return False
    try:
        certificate, issuer = load_certificate(lower), load_certificate(upper)
        if not _is_authority(issuer) or _is_weak(issuer):
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
