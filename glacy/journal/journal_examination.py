"""What can be said of a whole journal: its checkpoint, its tiles and entries, and heads that others kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from glacy.checks import Check
from glacy.journal.audit import FindEntries, Flaw, audit_tiles
from glacy.journal.checkpoint import Checkpoint, read_checkpoint
from glacy.journal.errors import JournalError
from glacy.journal.examination import examine_checkpoint
from glacy.journal.keys import VerifierKey
from glacy.journal.note import read_note
from glacy.journal.signed_checkpoint import open_checkpoint
from glacy.journal.tiles import FindTile, TileHashes
from glacy.sayings import say

MOST_TOLD = 100


def examine_journal(
    note: bytes | None,
    *,
    keys: Iterable[VerifierKey],
    find_tile: FindTile,
    find_entries: FindEntries | None = None,
    with_bundles: bool = False,
    heads: Iterable[tuple[str, bytes]] = (),
) -> tuple[Check, ...]:
    """The checks of a journal: its signed checkpoint, every tile, and each head that someone kept.

    `find_entries` gives the rows of its keeper, `with_bundles` looks at the bundles of entries; an outsider
    has neither. `heads` are checkpoints of this journal and who kept them.
    """
    if note is None:
        says = say("There is no checkpoint: nothing was signed yet, or it is not served.")
        return (Check(name="checkpoint.form", holds=None, about="checkpoint", says=says),)
    trusted = tuple(keys)
    checks = examine_checkpoint(note, keys=trusted)
    try:
        checkpoint = read_checkpoint(read_note(note).text)
    except JournalError:
        return checks
    tiles = tuple(_tiles(checkpoint, find_tile, find_entries, with_bundles=with_bundles))
    is_sound = all(check.holds for check in tiles)
    kept = [_head(who, head, checkpoint, trusted, find_tile if is_sound else None) for who, head in heads]
    return (*checks, *tiles, *_summed(kept))


def _summed(checks: list[Check]) -> Iterator[Check]:
    """Heads that fit and were kept by one keeper are told in one sentence; each other alone."""
    for who in dict.fromkeys(check.about for check in checks):
        of_one = [check for check in checks if check.about == who]
        fitting = [check for check in of_one if check.holds]
        yield from (check for check in of_one if not check.holds)
        if len(fitting) == 1:
            yield fitting[0]
        elif fitting:
            says = say("{count} heads kept by {who} are of this history.", count=len(fitting), who=who)
            yield Check(name="journal.head", holds=True, about=who, says=says)


def _tiles(
    checkpoint: Checkpoint, find_tile: FindTile, find_entries: FindEntries | None, *, with_bundles: bool
) -> Iterator[Check]:
    audit = audit_tiles(checkpoint, find_tile=find_tile, find_entries=find_entries, with_bundles=with_bundles)
    for flaw in audit.flaws[:MOST_TOLD]:
        yield _flaw(flaw)
    if len(audit.flaws) > MOST_TOLD:
        says = say("{count} more flaws are not told one by one.", count=len(audit.flaws) - MOST_TOLD)
        yield Check(name="journal.tile", holds=False, about="journal", says=says)
    if not audit.flaws:
        says = say(
            "All tiles lead to the signed root over {size} entries. Tiles of hashes: {tiles}; bundles of "
            "entries: {bundles}; rows of the database: {rows}.",
            size=audit.size,
            tiles=audit.tiles,
            bundles=audit.bundles,
            rows=audit.rows,
        )
        yield Check(name="journal.tiles", holds=True, about="journal", says=says)


def _flaw(flaw: Flaw) -> Check:
    name = {"row": "journal.row", "root": "journal.root"}.get(flaw.kind, "journal.tile")
    return Check(name=name, holds=False, about=flaw.path, says=flaw.says)


def _head(
    who: str,
    head: bytes,
    checkpoint: Checkpoint,
    keys: tuple[VerifierKey, ...],
    find_tile: FindTile | None,
) -> Check:
    """Whether a head that someone kept is one of this history; no tile is asked where tiles are damaged."""
    try:
        known, _ = open_checkpoint(head, keys=keys)
    except JournalError as fault:
        says = say("The head kept by {who} cannot be used: {why}", who=who, why=fault.says)
        return Check(name="journal.head", holds=None, about=who, says=says)
    if known.origin != checkpoint.origin:
        says = say("The head kept by {who} is of another journal, {origin}.", who=who, origin=known.origin)
        return Check(name="journal.head", holds=None, about=who, says=says)
    if known.size > checkpoint.size:
        says = say(
            "{who} kept a head over {size} entries, which this journal of {now} entries has signed and does "
            "not have: it is an older copy, or entries were taken away.",
            who=who,
            size=known.size,
            now=checkpoint.size,
        )
        return Check(name="journal.head", holds=False, about=who, says=says)
    root = checkpoint.root
    if known.size < checkpoint.size:
        if find_tile is None:
            says = say("Whether the head kept by {who} fits can be told once the tiles are mended.", who=who)
            return Check(name="journal.head", holds=None, about=who, says=says)
        root = TileHashes(size=checkpoint.size, find_tile=find_tile).root_at(known.size)
    if root == known.root:
        says = say("The head over {size} entries kept by {who} is of this history.", size=known.size, who=who)
        return Check(name="journal.head", holds=True, about=who, says=says)
    says = say(
        "The head over {size} entries kept by {who} is signed by this journal and of another history: the "
        "journal has forked.",
        size=known.size,
        who=who,
    )
    return Check(name="journal.head", holds=False, about=who, says=says)
