"""Checks a document, a bundle, a receipt or an envelope without GLACY, with Python and `cryptography` alone.

    pip install cryptography
    python verify_offline.py FILE directory.json

Of a sealed document (.pdf) it checks that the seal covers every byte and fits them; of a container its
form, the digests of its files, the seal over them, renewals, and each proof of the journal up to its head;
of both the certificate against the directory. `glacy verify` checks more (docs/how-to/check-a-file.md).
Exit 0: all that was checked holds. 1: something does not, or cannot be told. 2: wrongly asked.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import struct
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any  # JSON of many shapes
from urllib.parse import unquote

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import pkcs7

MANIFEST = "META-INF/ASiCManifest.xml"
SIGNATURE = "META-INF/signature.p7s"
MEDIA_TYPE = b"application/vnd.etsi.asic-e+zip"
LISTED = (
    r'<asic:DataObjectReference URI="([^"]+)"{}><ds:DigestMethod Algorithm="http://www\.w3\.org/2001/04/xmlenc#{}"/>'
    r"<ds:DigestValue>([A-Za-z0-9+/=]{{{}}})</ds:DigestValue></asic:DataObjectReference>"
)
ROW = re.compile(LISTED.format("", "sha256", 44))
LONG_ROW = re.compile(LISTED.format('(?: Rootfile="true")?', "sha512", 88))
BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*0 +(\d{1,10}) +(\d{1,10}) +(\d{1,10})\s*\]")
HEX = re.compile(rb"<((?:[0-9A-Fa-f]{2})+)>")
LOG, WITNESS = b"\x01", b"\x04"  # key types of C2SP signed-note and tlog-cosignature, both Ed25519
WRONG = (InvalidSignature, ValueError, LookupError, TypeError, StopIteration, zipfile.BadZipFile)
MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")


class Fault(ValueError):
    """Something does not hold."""


def need(holds: bool, says: str) -> None:
    """Stops with a sentence unless it holds."""
    if not holds:
        raise Fault(says)


def read_container(path: Path) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """What describes and seals an ASiC-E (ETSI EN 319 162-1), and the SHA-512 of each file, as listed."""
    files, digests, found = {}, {}, {}
    with zipfile.ZipFile(path) as archive:
        verify_form(path, archive)
        names = archive.namelist()
        need(len(set(names)) == len(names), "Two files have the same name.")
        for name in names:
            if not name.startswith("data/"):  # the evidence itself may be larger than the memory
                files[name] = archive.read(name)
            short, long = hashlib.sha256(), hashlib.sha512()
            with archive.open(name) as file:
                while piece := file.read(1 << 20):
                    short.update(piece)
                    long.update(piece)
            found[name], digests[name] = short.digest(), long.digest()
    need({MANIFEST, SIGNATURE, "mimetype"} <= files.keys(), "It is not a signed container.")
    need(files["mimetype"] == MEDIA_TYPE, "mimetype is not what was sealed.")
    listed = {
        unquote(name): base64.b64decode(digest) for name, digest in ROW.findall(files[MANIFEST].decode())
    }
    of_seal = {MANIFEST, SIGNATURE, "mimetype", *(name for pair in renewals_of(files) for name in pair)}
    signed = found.keys() - of_seal
    for name in sorted(signed | listed.keys()):
        need(name in signed, f"{name} was sealed and is missing.")
        need(name in listed, f"{name} was not sealed.")
        need(found[name] == listed[name], f"{name} is not what was sealed.")
    return files, digests


def verify_form(path: Path, archive: zipfile.ZipFile) -> None:
    """No byte stands before, between or behind the files, and each lies there as it was written."""
    at = 0
    with path.open("rb") as file:
        for info in archive.infolist():
            form = (info.compress_type, info.flag_bits, info.create_system, info.external_attr, info.comment)
            need(form == (0, 0x800, 3, 0o100644 << 16, b""), f"{info.filename} was packed anew.")
            need(info.header_offset == at, f"Bytes before {info.filename} are of nothing.")
            file.seek(at + 26)
            at += 30 + sum(struct.unpack("<HH", file.read(4))) + info.compress_size
        file.seek(-22, 2)
        need(archive.start_dir == at and file.read(4) == b"PK\5\6", "Bytes behind the files are of nothing.")


def renewals_of(files: dict[str, bytes]) -> list[tuple[str, str]]:
    """The archive manifest and the token of each renewal, in their order."""
    count = sum(name.startswith("META-INF/timestamp") for name in files)
    names = [f"META-INF/ASiCArchiveManifest{number:03}.xml" for number in range(1, count)]
    names += ["META-INF/ASiCArchiveManifest.xml"] * bool(count)
    return [(name, f"META-INF/timestamp{number:03}.tst") for number, name in enumerate(names, start=1)]


def verify_renewals(
    files: dict[str, bytes], digests: dict[str, bytes], nodes: list[dict[str, object]]
) -> None:
    """Each renewal lists everything before it, and its time-stamp is over that list."""
    renewals = renewals_of(files)
    later = {name for pair in renewals for name in pair} | {"mimetype"}
    for manifest, token in renewals:
        need(manifest in files, f"{manifest} is missing.")
        rows = LONG_ROW.findall(files[manifest].decode())
        listed = {unquote(name): base64.b64decode(digest) for name, digest in rows}
        need(listed.keys() == digests.keys() - later, f"{manifest} does not list what stands before it.")
        for name, digest in listed.items():
            need(digests[name] == digest, f"{name} is not what was renewed.")
        enclosed = inside(inside(files[token])[1][1])[2]
        info = next(parts(list(parts(enclosed[1]))[1][1]))[1]
        _, _, imprint, _, stamped_at, *_ = inside(info)
        need(list(parts(imprint[1]))[1][1] == digests[manifest], f"{token} is over something else.")
        who = name_of_issuer(verify_seal(files[token], info), nodes, "stamp_roots")
        print(f"renewal     at {stamped_at[1].decode()} by {who}")
        later -= {manifest, token}


def read_pdf(data: bytes) -> tuple[bytes, bytes]:
    """The last seal of a PDF (PAdES, ETSI EN 319 142-1), and what it covers: all of the file but itself."""
    ranges = BYTE_RANGE.findall(data)
    need(bool(ranges), "The PDF carries no seal.")
    need(b"/SubFilter/ETSI.RFC3161" not in data, "It was renewed: only `glacy verify` tells what was added.")
    begin, end, rest = (int(number) for number in ranges[-1])
    need(begin < end and end + rest == len(data), "The seal does not cover the whole file.")
    room = HEX.fullmatch(data[begin:end])
    if room is None:
        raise Fault("What stands in the place of the signature is not one.")
    padded = bytes.fromhex(room[1].decode())
    signature = next(parts(padded))[2]
    need(not padded[len(signature) :].strip(b"\0"), "Something stands behind the signature.")
    return signature, data[:begin] + data[end:]


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
    """The certificate of who sealed these bytes, by CAdES, which is CMS SignedData (RFC 5652)."""
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
            if not isinstance(key, EllipticCurvePublicKey):
                raise Fault("The key is not an elliptic-curve key.")
            key.verify(value[1], b"\x31" + attributes[2][1:], ECDSA(SHA256()))
            return certificate
    raise Fault("The certificate of the signer is not in the seal.")


# --- the directory: whose roots and journals count


def canonical(value: object) -> bytes:
    """Canonical JSON (RFC 8785), for values without fractions."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def key_of(vkey: str, kind: bytes = LOG) -> tuple[str, str, Ed25519PublicKey]:
    """Name, id and key of a verifier key (C2SP signed-note)."""
    name, key_id, text = vkey.split("+", 2)
    raw = base64.b64decode(text)
    need(raw[:1] == kind, f"{name} is not an Ed25519 key.")
    need(
        key_id == hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4].hex(),
        f"The id of the key {name} does not fit.",
    )
    return name, key_id, Ed25519PublicKey.from_public_bytes(raw[1:])


