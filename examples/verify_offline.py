"""Checks a document, a bundle, a receipt or an envelope without GLACY, with Python and `cryptography` alone.

    pip install cryptography
    python verify_offline.py FILE directory.json

It shows that the formats can be judged by anyone. Of a sealed document (.pdf) it checks that the seal covers
every byte and fits them; of a container (.asice) the digests of all files, the seal over them, and each proof
of the journal up to the signed checkpoint; of both the certificate against the directory. It leaves out the
time-stamp, the byte form, the custody chain, what lies inside an envelope, and whether the page says what its
attached message says; `glacy verify` checks these too.
Exit 0: all that was checked holds. 1: something does not, or cannot be told. 2: wrongly asked.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import pkcs7

MANIFEST = "META-INF/ASiCManifest.xml"
SIGNATURE = "META-INF/signature.p7s"
ROW = re.compile(
    r'<asic:DataObjectReference URI="([^"]+)"><ds:DigestMethod Algorithm="http://www\.w3\.org/2001/04/'
    r'xmlenc#sha256"/><ds:DigestValue>([A-Za-z0-9+/=]{44})</ds:DigestValue></asic:DataObjectReference>'
)
BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*0 +(\d{1,10}) +(\d{1,10}) +(\d{1,10})\s*\]")
HEX = re.compile(rb"<((?:[0-9A-Fa-f]{2})+)>")
MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")


class Fault(Exception):
    """Something does not hold."""


def need(holds: bool, says: str) -> None:
    """Stops with a sentence unless it holds."""
    if not holds:
        raise Fault(says)


# --- the container: ASiC-E (ETSI EN 319 162-1)


def read_container(path: Path) -> dict[str, bytes]:
    """All files of the container, each as its signed manifest says."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        need(len(set(names)) == len(names), "Two files have the same name.")
        files = {name: archive.read(name) for name in names}
    need({MANIFEST, SIGNATURE, "mimetype"} <= files.keys(), "It is not a signed container.")
    listed = {
        unquote(name): base64.b64decode(digest) for name, digest in ROW.findall(files[MANIFEST].decode())
    }
    signed = files.keys() - {MANIFEST, SIGNATURE, "mimetype"}
    for name in sorted(signed | listed.keys()):
        need(name in signed, f"{name} was sealed and is missing.")
        need(name in listed, f"{name} was not sealed.")
        need(hashlib.sha256(files[name]).digest() == listed[name], f"{name} is not what was sealed.")
    return files


# --- the document: a seal in a PDF (PAdES, ETSI EN 319 142-1; ISO 32000, section 12.8)


def read_pdf(data: bytes) -> tuple[bytes, bytes]:
    """The signature of the last seal, and the bytes that it covers: all of the file but itself."""
    ranges = BYTE_RANGE.findall(data)
    need(bool(ranges), "The PDF carries no seal.")
    begin, end, rest = (int(number) for number in ranges[-1])
    need(begin < end and end + rest == len(data), "The seal does not cover the whole file.")
    room = HEX.fullmatch(data[begin:end])
    need(room is not None, "What stands in the place of the signature is not one.")
    assert room is not None
    padded = bytes.fromhex(room[1].decode())
    signature = next(parts(padded))[2]
    need(not padded[len(signature) :].strip(b"\0"), "Something stands behind the signature.")
    return signature, data[:begin] + data[end:]


# --- the seal: CAdES, which is CMS SignedData (RFC 5652)


