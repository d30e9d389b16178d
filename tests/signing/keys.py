"""An invented node's keys and certificates, the same at every run of the tests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from glacy.signing import (
    Authority,
    LocalStamper,
    NodeName,
    PrivateKey,
    Signer,
    Trust,
    fingerprint,
    issue_certificate,
    issue_root,
)

NOW = datetime(2026, 11, 20, 23, 52, 0, tzinfo=UTC)


def fixed_key(number: int) -> PrivateKey:
    """A key that is the same at every run; for tests only."""
    return ec.derive_private_key(0x1234567 + number, ec.SECP256R1())


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What one invented node holds."""

    root: Authority
    signer: Signer
    stamper: LocalStamper
    name: NodeName

    @property
    def trust(self) -> Trust:
        """Trust in this node alone."""
        root = self.root.certificate
        return Trust(anchors=(root,), stamp_anchors=(root,), names={fingerprint(root): self.name.name})


def make_keys(
    country: str = "GH",
    *,
    seed: int = 0,
    at: datetime = NOW,
    days: int = 365,
    start: datetime = NOW - timedelta(days=30),
) -> Keys:
    """An invented node of a country whose stamper's clock stands at `at`."""
    name = NodeName(name=f"Contact point of {country}", country=country, exercise=True)
    root = issue_root(
        subject=name,
        key=fixed_key(seed),
        serial=1000 + seed,
        not_before=start,
        not_after=start + timedelta(days=3650),
    )
    leaves = {}
    for number, use in enumerate(("seal", "stamp"), start=1):
        key = fixed_key(seed + number)
        certificate = issue_certificate(
            subject=name,
            public_key=key.public_key(),
            issuer=root,
            serial=2000 + seed + number,
            not_before=start,
            not_after=start + timedelta(days=days),
            use=use,  # type: ignore[arg-type]  # the two words above
        )
        leaves[use] = (certificate, key)
    return Keys(
        root=root,
        name=name,
        signer=Signer(certificate=leaves["seal"][0], key=leaves["seal"][1]),
        stamper=LocalStamper(certificate=leaves["stamp"][0], key=leaves["stamp"][1], clock=lambda: at),
    )


def with_foreign_leaf(keys: Keys) -> Keys:
    """The same node with a sealing leaf as other software would issue it."""
    old = x509.load_der_x509_certificate(keys.signer.certificate)
    builder = x509.CertificateBuilder(
        issuer_name=old.issuer,
        subject_name=old.subject,
        public_key=old.public_key(),
        serial_number=77,
        not_valid_before=old.not_valid_before_utc,
        not_valid_after=old.not_valid_after_utc,
        extensions=[each for each in old.extensions if not isinstance(each.value, x509.CertificatePolicies)],
    )
    leaf = builder.sign(keys.root.key, hashes.SHA256()).public_bytes(Encoding.DER)
    return replace(keys, signer=Signer(certificate=leaf, key=keys.signer.key))
