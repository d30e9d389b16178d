"""The carriers as lines and tables of a page."""

from __future__ import annotations

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from glacy.desks.frame.moments import say_instant
from glacy.desks.frame.nations import nation
from glacy.desks.frame.parts import Column, Link, Row, Table, Tag, Text
from glacy.desks.frame.sayings import said
from glacy.node.on_the_way import Carriage, PeerView
from glacy.node.posting_stick import TakenIn

AUTO: Final = "auto"
CARRIERS: Final[dict[str, Text]] = {
    AUTO: gettext_lazy("By itself: over the line, and by mail where that fails"),
    "https": gettext_lazy("Over the line only"),
    "mail": gettext_lazy("By mail"),
    "stick": gettext_lazy("On a stick that a person carries"),
}
SHORT: Final[dict[str, Text]] = {
    "https": gettext_lazy("over the line"),
    "mail": gettext_lazy("by mail"),
    "stick": gettext_lazy("on a stick"),
}
_FOUND: Final[dict[str, Text]] = {
    "parcel": gettext_lazy("Envelope"),
    "reply": gettext_lazy("Reply"),
    "bounce": gettext_lazy("Came back"),
    "not_ours": gettext_lazy("Not of the exchange"),
}


def states(found: Carriage) -> Table:
    """Each State: by what messages leave, how many wait, and what is wrong."""
    columns = (
        Column(says=_("State")),
        Column(says=_("By what messages leave")),
        Column(says=_("To be delivered"), is_number=True),
        Column(says=_("Reply awaited"), is_number=True),
        Column(says=_("Last said")),
    )
    rows = tuple(
        (
            Link(says=nation(one.country), url=reverse("carriers:choose", args=(one.country,))),
            CARRIERS[one.carrier or AUTO],
            one.waiting,
            one.posted,
            said(one.says),
        )
        for one in found.peers
    )
    empty = _("The directory lists no other State yet.")
    return Table(caption=_("By what messages leave for each State"), columns=columns, rows=rows, empty=empty)


def mailbox(found: Carriage, zone: str) -> tuple[Row, ...]:
    """How the mail of this node fares."""
    if found.no_mail:
        return (Row(key=_("Mail"), value=said(found.no_mail)),)
    read = _("not yet") if found.mail_in_at is None else say_instant(found.mail_in_at, (zone,))
    return (
        Row(key=_("Mailbox read"), value=said(found.mail_in) if found.mail_in else read),
        Row(key=_("Mail sent"), value=said(found.mail_out) if found.mail_out else _("without fault")),
        Row(key=_("Replies that wait to go back"), value=str(found.replies)),
    )


def letters(found: Carriage, zone: str) -> Table:
    """What came by mail last."""
    tones = {"parcel": "holds", "reply": "holds", "bounce": "fails"}
    columns = (Column(says=_("When")), Column(says=_("What")), Column(says=_("What became of it")))
    rows = tuple(
        (
            say_instant(one.at, (zone,)),
            Tag(says=_FOUND[one.found], tone=tones.get(one.found, "unknown")),  # type: ignore[arg-type]  # a tone
            said(one.says),
        )
        for one in found.letters
    )
    empty = _("Nothing came by mail yet. What comes stands here, also what is not of the exchange.")
    return Table(caption=_("What came by mail"), columns=columns, rows=rows, empty=empty)


def taken(did: TakenIn) -> tuple[Row, ...]:
    """What a stick brought, in lines."""
    found = [
        Row(key=_("Envelopes taken in"), value=str(did.parcels)),
        Row(key=_("Messages of ours that have their reply now"), value=str(did.settled)),
        Row(key=_("Envelopes of ours without a reply yet"), value=str(did.ours)),
    ]
    lists = (
        (_("Damaged or cut: copy them again"), did.damaged),
        (_("In the list of the stick, and not there"), did.missing),
        (_("Not taken"), [f"{name}: {why}" for name, why in did.refused.items()]),
        (_("Not for this node"), did.for_others),
        (_("Not of the exchange"), did.others),
        (_("What was said"), [said(one) for one in did.told]),
    )
    found += [Row(key=key, value=list(names)) for key, names in lists if names]
    return tuple(found)


def named(found: Carriage) -> list[tuple[str, str]]:
    """The States for which something waits, with how many."""
    return [
        (one.country, _("%(country)s (%(count)s)") % {"country": nation(one.country), "count": _count(one)})
        for one in found.peers
        if _count(one)
    ]


def _count(one: PeerView) -> int:
    return one.waiting + one.posted
