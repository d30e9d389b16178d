"""The keys that this node used before, as its directory entry lists them (docs/specs/exchange.md, 2)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from glacy.exchange import WithdrawnKey
from glacy.node.files import write_durably
from glacy.times import read_instant, write_instant

if TYPE_CHECKING:
    from glacy.node.opened import Node

FILE = "withdrawn.json"


def read_withdrawn(keys: Path) -> tuple[WithdrawnKey, ...]:
    """The withdrawn keys in a folder of keys; none where there is no list."""
    try:
        found = json.loads((keys / FILE).read_text("utf-8"))
    except FileNotFoundError:
        return ()
    return tuple(WithdrawnKey(**(one | {"until": read_instant(one["until"])})) for one in found)


def add_withdrawn(node: Node, keys: Iterable[WithdrawnKey]) -> None:
    """Adds keys to the list; one that stands there already stays as it is."""
    write_durably(node.path / "keys" / FILE, with_withdrawn(node, keys))


def with_withdrawn(node: Node, keys: Iterable[WithdrawnKey]) -> bytes:
    """The list as it is with these keys added; one that stands there already stays as it is."""
    known = {(one.use, one.key): one for one in read_withdrawn(node.path / "keys")}
    for one in keys:
        known.setdefault((one.use, one.key), one)
    facts = [asdict(one) | {"until": write_instant(one.until)} for one in known.values()]
    return json.dumps(facts, ensure_ascii=False, sort_keys=True).encode("utf-8")
