"""The file `directory.json`: the canonical body of a directory and its operator's signature over it."""

from __future__ import annotations

import base64
import binascii
from dataclasses import replace
from datetime import datetime

from glacy.canon import Json, NotCanonicalError, read_canonical, write_canonical
from glacy.checks import Check
from glacy.errors import GlacyError
from glacy.exchange.directory import Directory, NodeEntry, Office, write_fingerprint
from glacy.exchange.errors import (
    DirectoryRollbackError,
    DirectorySignatureError,
    ExchangeError,
    MalformedDirectoryError,
)
from glacy.exchange.fields import Fields
from glacy.journal import SigningKey, read_verifier_key, write_verifier_key
from glacy.times import write_instant

FORMAT = "glacy.directory/1"
ENTRY_FORMAT = "glacy.node-entry/1"
MAX_DIRECTORY_SIZE = 8 * 1024 * 1024
_SIGNED_AS = b"glacy.directory/1\n"
_ASK = "Fetch the directory again from its operator, unchanged."


def write_directory(directory: Directory, *, key: SigningKey) -> bytes:
    """The directory as its operator signs and publishes it; the key must be the one that it names."""
    if key.verifier != directory.key:
        raise DirectorySignatureError(
            f"The directory names the key {directory.key.name}, and another was given to sign it.",
            remedy="Sign with the key that the directory names.",
        )
    body = _write_body(directory)
    signature = key.sign(_SIGNED_AS + write_canonical(body))
    return write_canonical({"directory": body, "signature": _base64(signature)})


def read_directory(data: bytes, *, fingerprint: str | None = None) -> Directory:
    """The directory in these bytes, its signature checked.

    Give the `fingerprint` that was compared out of band, or pinned before: without it the signature only
    shows that the file is whole, not whose it is. Whether it has expired is asked with `is_expired(at=...)`.
    """
    fields = Fields(_canonical(data), place="directory.json", error=MalformedDirectoryError, remedy=_ASK)
    body, signature = fields.take("directory"), _take_bytes(fields, "signature")
    fields.end()
    directory = _read_body(body)
    if fingerprint is not None and _bare(fingerprint) != _bare(directory.fingerprint):
        raise DirectorySignatureError(
            f"The directory is signed by another key than the one that was pinned: {directory.fingerprint}.",
            remedy="Call the operator and compare the fingerprints before you trust it.",
            expected=fingerprint,
            found=directory.fingerprint,
        )
    if not directory.key.has_signed(_SIGNED_AS + write_canonical(body), signature):
        raise DirectorySignatureError(
            "The signature of the operator does not fit the directory.", remedy=_ASK
        )
    return directory


def examine_directory(
    data: bytes, *, fingerprint: str | None = None, at: datetime | None = None
) -> tuple[Check, ...]:
    """What can be said of a directory file: form, signature, whose key, and whether it has expired."""
    try:
        directory = read_directory(data)
    except GlacyError as fault:
        name = "signature" if isinstance(fault, DirectorySignatureError) else "form"
        return (Check(name=f"directory.{name}", holds=False, about="directory.json", says=str(fault)),)
    pinned = None if fingerprint is None else _bare(fingerprint) == _bare(directory.fingerprint)
    checks = [
        Check(
            name="directory.signature",
            holds=True,
            about="directory.json",
            says=f"Signed by {directory.key.name} and not changed since.",
            who=directory.key.name,
            when=directory.issued_at,
        ),
        Check(
            name="directory.key", holds=pinned, about=directory.key.name, says=_says_key(directory, pinned)
        ),
    ]
    if at is not None:
        expired = directory.is_expired(at=at)
        says = "ended" if expired else "lasts until"
        checks.append(
            Check(
                name="directory.age",
                holds=not expired,
                about="valid_until",
                says=f"The validity of this directory {says} {write_instant(directory.valid_until)}.",
                when=directory.valid_until,
            )
        )
    return tuple(checks)


def verify_successor(found: Directory, *, of: Directory) -> None:
    """Returns if `found` may replace the pinned directory `of`: same operator, same purpose, not older."""
    if found.key != of.key or found.exercise != of.exercise:
        raise DirectoryRollbackError(
            f"The new directory is signed by {write_fingerprint(found.key)}, or for another purpose.",
            remedy="Compare the fingerprint with the operator and join again, on purpose.",
        )
    if found.issued_at < of.issued_at or (found.issued_at == of.issued_at and found != of):
        raise DirectoryRollbackError(
            f"The directory of {write_instant(found.issued_at)} would replace that of "
            f"{write_instant(of.issued_at)}.",
            remedy="Keep the newer one, and ask who offered the older.",
        )


def write_node_entry(entry: NodeEntry) -> bytes:
    """The entry of one node as its administrator hands it to the operator of the directory."""
    return write_canonical({"format": ENTRY_FORMAT, **_write_entry(entry)})


def read_node_entry(data: bytes) -> NodeEntry:
    """The entry of one node, as `write_node_entry` wrote it. Nothing signs it: compare it out of band."""
    fields = Fields(_canonical(data), place="entry", error=MalformedDirectoryError, remedy=_ASK)
    fields.constant("format", ENTRY_FORMAT)
    return _take_entry(fields)


