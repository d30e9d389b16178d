"""Who a witness of a journal is: of which State, whether a foreign one, and whether there are enough."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from glacy.checks import Check
from glacy.exchange import Directory, NodeEntry, choose_witnesses
from glacy.sayings import say

_WITNESS, _SIGNED = "checkpoint.witness", "checkpoint.signature"


def name_witnesses(
    checks: Iterable[Check], directory: Directory | None, *, is_asked: bool = False
) -> tuple[Check, ...]:
    """The checks with each witness named by its State; a journal's own node is no witness of it.

    After the checks stands one that says how many of the States that witness this journal have done so. It
    decides where the journal itself `is_asked` about: a head that too few have seen may be one of two.
    """
    found = tuple(checks)
    if directory is None:
        return found
    by_witness = {key.name: entry for entry in directory.nodes for key in entry.witness_history}
    by_journal = {key.name: entry for entry in directory.nodes for key in entry.journal_history}
    owner: NodeEntry | None = None
    seen: set[str] = set()
    told: list[Check] = []
    for check in found:
        if check.name == _SIGNED and check.holds:
            owner = by_journal.get(check.who or "")
        witness = by_witness.get(check.who or "") if check.name == _WITNESS else None
        if witness is None or owner is None:
            told.append(check)
            continue
        named = _named(check, witness, owner)
        if named not in told:  # a witness signs with two keys
            told.append(named)
        seen.add(witness.country)
    if owner is not None:
        told += _counted(owner, seen - {owner.country}, directory, is_asked=is_asked)
    return tuple(told)


def _named(check: Check, witness: NodeEntry, owner: NodeEntry) -> Check:
    if witness.country == owner.country:
        says = say("{name} is the journal's own node, and no witness of it.", name=witness.name)
        return replace(check, holds=None, says=says, when=None)
    says = say(
        "{name} of another State ({country}) saw this checkpoint, and that it continues what it saw before.",
        name=witness.name,
        country=witness.country,
    )
    return replace(check, says=says, who=f"{witness.name} ({witness.country})")


def _counted(owner: NodeEntry, seen: set[str], directory: Directory, *, is_asked: bool) -> tuple[Check, ...]:
    chosen = {entry.country for entry in choose_witnesses(directory, of=owner.country)}
    if not chosen:
        return ()
    enough = len(chosen) // 2 + 1
    count = len(seen & chosen)
    says = say(
        "Of the States that witness this journal ({chosen}), {count} have witnessed this checkpoint; the "
        "policy made from the directory asks for {enough}.",
        chosen=", ".join(sorted(chosen)),
        count=count,
        enough=enough,
    )
    holds = True if count >= enough else None
    return (Check(name="checkpoint.policy", holds=holds, about="checkpoint", says=says, decisive=is_asked),)
