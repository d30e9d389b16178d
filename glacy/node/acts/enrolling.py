"""The first way in: a one-time code, handed over in person, with which an officer chooses a password."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from glacy.canon import Json
from glacy.node.acts.officers import AT_THE_MACHINE, SIGNED_IN
from glacy.node.clock import machine_clock
from glacy.node.errors import ConfirmationError, EnrolmentError
from glacy.node.opened import Node
from glacy.sayings import say
from glacy.store import access, enrolments, factors, journal, people, recoveries, sessions
from glacy.store.people import Officer, officer_of

ISSUED: Final = "officer.code_issued"
ENROLLED: Final = "officer.enrolled"
RECOVERED: Final = "officer.recovered"
VALID_FOR: Final = timedelta(days=7)
LETTERS: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""No letter or digit that is read as another."""

_LONG: Final = 16
_GROUP: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A one-time code, shown once, and until when it opens."""

    code: str
    until: datetime


def new_code(length: int = _LONG) -> str:
    """A code of that many letters and digits."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def in_groups(code: str) -> str:
    """A code as it is read aloud: ABCD-EFGH."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def as_typed(text: str) -> str:
    """The code that somebody typed, however they grouped it."""
    return "".join(sign for sign in text.upper() if sign.isalnum())


def has_come(node: Node, officer: Officer) -> bool:
    """Whether an officer has a way in of their own: they have signed in, or set up a second factor."""
    return bool(factors.factor_kinds(officer)) or people.has_entry(officer, kind=SIGNED_IN)


def issue_code(node: Node, by: Officer | None, username: str) -> Issued:
    """A code for an officer who never signed in; `by` is an administrator, or None at the node's machine.

    Who has signed in once has a way in of their own: it takes two office-holders to give them another.
    """
    if by is not None:
        access.demand_role(by, "administrator")
    officer, at, code = people.get_officer(username), machine_clock(), new_code()
    if has_come(node, officer):
        raise EnrolmentError(
            say("{name} has signed in before.", name=officer.name),
            remedy=say("Two office-holders can give a new way in: see `glacy officer recover`."),
            found=username,
        )
    with transaction.atomic():
        enrolments.put_enrolment(officer, code, by=by, at=at, until=at + VALID_FOR)
        who = AT_THE_MACHINE if by is None else ""
        journal.put_entry(ISSUED, by=by, what={"person": officer.username}, at=node.clock(), who=who)
    return Issued(code=code, until=at + VALID_FOR)


def use_code(node: Node, username: str, code: str, *, password: str) -> Officer:
    """The officer whom a code lets choose this password; their factors and sign-ins of before a recovery end.

    EnrolmentError where name and code do not belong together, for whichever reason; ConfirmationError where
    the password will not do, and then the code still counts.
    """
    at = machine_clock()
    with transaction.atomic():
        row = enrolments.find_enrolment(username, as_typed(code), at=at)
        if row is None:
            raise EnrolmentError(
                say("Name and code do not belong together, or the code was used or is too old."),
                remedy=say("Ask whoever gave it to you for another."),
                field="code",
            )
        officer = officer_of(row.officer)
        if found := people.weaknesses(officer, password):
            raise ConfirmationError(" ".join(found), remedy=say("Choose another password."), field="new")
        enrolments.use_enrolment(row, at=at)
        people.set_password(officer, password)
        what: dict[str, Json] = {}
        if row.recovery is not None:
            what = {
                "factors": factors.drop_factors(officer),
                "sessions": sessions.end_sessions(officer, why="recovery", at=at),
            }
            recoveries.settle_recovery(
                recoveries.get_recovery(row.recovery.pk), state="used", at=node.clock()
            )
        journal.put_entry(
            ENROLLED if row.recovery is None else RECOVERED, by=officer, what=what, at=node.clock()
        )
    return officer
