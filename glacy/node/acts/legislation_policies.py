"""Policies and strategies of States: documents with their days, and the objectives that they name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from django.db import transaction

from glacy.canon import Json
from glacy.countries import get_country
from glacy.legislation import UnreadableActError, read_act
from glacy.legislation import read_policy as read_policy_text
from glacy.node.acts.legislation import DRAFTERS
from glacy.node.errors import SectionError
from glacy.node.opened import Node
from glacy.node.rules import new_id
from glacy.sayings import say
from glacy.store import access, journal
from glacy.store import legislation as stored
from glacy.store.models import PolicyRow
from glacy.store.people import Officer

KINDS = ("policy", "strategy")
_MOST_OBJECTIVES = 200
_MOST = 50_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPolicy:
    """What a person says of a policy or strategy; `objectives` are those that it names, in its own words."""

    country: str
    kind: str
    title: str
    from_on: date
    until_on: date | None
    source: str
    is_mirror: bool
    objectives: tuple[str, ...]


def put_policy(
    node: Node, by: Officer, policy: NewPolicy, *, content: bytes = b"", file_name: str = ""
) -> str:
    """The id of a policy or strategy, with its document where one was brought."""
    access.demand_role(by, *DRAFTERS)
    if content and not policy.objectives:
        policy = replace(policy, objectives=_named(policy, content))
    _demand_whole(policy)
    if len(content) > _MOST:
        raise SectionError(
            say("The file has more than {most} bytes.", most=_MOST),
            remedy=say("Nothing was kept."),
            field="file",
        )
    digest = node.vault.put(content).digest if content else ""
    at = node.clock()
    with transaction.atomic():
        row = stored.put_policy(
            {
                "country": get_country(policy.country).code,
                "kind": policy.kind,
                "title": " ".join(policy.title.split()),
                "from_on": policy.from_on,
                "until_on": policy.until_on,
                "source": policy.source.strip(),
                "is_mirror": policy.is_mirror,
                "objectives": list(policy.objectives),
                "file_digest": digest,
                "file_name": file_name if content else "",
            },
            policy_id=new_id(),
            by=by,
            at=at,
        )
        what: dict[str, Json] = {"country": row.country, "title": row.title, "source": row.source}
        journal.put_entry("legislation.policy_put", by=by, what={**what, "file": digest}, at=at)
    return row.pk


def _named(policy: NewPolicy, content: bytes) -> tuple[str, ...]:
    """The objectives that a document itself names; none where it gives no text."""
    try:
        source = read_act(content).source
    except UnreadableActError:
        return ()
    found = read_policy_text(source, title=policy.title).objectives
    return tuple(" ".join(f"{one.number} {one.text}".split()) for one in found)[:_MOST_OBJECTIVES]


def _demand_whole(policy: NewPolicy) -> None:
    parts = urlsplit(policy.source.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SectionError(
            say("Give the official address of the text, such as https://www.example.org/act."),
            remedy=say("Nothing was kept."),
            field="source",
        )
    if policy.until_on is not None and policy.until_on < policy.from_on:
        raise SectionError(
            say("It ends before it begins."), remedy=say("Nothing was kept."), field="until_on"
        )
    if policy.kind not in KINDS or not 0 < len(policy.objectives) <= _MOST_OBJECTIVES:
        raise SectionError(
            say("Write the objectives that it names, one to a line."),
            remedy=say("Nothing was kept."),
            field="objectives",
        )


def list_policies(node: Node, by: Officer, *, country: str = "") -> tuple[PolicyRow, ...]:
    """Policies and strategies, of one State or of all."""
    return tuple(stored.all_policies(country=country))


def view_policy(node: Node, by: Officer, policy_id: str) -> PolicyRow:
    """A policy or strategy with its objectives."""
    return stored.get_policy(policy_id)


def read_policy(node: Node, by: Officer, policy_id: str) -> tuple[PolicyRow, bytes]:
    """A policy and its document; empty where none was brought."""
    row = stored.get_policy(policy_id)
    return row, node.vault.get(row.file_digest) if row.file_digest else b""
