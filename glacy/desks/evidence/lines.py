"""An exhibit as rows, and its chain of custody as a time line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.moments import say_instant
from glacy.desks.frame.parts import Event, Row
from glacy.desks.frame.parts import Text as Words
from glacy.desks.frame.sizes import say_size
from glacy.desks.frame.words import WHERE_FROM
from glacy.store.models import CustodyRow, ExhibitRow
from glacy.store.people import Officer

KINDS: Final[dict[str, Words]] = {
    "received": _("Received"),
    "sealed": _("Sealed"),
    "copied": _("Copied"),
    "examined": _("Examined"),
    "handed_over": _("Handed over"),
    "returned": _("Returned"),
    "destroyed": _("Destroyed"),
}


def facts_of(row: ExhibitRow, by: Officer) -> tuple[Row, ...]:
    """What the exhibit is and how it is sealed."""
    found = [
        Row(key=_("SHA-256"), value=row.digest, is_code=True),
        Row(key=_("Size"), value=say_size(row.size)),
        Row(key=_("Sealed"), value=say_instant(row.sealed_at, (by.zone,))),
        Row(key=_("From"), value=WHERE_FROM.get(row.origin, row.origin)),
    ]
    if row.conditions:
        found.append(Row(key=_("Conditions of use"), value=row.conditions))
    return tuple(found)


def chain_of(rows: Iterable[CustodyRow], by: Officer) -> tuple[Event, ...]:
    """Every touch, oldest first."""
    return tuple(
        Event(
            at=row.at,
            what=KINDS.get(row.kind, row.kind),
            who=gettext("%(by)s to %(to)s") % {"by": row.by, "to": row.to} if row.to else row.by,
            zones=(by.zone,),
            rows=(Row(key="", value=row.why),) if row.why else (),
        )
        for row in rows
    )
