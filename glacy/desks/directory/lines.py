"""The directory as lines and tables of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from babel import Locale
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from glacy.desks.frame.moments import locale, say_changed, say_day, say_instant
from glacy.desks.frame.nations import nation
from glacy.desks.frame.parts import Column, Link, Row, Table, Tag, Text
from glacy.desks.frame.sayings import said
from glacy.exchange import CALLING
from glacy.node.directory_views import ListedState, Look, Number, State
from glacy.store.models import JoiningCallRow, ListedChangeRow

ROLES: Final[dict[str, Text]] = {
    "contact_24_7": gettext_lazy("24/7 contact point"),
    "central_authority": gettext_lazy("Central authority"),
    "competent_authority": gettext_lazy("Competent authority"),
}
KINDS: Final[dict[str, Text]] = {
    "joined": gettext_lazy("New in the directory"),
    "left": gettext_lazy("Not in the directory any more"),
    "number": gettext_lazy("Another telephone number"),
    "office_added": gettext_lazy("An authority more"),
    "office_removed": gettext_lazy("An authority less"),
    "office": gettext_lazy("Hours, languages or articles of an authority"),
    "address": gettext_lazy("Another address of the node"),
    "mail": gettext_lazy("Another address for mail"),
    "name": gettext_lazy("Another name"),
    "key_added": gettext_lazy("A new key"),
    "key_removed": gettext_lazy("A key less"),
    "key_withdrawn": gettext_lazy("A key was withdrawn"),
}
KEYS: Final[dict[str, Text]] = {
    "seal": gettext_lazy("seals"),
    "stamp": gettext_lazy("time-stamps"),
    "age": gettext_lazy("encryption"),
    "journal": gettext_lazy("journal"),
    "witness": gettext_lazy("witness"),
}
_SHORT: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How the directory stands, in one sentence, and what to do."""

    tag: Tag
    says: Text
    then: Text = ""

    @property
    def tone(self) -> str:
        """How the frame around it looks."""
        return {"holds": "holds", "fails": "fails"}.get(self.tag.tone, "unknown")


def verdict(look: Look) -> Verdict:
    """How the directory stands."""
    ask = _("Refresh it, from a stick if there is no line; if that fails, call the operator.")
    match look.standing:
        case "none":
            says = _("This node has joined no directory: it knows no other State.")
            return Verdict(tag=Tag(says=_("Not joined"), tone="unknown"), says=says)
        case "unusable":
            says = _("The directory is past its time since %(day)s. Nothing is sent or taken by it any more.")
            return Verdict(tag=Tag(says=_("Stopped"), tone="fails"), says=says % _day(look), then=ask)
        case "stale":
            says = _(
                "The directory is past its time since %(day)s. Known States are served until %(last)s; no new"
                " key is accepted."
            )
            return Verdict(tag=Tag(says=_("Stale"), tone="soon"), says=says % _day(look), then=ask)
        case "older_form":
            says = _("The directory is of an older form: it serves, and cannot be refreshed. Join again.")
            return Verdict(tag=Tag(says=_("Old"), tone="soon"), says=says)
    return _own(look)


def _own(look: Look) -> Verdict:
    if look.own == "missing":
        says = _("The directory does not list this node: other States cannot send to it.")
        return Verdict(tag=Tag(says=_("Not listed"), tone="fails"), says=says, then=_hand_over())
    if look.own == "differs":
        says = _(
            "The directory lists other keys for this node than it has. If nobody here has changed them, call"
            " the operator: somebody else may answer for this State."
        )
        return Verdict(tag=Tag(says=_("Other keys"), tone="fails"), says=says, then=_hand_over())
    failed = look.refreshed is not None and look.refreshed.outcome not in ("newer", "same")
    if failed and look.refreshed is not None:
        then = said(look.refreshed.says)
        says = _("The directory holds until %(day)s, and the last refresh did not succeed.") % _day(look)
        return Verdict(tag=Tag(says=_("Not refreshed"), tone="soon"), says=says, then=then)
    says = _("The directory holds until %(day)s.") % _day(look)
    return Verdict(tag=Tag(says=_("Holds"), tone="holds"), says=says)


def facts(look: Look, zone: str) -> tuple[Row, ...]:
    """What is known of the directory itself."""
    if look.standing == "none":
        return ()
    last = look.refreshed_well
    return (
        Row(key=_("Operator"), value=look.operator),
        Row(key=_("Fingerprint of its root"), value=look.fingerprint, is_code=True),
        Row(key=_("Version"), value=str(look.version)),
        Row(key=_("Published"), value=_when(look.issued_at, zone)),
        Row(key=_("Last refreshed"), value=_when(None if last is None else last.last_at, zone)),
        Row(key=_("Refreshed from"), value=look.source or _("nowhere; it came as a file"), is_code=True),
    )


