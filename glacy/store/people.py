"""Officers: the values that acts are attributed to, and the rows that keep them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from glacy.store.errors import NoSuchOfficerError, RoleError
from glacy.store.models import EntryRow, OfficerRow

Role = Literal[
    "duty_officer", "case_officer", "approver", "central_authority_lawyer", "custodian", "administrator"
]
ROLES: tuple[Role, ...] = (
    "duty_officer",
    "case_officer",
    "approver",
    "central_authority_lawyer",
    "custodian",
    "administrator",
)
Through = Literal["desk", "command_line", "exchange"]


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
            f"There is no officer {username!r} at this node.",
            remedy="List them with `glacy officer list`.",
            found=username,
        )
    return found


def all_officers() -> tuple[Officer, ...]:
    """Every active officer, by name."""
    return tuple(officer_of(row) for row in OfficerRow.objects.filter(is_active=True).order_by("name"))


def find_password_set(officer: Officer, *, kind: str, since: str) -> EntryRow | None:
    """The newest entry of that kind about an officer, later than their own newest of the kind `since`."""
    entries = EntryRow.objects.order_by("-id")
    last = entries.filter(officer_id=int(officer.id), kind=since).values_list("id", flat=True).first()
    return entries.filter(id__gt=last or 0, kind=kind, what__person=officer.username).first()


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
    held = tuple(dict.fromkeys(roles))
    unknown = [role for role in held if role not in ROLES]
    if unknown or not held:
        raise RoleError(
            f"Roles were expected, found {', '.join(unknown) or 'none'}.",
            remedy=f"Use one or more of {', '.join(ROLES)}.",
            found=unknown,
        )
    if "administrator" in held and len(held) > 1:
        raise RoleError(
            "An administrator holds no other role, because an administrator has no case.",
            remedy="Make two accounts for two persons.",
        )
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
