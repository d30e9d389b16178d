"""Sources taken over into a data set, and the tables numbered after them."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from typing import IO, Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from glacy.sayings import say
from glacy.tracing.dataset.batch import Batch
from glacy.tracing.dataset.folder import Folder
from glacy.tracing.dataset.manifest import Source
from glacy.tracing.dataset.numbering import (
    choose_blocks,
    number_addresses,
    number_blocks,
    number_inputs,
    number_outputs,
    number_transactions,
)
from glacy.tracing.sources import Refusal, read_source
from glacy.tracing.sources.opening import can_go_on

_PART = 32_000_000
"""Bytes of blocks in a part: what a killed load has to read again at most."""

_FIRST_BYTES = 64


class Loader:
    """Takes sources over, one after the other; a block that is in the data set already is not taken again."""

    def __init__(self, folder: Folder, *, part: int = _PART) -> None:
        self.folder = folder
        self.part = part
        self.known = _names(folder)
        manifest = folder.manifest
        self.batch = Batch(block=manifest.blocks, place=manifest.transactions)

    def load(
        self,
        stream: IO[bytes],
        *,
        name: str,
        digest: str,
        size: int,
        seen: Callable[[int], None] = lambda _: None,
    ) -> Source:
        """Takes a source over to its end and makes it durable; `seen` is told how far it was read.

        The stream can be sought and stands at its beginning. A source of the same digest is not read again.
        """
        number, source = self._source(name, digest, size)
        if source.is_whole:
            return source
        try:
            start = stream.read(_FIRST_BYTES)
            offset = source.read_to if can_go_on(start) else 0
            source.refused = [one for one in source.refused if offset and one.why != "unreadable"]
            stream.seek(offset)
            for found, after in read_source(stream, chain=self.folder.chain, start=start, offset=offset):
                self._take(found, source, number)
                source.read_to = after
                seen(after)
                if self.batch.size >= self.part:
                    self._commit()
            source.is_whole = True
        except (OSError, EOFError, zlib.error) as fault:
            source.refused.append(_unreadable(source.read_to, fault))
        self._commit()
        return source

    def _source(self, name: str, digest: str, size: int) -> tuple[int, Source]:
        sources = self.folder.manifest.sources
        for number, one in enumerate(sources):
            if one.digest == digest:
                return number, one
        sources.append(Source(name=name, digest=digest, size=size))
        return len(sources) - 1, sources[-1]

    def _take(
        self, found: Any, source: Source, number: int
    ) -> None:  # Any: a page or a refusal, told apart here
        if isinstance(found, Refusal):
            source.refused.append(found)
        elif found.checked and found.name in self.known:
            source.known += 1
        else:
            if found.checked:
                self.known.add(found.name)
            source.blocks += 1
            self.batch.add(found, source=number)

    def _commit(self) -> None:
        manifest = self.folder.manifest
        if self.batch.size:
            self.folder.add_part(self.batch.take())
            manifest.blocks, manifest.transactions = self.batch.block, self.batch.place
        self.folder.commit()


def _unreadable(at: int, fault: Exception) -> Refusal:
    return Refusal(
        offset=at,
        size=0,
        why="unreadable",
        says=say("The source could not be read on after byte {at}: {fault}.", at=at, fault=str(fault)),
        remedy=say("Copy the file again from where it came, and load it once more."),
    )


def _names(folder: Folder) -> set[bytes]:
    """The blocks that are in the data set and were checked."""
    found: set[bytes] = set()
    for path in folder.parts("blocks"):
        rows = pq.read_table(path, columns=["name", "checked"])
        found.update(rows.filter(rows["checked"])["name"].to_pylist())
    return found


def number(folder: Folder, *, engine: Any) -> None:  # Any: a connection of ibis, to DuckDB or Spark
    """Makes the numbered tables of all that was taken over; does nothing when they are in step with it."""
    manifest = folder.manifest
    name = f"{manifest.parts:06d}"
    if manifest.numbered == name or not manifest.parts:
        return
    taken = {
        table: engine.read_parquet(folder.parts(table)) for table in ("transactions", "inputs", "outputs")
    }
    every = pa.concat_tables([pq.read_table(path) for path in folder.parts("blocks")])
    chosen = ibis.memtable(choose_blocks(every, chain=folder.chain))
    with folder.making("numbered", name) as place:

        def kept(expression: Any, table: str, *, by: str) -> Any:  # Any: expressions of ibis
            path = os.fspath(place / f"{table}.parquet")
            engine.to_parquet(expression.order_by(by), path)
            return engine.read_parquet(path)

        blocks = kept(number_blocks(ibis.memtable(every), chosen), "blocks", by="chosen")
        transactions = kept(
            number_transactions(taken["transactions"], chosen, blocks), "transactions", by="tx"
        )
        here = transactions.select("place")
        outputs, inputs = (taken[one].join(here, "place") for one in ("outputs", "inputs"))
        addresses = kept(number_addresses(outputs, inputs), "addresses", by="address")
        paid = kept(number_outputs(taken["outputs"], transactions, addresses), "outputs", by="output")
        kept(number_inputs(taken["inputs"], transactions, paid, addresses), "inputs", by="input")
    manifest.numbered = name
    folder.commit()
    folder.sweep()