def states(found: Sequence[ListedState], now: datetime) -> Table:
    """Every State with its number to call."""
    heads = (_("State"), _("Node"), _("Number to call"), _("Checked by the operator"))
    return Table(
        caption=_("States of the directory"),
        columns=tuple(Column(says=says) for says in heads),
        rows=tuple(
            (
                Link(says=nation(one.country), url=reverse("directory:state", args=[one.country])),
                one.name,
                one.number
                if one.number_changed_at is None
                else (one.number, say_changed(one.number_changed_at, now)),
                _day_of(one.checked_at),
            )
            for one in found
        ),
        empty=_("No State is listed. Join a directory, and they stand here."),
    )


def offices(state: State, now: datetime) -> tuple[tuple[Text, tuple[Row, ...]], ...]:
    """The authorities of a State, each with how to reach it."""
    return tuple((_heading(one), _office(one, now)) for one in state.numbers)


def entry_rows(state: State) -> tuple[Row, ...]:
    """The node of a State and its keys."""
    entry = state.entry
    withdrawn = [
        _("%(use)s, until %(day)s (%(why)s)")
        % {
            "use": KEYS.get(one.use, one.use),
            "day": say_day(one.until.date()),
            "why": _("stolen or lost") if one.why == "revoked" else _("rolled over"),
        }
        for one in entry.withdrawn
    ]
    return (
        Row(key=_("Node"), value=entry.name),
        Row(key=_("Address"), value=entry.url, is_code=True),
        Row(key=_("Address for mail"), value=entry.mail or "–", is_code=True),
        Row(key=_("Journal"), value=entry.journal_verifiers[0].name, is_code=True),
        Row(key=_("Checked by the operator"), value=_day_of(state.checked_at)),
        Row(key=_("Withdrawn keys"), value=withdrawn or "–"),
    )


def changes(found: Sequence[ListedChangeRow], *, with_state: bool = True) -> Table:
    """What newer directories changed."""
    heads = (_("When this node learned it"), _("State"), _("What"), _("Before"), _("Now"))
    shown = heads if with_state else (heads[0], *heads[2:])
    return Table(
        caption=_("What changed"),
        columns=tuple(Column(says=says) for says in shown),
        rows=tuple(_change(one, with_state=with_state) for one in found),
        empty=_("Nothing has changed since this node joined."),
    )


def calls(found: Sequence[JoiningCallRow], zone: str) -> Table:
    """The calls to the operator that were written down."""
    heads = (_("When"), _("Who called"), _("Who answered"), _("Number"), _("The fingerprints"))
    return Table(
        caption=_("Calls that are written down"),
        columns=tuple(Column(says=says) for says in heads),
        rows=tuple(
            (
                _when(one.called_at, zone),
                one.by,
                one.spoke_to,
                one.number,
                Tag(says=_("The same"), tone="holds") if one.fits else Tag(says=_("Differ"), tone="fails"),
            )
            for one in found
        ),
        empty=_("Nobody has called yet."),
    )


def warning(number: Number, now: datetime) -> str:
    """What is said beside a number that is new; empty where it is not."""
    if number.changed_at is None:
        return ""
    told = say_changed(number.changed_at, now).removeprefix("! ")  # the tag has the sign
    if not number.before:
        return told
    return _("%(changed)s; before it was %(before)s. Call that one too.") % {
        "changed": told,
        "before": number.before,
    }


def _heading(one: Number) -> Text:
    return ROLES.get(one.office.role, one.office.role)


def _office(one: Number, now: datetime) -> tuple[Row, ...]:
    office, told = one.office, warning(one, now)
    number: Row = (
        Row(key=_("Telephone"), value=(office.phone, Tag(says=told, tone="soon")))
        if told
        else Row(key=_("Telephone"), value=office.phone)
    )
    return (
        Row(key=_("Name"), value=office.name),
        number,
        Row(key=_("E-mail"), value=office.email),
        Row(key=_("Hours"), value=f"{office.hours} ({office.zone})"),
        Row(key=_("Languages"), value=", ".join(map(_language, office.languages)) or "–"),
        Row(key=_("Articles"), value=", ".join(map(str, office.articles)) or _("all that fall to its role")),
    )


def _language(code: str) -> str:
    try:
        return Locale.parse(code, sep="-").get_display_name(locale()) or code
    except ValueError:
        return code


def _change(one: ListedChangeRow, *, with_state: bool) -> tuple[Text | tuple[str, ...], ...]:
    what = KINDS.get(one.kind, one.kind)
    about = str(KEYS.get(one.about, one.about))
    sign = "! " if one.kind in CALLING else ""
    told = (f"{sign}{what}", about) if about else f"{sign}{what}"
    rest = (told, _short(one.before), _short(one.after))
    head = _day_of(one.at)
    return (head, nation(one.country), *rest) if with_state else (head, *rest)


def _short(text: str) -> str:
    return text if len(text) <= 2 * _SHORT else f"{text[:_SHORT]}…"


def _day(look: Look) -> dict[str, str]:
    return {"day": _day_of(look.valid_until), "last": _day_of(look.usable_until)}


def _day_of(at: datetime | None) -> str:
    return "–" if at is None else say_day(at.date())


def _when(at: datetime | None, zone: str) -> str:
    return "–" if at is None else say_instant(at, (zone,))


def _hand_over() -> str:
    return _("Hand the entry of this node to the operator, as the walk to join says.")
