"""The meters of a node in the text form of Prometheus (exposition format 0.0.4).

Decision 0061: every value is a count or an age over the whole node. No label names a State, a person, a case
or a measure: at a small node the number 1 beside a State would already tell of a case.
"""

from __future__ import annotations

import hmac
import math
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from cryptography import x509

from glacy.node.backing_up import backup_age
from glacy.node.behind import find_held
from glacy.node.clock import machine_clock
from glacy.node.cosigning import policy_of, witnesses_of
from glacy.node.files import write_durably
from glacy.node.floods import all_held_back
from glacy.node.health import all_hearts
from glacy.node.opened import KEYS, Node
from glacy.node.readiness import readiness
from glacy.store import standing, witnesses

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
TOKEN = "metrics.token"
_SILENT = 86400.0
Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter:
    """One meter: its name, what it measures, and its values by their labels."""

    name: str
    measures: str
    values: tuple[tuple[Labels, float], ...]


def make_token(node: Node) -> str:
    """The path of the file with the token that whoever reads the meters must show; made if it is missing."""
    file = node.path / "keys" / TOKEN
    if not file.is_file():
        write_durably(file, secrets.token_urlsafe(32).encode("ascii") + b"\n")
    return os.fspath(file)


def is_allowed(node: Node, authorization: str) -> bool:
    """Whether an Authorization header shows the token of this node; never while it has none."""
    try:
        token = (node.path / "keys" / TOKEN).read_text("ascii").strip()
    except OSError:
        return False
    return bool(token) and hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode())


def write_meters(meters: Iterable[Meter]) -> bytes:
    """The meters as text."""
    lines: list[str] = []
    for meter in meters:
        lines += [f"# HELP {meter.name} {meter.measures}", f"# TYPE {meter.name} gauge"]
        for labels, value in meter.values:
            told = ",".join(f'{name}="{_escaped(text)}"' for name, text in labels.items())
            lines.append(f"{meter.name}{f'{{{told}}}' if told else ''} {_written(value)}")
    return ("\n".join(lines) + "\n").encode("utf-8")


def all_meters(node: Node) -> Iterator[Meter]:
    """Every meter of the node, read now."""
    now = node.clock()
    yield _one("glacy_info", "The version of the program.", 1, version=version("glacy"))
    ready = readiness(node)
    yield Meter(
        name="glacy_ready",
        measures="Whether each part of the node works.",
        values=tuple(({"part": part}, float(works)) for part, works in ready.items()),
    )
    yield from _outbox(now)
    yield from _journal(node, now)
    yield Meter(
        name="glacy_waiting_for_a_person",
        measures="What waits for a person, by kind.",
        values=tuple(({"kind": kind}, float(count)) for kind, count in standing.open_counts().items()),
    )
    yield Meter(
        name="glacy_heartbeat_age_seconds",
        measures="How long ago each loop of the worker went round.",
        values=tuple(({"loop": heart.name}, heart.age) for heart in all_hearts(node.path)),
    )
    yield _held_back(node)
    yield from _keeping(node, now)


def _held_back(node: Node) -> Meter:
    held = all_held_back(node.path)
    strangers = sum(one.count for one in held if not one.country)
    return Meter(
        name="glacy_gate_held_back",
        measures="Envelopes that were held back at the gate in the last hour, as part of a flood.",
        values=(
            ({"sender": "peers"}, float(sum(one.count for one in held) - strangers)),
            ({"sender": "strangers"}, float(strangers)),
        ),
    )


def _outbox(now: datetime) -> Iterator[Meter]:
    found = standing.outbox_standing()
    yield Meter(
        name="glacy_outbox_parcels",
        measures="Messages to other States, by the state of their carriage.",
        values=tuple(({"state": state}, float(count)) for state, count in sorted(found.states.items())),
    )
    age = 0.0 if found.waiting_since is None else (now - found.waiting_since).total_seconds()
    yield _one("glacy_outbox_oldest_seconds", "How long the oldest message has waited to leave.", age)
    counted = sorted(standing.message_counts().items())
    yield Meter(
        name="glacy_messages",
        measures="Messages kept, by direction and carriage.",
        values=tuple(({"direction": way, "carried": how}, float(count)) for (way, how), count in counted),
    )


def _journal(node: Node, now: datetime) -> Iterator[Meter]:
    count, since = standing.unplaced_standing()
    yield _one("glacy_journal_entries", "Entries under the signed head.", standing.journal_size())
    yield _one("glacy_journal_unplaced", "Entries that have no place in the tree yet.", count)
    age = 0.0 if since is None else (now - since).total_seconds()
    yield _one("glacy_journal_unplaced_seconds", "How long the oldest of them has waited.", age)
    yield _one("glacy_journal_held", "Whether nothing is signed.", float(find_held(node) is not None))
    known = {row.name: row.cosigned_at for row in witnesses.all_witnesses()}
    names = [peer.name for peer in witnesses_of(policy_of(node))]
    spoke = [at for name in names if (at := known.get(name)) is not None]
    speaking = sum((now - at).total_seconds() < _SILENT for at in spoke)
    yield Meter(
        name="glacy_witnesses",
        measures="Witnesses of the journal, by whether they cosigned it in the last day.",
        values=(
            ({"standing": "speaking"}, float(speaking)),
            ({"standing": "silent"}, float(len(names) - speaking)),
        ),
    )


def _keeping(node: Node, now: datetime) -> Iterator[Meter]:
    age = backup_age(node.path, at=machine_clock())
    yield _one(
        "glacy_backup_age_seconds",
        "How long ago the last backup was made; NaN where there was none.",
        float("nan") if age is None else age.total_seconds(),
    )
    directory = node.directory
    left = float("nan") if directory is None else (directory.valid_until - now).total_seconds()
    yield _one("glacy_directory_valid_seconds", "How long the directory is still good.", left)
    ends = min(
        x509.load_der_x509_certificate((node.path / "keys" / f"{name}.der").read_bytes()).not_valid_after_utc
        for name in KEYS
    )
    yield _one(
        "glacy_certificate_valid_seconds",
        "How long the first certificate of the node to end is still valid.",
        (ends - now).total_seconds(),
    )
    ended_at, differing = standing.recheck_standing()
    checked = float("nan") if ended_at is None else (now - ended_at).total_seconds()
    yield _one(
        "glacy_vault_checked_age_seconds", "How long ago the vault was compared with its seals.", checked
    )
    yield _one("glacy_vault_differing", "Exhibits that are not what was sealed.", differing)
    yield _one(
        "glacy_disk_free_bytes", "Free room on the disk of the node.", shutil.disk_usage(node.path).free
    )
    yield _one("glacy_database_bytes", "The size of the database.", standing.database_size() or 0)


def _one(name: str, measures: str, value: float, **labels: str) -> Meter:
    return Meter(name=name, measures=measures, values=((labels, float(value)),))


def _written(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return "+Inf" if value == math.inf else f"{value:.15g}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
