"""New keys for the journal and for the witness that a node is, with overlap (docs/specs/journal.md).

The name stays, and so does the tree. While both keys overlap each checkpoint is signed, and each checkpoint
of others cosigned, with both: who knows either key opens it. When the overlap ends the old seeds are gone,
and the old public keys stand in the entry as rolled over, so that what they signed still holds.
"""

from __future__ import annotations

import secrets
from typing import Final, Literal

from glacy.exchange import WithdrawnKey
from glacy.journal import SigningKey, write_signing_key, write_verifier_key
from glacy.node.opened import (
    BESIDE_KEY,
    JOURNAL_BEFORE,
    JOURNAL_KEY,
    WITNESS_BEFORE,
    WITNESS_KEYS,
    Node,
)
from glacy.node.own_withdrawn import FILE as WITHDRAWN_FILE
from glacy.node.own_withdrawn import with_withdrawn
from glacy.node.sequencer import alone_at_journal
from glacy.node.swapping import exchange_files

LogUse = Literal["journal", "witness"]
LOG_USES: Final[tuple[LogUse, ...]] = ("journal", "witness")
_FILES: Final[dict[LogUse, tuple[str, str, str]]] = {
    "journal": (JOURNAL_KEY, BESIDE_KEY, JOURNAL_BEFORE),
    "witness": (*WITNESS_KEYS, WITNESS_BEFORE),
}


def keys_of_today(node: Node, use: LogUse) -> tuple[SigningKey, ...]:
    """The keys that stay when the overlap ends."""
    if use == "journal":
        return tuple(one for one in (node.journal_key, node.journal_beside) if one is not None)
    before = {one.verifier for one in keys_of_before(node, use)}
    return tuple(one for one in node.witness_keys if one.verifier not in before)


def keys_of_before(node: Node, use: LogUse) -> tuple[SigningKey, ...]:
    """The keys that still sign beside those of today; none where no roll goes on."""
    if use == "journal":
        return node.journal_before
    first: dict[str, SigningKey] = {}
    for one in node.witness_keys:  # those of today stand first, one of a kind
        first.setdefault(one.use, one)
    return tuple(one for one in node.witness_keys if one is not first[one.use])


def roll_log_keys(node: Node, use: LogUse) -> None:
    """New keys beside those of today, all in one step; no checkpoint is signed in between."""
    today = keys_of_today(node, use)
    name = today[0].name if today else f"{node.journal_key.name}/witness"
    plain, beside, before = _FILES[use]
    first: Literal["log", "witness"] = "log" if use == "journal" else "witness"
    made = {
        plain: SigningKey(name=name, seed=secrets.token_bytes(32), use=first),
        beside: SigningKey(name=name, seed=secrets.token_bytes(32), use="cosigner"),
    }
    files: dict[str, bytes | None] = {f"keys/{file}": _lines(key) for file, key in made.items()}
    if today:
        files[f"keys/{before}"] = _lines(*today)
    with alone_at_journal(node):
        exchange_files(node.path, files)


def finish_log_keys(node: Node, use: LogUse) -> None:
    """The overlap ends: the seeds of before are gone, what they signed still holds."""
    gone = [
        WithdrawnKey(use=use, key=write_verifier_key(one.verifier), until=node.clock(), why="rolled_over")
        for one in keys_of_before(node, use)
    ]
    files = {f"keys/{WITHDRAWN_FILE}": with_withdrawn(node, gone), f"keys/{_FILES[use][2]}": None}
    with alone_at_journal(node):
        exchange_files(node.path, files)


def _lines(*keys: SigningKey) -> bytes:
    return "".join(f"{write_signing_key(key)}\n" for key in keys).encode("ascii")
