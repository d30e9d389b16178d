"""What changed between two versions of an act, or two drafts: provision by provision, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from glacy.node.opened import Node
from glacy.store import legislation as stored
from glacy.store import legislation_decisions as decided
from glacy.store.models import DecisionRow, ProvisionRow, VersionRow
from glacy.store.people import Officer

What = Literal["same", "out", "in"]
_WORDS = re.compile(r"\S+\s*")
_MOST_WORDS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A provision that is new, gone or worded otherwise; `pieces` are its words, each the same, out or in.

    `stale` are decisions on the old words, which the new version takes away.
    """

    number: str
    heading: str
    kind: Literal["added", "removed", "changed"]
    pieces: tuple[tuple[What, str], ...]
    stale: tuple[DecisionRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two versions side by side: what changed, and how many provisions did not."""

    old: VersionRow
    new: VersionRow
    changes: tuple[Change, ...]
    same: int


def view_difference(node: Node, by: Officer, old_id: str, new_id: str) -> Difference:
    """What changed from one version to another, in the order of the new one; what is gone comes last."""
    old, new = stored.get_version(old_id), stored.get_version(new_id)
    before, after = _provisions(old), _provisions(new)
    gone = {row.number: row for row in before}
    changes: list[Change] = []
    rows = decided.decisions_on({old.act_id, new.act_id})
    same = 0
    for row in after:
        was = gone.pop(row.number, None)
        if was is not None and was.digest == row.digest:
            same += 1
            continue
        stale = () if was is None else tuple(one for one in rows if one.words == was.digest)
        changes.append(
            Change(
                number=row.number,
                heading=row.heading,
                kind="added" if was is None else "changed",
                pieces=tuple(_pieces("" if was is None else _text(was), _text(row))),
                stale=stale,
            )
        )
    for row in gone.values():
        stale = tuple(one for one in rows if one.words == row.digest)
        changes.append(
            Change(
                number=row.number,
                heading=row.heading,
                kind="removed",
                pieces=(("out", _text(row)),),
                stale=stale,
            )
        )
    return Difference(old=old, new=new, changes=tuple(changes), same=same)


def _provisions(row: VersionRow) -> Sequence[ProvisionRow]:
    return list(row.provisions.order_by("place"))


def _text(row: ProvisionRow) -> str:
    return f"{row.heading}\n{row.text}".strip()


def _pieces(old: str, new: str) -> Iterator[tuple[What, str]]:
    """The words of both, those that are in one alone apart; a very long provision is shown whole, twice."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) + len(after) > _MOST_WORDS:
        yield from (("out", old), ("in", new))
        return
    bare = SequenceMatcher(
        None, [one.strip() for one in before], [one.strip() for one in after], autojunk=False
    )
    for kind, first, last, start, end in bare.get_opcodes():
        if kind == "equal":
            yield "same", "".join(after[start:end])
            continue
        if last > first:
            yield "out", "".join(before[first:last])
        if end > start:
            yield "in", "".join(after[start:end])