def parts(der: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """The elements in DER bytes: tag, content, and the whole element."""
    at = 0
    while at < len(der):
        begin, size = at + 2, der[at + 1]
        if size & 0x80:
            begin += size & 0x7F
            size = int.from_bytes(der[at + 2 : begin], "big")
        need(begin + size <= len(der), "The signature is cut short.")
        yield der[at], der[begin : begin + size], der[at : begin + size]
        at = begin + size


def inside(der: bytes) -> list[tuple[int, bytes, bytes]]:
    """The elements inside the first element."""
    return list(parts(next(parts(der))[1]))


def verify_seal(signature: bytes, sealed: bytes) -> x509.Certificate:
    """The certificate of who sealed these bytes."""
    signed_data = inside(inside(signature)[1][1])
    signer = list(parts(inside(signed_data[-1][2])[0][1]))
    _, sid, digest_kind, attributes, _, value, *_ = signer
    need(attributes[0] == 0xA0, "The seal has no signed attributes.")
    message_digest = next((one for _, one, _ in parts(attributes[1]) if one.startswith(MESSAGE_DIGEST)), b"")
    need(message_digest.endswith(hashlib.sha256(sealed).digest()), "The seal is over other bytes.")
    need(bytes.fromhex("608648016503040201") in digest_kind[1], "The seal does not use SHA-256.")
    for certificate in pkcs7.load_der_pkcs7_certificates(signature):
        issuer, serial = certificate.issuer.public_bytes(), certificate.serial_number
        if sid[1].startswith(issuer) and int.from_bytes(list(parts(sid[1]))[1][1], "big") == serial:
            key = certificate.public_key()
            need(isinstance(key, EllipticCurvePublicKey), "The key is not an elliptic-curve key.")
            assert isinstance(key, EllipticCurvePublicKey)
            key.verify(value[1], b"\x31" + attributes[2][1:], ECDSA(SHA256()))
            return certificate
    raise Fault("The certificate of the signer is not in the seal.")


# --- the directory: whose roots and journals count


def canonical(value: object) -> bytes:
    """Canonical JSON (RFC 8785), for values without fractions."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def key_of(vkey: str) -> tuple[str, str, Ed25519PublicKey]:
    """Name, id and key of a verifier key (C2SP signed-note)."""
    name, key_id, text = vkey.split("+", 2)
    raw = base64.b64decode(text)
    need(raw[:1] == b"\x01", f"{name} is not an Ed25519 key.")
    expected = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4].hex()
    need(key_id == expected, f"The id of the key {name} does not fit.")
    return name, key_id, Ed25519PublicKey.from_public_bytes(raw[1:])


def read_directory(path: Path) -> list[dict[str, object]]:
    """The nodes of a directory, whose operator's signature fits."""
    whole = json.loads(path.read_bytes())
    body = whole["directory"]
    _, _, key = key_of(body["key"])
    key.verify(base64.b64decode(whole["signature"]), b"glacy.directory/1\n" + canonical(body))
    fingerprint = hashlib.sha256(key.public_bytes_raw()).hexdigest()
    print(f"directory   fingerprint {fingerprint}: compare it with the operator")
    return list(body["nodes"])


def name_of_issuer(leaf: x509.Certificate, nodes: list[dict[str, object]]) -> str:
    """The node whose root issued the certificate."""
    for node in nodes:
        for root in node["seal_roots"]:  # type: ignore[attr-defined]  # a list of base64 texts
            try:
                leaf.verify_directly_issued_by(x509.load_der_x509_certificate(base64.b64decode(root)))
            except (InvalidSignature, ValueError, TypeError):
                continue
            return str(node["name"])
    raise Fault("Nobody in the directory has sealed it: who did cannot be told.")


# --- the journal: RFC 6962 tree, C2SP tlog-proof


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node of the tree."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_over(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root to which a leaf and its path lead (RFC 9162, section 2.1.3.2)."""
    need(index < size, "The entry lies outside of the tree.")
    last, found = size - 1, leaf
    for sibling in path:
        need(last > 0, "The proof is too long.")
        if index & 1 or index == last:
            found = node_hash(sibling, found)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        index, last = index >> 1, last >> 1
    need(last == 0, "The proof is too short.")
    return found


def verify_checkpoint(note: bytes, nodes: list[dict[str, object]]) -> tuple[str, int, bytes]:
    """Origin, size and root of a checkpoint that its own journal has signed."""
    text, _, lines = note.decode().rpartition("\n\n")
    origin, size, root = (text + "\n").split("\n")[:3]
    keys = [key_of(vkey) for node in nodes for vkey in node["journal_keys"]]  # type: ignore[attr-defined]  # texts
    for line in lines.splitlines():
        _, name, signature = line.split(" ")
        raw = base64.b64decode(signature)
        for known, key_id, key in keys:
            if known == name == origin and raw[:4].hex() == key_id:
                key.verify(raw[4:], (text + "\n").encode())
                return origin, int(size), base64.b64decode(root)
    raise Fault(f"The journal {origin} is not in the directory: its checkpoint cannot be told.")


def verify_proof(proof: bytes, nodes: list[dict[str, object]]) -> dict[str, object]:
    """What the journal recorded, proved by a `.tlog-proof` file that carries its opening."""
    head, _, note = proof.partition(b"\n\n")
    lines = head.decode().split("\n")
    need(lines[0] == "c2sp.org/tlog-proof@v1" and lines[1].startswith("extra "), "It is not such a proof.")
    opening = json.loads(base64.b64decode(lines[1][6:]))
    act = {name: opening[name] for name in ("at", "kind", "what", "who")}
    hidden = hashlib.sha256(b"glacy.entry/1\n" + bytes.fromhex(opening["salt"]) + canonical(act)).hexdigest()
    entry = {"at": act["at"], "commitment": hidden, "format": "glacy.entry/1", "kind": act["kind"]}
    leaf = hashlib.sha256(b"\x00" + canonical(entry)).digest()
    origin, size, root = verify_checkpoint(note, nodes)
    index, path = int(lines[2].removeprefix("index ")), [base64.b64decode(one) for one in lines[3:]]
    need(root_over(leaf, index, size, path) == root, "The entry is not in the journal.")
    print(f"journal     entry {index} of {size} in {origin}: {act['kind']} at {act['at']}")
    return act


def verify_records(files: dict[str, bytes], nodes: list[dict[str, object]]) -> None:
    """Each proof is of the record that it lies beside."""
    if "receipt.json" in files and "journal.tlog-proof" in files:
        receipt, act = json.loads(files["receipt.json"]), verify_proof(files["journal.tlog-proof"], nodes)
        for name in ("digest", "envelope", "sequence", "thread"):
            need(receipt[name] == act["what"][name], f"The proof is of another {name}.")  # type: ignore[index]  # JSON
    if "custody.json" in files:
        for event in json.loads(files["custody.json"])["events"]:
            path = event.pop("proof")
            if path is not None:
                what = {"event": hashlib.sha256(canonical(event)).hexdigest(), "over": event["over"]}
                need(verify_proof(files[path], nodes)["what"] == what, f"{path} is of another event.")


def verify_document(path: Path, directory: Path) -> None:
    """A sealed document is, byte for byte, what a node of the directory sealed."""
    leaf = verify_seal(*read_pdf(path.read_bytes()))
    print("document    every byte is as it was sealed")
    print(f"seal        by {name_of_issuer(leaf, read_directory(directory))}")


def verify_container(path: Path, directory: Path) -> None:
    """A container is what a node of the directory sealed, and its journal has what it says."""
    files = read_container(path)
    print(f"files       {len(files) - 3} files are as they were sealed")
    leaf = verify_seal(files[SIGNATURE], files[MANIFEST])
    nodes = read_directory(directory)
    print(f"seal        by {name_of_issuer(leaf, nodes)}")
    verify_records(files, nodes)


def check_of(path: Path) -> Callable[[Path, Path], None] | None:
    """What checks a file of this kind; None where this script cannot judge it."""
    with path.open("rb") as file:
        start = file.read(1024)
    if start.startswith(b"PK") or path.suffix.lower() == ".asice":
        return verify_container
    if b"%PDF-" in start or path.suffix.lower() == ".pdf":
        return verify_document
    return None


def main(arguments: list[str]) -> int:
    """The exit code."""
    if len(arguments) != 2 or not all(Path(one).is_file() for one in arguments):
        print("usage: verify_offline.py FILE directory.json", file=sys.stderr)
        return 2
    file, directory = (Path(one) for one in arguments)
    check = check_of(file)
    if check is None:
        says = "This script judges documents (.pdf) and containers (.asice) only. Nothing was checked."
        print(f"{says} Ask `glacy verify` about {file.name}.", file=sys.stderr)
        return 2
    try:
        check(file, directory)
    except InvalidSignature:
        print("It does not hold: a signature does not fit.")
        return 1
    except (Fault, ValueError, LookupError, TypeError, StopIteration, zipfile.BadZipFile) as fault:
        print(f"It does not hold: {fault}")
        return 1
    print("It holds, as far as this script checks.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
