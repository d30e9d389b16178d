"""What laws say that a request rests on: an offence in the law of both States, and the provision to cite.

These are grounds for a person to look at. Whether the conduct is an offence there is never ruled on here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from glacy.legislation import Row
from glacy.node.acts.legislation_tables import view_state
from glacy.node.opened import Node
from glacy.store.people import Officer


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """An offence of the treaties in the laws of two States; what is not here was not searched."""

    asking: Row
    asked: Row

    @property
    def is_in_both(self) -> bool:
        """Whether both laws show a counterpart; that is no ruling on dual criminality."""
        return self.asking.state in ("full", "partial") and self.asked.state in ("full", "partial")


def view_grounds(node: Node, by: Officer, *, asking: str, asked: str, on: date) -> tuple[Grounds, ...]:
    """Every offence of the treaties with what the laws of both States show."""
    ours = view_state(node, by, asking, on=on).concordance.rows
    theirs = view_state(node, by, asked, on=on).concordance.rows
    return tuple(
        Grounds(asking=one, asked=two) for one, two in zip(ours, theirs, strict=True) if one.kind == "offence"
    )


def provisions_to_cite(node: Node, articles: Iterable[str]) -> tuple[str, ...]:
    """Our own provisions that answer some articles, such as `ETS185-2`; not those that a reviewer refused."""
    wanted = set(articles)
    if not wanted:
        return ()
    rows = view_state(node, None, node.country, on=node.clock().date()).concordance.rows
    found = [
        f"{entry.act}, {entry.provision}"
        for row in rows
        if f"{row.instrument}-{row.article}" in wanted
        for entry in row.entries
        if entry.relation in ("full", "partial")
    ]
    return tuple(dict.fromkeys(found))
