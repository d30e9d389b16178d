"""Officers: the values that acts are attributed to, and the rows that keep them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from glacy.sayings import say
from glacy.store.errors import NoSuchOfficerError, RoleError
from glacy.store.models import EntryRow, OfficerRow

Role = Literal[
    "duty_officer",
    "case_officer",
    "approver",
    "central_authority_lawyer",
    "custodian",
    "drafter",
    "law_reviewer",
    "administrator",
]
ROLES: tuple[Role, ...] = (
    "duty_officer",
    "case_officer",
    "approver",
    "central_authority_lawyer",
    "custodian",
    "drafter",
    "law_reviewer",
    "administrator",
)
Through = Literal["desk", "command_line", "exchange"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A case that an officer sees through broken glass, at the instant of this request."""

    glass: str
    case: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """A person who acts: their roles at this node, and through what they act."""

    id: str
    username: str
    name: str
    roles: frozenset[str]
    authority: str
    title: str
    phone: str
    email: str
    language: str
    zone: str
    exercise: bool
    through: Through = "desk"
    sights: tuple[Sight, ...] = ()
    """Cases seen through broken glass; empty unless a desk or the command line looked it up just now."""

    def has(self, *roles: Role) -> bool:
        """Whether this person holds any of the roles."""
        return any(role in self.roles for role in roles)


def officer_of(row: OfficerRow, *, through: Through = "desk") -> Officer:
    """The officer of a row."""
    return Officer(
        id=str(row.pk),
        username=row.username,
        name=row.name,
        roles=frozenset(row.roles),
        authority=row.authority,
        title=row.title,
        phone=row.phone,
        email=row.email,
        language=row.language,
        zone=row.zone,
        exercise=row.exercise,
        through=through,
    )


def find_officer(username: str, *, through: Through = "desk") -> Officer | None:
    """The active officer of that sign-in name, or None."""
    row = OfficerRow.objects.filter(username=username.lower(), is_active=True).first()
    return None if row is None else officer_of(row, through=through)


def get_officer(username: str, *, through: Through = "desk") -> Officer:
    """The active officer of that sign-in name."""
    found = find_officer(username, through=through)
    if found is None:
        raise NoSuchOfficerError(
            say("There is no officer {username!r} at this node.", username=username),
            remedy=say("List them with `glacy officer list`."),
            found=username,
        )
    return found


def same_name(left: str, right: str) -> bool:
    """Whether two names are the same to a reader: case, width, accents composed or not, and spaces apart."""
    return _folded(left) == _folded(right)


def has_account(name: str) -> bool:
    """Whether an account of the node bears this name or sign-in name, active or not."""
    rows = OfficerRow.objects.values_list("name", "username")
    return any(_folded(name) in (_folded(one), _folded(username)) for one, username in rows)


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).split())


def all_officers() -> tuple[Officer, ...]:
    """Every active officer, by name."""
    return tuple(officer_of(row) for row in OfficerRow.objects.filter(is_active=True).order_by("name"))


def find_password_set(officer: Officer, *, kind: str, since: str) -> EntryRow | None:
    """The newest entry of that kind about an officer, later than their own newest of the kind `since`."""
    entries = EntryRow.objects.order_by("-id")
    last = entries.filter(officer_id=int(officer.id), kind=since).values_list("id", flat=True).first()
    return entries.filter(id__gt=last or 0, kind=kind, what__person=officer.username).first()


def has_entry(officer: Officer, *, kind: str) -> bool:
    """Whether the officer has done anything of that kind."""
    return EntryRow.objects.filter(officer_id=int(officer.id), kind=kind).exists()


def weaknesses(officer: Officer, password: str) -> tuple[str, ...]:
    """Why this officer should not have this password, each in the reader's language; empty if they may."""
    try:
        validate_password(password, OfficerRow.objects.get(pk=int(officer.id)))
    except ValidationError as fault:
        return tuple(fault.messages)
    return ()


def has_password(officer: Officer, password: str) -> bool:
    """Whether this is the officer's password."""
    return OfficerRow.objects.get(pk=int(officer.id)).check_password(password)


def set_password(officer: Officer, password: str) -> None:
    """The officer signs in with this password from now on; what was signed in with the old one ends."""
    row = OfficerRow.objects.select_for_update().get(pk=int(officer.id))
    row.set_password(password)
    row.save(update_fields=["password"])


def count_entries(officer: Officer, *, kind: str, mark: str, since: str) -> int:
    """How many entries of that kind and mark are later than the officer's own newest of the kind `since`."""
    entries = EntryRow.objects.order_by("-id")
    last = entries.filter(officer_id=int(officer.id), kind=since).values_list("id", flat=True).first()
    return entries.filter(id__gt=last or 0, kind=kind, what__mark=mark).count()


def put_officer(
    *,
    username: str,
    name: str,
    roles: Iterable[str],
    authority: str,
    password: str | None,
    at: datetime,
    title: str = "",
    phone: str = "",
    email: str = "",
    language: str = "en",
    zone: str = "UTC",
    exercise: bool = False,
) -> Officer:
    """Adds an officer, or changes the one of that sign-in name; without a password they cannot sign in."""
    held = fitting_roles(roles)
    row = OfficerRow.objects.filter(username=username.lower()).first() or OfficerRow(
        username=username.lower(), added_at=at
    )
    row.name, row.roles, row.authority, row.title = name, list(held), authority, title
    row.phone, row.email, row.language, row.zone = phone, email, language, zone
    row.exercise, row.is_active = exercise, True
    if password is not None:
        row.set_password(password)
    elif not row.password:
        row.set_unusable_password()
    row.save()
    return officer_of(row)


def fitting_roles(roles: Iterable[str]) -> tuple[str, ...]:
    """These roles, each once; RoleError where they are none, or cannot be held together."""
    held = tuple(dict.fromkeys(roles))
    unknown = [role for role in held if role not in ROLES]
    if unknown or not held:
        raise RoleError(
            say("Roles were expected, found {unknown}.", unknown=", ".join(unknown) or "none"),
            remedy=say("Use one or more of {roles}.", roles=", ".join(ROLES)),
            found=unknown,
        )
    if "administrator" in held and len(held) > 1:
        raise RoleError(
            say("An administrator holds no other role, because an administrator has no case."),
            remedy=say("Make two accounts for two persons."),
        )
    return held


def set_away(officer: Officer) -> bool:
    """The officer signs in no more; what they did stays theirs. False where that was so before."""
    return bool(OfficerRow.objects.filter(pk=int(officer.id), is_active=True).update(is_active=False))


def former_officers() -> tuple[Officer, ...]:
    """Officers who left and whose names are not erased, by name."""
    rows = OfficerRow.objects.filter(is_active=False).exclude(roles=[]).order_by("name")
    return tuple(officer_of(row) for row in rows)


def find_former(username: str) -> Officer | None:
    """The officer of that sign-in name who left, or None."""
    return next((one for one in former_officers() if one.username == username.lower()), None)
