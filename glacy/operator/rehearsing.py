"""A whole directory in one go, for exercises: open keys, and calls that nobody made, recorded as such."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from glacy.exchange import Directory, Keyring, NodeEntry, OperatorKey
from glacy.operator.errors import OperatorError
from glacy.operator.keys import new_key_file, read_key_file
from glacy.operator.office import Days, OperatorOffice, make_office
from glacy.operator.publishing import publish
from glacy.operator.rooting import accept_root, sign_root, stage_root
from glacy.operator.vetting import Call, add_entry, entry_fingerprint, put_call
from glacy.sayings import say

BY = "rehearsal (invented)"
KEYS = ("root-1", "root-2", "root-3", "targets", "online")
DAYS = Days(root=3650, targets=3650, timestamp=3650)
"""An exercise may lie for years and is played on the clock of its story."""


def rehearse(path: Path, entries: Sequence[NodeEntry], *, name: str, at: datetime) -> Directory:
    """A published directory of exercise nodes in a new folder; real nodes are refused."""
    if not entries or not all(entry.exercise for entry in entries):
        raise OperatorError(
            say("Only exercise nodes are listed without a call."),
            remedy=say("Make a directory of real nodes with `glacy directory init`, `add` and `call`."),
        )
    office = make_office(path, name=name, exercise=True, days=DAYS, at=at)
    for one in KEYS:
        new_key_file(office.path / "keys" / f"{one}.key", phrase=None)
    root_keys = [_key(office, key) for key in KEYS[:3]]
    keyring = Keyring(
        root=tuple(key.public for key in root_keys),
        root_threshold=2,
        targets=(_key(office, "targets").public,),
        targets_threshold=1,
        online=(_key(office, "online").public,),
    )
    staged = stage_root(office, keyring, by=BY)
    for key in root_keys[:2]:
        sign_root(staged, key)
    accept_root(office, by=BY)
    for entry in entries:
        add_entry(office, entry, by=BY)
        heard = entry_fingerprint(entry)
        put_call(
            office,
            entry.country,
            Call(by=BY, spoke_to=BY, number="none: nobody was called", at=at, heard=heard),
        )
    return publish(office, keys=[_key(office, "targets")], online=_key(office, "online"), by=BY)


def _key(office: OperatorOffice, name: str) -> OperatorKey:
    return read_key_file(office.path / "keys" / f"{name}.key", phrase=None)
