"""Factors, sessions and officers as lines of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from glacy.desks.frame.moments import say_instant
from glacy.desks.frame.parts import Column, Link, Row, Table, Tag, Text, Tone
from glacy.desks.frame.words import LANGUAGES, role_words
from glacy.desks.people.factors import Factor
from glacy.node.acts.officers import AT_THE_MACHINE
from glacy.node.acts.staffing import Change
from glacy.store.models import RecoveryRow, SessionRow
from glacy.store.people import Officer

KINDS: Final[dict[str, Text]] = {
    "totp": gettext_lazy("Authenticator app"),
    "webauthn": gettext_lazy("Passkey"),
}
MEANS: Final[dict[str, Text]] = {
    "password": gettext_lazy("password"),
    "password+app": gettext_lazy("password and app"),
    "password+recovery_code": gettext_lazy("password and recovery code"),
    "password+passkey": gettext_lazy("password and passkey"),
    "passkey": gettext_lazy("passkey"),
    "one_time_code": gettext_lazy("one-time code"),
}
_GROUP: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """Where an officer is signed in, in words; `is_this` is the browser that reads it."""

    id: str
    browser: str
    place: str
    means: Text
    started: str
    seen: str
    is_this: bool


def in_groups(code: str) -> str:
    """A recovery code as it is read and typed: 1234 5678 9012."""
    return " ".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def say_factor(factor: Factor) -> str:
    """A factor by its kind and name."""
    kind = str(KINDS.get(factor.kind, factor.kind))
    return f"{kind} “{factor.name}”" if factor.name else kind


def factor_rows(found: Iterable[Factor], zone: str) -> tuple[Row, ...]:
    """The second factors as a summary list, each with its link to remove it."""
    rows = []
    for one in found:
        added = _("added %(at)s") % {"at": say_instant(one.added_at, (zone,))}
        used = (
            _("last used %(at)s") % {"at": say_instant(one.used_at, (zone,))}
            if one.used_at
            else _("not used yet")
        )
        state = (Tag(says=_("Stopped: a copy of it was used"), tone="fails"),) if one.is_stopped else ()
        name = say_factor(one)
        change = Link(says=_("Remove"), url=reverse("people:remove", args=[one.id]), about=name)
        rows.append(Row(key=name, value=(*state, f"{added}; {used}"), change=change))
    return tuple(rows)


def session_rows(found: Sequence[SessionRow], *, this: str) -> tuple[SessionLine, ...]:
    """Where an officer is signed in; how long ago is by the machine's clock, also in an exercise."""
    return tuple(
        SessionLine(
            id=one.pk,
            browser=one.browser or _("Unknown browser"),
            place=one.place,
            means=MEANS.get(one.means, one.means),
            started=timesince(one.started_at),
            seen=timesince(one.seen_at),
            is_this=one.pk == this,
        )
        for one in found
    )


def officer_table(officers: Iterable[Officer], kinds: Mapping[str, Sequence[str]]) -> Table:
    """Everyone at the node, with what they sign in with beside their password."""
    rows = []
    for one in officers:
        own = tuple(dict.fromkeys(str(KINDS.get(kind, kind)) for kind in kinds.get(one.id, ())))
        state: Tag | str = ", ".join(own) if own else Tag(says=_("None yet"), tone="soon")
        link = Link(says=one.name, url=reverse("people:officer", args=[one.username]))
        rows.append((link, one.username, ", ".join(map(str, role_words(frozenset(one.roles)))), state))
    heads = (_("Name"), _("Sign-in name"), _("Roles"), _("Second factor"))
    return Table(
        caption=_("Officers of this node"),
        columns=tuple(Column(says=head) for head in heads),
        rows=tuple(rows),
    )


def recovery_table(found: Iterable[RecoveryRow], zone: str) -> Table:
    """The recoveries that go on."""
    rows = tuple(
        (
            Link(says=one.officer.name, url=reverse("people:recovery", args=[one.pk])),
            one.asked_by.name if one.asked_by else AT_THE_MACHINE,
            say_instant(one.asked_at, (zone,)),
            Tag(says=_("Waits for a second person"), tone="soon")
            if one.state == "asked"
            else Tag(says=_("Agreed"), tone="holds"),
        )
        for one in found
    )
    heads = (_("For"), _("Asked by"), _("When"), _("State"))
    return Table(
        caption=_("New ways in that go on"), columns=tuple(Column(says=head) for head in heads), rows=rows
    )


_CHANGES: Final[dict[str, tuple[Text, Tone]]] = {
    "asked": (gettext_lazy("Waits for a second person"), "now"),
    "stands": (gettext_lazy("Agreed"), "holds"),
    "refused": (gettext_lazy("Refused"), "quiet"),
}
_FIELDS: Final[dict[str, Text]] = {
    "name": gettext_lazy("Name"),
    "roles": gettext_lazy("Roles"),
    "authority": gettext_lazy("Authority"),
    "title": gettext_lazy("Rank or title"),
    "phone": gettext_lazy("Telephone"),
    "email": gettext_lazy("E-mail address"),
    "language": gettext_lazy("Language"),
    "zone": gettext_lazy("Time zone"),
}


def state_of_change(state: str) -> Tag:
    """The tag of a change of an officer."""
    says, tone = _CHANGES[state]
    return Tag(says=says, tone=tone)


def change_table(now: Mapping[str, Any] | None, then: Mapping[str, Any]) -> Table:
    """What would change of an officer; of a newcomer everything."""
    rows = tuple(
        (str(says), _say(name, (now or {}).get(name, "")) or "–", _say(name, then[name]) or "–")
        for name, says in _FIELDS.items()
        if name in then and (now or {}).get(name, "") != then[name]
    )
    heads = (_("What"), _("Now"), _("Then"))
    return Table(
        caption=_("What would change"),
        columns=tuple(Column(says=head) for head in heads),
        rows=rows,
        empty=_("Nothing would change any more."),
    )


def waiting_table(found: Iterable[Change], zone: str) -> Table:
    """The changes of officers that wait."""
    rows = tuple(
        (
            Link(says=str(one.then.get("name", "")), url=reverse("people:change", args=[one.row.pk])),
            one.row.asked_by.name,
            say_instant(one.row.asked_at, (zone,)),
            state_of_change(one.row.state),
        )
        for one in found
    )
    heads = (_("For"), _("Asked by"), _("When"), _("State"))
    return Table(
        caption=_("Changes that wait for a second person"),
        columns=tuple(Column(says=head) for head in heads),
        rows=rows,
    )


def former_table(found: Iterable[Officer]) -> Table:
    """Those who left; one who comes back takes a second person."""
    rows = tuple(
        (one.name, one.username, Link(says=_("Take them on again"), url=_edit(one), about=one.name))
        for one in found
    )
    heads = (_("Name"), _("Sign-in name"), _("To do"))
    return Table(caption=_("Who left"), columns=tuple(Column(says=head) for head in heads), rows=rows)


def _edit(one: Officer) -> str:
    return reverse("people:edit", args=[one.username])


def _say(name: str, value: Any) -> str:  # Any: a text, or the roles
    if name == "roles":
        return ", ".join(map(str, role_words(value or ())))
    return str(LANGUAGES.get(value, value)) if name == "language" else str(value)
