"""`glacy tracing cluster` and `why`: which addresses are one holder's, and by which chain of proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glacy.cli.showing import counted, json_option, show

if TYPE_CHECKING:
    from glacy.tracing.clusters import Columns, Links, Votes
    from glacy.tracing.dataset import Folder

_LARGEST = 10
_TOO_LARGE = 0.1
DATASET = click.argument(
    "dataset", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DATASET"
)
_CHANGE = click.option(
    "--change",
    type=click.IntRange(1, 5),
    metavar="N",
    help="Link change too, where N rules agree.",
)
_CUT = click.option(
    "--cut", "cuts", multiple=True, metavar="TXID", help="Do not use this transaction as a link."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A data set with its links, and those that are left after the cuts."""

    folder: Folder
    columns: Columns
    joint: dict[str, int]
    votes: Votes | None
    every: Links
    links: Links


def found_in(dataset: Path, *, change: int | None, cuts: Sequence[str]) -> Found:
    """The links of a data set."""
    import numpy as np

    from glacy.tracing.clusters import find_joint, find_links, read_columns, vote
    from glacy.tracing.dataset import get_transactions, read_folder

    folder = read_folder(dataset)
    columns = read_columns(folder)
    joint = find_joint(columns)
    skip = np.logical_or.reduce(list(joint.values()))
    votes = vote(columns, skip=skip) if change else None
    every = find_links(columns, skip=skip, votes=votes, least=change or 1)
    cut = [number for txid in cuts for number in get_transactions(folder, txid)]
    return Found(
        folder=folder,
        columns=columns,
        joint={rule: int(flags.sum()) for rule, flags in joint.items()},
        votes=votes,
        every=every,
        links=every.without(np.array(cut, np.int64)),
    )


@click.command()
@DATASET
@_CHANGE
@_CUT
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write address and cluster as CSV."
)
@json_option
def cluster(dataset: Path, change: int | None, cuts: Sequence[str], out: Path | None, as_json: bool) -> None:
    """Put together addresses that were spent together, joint transactions (coinjoin) left out.

    A cluster is an inference, not a fact: a payer and a payee can sign one transaction, and a service holds
    coins of many. A cluster that swallows a tenth of all addresses is named as too large to believe.
    """
    import numpy as np

    from glacy.tracing.clusters import CHANGE_RULES, JOINT_RULES, MULTI_INPUT, partition
    from glacy.tracing.dataset import addresses_by_number

    if out is not None and out.exists():
        raise click.UsageError(f"{out} is there already. Name another file.")
    found = found_in(dataset, change=change, cuts=cuts)
    many = found.columns.addresses
    clusters = partition(found.links, addresses=many)
    names, sizes = np.unique(clusters, return_counts=True)
    top = np.argsort(-sizes, kind="stable")[:_LARGEST]
    texts = addresses_by_number(found.folder, [int(names[at]) for at in top])
    largest = [{"address": texts[int(names[at])], "size": int(sizes[at])} for at in top]
    huge = [one for one in largest if int(str(one["size"])) > max(_TOO_LARGE * many, 100)]
    rules = {MULTI_INPUT: int((found.links.rule == 0).sum())}
    if change:
        rules["agreed-change"] = int((found.links.rule != 0).sum())
    shown = {
        "addresses": many,
        "clusters": len(names),
        "alone": int((sizes == 1).sum()),
        "links": rules,
        "change": {"least": change, "rules": dict(CHANGE_RULES)} if change else None,
        "left_out": {
            rule: {"transactions": found.joint[rule], "says": JOINT_RULES[rule]} for rule in found.joint
        },
        "cut": list(cuts),
        "largest": largest,
        "too_large": huge,
    }
    lines = [f"{counted(many, 'address', 'addresses')} in {counted(len(names), 'cluster', 'clusters')}"]
    lines += [f"  {one['size']}: with {one['address']}" for one in largest]
    lines += [f"Left out as {rule}: {size} transactions" for rule, size in found.joint.items() if size]
    lines += [f"Too large to believe: the cluster with {one['address']}. Look at its links." for one in huge]
    if out is not None:
        every = addresses_by_number(found.folder, range(many))
        with out.open("w", encoding="utf-8") as file:
            file.write("address,cluster\n")
            file.writelines(f"{_csv(every[at])},{_csv(every[int(clusters[at])])}\n" for at in range(many))
    show(shown, as_json=as_json, lines=lines)


@click.command()
@DATASET
@click.argument("left", metavar="ADDRESS")
@click.argument("right", metavar="OTHER")
@_CHANGE
@_CUT
@json_option
def why(dataset: Path, left: str, right: str, change: int | None, cuts: Sequence[str], as_json: bool) -> None:
    """Say why two addresses are linked: each transaction and rule on the way from one to the other.

    With --cut a transaction is not used; the answer says what the cut changes. Exit 1: nothing links them.
    """
    from glacy.tracing.clusters import MULTI_INPUT, explain, grow, partition
    from glacy.tracing.dataset import addresses_by_number, cite, get_address

    found = found_in(dataset, change=change, cuts=cuts)
    many = found.columns.addresses
    one, other = get_address(found.folder, left), get_address(found.folder, right)
    steps = explain(grow(found.links, addresses=many), one, other)
    texts = addresses_by_number(
        found.folder, {end for step in steps or () for end in (step.left, step.right)}
    )
    cited = cite(found.folder, [step.tx for step in steps or ()])
    told = []
    for step in steps or ():
        named = [MULTI_INPUT]
        if step.rule and found.votes is not None:
            named = [rule for rule, outputs in found.votes.by_rule.items() if outputs[step.tx] >= 0]
        told.append(
            {"from": texts[step.left], "to": texts[step.right], "rules": named, **asdict(cited[step.tx])}
        )
    effect = None
    if cuts:
        sizes = [
            int((clusters == clusters[one]).sum())
            for clusters in (partition(links, addresses=many) for links in (found.every, found.links))
        ]
        linked = explain(grow(found.every, addresses=many), one, other) is not None
        effect = {"cluster_before": sizes[0], "cluster_after": sizes[1], "linked_before": linked}
    shown = {
        "from": left,
        "to": right,
        "linked": steps is not None,
        "steps": told,
        "cut": list(cuts),
        "effect": effect,
    }
    lines = [
        f"{left} and {right} are " + ("linked:" if steps is not None else "not linked in this data set.")
    ]
    for at, link in enumerate(told, 1):
        lines.append(f"  {at}. {link['from']} and {link['to']}: {', '.join(link['rules'])}")
        place = f"{link['source']} byte {link['offset']}"
        lines.append(f"     transaction {link['txid']}, block {link['height']}, {place}")
    if effect is not None:
        before, after = effect["cluster_before"], effect["cluster_after"]
        lines.append(f"The cuts take its cluster from {before} to {after} addresses.")
    show(shown, as_json=as_json, lines=lines)
    if steps is None:
        raise SystemExit(1)


def _csv(text: str) -> str:
    return f'"{text}"' if "," in text else text
