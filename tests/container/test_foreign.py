"""Containers of other software: judged on content, never accepted and never blamed for their form."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from glacy.container import ContainerReading, examine_container
from glacy.signing import Trust
from tests.container.test_container import node
from tests.signing.keys import NOW, make_keys, with_foreign_leaf

OPENSSL = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
ASIC_E, ASIC_S = b"application/vnd.etsi.asic-e+zip", b"application/vnd.etsi.asic-s+zip"
DATA = {"report.txt": b"A report.\n", "pictures/one.bin": bytes(range(256)) * 40}


def zipped(files: Mapping[str, bytes]) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return into.getvalue()


def manifest(over: Mapping[str, bytes], by: str, algorithm: str = "sha256") -> bytes:
    """An ASiC manifest as other software writes it: one line, other prefixes, media types."""
    uri = {
        "sha256": "http://www.w3.org/2001/04/xmlenc#sha256",
        "sha384": "http://www.w3.org/2001/04/xmldsig-more#sha384",
        "sha512": "http://www.w3.org/2001/04/xmlenc#sha512",
        "sha1": "http://www.w3.org/2000/09/xmldsig#sha1",
    }[algorithm]
    rows = "".join(
        f'<DataObjectReference MimeType="text/plain" URI="{name}"><d:DigestMethod Algorithm="{uri}"/>'
        f"<d:DigestValue>{base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"
        "</d:DigestValue></DataObjectReference>"
        for name, content in over.items()
    )
    head = (
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?><ASiCManifest '
        'xmlns="http://uri.etsi.org/02918/v1.2.1#" xmlns:d="http://www.w3.org/2000/09/xmldsig#">'
    )
    return f'{head}<SigReference URI="{by}"/>{rows}</ASiCManifest>'.encode()


@cache
def authority(bits: int = 2048) -> tuple[bytes, bytes]:
    """An RSA key (PEM) and its certificate (PEM), signed by itself, as test software makes them."""
    key = rsa.generate_private_key(65537, bits)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An invented signer")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(NOW.replace(year=2025))
        .not_valid_after(NOW.replace(year=2035))
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem, certificate.public_bytes(serialization.Encoding.PEM)


@cache
def signed(content: bytes, *options: str, bits: int = 2048) -> bytes:
    """A detached CAdES signature by OpenSSL."""
    key, certificate = authority(bits)
    with TemporaryDirectory() as folder:
        for name, data in (("k.pem", key), ("c.pem", certificate), ("m", content)):
            Path(folder, name).write_bytes(data)
        command = "openssl cms -sign -binary -cades -outform DER -in m -signer c.pem -inkey k.pem -out s"
        subprocess.run([*command.split(), *options], cwd=folder, check=True, capture_output=True)
        return Path(folder, "s").read_bytes()


PSS = ("-md", "sha512", "-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:digest")


def examine(files: Mapping[str, bytes]) -> ContainerReading:
    return examine_container(zipped(files), trust=Trust.none(), at=NOW)


def told(reading: ContainerReading, name: str) -> list[bool | None]:
    return [check.holds for check in reading.checks if check.name == name]


def two_signatures(data: Mapping[str, bytes] = DATA) -> dict[str, bytes]:
    """ASiC-E: one file under each of two signatures, PKCS #1 with SHA-256 and PSS with SHA-512."""
    first, second = DATA
    one = manifest({first: DATA[first]}, "META-INF/signature001.p7s", "sha384")
    two = manifest({second: DATA[second]}, "META-INF/signature002.p7s", "sha512")
    return {
        "mimetype": ASIC_E,
        **data,
        "META-INF/ASiCManifest001.xml": one,
        "META-INF/ASiCManifest002.xml": two,
        "META-INF/signature001.p7s": signed(one),
        "META-INF/signature002.p7s": signed(two, *PSS),
    }


@OPENSSL
def test_several_signatures_are_judged_each() -> None:
    reading = examine(two_signatures())
    assert reading.holds is None
    assert told(reading, "signature") == [True, True]
    assert told(reading, "content") == [True, True, True]
    assert told(reading, "archive") == [None]
    assert told(reading, "stamp") == [None, None]


@OPENSSL
@pytest.mark.parametrize("name", DATA)
def test_a_changed_file_is_named(name: str) -> None:
    reading = examine(two_signatures({**DATA, name: DATA[name] + b"."}))
    assert reading.holds is False
    assert [check.about for check in reading.checks if check.holds is False] == [name]


