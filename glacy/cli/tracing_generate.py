"""`glacy tracing generate`: an invented chain with its truth beside it."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import click

from glacy.cli.showing import json_option, show


@click.command()
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same bytes.")
@click.option("--transactions", type=click.IntRange(1), default=5000, show_default=True)
@click.option("--people", type=click.IntRange(100), default=200, show_default=True, help="Owners of wallets.")
@json_option
def generate(out: Path, seed: int, transactions: int, people: int, as_json: bool) -> None:
    """Invent a chain with known owners, crimes, mixers, peel chains, exchanges and decoys.

    OUT gets blk00000.dat (blocks of the regression-test network, which `load` reads like any other),
    owners.csv (whose each address is), transactions.csv (what each transaction was, and its change) and
    story.json. All is invented: an error measured on it says nothing of a real chain.
    """
    from glacy.tracing import write_frame
    from glacy.tracing.blocks import read_script
    from glacy.tracing.invented import Story, tell
    from glacy.tracing.ledger import holder_of, write_holder

    if out.exists() and any(out.iterdir()):
        raise click.UsageError(f"{out} is not empty. Name a new folder.")
    out.mkdir(parents=True, exist_ok=True)
    story = Story(seed=seed, transactions=transactions, people=people)
    kinds: Counter[str] = Counter()
    blocks = 0
    with (
        (out / "blk00000.dat").open("wb") as chain,
        (out / "transactions.csv").open("w", encoding="utf-8", newline="") as table,
    ):
        rows = csv.writer(table, lineterminator="\n")
        rows.writerow(["txid", "kind", "owner", "change"])
        for block, every in tell(story):
            chain.write(write_frame(block, chain=story.chain))
            blocks += 1
            for one in every:
                kinds[one.kind] += 1
                change = "" if one.change is None else one.change
                rows.writerow([one.transaction.txid, one.kind, one.owner, change])
    with (out / "owners.csv").open("w", encoding="utf-8", newline="") as table:
        rows = csv.writer(table, lineterminator="\n")
        rows.writerow(["address", "owner", "role"])
        for wallet in story.wallets:
            for script in wallet.scripts:
                holder = holder_of(read_script(script))
                if holder is not None:
                    rows.writerow([write_holder(holder, chain=story.chain), wallet.owner, wallet.role])
    shown = {
        "invented": True,
        "seed": seed,
        "blocks": blocks,
        "transactions": sum(kinds.values()),
        "owners": len(story.wallets),
        "kinds": dict(sorted(kinds.items())),
    }
    (out / "story.json").write_text(json.dumps(shown, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    lines = [f"{blocks} blocks with {shown['transactions']} transactions of {people} owners, all invented."]
    lines += [f"  {kind}: {many}" for kind, many in sorted(kinds.items())]
    show({**shown, "folder": str(out)}, as_json=as_json, lines=lines)
