"""A restored node is quiet: it signs nothing until it has asked its witnesses and peers what they hold.

The mark is a file in the folder of the node, so that every process of it sees the same, at any start.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path

from glacy.node.errors import QuietError
from glacy.node.files import write_durably
from glacy.sayings import say
from glacy.times import read_instant, write_instant

MARK = "restored.json"
_FORMAT = "glacy.restored/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """That a node was restored: from when, and how far it has come with asking."""

    backup_at: datetime
    restored_at: datetime
    size: int
    """How many entries the signed head of the journal covered in the backup."""

    answered: tuple[str, ...] = ()
    """The States that told what they hold."""

    failed: dict[str, str] = field(default_factory=dict)
    """Why others did not tell, by State or by the name of a witness."""

    without: tuple[str, ...] = ()
    """Whom the administrator decided not to wait for."""

    origin: str = ""
    """The name of the new journal that is being opened, if one is."""


def mark_restored(path: Path, *, backup_at: datetime, at: datetime, size: int) -> Mark:
    """Makes the node in a folder quiet."""
    mark = Mark(backup_at=backup_at, restored_at=at, size=size)
    write_mark(path, mark)
    return mark


def is_quiet(path: Path) -> bool:
    """Whether the node in that folder was restored and signs nothing yet."""
    return (path / MARK).exists()


def find_mark(path: Path) -> Mark | None:
    """How far a restored node has come with asking; None where it signs as ever."""
    try:
        facts = json.loads((path / MARK).read_text("utf-8"))
    except FileNotFoundError:
        return None
    try:
        return Mark(
            backup_at=read_instant(facts["backup_at"]),
            restored_at=read_instant(facts["restored_at"]),
            size=int(facts["size"]),
            answered=tuple(map(str, facts["answered"])),
            failed={str(who): str(why) for who, why in facts["failed"].items()},
            without=tuple(map(str, facts["without"])),
            origin=str(facts["origin"]),
        )
    except (ValueError, LookupError, TypeError, AttributeError) as fault:
        raise QuietError(
            say("The file {file} cannot be read: {why}.", file=path / MARK, why=fault),
            remedy=say("Restore the node again from its backup."),
        ) from fault


def write_mark(path: Path, mark: Mark) -> None:
    """Keeps how far it has come."""
    instants = {"backup_at": write_instant(mark.backup_at), "restored_at": write_instant(mark.restored_at)}
    facts = {"format": _FORMAT, **asdict(mark), **instants}
    write_durably(path / MARK, json.dumps(facts, ensure_ascii=False, sort_keys=True).encode("utf-8"))


def end_quiet(path: Path) -> None:
    """The node signs again."""
    (path / MARK).unlink(missing_ok=True)


def resume_without(path: Path, names: tuple[str, ...]) -> Mark | None:
    """Those in `names` are not waited for any more; None where the node is not quiet."""
    mark = find_mark(path)
    if mark is None:
        return None
    mark = replace(mark, without=tuple(sorted({*mark.without, *names})))
    write_mark(path, mark)
    return mark


def demand_awake(path: Path) -> None:
    """Returns if the node may sign; raises while it is quiet."""
    if is_quiet(path):
        raise QuietError(
            say(
                "This node was restored from a backup, and signs and sends nothing until it has asked its "
                "witnesses and the other States what they hold."
            ),
            remedy=say(
                "It asks by itself while it is served; `glacy doctor DIR` tells for whom it waits. Nothing "
                "is lost: what others send comes again."
            ),
        )
