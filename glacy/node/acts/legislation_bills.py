"""Bills: pasted by a drafter, read beside the law that stands, and compared with another draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from glacy.legislation import Concordance, Row, concord, lexicon
from glacy.node.acts import legislation as acts
from glacy.node.acts.legislation import NewAct, NewVersion
from glacy.node.acts.legislation_tables import loaded
from glacy.node.errors import WrongStateError
from glacy.node.opened import Node
from glacy.sayings import say
from glacy.store import legislation as stored
from glacy.store.models import ActRow, AlignedRow, VersionRow
from glacy.store.people import Officer

Effect = Literal["closes", "improves", "stays_open", "as_before", "not_searched"]
_RANK: Mapping[str, int] = {"full": 0, "partial": 1, "elsewhere": 2, "none_found": 3, "not_searched": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class BillLine:
    """An article before and after a bill, and with another draft where two are compared."""

    before: Row
    after: Row
    other: Row | None
    effect: Effect


@dataclass(frozen=True, slots=True, kw_only=True)
class BillView:
    """What a bill would change: article by article, and which of its provisions answer no article."""

    row: VersionRow
    other: VersionRow | None
    drafts: tuple[VersionRow, ...]
    lines: tuple[BillLine, ...]
    beyond: tuple[AlignedRow, ...]
    may_draft: bool


def put_bill(node: Node, by: Officer, *, country: str, title: str, text: str, covers: tuple[str, ...]) -> str:
    """The id of the first draft of a bill, from pasted text."""
    today = node.clock().date()
    act = NewAct(country=country, title=title, covers=covers, kind="bill")
    return acts.put_act(node, by, act, _draft(today), content=text.encode(), file_name="bill.txt")


def put_draft(node: Node, by: Officer, act_id: str, *, text: str) -> str:
    """The id of another draft of a bill."""
    if stored.get_act(act_id).kind != "bill":
        raise WrongStateError(
            say("Drafts are of a bill, and this is an act."), remedy=say("Bring in another version of it.")
        )
    today = node.clock().date()
    return acts.put_version(node, by, act_id, _draft(today), content=text.encode(), file_name="bill.txt")


def _draft(today: date) -> NewVersion:
    return NewVersion(dated_on=today, from_on=today)


def list_bills(node: Node, by: Officer) -> tuple[ActRow, ...]:
    """The bills that are here, by State."""
    return acts.list_acts(node, by, kind="bill")


def view_bill(node: Node, by: Officer, version_id: str, *, other_id: str = "") -> BillView:
    """What a bill would close, what stays open, and what goes beyond; with another draft, side by side."""
    row = stored.get_version(version_id)
    if row.act.kind != "bill":
        raise WrongStateError(
            say("This is an act, and no bill."), remedy=say("Open it from the list of acts.")
        )
    drafts = tuple(one for one in stored.versions_of(row.act) if one.pk != row.pk)
    other = next((one for one in drafts if one.pk == other_id), None)
    on = node.clock().date()
    before, after = _with(row, None, on), _with(row, row, on)
    second = None if other is None else _with(row, other, on)
    lines = tuple(
        BillLine(
            before=was,
            after=now,
            other=None if second is None else second.rows[place],
            effect=_effect(was, now),
        )
        for place, (was, now) in enumerate(zip(before.rows, after.rows, strict=True))
    )
    beyond = tuple(
        one
        for one in stored.aligned_of(row)
        if all(match.relation == "none" for match in stored.matches_of(one))
    )
    return BillView(
        row=row, other=other, drafts=drafts, lines=lines, beyond=beyond, may_draft=by.has(*acts.DRAFTERS)
    )


def _with(row: VersionRow, draft: VersionRow | None, on: date) -> Concordance:
    """The law of the State on a day by its words alone, with the bill or without it."""
    country = row.act.country
    versions = [*stored.standing_on(country, on), *([] if draft is None else [draft])]
    struck = stored.struck_on([one.act_id for one in versions], on)
    return concord(country, [loaded(one, stored.aligned_of(one), struck) for one in versions], lexicon("en"))


def _effect(before: Row, after: Row) -> Effect:
    if after.state == "full":
        return "as_before" if before.state == "full" else "closes"
    if after.state == "not_searched":
        return "not_searched"
    if _RANK[after.state] < _RANK[before.state] or len(after.missing) < len(before.missing):
        return "improves"
    return "as_before" if after.state == "elsewhere" else "stays_open"
