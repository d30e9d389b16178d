"""Keys and certificates of a node, and the strict reading of DER."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from functools import cache

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st

from glacy.signing import (
    MalformedKeyError,
    NodeName,
    NodeNameError,
    Signer,
    certificate_name,
    issue_certificate,
    new_key,
    read_private_key,
    write_private_key,
)
from glacy.signing.der import read_der
from tests.signing.keys import NOW, Keys, fixed_key, make_keys


@cache
def node() -> Keys:
    return make_keys()


def test_every_certificate_of_an_exercise_says_so() -> None:
    for certificate in (node().root.certificate, node().signer.certificate, node().stamper.certificate):
        assert "EXERCISE - INVENTED" in certificate_name(certificate)
        read_der(certificate)


def test_the_stamping_use_is_critical_and_alone() -> None:
    use = x509.load_der_x509_certificate(node().stamper.certificate).extensions.get_extension_for_class(
        x509.ExtendedKeyUsage
    )
    assert use.critical
    assert list(use.value) == [ExtendedKeyUsageOID.TIME_STAMPING]


@pytest.mark.parametrize("password", [None, b"a long password"], ids=["open", "with a password"])
def test_a_private_key_comes_back(password: bytes | None) -> None:
    key = new_key()
    written = write_private_key(key, password=password)
    assert read_private_key(written, password=password).private_numbers() == key.private_numbers()


def _other_curve() -> bytes:
    key = ec.generate_private_key(ec.SECP384R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize(
    ("data", "password"),
    [
        (b"", None),
        (b"nonsense", None),
        (_other_curve(), None),
        (write_private_key(fixed_key(1), password=b"right"), b"wrong"),
        (write_private_key(fixed_key(1), password=b"right"), None),
        (write_private_key(fixed_key(1)), b"needless"),
    ],
    ids=["nothing", "nonsense", "another curve", "wrong password", "no password", "needless password"],
)
def test_a_key_that_cannot_be_read_says_so(data: bytes, password: bytes | None) -> None:
    with pytest.raises(MalformedKeyError):
        read_private_key(data, password=password)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_key_are_refused_by_name(data: bytes) -> None:
    body = b"-----BEGIN PRIVATE KEY-----\n" + base64.b64encode(data) + b"\n-----END PRIVATE KEY-----\n"
    for each in (data, body):
        with pytest.raises(MalformedKeyError):
            read_private_key(each)


def test_a_key_must_belong_to_its_certificate() -> None:
    with pytest.raises(MalformedKeyError):
        Signer(certificate=node().signer.certificate, key=fixed_key(99))


def test_a_leaf_needs_an_issuer() -> None:
    with pytest.raises(MalformedKeyError):
        issue_certificate(
            subject=node().name,
            public_key=fixed_key(5).public_key(),
            issuer=None,
            serial=1,
            not_before=NOW,
            not_after=NOW,
            use="seal",
        )


@pytest.mark.parametrize(
    ("name", "country"), [("", "GH"), ("x" * 65, "GH"), ("a\nb", "GH"), ("a", "gh"), ("a", "GHA")]
)
def test_a_name_that_cannot_stand_in_a_certificate_is_refused(name: str, country: str) -> None:
    with pytest.raises(NodeNameError):
        NodeName(name=name, country=country)


@given(st.binary(max_size=100))
def test_der_is_read_in_one_form_or_refused(data: bytes) -> None:
    from glacy.signing.der import write_der
    from glacy.signing.errors import MalformedSignatureError

    try:
        element = read_der(data)
    except MalformedSignatureError:
        return
    assert write_der(element.tag, element.body) == data


@given(st.datetimes(datetime(1960, 1, 1), datetime(2200, 1, 1)))  # noqa: DTZ001  # made aware below
def test_a_signing_time_comes_back(naive: datetime) -> None:
    from glacy.signing.der import read_time, signing_time

    instant = naive.replace(tzinfo=UTC, microsecond=0)
    assert read_time(read_der(signing_time(instant))) == instant