def keys_of(vkeys: list[str], kind: bytes) -> list[tuple[str, str, Ed25519PublicKey]]:
    """The Ed25519 keys of that kind; those of ML-DSA-44, which stand beside them, are left out here."""
    return [key_of(vkey, kind) for vkey in vkeys if base64.b64decode(vkey.split("+", 2)[2])[:1] == kind]


def check_signed(metadata: dict[str, Any], root: dict[str, Any], role: str) -> None:
    """Enough keys that a root names for a role have signed a file of metadata (The Update Framework)."""
    named, signed = root["roles"][role], set()
    for signature in metadata["signatures"]:
        if signature["keyid"] in named["keyids"]:
            public = bytes.fromhex(root["keys"][signature["keyid"]]["keyval"]["public"])
            key = Ed25519PublicKey.from_public_bytes(public)
            key.verify(bytes.fromhex(signature["sig"]), canonical(metadata["signed"]))
            signed.add(public)
    need(len(signed) >= named["threshold"], f"The {role} of the directory lacks signatures.")


def read_directory(path: Path) -> list[dict[str, object]]:
    """The nodes of a directory: from root to root, and from the last one to the listing, all is signed."""
    whole = json.loads(path.read_bytes())
    earlier: list[str] = []
    before: dict[str, Any] = whole["roots"][0]["signed"]
    for root in whole["roots"]:
        need(root["signed"]["glacy_earlier"] == earlier, "A root does not follow the one before it.")
        check_signed(root, before, "root")
        check_signed(root, root["signed"], "root")
        before = root["signed"]
        earlier.append(hashlib.sha256(canonical(before)).hexdigest())
    for role in ("timestamp", "snapshot", "targets"):
        check_signed(whole[role], before, role)
    for naming, place, named in (
        ("timestamp", ("meta", "snapshot.json"), "snapshot"),
        ("snapshot", ("meta", "targets.json"), "targets"),
        ("targets", ("targets", "directory.json"), "directory"),
    ):
        digest = hashlib.sha256(canonical(whole[named])).hexdigest()
        said = whole[naming]["signed"][place[0]][place[1]]["hashes"]["sha256"]
        need(digest == said, f"The {named} of the directory does not belong to the rest.")
    print(f"directory   fingerprint {earlier[-1]}: compare it with the operator")
    return list(whole["directory"]["nodes"])


