"""The people of a node, as its administrator keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from glacy.canon import Json
from glacy.node.errors import ConfirmationError
from glacy.node.opened import Node
from glacy.sayings import say
from glacy.store import access, journal, people
from glacy.store.people import Officer

AT_THE_MACHINE = say("administrator at the machine")
PASSWORD_SET = "officer.password_set"
PASSWORD_CHANGED = "officer.password_changed"
SIGNED_IN = "officer.signed_in"
SIGN_IN_FAILED = "officer.sign_in_failed"
UNKNOWN = "somebody who was not let in"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordSet:
    """That another hand set an officer's password; `who` is empty for the node's own command line."""

    at: datetime
    who: str


def add_officer(
    node: Node,
    by: Officer | None,
    *,
    username: str,
    name: str,
    roles: Iterable[str],
    authority: str,
    password: str | None,
    title: str = "",
    phone: str = "",
    email: str = "",
    language: str = "en",
    zone: str = "UTC",
) -> Officer:
    """Adds an officer or changes one; `by` is an administrator, or None on the node's own command line."""
    if by is not None:
        access.demand_role(by, "administrator")
    at = node.clock()
    with transaction.atomic():
        officer = people.put_officer(
            username=username,
            name=name,
            roles=roles,
            authority=authority,
            password=password,
            at=at,
            title=title,
            phone=phone,
            email=email,
            language=language,
            zone=zone,
            exercise=node.exercise,
        )
        what = {"person": officer.username, "roles": sorted(officer.roles)}
        journal.put_entry(
            "officer.added",
            by=by,
            what=dict(what),
            at=at,
            who=AT_THE_MACHINE if by is None else "",
        )
        if password is not None:
            journal.put_entry(
                PASSWORD_SET,
                by=by,
                what={"person": officer.username},
                at=at,
                who=AT_THE_MACHINE if by is None else "",
            )
    return officer


def find_password_set(node: Node, by: Officer) -> PasswordSet | None:
    """Who set this officer's password since they last signed in; ask before the sign-in is recorded."""
    entry = people.find_password_set(by, kind=PASSWORD_SET, since=SIGNED_IN)
    if entry is None:
        return None
    return PasswordSet(at=entry.at, who="" if entry.who == AT_THE_MACHINE else entry.who)


def list_officers(node: Node, by: Officer) -> tuple[Officer, ...]:
    """Everyone at the node; names and roles are no secret inside it."""
    return people.all_officers()


def record_sign_in(node: Node, by: Officer, *, succeeded: bool = True) -> None:
    """Records a sign-in, or that somebody who was known gave another password than theirs."""
    kind = SIGNED_IN if succeeded else SIGN_IN_FAILED
    with transaction.atomic():
        journal.put_entry(kind, by=by, what={}, at=node.clock())


def record_failed_sign_in(node: Node, *, mark: str, slowed: bool = False, step: str = "") -> None:
    """Records that nobody was let in under a name; `mark` stands for the name and does not tell it.

    `slowed`: the tries were so many that those which follow are neither looked at nor recorded. `step`: which
    step went wrong, where it was not the first.
    """
    what: dict[str, Json] = {"mark": mark}
    what |= {"slowed": True} if slowed else {}
    what |= {"step": step} if step else {}
    with transaction.atomic():
        journal.put_entry(SIGN_IN_FAILED, by=None, what=what, at=node.clock(), who=UNKNOWN)


def count_failed_sign_ins(node: Node, by: Officer, *, mark: str) -> int:
    """How often this officer's name was tried in vain since they last signed in; ask before that is recorded.

    `mark` stands for their name, as `record_failed_sign_in` took it.
    """
    return people.count_entries(by, kind=SIGN_IN_FAILED, mark=mark, since=SIGNED_IN)


def weaknesses(node: Node, by: Officer, password: str) -> tuple[str, ...]:
    """Why this officer should not choose this password; empty if they may."""
    return people.weaknesses(by, password)


def change_password(node: Node, by: Officer, *, current: str, new: str) -> None:
    """Changes an officer's own password; the journal holds that, and nothing of either password."""
    if not people.has_password(by, current):
        raise ConfirmationError(
            say("This is not your password."), remedy=say("Nothing was changed. Try again."), field="current"
        )
    if found := people.weaknesses(by, new):
        raise ConfirmationError(" ".join(found), remedy=say("Choose another password."), field="new")
    with transaction.atomic():
        people.set_password(by, new)
        journal.put_entry(PASSWORD_CHANGED, by=by, what={}, at=node.clock())
