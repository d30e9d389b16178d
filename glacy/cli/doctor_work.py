"""The doctor's looks at the work of a node: its loops, outbox, journal, witnesses, vault, directory, mail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from glacy.cli.findings import Finding, look, well, wrong
from glacy.errors import GlacyError
from glacy.node.behind import REMEDY, find_held
from glacy.node.carriers import find_mail
from glacy.node.cosigning import policy_of, witnesses_of
from glacy.node.directory_views import look_at as look_at_listing
from glacy.node.health import all_hearts
from glacy.node.opened import Node
from glacy.node.quiet import find_mark
from glacy.node.sequencer import published_checkpoint
from glacy.node.waking import waits_for
from glacy.sayings import say
from glacy.store import carrying, journal, standing, witnesses

_PATIENCE = timedelta(hours=6)
_UNPLACED = timedelta(minutes=5)
_SILENT = timedelta(days=1)
_SOON = timedelta(days=14)


def look_at_quiet(node: Node) -> Iterator[Finding]:
    """Whether the node was restored and signs nothing yet, and for whom it waits."""
    mark = find_mark(node.path)
    if mark is not None:
        yield wrong(
            "quiet",
            waits_for(mark),
            say(
                "Call those it waits for. If one cannot answer for days, go on without it, which is written "
                "down: glacy node resume {path} --without NAME",
                path=node.path,
            ),
        )


def look_at_hearts(node: Node) -> Iterator[Finding]:
    """Whether every loop of the worker goes round."""
    hearts = all_hearts(node.path)
    quiet = node.is_quiet()
    still = [heart for heart in hearts if not heart.is_beating and (not quiet or heart.name == "asking")]
    remedy = say("Is the node served? systemctl status glacy, or: glacy serve {path}", path=node.path)
    if not still:
        yield well("worker", say("{count} loops of the worker go round.", count=len(hearts)))
    elif len(still) == len(hearts):
        yield wrong("worker", say("The worker does not run."), remedy)
    else:
        names = tuple(heart.name for heart in still)
        yield wrong("worker", say("These loops of the worker stand still: {names}.", names=names), remedy)


def look_at_outbox(node: Node) -> Iterator[Finding]:
    """Whether messages wait too long to leave."""
    found = standing.outbox_standing()
    stuck = found.states.get("stuck", 0)
    waiting = found.states.get("pending", 0) + found.states.get("carrying", 0)
    if stuck:
        yield wrong(
            "outbox",
            say("{count} messages were given up after three days without a receipt.", count=stuck),
            say("Their officers see them in the shift, and can send them again or by another carrier."),
        )
    elif found.waiting_since is not None and node.clock() - found.waiting_since > _PATIENCE:
        yield look(
            "outbox",
            say(
                "{count} messages wait to leave, the oldest since {at}.",
                count=waiting,
                at=found.waiting_since,
            ),
            say("Is the line up? `glacy courier status {path}` tells what each try met.", path=node.path),
        )
    else:
        yield well("outbox", say("{count} messages wait to leave.", count=waiting))


def look_at_journal(node: Node) -> Iterator[Finding]:
    """Whether the journal is held, and whether it keeps up."""
    held = find_held(node)
    if held is not None and not node.is_quiet():
        yield wrong("journal", held.says, REMEDY)
        return
    count, since = standing.unplaced_standing()
    if since is not None and node.clock() - since > _UNPLACED and not node.is_quiet():
        yield wrong(
            "journal",
            say(
                "{count} entries have no place in the journal yet, the oldest of {at}.", count=count, at=since
            ),
            say("Is the worker running? Its last lines tell why; glacy journal audit {path}", path=node.path),
        )
        return
    head, published = journal.find_head(), published_checkpoint(node)
    if head is not None and published is None:
        yield look(
            "journal",
            say("The checkpoint of the journal is not published."),
            say("Build the tiles again: glacy node tiles {path}", path=node.path),
        )
        return
    yield well(
        "journal", say("The signed head covers {count} entries.", count=0 if head is None else head.size)
    )


def look_at_witnesses(node: Node) -> Iterator[Finding]:
    """Whether the witnesses of the journal speak."""
    peers = witnesses_of(policy_of(node))
    if not peers:
        yield look(
            "witnesses",
            say("Nobody witnesses this journal, so that nobody else can tell that it was never rewritten."),
            say("Join a directory with at least one other State that is a witness."),
        )
        return
    known = {row.name: row for row in witnesses.all_witnesses()}
    silent = [
        peer.name
        for peer in peers
        if (row := known.get(peer.name)) is None
        or row.cosigned_at is None
        or node.clock() - row.cosigned_at > _SILENT
    ]
    if len(silent) == len(peers):
        yield wrong(
            "witnesses",
            say("No witness has cosigned the journal for a day: {names}.", names=tuple(silent)),
            say("What each last said: glacy journal witness {path}", path=node.path),
        )
    elif silent:
        yield look(
            "witnesses",
            say("These witnesses are silent: {names}.", names=tuple(silent)),
            say("What each last said: glacy journal witness {path}", path=node.path),
        )
    else:
        yield well("witnesses", say("{count} witnesses have cosigned the journal.", count=len(peers)))


def look_at_vault(node: Node) -> Iterator[Finding]:
    """Whether the vault was compared with its seals, and agrees."""
    ended_at, differing = standing.recheck_standing()
    if differing:
        yield wrong(
            "vault",
            say("{count} exhibits are not what was sealed.", count=differing),
            say("Their custodians see which. Restore those files from the backup, and check the disk."),
        )
    elif not node.recheck_every:
        yield look(
            "vault",
            say("The vault is never compared with its seals (recheck_days = 0)."),
            say("Set recheck_days = 7 in node.toml."),
        )
    elif ended_at is None or node.clock() - ended_at > 2 * node.recheck_every:
        says = (
            say("The vault was never compared with its seals to the end.")
            if ended_at is None
            else say("The vault was last compared with its seals at {at}.", at=ended_at)
        )
        yield look("vault", says, say("The worker does so by itself; is it running?"))
    else:
        yield well("vault", say("The vault agreed with its seals at {at}.", at=ended_at))


def look_at_directory(node: Node) -> Iterator[Finding]:
    """Whether the directory is there, is fresh, and lists this node as it is."""
    found = look_at_listing(node)
    remedy = say("Refresh it: glacy directory refresh {path}", path=node.path)
    if found.standing == "none":
        yield look(
            "directory",
            say("This node has joined no directory: it can work on paper alone."),
            say("Join one: glacy directory join {path} SOURCE", path=node.path),
        )
        return
    if found.standing == "unusable":
        yield wrong(
            "directory", say("The directory is past its time; nothing is sent or taken by it."), remedy
        )
    elif found.standing in ("stale", "older_form"):
        yield look("directory", say("The directory is past its time; no new key is taken from it."), remedy)
    elif found.valid_until is not None and found.valid_until - node.clock() < _SOON:
        yield look("directory", say("The directory is good until {at} only.", at=found.valid_until), remedy)
    else:
        yield well("directory", say("The directory is good until {at}.", at=found.valid_until))
    if found.own != "same":
        yield wrong(
            "entry",
            say("The directory lists this node with other keys, offices or addresses than it has."),
            say(
                "Hand the entry of today to its operator: glacy node entry {path} --out ENTRY.json",
                path=node.path,
            ),
        )


def look_at_mail(node: Node) -> Iterator[Finding]:
    """Whether the mail account, if there is one, is complete and was reached."""
    try:
        settings = find_mail(node)
    except GlacyError as fault:
        yield wrong("mail", fault.says, fault.remedy)
        return
    if settings is None:
        return
    failed = [name for name, row in carrying.all_carrier_states().items() if row.failed_says]
    if failed:
        yield look(
            "mail",
            say("The last try failed with: {names}.", names=tuple(sorted(failed))),
            say("`glacy courier status {path}` tells why; the account is in node.toml.", path=node.path),
        )
    else:
        yield well("mail", say("The mail account is complete."))
