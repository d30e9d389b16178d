"""The people of a node, as its administrator keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from glacy.node.opened import Node
from glacy.store import access, journal, people
from glacy.store.people import Officer

AT_THE_MACHINE = "administrator at the machine"
PASSWORD_SET = "officer.password_set"
SIGNED_IN = "officer.signed_in"


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
    """Records a sign-in."""
    kind = SIGNED_IN if succeeded else "officer.sign_in_failed"
    with transaction.atomic():
        journal.put_entry(kind, by=by, what={}, at=node.clock())
