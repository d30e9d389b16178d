"""How far an answer is that the node makes ready: a share, a rate and the time that is left."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.moments import say_instant, say_span
from glacy.desks.frame.parts import Row, Tag
from glacy.desks.frame.sayings import said
from glacy.desks.frame.sizes import say_size
from glacy.node.bundling import WORKED
from glacy.store.models import ReleaseRow

SECONDS = 10
"""How often the page of an answer that is being made ready asks anew."""


def release_rows(row: ReleaseRow | None, *, at: datetime, zone: str) -> tuple[Row, ...]:
    """The lines; none where nothing was to be made ready, or it has left."""
    if row is None or row.state == "sent":
        return ()
    going = row.state == "asked"
    state = Tag(says=_("Being made ready"), tone="now") if going else Tag(says=_("Stopped"), tone="fails")
    share = int(100 * row.done / row.size) if row.size else 0
    told = gettext("%(share)s %% of %(size)s of evidence") % {
        "share": share,
        "size": say_size(row.size // (WORKED + 1)),
    }
    found = [Row(key=_("State"), value=(state, told) if going else state)]
    if going and row.began_at is not None and (left := _left(row, at)):
        found.append(Row(key=_("Time left"), value=left))
    by = f"{row.asked_by.name}, {say_instant(row.asked_at, (zone,))}"
    found.append(Row(key=_("Let go by"), value=by))
    if row.says:
        found.append(Row(key=_("Why it stopped"), value=said(row.says)))
        if going:
            found.append(Row(key=_("It goes on"), value=say_instant(row.next_at, (zone,))))
    return tuple(found)


def _left(row: ReleaseRow, at: datetime) -> str:
    """How long it takes still, at the rate so far; empty while that cannot be said."""
    seconds = (at - row.began_at).total_seconds() if row.began_at else 0.0
    if seconds < 1 or not row.done:
        return ""
    rate = row.done / seconds
    words = {"span": say_span(timedelta(seconds=(row.size - row.done) / rate))}
    rate_words = say_size(int(rate / (WORKED + 1)))
    return gettext("about %(span)s, at %(rate)s a second") % {**words, "rate": rate_words}
