"""What is on its way, to whom and by which carrier, without a word of any case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from glacy.exchange import NodeEntry
from glacy.node.carriers import why_no_mail
from glacy.node.opened import Node
from glacy.store import carrying, outbox
from glacy.store.models import DepartureRow, OutboxRow


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTheWay:
    """A parcel that waits for its reply: `left` names the carriers that took it, and when it last left."""

    message: str
    country: str
    state: str
    left: str
    left_at: datetime | None
    until: datetime | None
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterView:
    """A mail that was looked at, and what it brought."""

    found: str
    says: str
    at: datetime
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerView:
    """How another State is reached: what a person chose, what is waiting, and what is wrong."""

    country: str
    name: str
    mail: str
    carrier: str
    waiting: int
    posted: int
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriage:
    """Everything that the page and the command show of carriers."""

    parcels: tuple[OnTheWay, ...]
    peers: tuple[PeerView, ...]
    letters: tuple[LetterView, ...]
    replies: int
    no_mail: str
    mail_out: str
    mail_in: str
    mail_in_at: datetime | None


def on_the_way(node: Node) -> Carriage:
    """What waits, what left, and how the carriers fare."""
    rows = outbox.live_parcels()
    states = carrying.all_carrier_states()
    out, came = states.get("mail_out"), states.get("mail_in")
    nodes = () if node.directory is None else node.directory.nodes
    return Carriage(
        parcels=tuple(_parcel(row) for row in rows),
        peers=tuple(_peer(one, rows) for one in nodes if one.country != node.country),
        letters=tuple(
            LetterView(found=row.found, says=row.says, at=row.at, size=row.size)
            for row in carrying.newest_letters()
        ),
        replies=carrying.count_returns(),
        no_mail=why_no_mail(node),
        mail_out="" if out is None else out.failed_says,
        mail_in="" if came is None else came.failed_says,
        mail_in_at=None if came is None else came.reached_at,
    )


def _parcel(row: OutboxRow) -> OnTheWay:
    left = [one for one in carrying.departures_of(row) if one.state in ("left", "came_back")]
    return OnTheWay(
        message=row.message_id,
        country=row.country,
        state=row.state,
        left=", ".join(dict.fromkeys(one.carrier for one in left)),
        left_at=max((one.last_at for one in left), default=None),
        until=row.posted_until,
        says=row.says,
    )


def _peer(entry: NodeEntry, rows: Sequence[OutboxRow]) -> PeerView:
    own = [row for row in rows if row.country == entry.country]
    return PeerView(
        country=entry.country,
        name=entry.name,
        mail=entry.mail,
        carrier=carrying.chosen_carrier(entry.country),
        waiting=sum(row.state != "posted" for row in own),
        posted=sum(row.state == "posted" for row in own),
        says=next((row.says for row in own if row.says), ""),
    )


def departures_of(row: OutboxRow | None) -> tuple[DepartureRow, ...]:
    """By what a parcel left, and when; nothing where it was never to be carried."""
    return () if row is None else tuple(carrying.departures_of(row))
