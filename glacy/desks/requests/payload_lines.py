"""Evidence that travels apart, as lines of its message: how much is there, and why it stopped."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.moments import say_instant, say_span
from glacy.desks.frame.parts import Link, Row, Tag, Tone
from glacy.desks.frame.parts import Text as Words
from glacy.desks.frame.sayings import said
from glacy.desks.frame.sizes import say_size
from glacy.store.models import PayloadRow

STATES: Final[dict[str, tuple[Words, Tone]]] = {
    "offered": (_("On its way in pieces"), "now"),
    "coming": (_("On its way in pieces"), "now"),
    "gathered": (_("All of it is there"), "holds"),
    "stuck": (_("Stopped, a person is asked"), "fails"),
    "void": (_("Erased with its case"), "quiet"),
}
MOVING: Final = frozenset({"offered", "coming"})
"""The states in which a page looks again by itself."""


def payload_rows(row: PayloadRow | None, zones: tuple[str, ...]) -> tuple[Row, ...]:
    """How far the evidence is; nothing where none travels apart."""
    if row is None:
        return ()
    says, tone = STATES[row.state]
    there = gettext("%(had)s of %(count)s pieces are there, %(size)s in all") % {
        "had": row.had,
        "count": row.count,
        "size": say_size(row.size),
    }
    found = [Row(key=_("Evidence"), value=[Tag(says=says, tone=tone), there])]
    if row.moved_at is not None:
        found.append(Row(key=_("Last piece"), value=say_instant(row.moved_at, zones)))
    if row.state == "coming" and not row.says and (left := _left(row)):
        found.append(Row(key=_("Time left"), value=left))
    if row.says:
        found.append(Row(key=_("Why it stopped"), value=said(row.says)))
        if row.state == "coming":
            found.append(Row(key=_("It goes on"), value=say_instant(row.next_at, zones)))
    return tuple(found)


def _left(row: PayloadRow) -> str:
    """How long the rest takes at the rate so far; empty while that cannot be said."""
    seconds = (row.moved_at - row.since).total_seconds() if row.moved_at is not None else 0.0
    if seconds < 1 or not row.had:
        return ""
    rate = row.had * row.size / row.count / seconds
    span = say_span(timedelta(seconds=(row.count - row.had) * row.size / row.count / rate))
    return gettext("about %(span)s, at %(rate)s a second") % {"span": span, "rate": say_size(int(rate))}


def payload_links(row: PayloadRow | None, *, about: Words) -> tuple[Link, ...]:
    """The page on which a person can do something about it, while that is of use."""
    if row is None or row.state not in ("offered", "coming", "stuck"):
        return ()
    url = reverse("requests:payload", args=(row.message_id,))
    return (Link(says=_("Follow the evidence"), url=url, about=about),)
