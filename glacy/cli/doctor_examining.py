"""Looks a node over, from its folder to its witnesses, and says what is wrong and what to do.

It changes nothing and shows nothing of a case. Each look is made by itself: a fault in one is a finding too.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import stat
import tomllib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from django.db import DatabaseError, connection

from glacy.cli.doctor_gate import look_at_gate
from glacy.cli.doctor_line import look_at_line
from glacy.cli.doctor_work import (
    look_at_directory,
    look_at_hearts,
    look_at_journal,
    look_at_mail,
    look_at_outbox,
    look_at_quiet,
    look_at_vault,
    look_at_witnesses,
)
from glacy.cli.findings import Finding, look, well, wrong
from glacy.errors import GlacyError
from glacy.node.backing_up import RECIPIENT, find_last
from glacy.node.clock import machine_clock
from glacy.node.faults import sentence_of
from glacy.node.opened import KEYS, NODE_FILE, Node, open_node
from glacy.sayings import say
from glacy.store import dumping, standing
from glacy.times import read_instant

_LEAST_FREE, _FEW_FREE = 512 << 20, 4 << 30
_SOON = timedelta(days=60)
_NIGHTLY, _TOO_OLD = timedelta(hours=30), timedelta(days=4)
_AHEAD = timedelta(minutes=2)
_UNSYNCED = 0x40
Look = Callable[[Node], Iterator[Finding]]


def examine_node(path: Path, *, online: bool = True) -> tuple[Finding, ...]:
    """Every finding about the node in a folder; one that cannot be opened is told with what can be seen."""
    found = [*_safe("folder", lambda: look_at_folder(path)), *_safe("disk", lambda: look_at_disk(path))]
    try:
        node = open_node(path)
    except GlacyError as fault:
        return (*found, wrong("node", fault.says, fault.remedy))
    found += _safe("clock", lambda: look_at_clock(node))
    database = list(_safe("database", lambda: look_at_database(node)))
    found += database
    if any(one.grade == "wrong" for one in database):
        return tuple(found)
    for name, each in _LOOKS.items():
        found += _safe(name, lambda each=each: each(node))  # type: ignore[misc]  # the look of this round
    if online:
        found += _safe("line", lambda: look_at_line(node))
    return tuple(found)


def look_at_folder(path: Path) -> Iterator[Finding]:
    """Whether others on the machine can read the keys, and whether this user may write."""
    open_to_others = [
        file.name
        for file in (path / "keys", *(path / "keys").glob("*"), path / "glacy.sqlite3")
        if file.exists() and file.suffix != ".der" and stat.S_IMODE(file.stat().st_mode) & 0o077
    ]
    if open_to_others:
        yield wrong(
            "permissions",
            say("Others on this machine can read: {names}.", names=tuple(sorted(open_to_others))),
            say("Close them: chmod -R go= {path}", path=path),
        )
    owner = path.stat().st_uid if path.exists() else os.getuid()
    if owner != os.getuid() or not os.access(path, os.W_OK):
        yield look(
            "owner",
            say(
                "The folder belongs to user {owner}, and this is user {user}.", owner=owner, user=os.getuid()
            ),
            say("Run the doctor as the user of the node: sudo -u glacy glacy doctor {path}", path=path),
        )
    if not open_to_others:
        yield well("permissions", say("The keys can be read by their owner alone."))


def look_at_disk(path: Path) -> Iterator[Finding]:
    """How much room there is."""
    usage = shutil.disk_usage(path)
    says = say("{free} MB of {total} MB are free.", free=usage.free >> 20, total=usage.total >> 20)
    remedy = say("Make room, or move the folder to a larger disk; what is full takes no message.")
    if usage.free < _LEAST_FREE:
        yield wrong("disk", says, remedy)
    elif usage.free < _FEW_FREE or usage.free * 20 < usage.total:
        yield look("disk", says, remedy)
    else:
        yield well("disk", says)


def look_at_clock(node: Node) -> Iterator[Finding]:
    """Whether the machine's clock is kept by a time server, and whether it went back."""
    if node.exercise:
        yield well("clock", say("An exercise keeps the story's time: {at}.", at=node.clock()))
        return
    newest = standing.newest_entry_at()
    if newest is not None and newest > node.clock() + _AHEAD:
        yield wrong(
            "clock",
            say(
                "The clock went back: the journal has an entry of {at}, and it is {now}.",
                at=newest,
                now=node.clock(),
            ),
            say("Set the clock by a time server (timedatectl, chronyc) before anything is signed."),
        )
        return
    synced = is_clock_synced()
    if synced is False:
        yield look(
            "clock",
            say("No time server keeps this machine's clock."),
            say("Switch one on: timedatectl set-ntp true, or install chrony. Deadlines hang on it."),
        )
    elif synced:
        yield well("clock", say("The clock is kept by a time server."))
    else:
        yield well("clock", say("Whether a time server keeps the clock is not known here."))