def name_of_issuer(leaf: x509.Certificate, nodes: list[dict[str, object]], kind: str = "seal_roots") -> str:
    """The node whose root issued the certificate."""
    for node in nodes:
        for root in node[kind]:  # type: ignore[attr-defined]  # a list of base64 texts
            try:
                leaf.verify_directly_issued_by(x509.load_der_x509_certificate(base64.b64decode(root)))
            except (InvalidSignature, ValueError, TypeError):
                continue
            return str(node["name"])
    raise Fault(f"Nobody in the directory has {kind.removesuffix('_roots')}ed it: who did cannot be told.")


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
    keys = [key for node in nodes for key in keys_of(node["journal_keys"], LOG)]  # type: ignore[arg-type]  # texts
    signed = False
    for line in lines.splitlines():
        _, name, signature = line.split(" ")
        raw = base64.b64decode(signature)
        for known, key_id, key in keys:
            if known == name == origin and raw[:4].hex() == key_id:
                key.verify(raw[4:], (text + "\n").encode())
                signed = True
        tell_witness(text + "\n", name, raw, nodes)
    need(signed, f"The journal {origin} is not in the directory: its checkpoint cannot be told.")
    return origin, int(size), base64.b64decode(root)


def tell_witness(text: str, name: str, raw: bytes, nodes: list[dict[str, object]]) -> None:
    """Says which node has witnessed a checkpoint, and when, if the line is one of a witness."""
    for node in nodes:
        for known, key_id, key in keys_of(node["witness_keys"], WITNESS):  # type: ignore[arg-type]  # texts
            if known == name and raw[:4].hex() == key_id:
                seconds = int.from_bytes(raw[4:12], "big")
                key.verify(raw[12:], f"cosignature/v1\ntime {seconds}\n{text}".encode())
                seen_at = datetime.fromtimestamp(seconds, UTC)
                print(f"witness     {node['name']} saw it at {seen_at:%Y-%m-%dT%H:%M:%SZ}")


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
                older = {name: value for name, value in event.items() if value or name != "keeper"}
                told = [hashlib.sha256(canonical(one)).hexdigest() for one in (event, older)]
                forms = [{"event": one, "over": event["over"]} for one in told]
                need(verify_proof(files[path], nodes)["what"] in forms, f"{path} is of another event.")


def verify_document(path: Path, directory: Path) -> None:
    """A sealed document is, byte for byte, what a node of the directory sealed."""
    leaf = verify_seal(*read_pdf(path.read_bytes()))
    print("document    every byte is as it was sealed")
    print(f"seal        by {name_of_issuer(leaf, read_directory(directory))}")


def verify_container(path: Path, directory: Path) -> None:
    """A container is what a node of the directory sealed, and its journal has what it says."""
    files, digests = read_container(path)
    count = len(digests) - 3 - 2 * len(renewals_of(files))
    print(f"files       {count} files are as they were sealed")
    leaf = verify_seal(files[SIGNATURE], files[MANIFEST])
    nodes = read_directory(directory)
    print(f"seal        by {name_of_issuer(leaf, nodes)}")
    verify_renewals(files, digests, nodes)
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
        print("Only .pdf and .asice are judged here; ask `glacy verify` about this file.", file=sys.stderr)
        return 2
    try:
        check(file, directory)
    except WRONG as fault:
        print(f"It does not hold: {str(fault) or 'a signature does not fit.'}")
        return 1
    print("It holds, as far as this script checks.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
