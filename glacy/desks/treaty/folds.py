"""What is folded away on a page of the desk: a line that says what is inside, and a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from glacy.desks.frame.parts import Table, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """A part of a page under one line: where it is jumped to, what it is, how much is in it."""

    id: str
    says: Text
    count: int
    table: Table


def folds_of(tables: Sequence[tuple[str, Table]]) -> tuple[Fold, ...]:
    """A fold for each table, with the id to which an index of the page jumps."""
    return tuple(Fold(id=id_, says=one.caption, count=len(one.rows), table=one) for id_, one in tables)
