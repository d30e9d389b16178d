"""Directories of before there were roots: one file, signed by one key. They are read, and never written.

{"directory": {"format": "glacy.directory/1", "key": ..., "valid_until": ...}, "signature": ...}
"""

from __future__ import annotations

from collections.abc import Mapping

from glacy.canon import Json, digest_of, write_canonical
from glacy.exchange.directory import Directory
from glacy.exchange.directory_listing import read_listing
from glacy.exchange.entry import read_base64
from glacy.exchange.entry_file import ASK, read_body
from glacy.exchange.errors import DirectorySignatureError, MalformedDirectoryError
from glacy.exchange.fields import Fields
from glacy.journal import VerifierKey, read_verifier_key
from glacy.sayings import say

_SIGNED_AS = b"glacy.directory/1\n"
_SINCE = {"withdrawn": [], "mail": "", "witness_keys": []}
"""What an entry says today and did not say then."""


def is_older(data: bytes) -> bool:
    """Whether these bytes begin and end as a directory of before."""
    return data.startswith(b'{"directory":') and data.endswith(b'"}')


def read_older(data: bytes) -> Directory:
    """The directory in a file of before, its signature checked; its operator's key stands for the root."""
    fields = Fields(read_body(data), place="directory.json", error=MalformedDirectoryError, remedy=ASK)
    body, signature = fields.take("directory"), read_base64(fields.take("signature"), name="signature")
    fields.end()
    if not isinstance(body, Mapping):
        raise fields.fault("directory", "an object", body)
    signed = Fields(body, place="directory", error=MalformedDirectoryError, remedy=ASK)
    key: VerifierKey = read_verifier_key(signed.text("key"))
    valid_until = signed.instant("valid_until")
    if key.use != "log" or not key.has_signed(_SIGNED_AS + write_canonical(body), signature):
        raise DirectorySignatureError(
            say("The signature of the operator does not fit the directory."), remedy=ASK
        )
    nodes = body.get("nodes", ())
    listing: dict[str, Json] = {
        **{name: value for name, value in body.items() if name not in ("key", "valid_until")},
        "operator": key.name,
        "nodes": [_of_today(node) for node in nodes] if isinstance(nodes, list | tuple) else nodes,
    }
    roots = (digest_of(key.public),)
    return read_listing(write_canonical(listing), valid_until=valid_until, version=0, roots=roots)


def _of_today(node: Json) -> Json:
    if not isinstance(node, Mapping):
        return node
    offices = node.get("offices", ())
    if not isinstance(offices, list | tuple):
        return node
    filled: list[Json] = [
        {"articles": [], **office} if isinstance(office, Mapping) else office for office in offices
    ]
    return {**_SINCE, **node, "offices": filled}
