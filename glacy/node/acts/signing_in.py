"""Where and how officers come in: each sign-in is recorded, can be seen, and can be ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction

from glacy.canon import Json
from glacy.node.acts.officers import AT_THE_MACHINE, SIGNED_IN
from glacy.node.clock import machine_clock
from glacy.node.errors import WrongStateError
from glacy.node.opened import Node
from glacy.sayings import say
from glacy.store import access, factors, journal, people, sessions, tries
from glacy.store.errors import NotAllowedError
from glacy.store.models import SessionRow
from glacy.store.people import Officer

CONFIRMED: Final = "officer.confirmed"
FACTOR_ADDED: Final = "officer.factor_added"
FACTOR_REMOVED: Final = "officer.factor_removed"
CODES_MADE: Final = "officer.recovery_codes_made"
CODE_USED: Final = "officer.recovery_code_used"
PASSKEY_STOPPED: Final = "officer.passkey_stopped"
SESSION_ENDED: Final = "officer.session_ended"
RULES: Final = "node.sign_in_rules"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What becomes of a sign-in at this request: it goes on, or it has ended and why."""

    row: SessionRow | None
    why: sessions.Ended | None = None


def record(node: Node, by: Officer, kind: str, **what: Json) -> None:
    """Records what an officer did to their own sign-in, inside the transaction that did it."""
    with transaction.atomic():
        journal.put_entry(kind, by=by, what=what, at=node.clock())


def begin_session(node: Node, by: Officer, *, means: str, place: str, browser: str) -> str:
    """An officer has come in by these means; the id under which this sign-in can be ended."""
    at = machine_clock()
    with transaction.atomic():
        _note_rules(node)
        tries.drop_old_tries(at=at)
        session_id = sessions.put_session(by, means=means, place=place, browser=browser, at=at)
        journal.put_entry(SIGNED_IN, by=by, what={"means": means}, at=node.clock())
    return session_id


def _note_rules(node: Node) -> None:
    """Records what the node asks of those who sign in, where that is not what the journal last holds."""
    rules = node.sign_in
    now: dict[str, Json] = {
        "second_factor": rules.second_factor,
        "fresh_minutes": rules.fresh_for // timedelta(minutes=1),
        "idle_minutes": rules.idle_for // timedelta(minutes=1),
        "longest_hours": rules.longest // timedelta(hours=1),
        "trusted_proxies": [str(one) for one in rules.trusted_proxies],
    }
    if journal.last_of(RULES) != now:
        journal.put_entry(RULES, by=None, what=now, at=node.clock())


def keep_session(node: Node, session_id: str, by: Officer) -> Kept:
    """Whether a sign-in goes on; one that was left alone too long, or lasts too long, ends here."""
    row, at = sessions.find_session(session_id), machine_clock()
    if row is None or str(row.officer_id) != by.id:
        return Kept(row=None, why="by_hand")
    why: sessions.Ended | None = None
    if at - row.started_at >= node.sign_in.longest:
        why = "too_long"
    elif at - row.seen_at >= node.sign_in.idle_for:
        why = "idle"
    if why is None:
        sessions.see_session(row, at=at)
        return Kept(row=row)
    with transaction.atomic():
        if sessions.end_session(session_id, officer=by, why=why, at=at):
            journal.put_entry(SESSION_ENDED, by=by, what={"why": why, "count": 1}, at=node.clock())
    return Kept(row=None, why=why)


def my_sessions(node: Node, by: Officer) -> Sequence[SessionRow]:
    """Where an officer is signed in now, newest first."""
    at = machine_clock()
    since, seen = at - node.sign_in.longest, at - node.sign_in.idle_for
    return sessions.sessions_of(by, since=since, seen_since=seen)


def end_one(node: Node, by: Officer, session_id: str, *, why: sessions.Ended = "by_hand") -> int:
    """Ends one of an officer's own sign-ins; how many that were."""
    with transaction.atomic():
        count = sessions.end_session(session_id, officer=by, why=why, at=machine_clock())
        if count:
            journal.put_entry(SESSION_ENDED, by=by, what={"why": why, "count": count}, at=node.clock())
    return count


def end_others(node: Node, by: Officer, *, but: str, why: sessions.Ended = "by_hand") -> int:
    """Ends every sign-in of an officer but the one from which they ask; how many."""
    with transaction.atomic():
        count = sessions.end_sessions(by, why=why, at=machine_clock(), but=but)
        if count:
            journal.put_entry(SESSION_ENDED, by=by, what={"why": why, "count": count}, at=node.clock())
    return count


def end_all_of(node: Node, by: Officer | None, username: str) -> int:
    """Ends every sign-in of another officer; `by` is an administrator, or None at the machine of the node."""
    if by is not None:
        access.demand_role(by, "administrator")
    officer = people.get_officer(username)
    if by is not None and officer.id == by.id:
        raise NotAllowedError(say("This is for the sign-ins of another."), remedy=say("End your own."))
    with transaction.atomic():
        count = sessions.end_sessions(officer, why="by_hand", at=machine_clock())
        what: dict[str, Json] = {"person": officer.username, "count": count, "why": "by_hand"}
        who = AT_THE_MACHINE if by is None else ""
        journal.put_entry(SESSION_ENDED, by=by, what=what, at=node.clock(), who=who)
    return count


def is_complete(node: Node, by: Officer) -> bool:
    """Whether an officer has everything that this node asks for: where it is demanded, a second factor."""
    return not node.sign_in.is_demanded or bool(factors.factor_kinds(by))


def demand_spare(node: Node, by: Officer) -> None:
    """Returns if an officer may part with one of their second factors."""
    if node.sign_in.is_demanded and len(factors.factor_kinds(by)) <= 1:
        raise WrongStateError(
            say("This node demands a second factor, and this is your only one."),
            remedy=say("Add another first, then remove this one."),
        )


def idle_minutes(node: Node) -> int:
    """After how many minutes without a request a sign-in ends."""
    return node.sign_in.idle_for // timedelta(minutes=1)
