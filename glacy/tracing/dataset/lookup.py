"""Single rows of a data set: an address or transaction by the text that people write, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from glacy.sayings import say
from glacy.tracing.dataset.folder import Folder
from glacy.tracing.errors import NotInDataSetError
from glacy.tracing.ledger import read_holder, write_holder

_TXID = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A transaction as it is cited: its hash, block, and the place of its bytes in a source."""

    txid: str
    height: int | None
    block: str
    time: int
    source: str
    digest: str
    offset: int
    size: int


def get_address(folder: Folder, text: str) -> int:
    """The number of an address; raises when it is not in the data set."""
    holder = read_holder(text, chain=folder.chain)
    found = pc.index(
        pq.read_table(folder.numbered("addresses"), columns=["holder"])["holder"], holder
    ).as_py()
    if found < 0:
        raise _not_here(text)
    return int(found)


def get_transactions(folder: Folder, txid: str) -> tuple[int, ...]:
    """The numbers of the transactions of a hash, two for some of 2010; raises when there is none."""
    try:
        name = bytes.fromhex(txid)[::-1] if len(txid) == _TXID else b""
    except ValueError:
        name = b""
    names = pq.read_table(folder.numbered("transactions"), columns=["name"])["name"]
    found = pc.indices_nonzero(pc.equal(names, pa.scalar(name, pa.binary()))).to_pylist()
    if not found:
        raise _not_here(txid)
    return tuple(found)


def addresses_by_number(folder: Folder, numbers: Iterable[int]) -> Mapping[int, str]:
    """The addresses of numbers, as people write them."""
    wanted = sorted({one for one in numbers if one >= 0})
    holders = pq.read_table(folder.numbered("addresses"), columns=["holder"])["holder"].take(
        pa.array(wanted, pa.int64())
    )
    return {
        number: write_holder(holder, chain=folder.chain)
        for number, holder in zip(wanted, holders.to_pylist(), strict=True)
    }


def cite(folder: Folder, numbers: Iterable[int]) -> Mapping[int, Cited]:
    """Transactions by their numbers, as they are cited."""
    wanted = sorted(set(numbers))
    columns = ["tx", "name", "chosen", "height", "time", "source", "offset", "size"]
    rows = pq.read_table(folder.numbered("transactions"), columns=columns).take(pa.array(wanted, pa.int64()))
    blocks = pq.read_table(folder.numbered("blocks"), columns=["chosen", "name"])
    names = dict(zip(blocks["chosen"].to_pylist(), blocks["name"].to_pylist(), strict=True))
    sources = folder.manifest.sources
    return {
        row["tx"]: Cited(
            txid=row["name"][::-1].hex(),
            height=row["height"],
            block=names[row["chosen"]][::-1].hex(),
            time=row["time"],
            source=sources[row["source"]].name,
            digest=sources[row["source"]].digest,
            offset=row["offset"],
            size=row["size"],
        )
        for row in rows.to_pylist()
    }


def _not_here(text: str) -> NotInDataSetError:
    return NotInDataSetError(
        say("{what} is not in the data set.", what=text[:100]),
        remedy=say("Look at each letter, or load the blocks in which it stands."),
    )


def known_addresses(folder: Folder, texts: Iterable[str]) -> frozenset[str]:
    """Those of the addresses that are in the data set."""
    by_holder = {read_holder(text, chain=folder.chain): text for text in texts}
    holders = pq.read_table(folder.numbered("addresses"), columns=["holder"])["holder"]
    found = holders.filter(pc.is_in(holders, value_set=pa.array(list(by_holder), pa.binary())))
    return frozenset(by_holder[one] for one in found.to_pylist())