def with_entries(directory: Directory, *entries: NodeEntry, issued_at: datetime) -> Directory:
    """A newer directory in which these entries stand beside or instead of those of their countries."""
    kept = {entry.country: entry for entry in (*directory.nodes, *entries)}
    nodes = tuple(kept[country] for country in sorted(kept))
    lasts = directory.valid_until - directory.issued_at
    return replace(directory, nodes=nodes, issued_at=issued_at, valid_until=issued_at + lasts)


def _write_body(directory: Directory) -> dict[str, Json]:
    return {
        "format": FORMAT,
        "key": write_verifier_key(directory.key),
        "issued_at": write_instant(directory.issued_at),
        "valid_until": write_instant(directory.valid_until),
        "exercise": directory.exercise,
        "nodes": [_write_entry(entry) for entry in directory.nodes],
    }


def _read_body(body: Json) -> Directory:
    fields = Fields(body, place="directory", error=MalformedDirectoryError, remedy=_ASK)
    fields.constant("format", FORMAT)
    try:
        directory = Directory(
            key=read_verifier_key(fields.text("key")),
            issued_at=fields.instant("issued_at"),
            valid_until=fields.instant("valid_until"),
            exercise=fields.flag("exercise"),
            nodes=fields.list_of("nodes", _read_entry),
        )
    except ExchangeError:
        raise
    except GlacyError as fault:
        raise MalformedDirectoryError(f"The directory is wrong. {fault.says}", remedy=_ASK) from fault
    fields.end()
    return directory


def _write_entry(entry: NodeEntry) -> dict[str, Json]:
    return {
        "country": entry.country,
        "name": entry.name,
        "exercise": entry.exercise,
        "url": entry.url,
        "offices": [
            {
                "role": office.role,
                "name": office.name,
                "phone": office.phone,
                "email": office.email,
                "hours": office.hours,
                "zone": office.zone,
                "languages": list(office.languages),
            }
            for office in entry.offices
        ],
        "seal_roots": [_base64(root) for root in entry.seal_roots],
        "stamp_roots": [_base64(root) for root in entry.stamp_roots],
        "age_recipients": list(entry.age_recipients),
        "journal_keys": list(entry.journal_keys),
    }


def _read_entry(value: Json, place: str) -> NodeEntry:
    return _take_entry(Fields(value, place=place, error=MalformedDirectoryError, remedy=_ASK))


def _take_entry(fields: Fields) -> NodeEntry:
    try:
        entry = NodeEntry(
            country=fields.text("country"),
            name=fields.text("name"),
            exercise=fields.flag("exercise"),
            url=fields.text("url"),
            offices=fields.list_of("offices", _read_office),
            seal_roots=fields.list_of("seal_roots", _read_bytes),
            stamp_roots=fields.list_of("stamp_roots", _read_bytes),
            age_recipients=fields.list_of("age_recipients", _read_text),
            journal_keys=fields.list_of("journal_keys", _read_text),
        )
    except MalformedDirectoryError:
        raise
    except GlacyError as fault:
        raise MalformedDirectoryError(f"An entry is wrong. {fault.says}", remedy=_ASK) from fault
    fields.end()
    return entry


def _read_office(value: Json, place: str) -> Office:
    fields = Fields(value, place=place, error=MalformedDirectoryError, remedy=_ASK)
    office = Office(
        role=fields.text("role"),
        name=fields.text("name"),
        phone=fields.text("phone"),
        email=fields.text("email"),
        hours=fields.text("hours"),
        zone=fields.text("zone"),
        languages=fields.list_of("languages", _read_text),
    )
    fields.end()
    return office


def _read_text(value: Json, place: str) -> str:
    return Fields({"item": value}, place=place, error=MalformedDirectoryError, remedy=_ASK).text("item")


def _read_bytes(value: Json, place: str) -> bytes:
    return _take_bytes(
        Fields({"item": value}, place=place, error=MalformedDirectoryError, remedy=_ASK), "item"
    )


def _take_bytes(fields: Fields, name: str) -> bytes:
    text = fields.take(name)
    try:
        if isinstance(text, str):
            data = base64.b64decode(text.encode("ascii"), validate=True)
            if data and _base64(data) == text:
                return data
    except (binascii.Error, ValueError):
        pass
    raise fields.fault(name, "bytes in base64", text)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bare(fingerprint: str) -> str:
    return "".join(fingerprint.split()).lower()


def _says_key(directory: Directory, pinned: bool | None) -> str:
    if pinned is None:
        return (
            f"Whose key it is cannot be told from the file. Compare its fingerprint: {directory.fingerprint}."
        )
    is_or_not = "is" if pinned else "is not"
    return f"The key {directory.fingerprint} {is_or_not} the one that was pinned."


def _canonical(data: bytes) -> Json:
    if len(data) > MAX_DIRECTORY_SIZE:
        raise MalformedDirectoryError(
            f"A directory has at most {MAX_DIRECTORY_SIZE} bytes, found {len(data)}.", remedy=_ASK
        )
    try:
        return read_canonical(data)
    except NotCanonicalError as fault:
        raise MalformedDirectoryError(f"The directory is damaged. {fault.says}", remedy=_ASK) from fault
