"""Makes a node: keys, certificates, tables, vault and journal; a run that was killed is simply repeated."""

from __future__ import annotations

import json
import secrets
import shutil
import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from glacy.canon import write_canonical
from glacy.countries import get_country
from glacy.exchange import Office, new_identity
from glacy.journal import SigningKey, write_signing_key
from glacy.node.clock import machine_clock, set_story_clock
from glacy.node.errors import NodeError, NodeExistsError
from glacy.node.files import make_folder, sync_folder, write_durably
from glacy.node.offices import read_offices, write_office
from glacy.node.opened import (
    BESIDE_KEY,
    JOURNAL_KEY,
    NODE_FILE,
    OFFICES_FILE,
    WITNESS_KEYS,
    Node,
    open_node,
)
from glacy.sayings import say
from glacy.signing import NodeName, issue_certificate, issue_root, new_key, write_private_key

VALID_FOR = timedelta(days=3650)
Step = Callable[[str], None]
"""Called with the name of each step before it is done; a test stops a run there."""


def make_node(
    path: Path,
    *,
    country: str,
    name: str,
    url: str,
    exercise: bool,
    story_at: datetime | None = None,
    database: str = "",
    offices: bytes | None = None,
    make_tables: Callable[[], None] = lambda: None,
    before: Step = lambda _: None,
) -> Node:
    """A new node in a folder; it counts from the moment `node.toml` stands there, which is written last.

    What a killed run left is made anew: until then nobody has seen its keys. `make_tables` makes the tables
    of the database that the settings name; `before` is called with the name of each step.
    """
    get_country(country)
    if (path / NODE_FILE).exists():
        raise NodeExistsError(
            say("{path} holds a node already.", path=path),
            remedy=say("Choose another folder."),
            path=str(path),
        )
    subject = NodeName(name=name, country=country, exercise=exercise)
    make_folder(path)
    for left in ("keys", "journal", "vault", "vault-apart"):
        if (path / left).exists():
            shutil.rmtree(path / left)
    if story_at is not None:
        before("clock")
        set_story_clock(path, exercise=exercise, story_at=story_at)
    before("keys")
    _make_keys(
        path / "keys", subject=subject, url=url, from_at=min(machine_clock(), story_at or machine_clock())
    )
    before("folders")
    for folder in ("journal", "vault", "vault-apart"):
        make_folder(path / folder)
    before("tables")
    make_tables()
    if offices is not None:
        set_offices(path, offices)
    before("node.toml")
    facts = {"country": country, "name": name, "url": url.rstrip("/"), "exercise": exercise}
    if database:
        facts["database"] = database
    text = "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in facts.items())
    write_durably(path / NODE_FILE, text.encode("utf-8"))
    sync_folder(path.parent)
    return open_node(path)


def set_offices(path: Path, data: bytes) -> tuple[Office, ...]:
    """The node's own authorities, as its directory entry lists them: tables `[[office]]` in TOML."""
    try:
        tables = tomllib.loads(data.decode("utf-8")).get("office", [])
        offices = read_offices(tables)
    except (UnicodeDecodeError, ValueError, TypeError, AttributeError) as fault:
        raise NodeError(
            say("The offices cannot be read: {why}.", why=fault),
            remedy=say(
                "Write tables [[office]] with role, name, phone, email, hours, zone, languages and articles."
            ),
        ) from fault
    write_durably(path / OFFICES_FILE, write_canonical([write_office(one) for one in offices]))
    return offices


def _make_keys(folder: Path, *, subject: NodeName, url: str, from_at: datetime) -> None:
    make_folder(folder)
    root_key = new_key()
    begin, end = from_at - timedelta(days=1), from_at + VALID_FOR
    root = issue_root(subject=subject, key=root_key, serial=new_serial(), not_before=begin, not_after=end)
    write_durably(folder / "root.der", root.certificate, mode=0o644)
    write_durably(folder / "root.pem", write_private_key(root_key))
    for use in ("seal", "stamp"):
        key = new_key()
        leaf = issue_certificate(
            subject=subject,
            public_key=key.public_key(),
            issuer=root,
            serial=new_serial(),
            not_before=begin,
            not_after=end,
            use="seal" if use == "seal" else "stamp",
        )
        write_durably(folder / f"{use}.der", leaf, mode=0o644)
        write_durably(folder / f"{use}.pem", write_private_key(key))
    for name in ("age", "apart"):
        write_durably(folder / f"{name}.key", (new_identity() + "\n").encode("ascii"))
    journal = SigningKey(
        name=f"{urlsplit(url).netloc}/{subject.country.lower()}", seed=secrets.token_bytes(32)
    )
    witness = f"{journal.name}/witness"
    for file, signing in (
        (JOURNAL_KEY, journal),
        (BESIDE_KEY, SigningKey(name=journal.name, seed=secrets.token_bytes(32), use="cosigner")),
        (WITNESS_KEYS[0], SigningKey(name=witness, seed=secrets.token_bytes(32), use="witness")),
        (WITNESS_KEYS[1], SigningKey(name=witness, seed=secrets.token_bytes(32), use="cosigner")),
    ):
        write_durably(folder / file, (write_signing_key(signing) + "\n").encode("ascii"))
    write_durably(folder / "session.key", (secrets.token_urlsafe(48) + "\n").encode("ascii"))


def new_serial() -> int:
    """A serial number for a certificate: 120 random bits."""
    return secrets.randbits(120) | 1 << 119