def look_at_database(node: Node) -> Iterator[Finding]:
    """Whether the database answers, and has the tables of this version."""
    try:
        missing, size = dumping.missing_migrations(), standing.database_size()
    except DatabaseError as fault:
        yield wrong(
            "database",
            say("The database does not answer ({kind}).", kind=sentence_of(fault)),
            say("Is PostgreSQL running, and is its address in {file} right?", file=node.path / NODE_FILE),
        )
        return
    unknown = dumping.unknown_migrations(dumping.applied_migrations())
    if unknown:
        yield wrong(
            "tables",
            say("The tables are newer than this program ({count} steps).", count=len(unknown)),
            say("Install the version that made them, or a newer one. Nothing was changed."),
        )
    elif missing:
        yield wrong(
            "tables",
            say("The tables are older than this program ({count} steps).", count=len(missing)),
            say("Back up, then bring them up: glacy node upgrade {path}", path=node.path),
        )
    else:
        yield well(
            "database",
            say(
                "{vendor} answers; its tables are of this version; {size} MB.",
                vendor=connection.display_name,
                size=(size or 0) >> 20,
            ),
        )


def look_at_keys(node: Node) -> Iterator[Finding]:
    """How long the certificates are still valid."""
    soonest: datetime | None = None
    for name in KEYS:
        data = (node.path / "keys" / f"{name}.der").read_bytes()
        until = x509.load_der_x509_certificate(data).not_valid_after_utc
        soonest = until if soonest is None else min(soonest, until)
        left = until - node.clock()
        if left < _SOON:
            says = say("The certificate of the {name} is valid until {until}.", name=name, until=until)
            remedy = say("Roll the keys over in good time, so that old and new overlap in the directory.")
            yield wrong("keys", says, remedy) if left < timedelta(0) else look("keys", says, remedy)
            return
    yield well("keys", say("Every certificate is valid until {until} at least.", until=soonest))


def look_at_backup(node: Node) -> Iterator[Finding]:
    """How old the last backup is."""
    if not (node.path / "keys" / RECIPIENT).is_file():
        yield look(
            "backup",
            say("This node has no recovery key, and so no backup."),
            say("Make one and take it away: glacy backup {path} --new-key FILE", path=node.path),
        )
        return
    last = find_last(node.path)
    remedy = say("Back up every night: glacy backup {path} --to FOLDER", path=node.path)
    if last is None:
        yield look("backup", say("This node was never backed up."), remedy)
        return
    age = machine_clock() - read_instant(last["at"])
    says = say("The last backup is of {at}, in {to}.", at=read_instant(last["at"]), to=last["to"])
    if age > _TOO_OLD:
        yield wrong("backup", says, remedy)
    elif age > _NIGHTLY:
        yield look("backup", says, remedy)
    else:
        yield well("backup", says)


def is_clock_synced() -> bool | None:
    """Whether the kernel says that a time server keeps its clock (adjtimex); None where it cannot tell."""
    try:
        place = ctypes.create_string_buffer(256)
        if ctypes.CDLL(None).adjtimex(place) < 0:
            return None
        return not int.from_bytes(place.raw[40:44], "little") & _UNSYNCED
    except (OSError, AttributeError):
        return None


def facts_of(path: Path) -> dict[str, object]:
    """What `node.toml` says."""
    return tomllib.loads((path / NODE_FILE).read_text("utf-8"))


def _safe(name: str, look_at: Callable[[], Iterator[Finding]]) -> list[Finding]:
    try:
        return list(look_at())
    except (GlacyError, DatabaseError, OSError, ValueError, LookupError) as fault:
        remedy = getattr(fault, "remedy", "") or say("Look at it by hand.")
        says = getattr(fault, "says", "") or sentence_of(fault)
        return [wrong(name, say("This could not be looked at: {why}", why=says), remedy)]


_LOOKS: dict[str, Look] = {
    "quiet": look_at_quiet,
    "keys": look_at_keys,
    "directory": look_at_directory,
    "worker": look_at_hearts,
    "outbox": look_at_outbox,
    "gate": look_at_gate,
    "journal": look_at_journal,
    "witnesses": look_at_witnesses,
    "vault": look_at_vault,
    "mail": look_at_mail,
    "backup": look_at_backup,
}
