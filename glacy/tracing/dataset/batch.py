"""Pages gathered into columns, until they are worth a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from glacy.tracing.dataset.tables import TAKEN
from glacy.tracing.ledger import Page

Columns = dict[str, list[Any]]  # Any: a column holds values of its own type


def _empty() -> dict[str, Columns]:
    return {table: {name: [] for name in schema.names} for table, schema in TAKEN.items()}


@dataclass(slots=True)
class Batch:
    """Rows that are not written yet; `block` and `place` are the numbers that come next."""

    block: int
    place: int
    columns: dict[str, Columns] = field(default_factory=_empty)
    size: int = 0

    def add(self, page: Page, *, source: int) -> None:
        """Takes the rows of a page."""
        _append(
            self.columns["blocks"],
            (
                self.block, page.name, page.previous, page.time, str(page.work), page.height,
                len(page.entries), page.checked, page.witness, source, page.offset, page.size,
            ),
        )  # fmt: skip
        for entry in page.entries:
            _append(
                self.columns["transactions"],
                (
                    self.block, self.place, entry.index, entry.name, entry.is_coinbase,
                    source, entry.offset, entry.size,
                ),
            )  # fmt: skip
            for n, spent in enumerate(entry.spent):
                row = (self.place, n, spent.name, spent.output, spent.value, spent.holder)
                _append(self.columns["inputs"], row)
            for n, paid in enumerate(entry.paid):
                _append(self.columns["outputs"], (self.place, n, paid.value, paid.holder, paid.kind))
            self.place += 1
        self.block += 1
        self.size += page.size

    def take(self) -> dict[str, pa.Table]:
        """The rows as tables; the batch is empty after it."""
        tables = {name: pa.table(self.columns[name], schema=schema) for name, schema in TAKEN.items()}
        self.columns = _empty()
        self.size = 0
        return tables


def _append(columns: Columns, row: tuple[object, ...]) -> None:
    for column, value in zip(columns.values(), row, strict=True):
        column.append(value)
