"""Which carriers a node has, and which one it takes to whom: the mailbox in node.toml, a person's choice."""

from __future__ import annotations

import json
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import transaction

from glacy.courier import CourierError, Mailbox, Mailer, MailSettings, read_server
from glacy.errors import GlacyError
from glacy.node.errors import NodeError, WrongStateError
from glacy.node.files import write_durably
from glacy.node.opened import NODE_FILE, Node
from glacy.sayings import say
from glacy.store import carrying, journal
from glacy.store.people import Officer

CHOICES: Final = ("", "https", "mail", "stick")
"""What a person may choose for a State; empty is HTTPS, and mail where that fails."""
EVERY: Final = 30.0
_TABLE = re.compile(r"(?ms)^\[mailbox\]\n.*?(?=^\[|\Z)")
_ADDRESS = re.compile(r'(?m)^mail = ".*"\n')
_MEGABYTE = 1024 * 1024
_CORRECT = say("Correct it in node.toml, or write it anew with `glacy courier mail`.")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxFacts:
    """The table [mailbox] of node.toml, and the address beside it; the secret lies in a file of its own."""

    address: str
    user: str
    secret_file: str
    smtp: str
    imap: str
    ca_file: str = ""
    every: float = EVERY
    most_megabytes: int = 20


def find_mail(node: Node) -> MailSettings | None:
    """The mail account of the node as node.toml has it now, or None where it has none."""
    facts = read_mailbox(node.path)
    return None if facts is None else settings_of(node.path, facts)


def read_mailbox(path: Path) -> MailboxFacts | None:
    """The mailbox that node.toml names, without its secret; None where it names none."""
    told = tomllib.loads((path / NODE_FILE).read_text("utf-8"))
    table = told.get("mailbox")
    if table is None:
        return None
    try:
        if not isinstance(table, Mapping):
            raise TypeError("it is no table")
        return MailboxFacts(**{"address": str(told.get("mail", "")), **table})
    except TypeError as fault:
        raise NodeError(
            say("[mailbox] in node.toml cannot be read: {why}.", why=fault), remedy=_CORRECT
        ) from fault


def settings_of(path: Path, facts: MailboxFacts) -> MailSettings:
    """The settings of a mailbox, with the secret read from its file."""
    if "@" not in facts.address:
        raise NodeError(say("The mail address of the node is missing."), remedy=_CORRECT)
    return MailSettings(
        address=facts.address,
        user=facts.user,
        secret=_read_secret(path / facts.secret_file),
        smtp=read_server(facts.smtp, is_imap=False),
        imap=read_server(facts.imap, is_imap=True),
        ca_file=str(path / facts.ca_file) if facts.ca_file else "",
        most_bytes=facts.most_megabytes * _MEGABYTE,
    )


def set_mailbox(path: Path, facts: MailboxFacts) -> MailSettings:
    """Writes the mailbox into node.toml, without its secret; what cannot be read later is refused now."""
    settings = settings_of(path, facts)
    text = (path / NODE_FILE).read_text("utf-8")
    text = _ADDRESS.sub("", _TABLE.sub("", text))
    lines = {
        "user": facts.user,
        "secret_file": facts.secret_file,
        "smtp": facts.smtp,
        "imap": facts.imap,
        "ca_file": facts.ca_file,
        "every": facts.every,
        "most_megabytes": facts.most_megabytes,
    }
    table = "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in lines.items())
    address = f"mail = {json.dumps(facts.address)}\n"
    write_durably(path / NODE_FILE, f"{address}{text.rstrip()}\n\n[mailbox]\n{table}".encode())
    return settings


def check_mail(settings: MailSettings) -> tuple[tuple[str, str], ...]:
    """What SMTP and IMAP say to a sign-in: nothing where all is well, else why not."""
    found = []
    try:
        Mailer(settings).check()
        found.append(("smtp", ""))
    except CourierError as fault:
        found.append(("smtp", str(fault)))
    try:
        with Mailbox(settings):
            found.append(("imap", ""))
    except CourierError as fault:
        found.append(("imap", str(fault)))
    return tuple(found)


def choose_carrier(node: Node, by: Officer | None, country: str, carrier: str) -> None:
    """A person chooses by what parcels leave for a State; those that wait leave that way at once."""
    peer = node.peer(country)
    if carrier not in CHOICES:
        raise WrongStateError(
            say("{found} is no carrier.", found=carrier), remedy=say("Choose https, mail or stick.")
        )
    if carrier == "mail" and not peer.mail:
        raise WrongStateError(
            say("The directory has no mail address of {country}.", country=country),
            remedy=say("Choose another carrier, or ask them to list one."),
        )
    with transaction.atomic():
        before = carrying.chosen_carrier(country)
        carrying.choose_carrier(country, carrier)
        what = {"country": country, "carrier": carrier, "before": before}
        journal.put_entry("carrier.chosen", by=by, what=dict(what), at=node.clock())


def _read_secret(file: Path) -> str:
    try:
        if file.stat().st_mode & stat.S_IROTH:
            raise NodeError(
                say(
                    "Everyone on this machine can read {file}, which holds the secret of the mailbox.",
                    file=file,
                ),
                remedy=say("Take the right to read it from others: chmod 600."),
            )
        secret = file.read_text("utf-8").split("\n", 1)[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as fault:
        raise NodeError(
            say("The secret of the mailbox cannot be read from {file}: {why}.", file=file, why=fault),
            remedy=_CORRECT,
        ) from fault
    if not secret:
        raise NodeError(
            say("{file} is empty.", file=file), remedy=say("Write the secret of the mailbox into it.")
        )
    return secret


def why_no_mail(node: Node) -> str:
    """Why the node has no mail at this moment; empty where it has."""
    try:
        return "" if find_mail(node) is not None else say("node.toml names no mailbox.")
    except (GlacyError, OSError) as fault:
        return str(fault)
