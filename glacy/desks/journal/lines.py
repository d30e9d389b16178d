"""The log as lines and tables of a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from glacy.desks.frame.moments import say_instant
from glacy.desks.frame.nations import nation
from glacy.desks.frame.parts import Column, Link, Row, Table, Tag, Text
from glacy.node.log_views import Log
from glacy.store.models import ForkRow

KINDS: Final[dict[str, Text]] = {
    "two_roots": gettext_lazy("Two heads of one size: the journal has forked"),
    "not_continued": gettext_lazy("Not shown to continue what was seen"),
    "own_journal": gettext_lazy("Another head of this node's own journal"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is to be said first, and how it stands."""

    tag: Tag
    says: Text

    @property
    def tone(self) -> str:
        """How the frame around it looks: as that of a check of a file."""
        return {"holds": "holds", "fails": "fails"}.get(self.tag.tone, "unknown")


def verdict(log: Log) -> Verdict:
    """The state of the journal in one sentence."""
    if log.held is not None:
        says = _("Nothing is signed: another head of this journal is known than the database's.")
        return Verdict(tag=Tag(says=_("Stopped"), tone="fails"), says=says)
    forked = sorted({nation(fork.country) for fork in log.forks if fork.kind != "not_continued"})
    if forked:
        says = _("A journal has signed two histories: %(states)s. The evidence is kept below.")
        says %= {"states": ", ".join(forked)}
        return Verdict(tag=Tag(says=_("Fork"), tone="fails"), says=says)
    if log.forks:
        says = _("A head was offered that was not shown to continue what was seen. It was not cosigned.")
        return Verdict(tag=Tag(says=_("Doubt"), tone="unknown"), says=says)
    if not log.countries:
        says = _("No other State witnesses this journal: only this node's own word stands behind its past.")
        return Verdict(tag=Tag(says=_("Alone"), tone="unknown"), says=says)
    if log.is_met:
        says = _("Enough other States have seen this head, and that it continues what they saw before.")
        return Verdict(tag=Tag(says=_("Witnessed"), tone="holds"), says=says)
    says = _("This head has not been witnessed by enough States yet.")
    return Verdict(tag=Tag(says=_("Waits for witnesses"), tone="soon"), says=says)


def head(log: Log, zone: str) -> tuple[Row, ...]:
    """The head that stands, and the policy."""
    asked, _of, states = log.quorum.partition(" of ")
    named = ", ".join(nation(code) for code in states.split(", ")) if states else ""
    policy = _("%(count)s of %(states)s") % {"count": asked, "states": named} if named else _("none is asked")
    met = Tag(says=_("Met"), tone="holds") if log.is_met else Tag(says=_("Not met"), tone="soon")
    return (
        Row(key=_("Name of the journal"), value=log.origin, is_code=True),
        Row(key=_("Entries"), value=str(log.size)),
        Row(key=_("Head"), value=log.root or "–", is_code=True),
        Row(key=_("Signed, by this node's own clock"), value=_when(log.signed_at, zone)),
        Row(key=_("Signed with"), value=_(" and ").join(log.keys)),
        Row(key=_("Witnesses asked for"), value=(policy, met)),
        Row(key=_("Last head that a witness has seen"), value=_entries(log.witnessed_size)),
    )


def witnesses(log: Log, zone: str) -> Table:
    """Who witnesses this journal, by State, and their last cosignature."""
    heads = (_("State"), _("Witness"), _("This head"), _("Last cosignature, by its clock"), _("Last try"))
    return Table(
        caption=_("Witnesses of this journal"),
        columns=(
            *map(_column, heads[:2]),
            Column(says=_("Entries seen"), is_number=True),
            *map(_column, heads[2:]),
        ),
        rows=tuple(
            (
                nation(country.name),
                one.name,
                one.size,
                _seen(has_witnessed=country.has_witnessed),
                _when(one.cosigned_at, zone),
                one.says or _when(one.tried_at, zone),
            )
            for country in log.countries
            for one in country.witnesses
        ),
        empty=_(
            "No other State of the directory is a witness. Each node that joins the directory becomes one."
        ),
    )


def witnessed(log: Log, zone: str) -> Table:
    """Whose journals this node witnesses."""
    return Table(
        caption=_("Journals that this node witnesses"),
        columns=(
            _column(_("State")),
            _column(_("Journal")),
            Column(says=_("Entries"), is_number=True),
            _column(_("Cosigned")),
        ),
        rows=tuple((nation(one.country), one.origin, one.size, _when(one.at, zone)) for one in log.witnessed),
        empty=_("No other node has asked for a cosignature yet."),
    )


def forks(log: Log, zone: str) -> Table:
    """The evidence against journals."""
    heads = (_("Found"), _("State"), _("Journal"), _("What was found"), _("Evidence"))
    return Table(
        caption=_("Forks"),
        columns=tuple(map(_column, heads)),
        rows=tuple(
            (
                _when(one.at, zone),
                nation(one.country),
                one.origin,
                kind_of(one.kind),
                Link(
                    says=_("Both checkpoints"),
                    url=reverse("journal:fork", args=[one.id]),
                    about=one.origin,
                ),
            )
            for one in log.forks
        ),
        empty=_("None was found."),
    )


def kind_of(kind: str) -> Text:
    """What kind of evidence it is, in words."""
    return KINDS.get(kind, kind)


def fork_facts(row: ForkRow, zone: str) -> tuple[Row, ...]:
    """What is known of one piece of evidence."""
    return (
        Row(key=_("Journal"), value=row.origin, is_code=True),
        Row(key=_("State"), value=nation(row.country)),
        Row(key=_("Found"), value=_when(row.at, zone)),
        Row(key=_("Size that was offered"), value=_entries(row.size)),
        Row(key=_("Size that is held"), value=_entries(row.held_size)),
    )


def _column(says: str) -> Column:
    return Column(says=says)


def _seen(*, has_witnessed: bool) -> Tag:
    if has_witnessed:
        return Tag(says=_("Witnessed"), tone="holds")
    return Tag(says=_("Not yet"), tone="soon")


def _entries(count: int) -> str:
    return _("%(count)s entries") % {"count": count}


def _when(at: datetime | None, zone: str) -> str:
    return "–" if at is None else say_instant(at, (zone,), seconds=True)
