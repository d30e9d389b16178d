"""From what was taken over to dense numbers: one set of relational steps, the same on every engine."""

from __future__ import annotations

from typing import Any, TypeAlias

import ibis
import pyarrow as pa

from glacy.tracing.blocks import Link, place
from glacy.tracing.chains import Chain

Table: TypeAlias = Any  # ibis makes its expressions at run time; they have no types worth the name


def choose_blocks(taken: pa.Table, *, chain: Chain) -> pa.Table:
    """Of every block taken over, where it stands, and its number in the data set (`chosen`).

    A block that came twice counts once, where it was checked. Blocks of a branch that lost get no number.
    """
    rows = taken.to_pylist()
    first: dict[bytes, dict[str, Any]] = {}  # Any: a row holds values of several types
    for row in rows:
        known = first.get(row["name"])
        if known is None or (row["checked"] and not known["checked"]):
            first[row["name"]] = row
    stated = {row["name"]: row["stated_height"] for row in rows if row["stated_height"] is not None}
    placed = place(
        (
            Link(
                name=row["name"],
                previous=row["previous"] or b"",
                work=int(row["work"]),
                stated_height=stated.get(row["name"]),
            )
            for row in first.values()
        ),
        genesis=chain.genesis,
    )
    best = [one for one in placed.values() if one.is_best]
    best.sort(key=lambda one: (one.height is None, one.height or 0, one.name[::-1]))
    numbers = {one.name: at for at, one in enumerate(best)}
    chosen = [row for row in rows if row is first[row["name"]] or not first[row["name"]]["checked"]]
    return pa.table(
        {
            "block": pa.array([row["block"] for row in chosen], pa.int64()),
            "chosen": pa.array([numbers.get(row["name"]) for row in chosen], pa.int64()),
            "height": pa.array([placed[row["name"]].height for row in chosen], pa.int64()),
            "stretch": pa.array([placed[row["name"]].stretch for row in chosen], pa.binary()),
            "is_first": pa.array([row is first[row["name"]] for row in chosen], pa.bool_()),
        }
    )


def number_blocks(taken: Table, chosen: Table) -> Table:
    """Every block once, with its number; those that lost have none."""
    joined = taken.join(chosen.filter(chosen.is_first), "block")
    return joined.select(
        "chosen", "name", "previous", "time", "height", "stretch", "transactions", "checked", "witness",
        "source", "offset", "size",
    )  # fmt: skip


def number_transactions(taken: Table, chosen: Table, blocks: Table) -> Table:
    """Transactions of the chain in their order, each once in its block."""
    here = taken.join(chosen.filter(chosen.chosen.notnull()).select("block", "chosen", "height"), "block")
    once = ibis.row_number().over(group_by=[here.chosen, here.name], order_by=here.place)
    here = here.mutate(once=once).filter(lambda row: row.once == 0)
    order = ibis.row_number().over(order_by=[here.chosen, here.position, here.name])
    times = blocks.filter(blocks.chosen.notnull()).select("chosen", "time")
    numbered = here.mutate(tx=order).join(times, "chosen")
    return numbered.select(
        "tx",
        "name",
        "chosen",
        "height",
        "time",
        "position",
        "is_coinbase",
        "place",
        "source",
        "offset",
        "size",
    )


def number_addresses(outputs: Table, inputs: Table) -> Table:
    """Every holder once."""
    found = outputs.select("holder").union(inputs.select("holder")).filter(lambda row: row.holder.notnull())
    found = found.distinct()
    return found.mutate(address=ibis.row_number().over(order_by=found.holder))


def number_outputs(taken: Table, transactions: Table, addresses: Table) -> Table:
    """Outputs in the order of their transactions."""
    here = taken.join(transactions.select("place", "tx"), "place")
    here = here.left_join(addresses, "holder")
    order = ibis.row_number().over(order_by=[here.tx, here.n])
    return here.mutate(output=order).select("output", "tx", "n", "value", "address", "kind")


def number_inputs(taken: Table, transactions: Table, outputs: Table, addresses: Table) -> Table:
    """Inputs with the output that each spends, where it was loaded.

    Of two transactions with one hash (as in 2010) it is the later one: it had replaced the other.
    """
    here = taken.join(transactions.select("place", "tx", "is_coinbase"), "place")
    here = here.filter(~here.is_coinbase).drop("is_coinbase")
    paid = outputs.select("output", "n", "tx", paid_value="value", paid_address="address").rename(
        paid_tx="tx"
    )
    names = transactions.select("name", paid_tx="tx")
    paid = paid.join(names, "paid_tx").select("name", "n", "paid_tx", "output", "paid_value", "paid_address")
    said = addresses.select(said_holder="holder", said_address="address")
    here = here.left_join(said, here.holder == said.said_holder)
    here = here.rename(at="n").select("tx", "at", "spent_name", "spent_n", "value", "said_address")
    joined = here.left_join(
        paid,
        [here.spent_name == paid.name, here.spent_n == paid.n],
    )
    before = (joined.paid_tx < joined.tx).fill_null(False)
    nearest = ibis.row_number().over(
        group_by=[joined.tx, joined.at],
        order_by=[before.desc(), joined.paid_tx.desc(nulls_first=False)],
    )
    joined = joined.mutate(nearest=nearest).filter(lambda row: row.nearest == 0)
    known = joined.mutate(
        value=ibis.coalesce(joined.paid_value, joined.value),
        address=ibis.coalesce(joined.paid_address, joined.said_address),
    )
    order = ibis.row_number().over(order_by=[known.tx, known.at])
    return known.mutate(input=order).select(
        "input", "tx", "output", "address", "value", "spent_name", "spent_n", n="at"
    )