@OPENSSL
def test_a_file_that_nothing_lists_is_told() -> None:
    reading = examine({**two_signatures(), "more.txt": b""})
    assert reading.holds is None
    assert any(check.about == "more.txt" and check.holds is None for check in reading.checks)


@OPENSSL
def test_a_missing_file_does_not_hold() -> None:
    files = two_signatures()
    del files["report.txt"]
    assert examine(files).holds is False


@OPENSSL
@pytest.mark.parametrize("options", [(), PSS], ids=["PKCS 1", "PSS"])
def test_a_simple_container_is_judged(options: tuple[str, ...]) -> None:
    content = DATA["report.txt"]
    files = {"mimetype": ASIC_S, "report.txt": content, "META-INF/signature.p7s": signed(content, *options)}
    reading = examine(files)
    assert (told(reading, "signature"), reading.holds) == ([True], None)
    changed = examine({**files, "report.txt": b"Another report.\n"})
    assert (told(changed, "content"), changed.holds) == ([True, False], False)


@OPENSSL
def test_a_short_key_does_not_hold() -> None:
    content = DATA["report.txt"]
    short = signed(content, bits=1024)
    files = {"mimetype": ASIC_S, "report.txt": content, "META-INF/signature.p7s": short}
    reading = examine(files)
    assert told(reading, "signer") == [False]


def test_a_time_stamp_alone_is_judged() -> None:
    content = DATA["report.txt"]
    token = make_keys("NL", seed=50).stamper.stamp(hashlib.sha256(content).digest())
    files = {"mimetype": ASIC_S, "report.txt": content, "META-INF/timestamp.tst": token}
    reading = examine(files)
    assert (told(reading, "stamp"), reading.holds) == ([True], None)
    assert examine({**files, "report.txt": b""}).holds is False


@OPENSSL
def test_an_archive_manifest_is_compared_and_its_stamp_judged() -> None:
    files = two_signatures()
    over = {name: content for name, content in files.items() if name != "mimetype"}
    archive = manifest(over, "META-INF/timestamp001.tst", "sha512")
    token = make_keys("NL", seed=50).stamper.stamp(hashlib.sha512(archive).digest())
    files |= {"META-INF/ASiCArchiveManifest.xml": archive, "META-INF/timestamp001.tst": token}
    reading = examine(files)
    assert reading.holds is None
    assert next(check.holds for check in reading.checks if check.about == "META-INF/timestamp001.tst") is True
    extended = examine({**files, "META-INF/signature001.p7s": files["META-INF/signature002.p7s"]})
    assert any("was changed after" in check.says for check in extended.checks)
    assert examine({**files, "META-INF/ASiCArchiveManifest.xml": archive + b"\n"}).holds is False


XML = """<asic:XAdESSignatures xmlns:asic="http://uri.etsi.org/02918/v1.2.1#"><d:Signature
xmlns:d="http://www.w3.org/2000/09/xmldsig#"><d:SignedInfo>
<d:Reference URI="report.txt">{transform}<d:DigestMethod
 Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><d:DigestValue>{digest}</d:DigestValue></d:Reference>
<d:Reference URI="#p"><d:DigestMethod Algorithm="x"/><d:DigestValue>AAAA</d:DigestValue></d:Reference>
</d:SignedInfo></d:Signature></asic:XAdESSignatures>"""


def xml_signed(content: bytes, transform: str = "") -> dict[str, bytes]:
    digest = base64.b64encode(hashlib.sha256(b"A report.\n").digest()).decode()
    signature = XML.format(transform=transform, digest=digest).encode()
    return {"mimetype": ASIC_E, "report.txt": content, "META-INF/signatures0.xml": signature}


def test_what_an_xml_signature_lists_is_compared() -> None:
    reading = examine(xml_signed(b"A report.\n"))
    assert (told(reading, "content"), told(reading, "signature")) == ([True], [None])
    changed = examine(xml_signed(b"A raport.\n"))
    assert (changed.holds, changed.checks[1].about) == (False, "report.txt")
    transformed = examine(xml_signed(b"A raport.\n", "<d:Transforms><d:Transform/></d:Transforms>"))
    assert transformed.holds is None


@OPENSSL
def test_a_weak_digest_cannot_be_told() -> None:
    listing = manifest(DATA, "META-INF/signature.p7s", "sha1")
    files = {
        "mimetype": ASIC_E,
        **DATA,
        "META-INF/ASiCManifest.xml": listing,
        "META-INF/signature.p7s": signed(listing),
    }
    reading = examine(files)
    assert reading.holds is None
    assert sum("not judged here" in check.says for check in reading.checks) == len(DATA)


def test_an_evidence_record_cannot_be_told() -> None:
    files = {"mimetype": ASIC_S, "report.txt": b"", "META-INF/evidencerecord.ers": b"x"}
    assert examine(files).holds is None


def test_our_seal_beside_another_signature_does_not_hold() -> None:
    """A key that signs in our one form alone does not appear in another."""
    content = DATA["report.txt"]
    from glacy.signing import sign_detached

    for keys, holds in ((node(), False), (with_foreign_leaf(node()), None)):
        ours = sign_detached(content, by=keys.signer, at=NOW, stamper=keys.stamper)
        files = {"mimetype": ASIC_S, "report.txt": content, "META-INF/signature.p7s": ours}
        assert examine(files).holds is holds


@dataclass(frozen=True)
class Case:
    says: str
    name: str
    content: bytes
    holds: bool | None


BOMB = b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;">]><a>&d;</a>'
CASES = [
    Case("entities in a manifest", "META-INF/ASiCManifest001.xml", BOMB, False),
    Case("entities in an XML signature", "META-INF/signatures.xml", BOMB, False),
    Case("deep XML", "META-INF/signatures.xml", b"<a>" * 10_000, False),
    Case("no XML", "META-INF/ASiCManifest001.xml", b"\x00", False),
    Case("a manifest of nothing", "META-INF/ASiCManifest003.xml", b"<a/>", None),
    Case("a signature of nothing", "META-INF/signature009.p7s", b"", None),
    Case("a stamp of nothing", "META-INF/timestamp009.tst", b"\x30\x80\x00\x00", None),
]


@OPENSSL
@pytest.mark.parametrize("case", CASES, ids=attrgetter("says"))
def test_what_is_odd_beside_a_good_signature(case: Case) -> None:
    assert examine({**two_signatures(), case.name: case.content}).holds is case.holds


PARTS = ["META-INF/ASiCManifest001.xml", "META-INF/signature001.p7s", "META-INF/timestamp.tst", "mimetype"]


@OPENSSL
@settings(max_examples=150, deadline=None)
@given(name=st.sampled_from(PARTS), noise=st.binary(max_size=60), place=st.integers(0, 5000))
def test_noise_in_any_part_never_raises_and_is_never_accepted(name: str, noise: bytes, place: int) -> None:
    files = two_signatures()
    content = files.get(name, b"")
    at = place % (len(content) + 1)
    reading = examine({**files, name: content[:at] + noise + content[at + len(noise) :]})
    assert reading.holds is not True


def test_published_containers_are_judged_without_exception() -> None:
    """A folder of others' containers, outside of the repository: name it in GLACY_PUBLISHED_VECTORS."""
    folder = os.environ.get("GLACY_PUBLISHED_VECTORS")
    if folder is None:
        pytest.skip("PUBLISHED VECTORS NOT RUN: GLACY_PUBLISHED_VECTORS names no folder")
    suffixes = {".asice", ".asics", ".sce", ".scs"}
    files = [each for each in sorted(Path(folder).rglob("*")) if each.suffix in suffixes]
    assert files
    accepted = []
    for each in files:
        with each.open("rb") as file:
            if examine_container(file, trust=Trust.none(), at=NOW).holds is True:
                accepted.append(each.name)
    assert accepted == []


def test_names_that_differ_by_case_alone_are_not_blamed_on_others() -> None:
    data = zipped({"mimetype": ASIC_E, "A.txt": b"a", "a.txt": b"b", "META-INF/signatures.xml": b"<a/>"})
    reading = examine_container(data, trust=Trust.none(), at=NOW)
    assert reading.holds is None
    assert [check.about for check in reading.checks if "cannot stand beside" in check.says] == ["a.txt"]
    assert any(check.about == "META-INF/signatures.xml" for check in reading.checks)  # the rest is judged


def test_what_no_signature_could_be_read_over_is_listed_by_none() -> None:
    broken = {f"META-INF/signature{number}.p7s": b"\x30\x03no" for number in range(3)}
    reading = examine_container(zipped({"mimetype": ASIC_S, "x": b"x", **broken}), trust=Trust.none(), at=NOW)
    assert reading.holds is not True
    assert not any("Files compared" in check.says for check in reading.checks)
