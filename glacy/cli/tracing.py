"""`glacy tracing`: load chains of transactions and follow money through them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glacy.cli.showing import counted, json_option, show
from glacy.cli.tracing_clusters import cluster, why
from glacy.cli.tracing_flows import follow, paths
from glacy.cli.tracing_generate import generate
from glacy.cli.tracing_tags import tag

if TYPE_CHECKING:
    from glacy.tracing.dataset import Source, Summary

_EXTRA = frozenset(("duckdb", "gs_clustering", "ibis", "numba", "numpy", "pyarrow", "yaml"))


class Extra(click.Group):
    """A group whose commands load what they need when they run, and say which extra brings it."""

    def invoke(self, ctx: click.Context) -> object:
        """Runs the command; where a package of the extra is lacking, that is said."""
        try:
            return super().invoke(ctx)
        except ModuleNotFoundError as lacking:
            name = (lacking.name or "").split(".")[0]
            if name not in _EXTRA:
                raise
            raise click.UsageError(
                f"{name} is not here. Install GLACY with its extra: glacy[tracing]."
            ) from None


@click.group(cls=Extra)
def tracing() -> None:
    """Load chains of transactions, and follow money through them. Needs the extra `tracing`; no database."""


for command in (cluster, follow, generate, paths, tag, why):
    tracing.add_command(command)


@tracing.command()
@click.argument(
    "sources", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="SOURCE..."
)
@click.option(
    "--into", "dataset", required=True, type=click.Path(file_okay=False, path_type=Path), metavar="DATASET"
)
@click.option("--chain", "key", metavar="CHAIN", help="Such as bitcoin-testnet; told from the files.")
@json_option
def load(sources: Sequence[Path], dataset: Path, key: str | None, as_json: bool) -> None:
    """Check blocks and take them over into a data set, with the place of every row in its source.

    SOURCE is a file of a node (blk*.dat), a folder of them, a single raw block, the node's own getblock with
    verbosity 2, or JSON of Esplora or bitcoin-etl (which prove nothing: such blocks count as unchecked); gzip
    and bzip2 are unpacked. DATASET is made if it is not there. What was loaded before is not read again, and
    a load that was killed goes on where it was. Exit 1: something was refused; the rest is loaded.
    """
    import ibis

    from glacy.cli.tracing_files import bar, chain_of, digest_of_file, files_of, opened
    from glacy.tracing import get_chain
    from glacy.tracing.dataset import Loader, number, open_folder, read_folder, summarise

    files = files_of(sources)
    known = (dataset / "dataset.json").is_file()
    chain = get_chain(key) if key else read_folder(dataset).chain if known else chain_of(files)
    sizes = {path: path.stat().st_size for path in files}
    taken = []
    with open_folder(dataset, chain=chain) as folder:
        loader = Loader(folder)
        with bar(2 * sum(sizes.values()), "Loading") as seen:
            for path in files:
                digest = digest_of_file(path, seen=seen)
                before = len(folder.manifest.sources)
                with opened(path) as stream:
                    source = loader.load(stream, name=path.name, digest=digest, size=sizes[path])
                seen(sizes[path])
                taken.append((source, len(folder.manifest.sources) > before))
        number(folder, engine=ibis.duckdb.connect())
        summary = summarise(folder)
    refused = [(source.name, each) for source, _ in taken for each in source.refused]
    shown = {
        "dataset": str(dataset),
        "chain": chain.key,
        **_counts(summary),
        "sources": [_shape(source, is_new=is_new) for source, is_new in taken],
        "refused": [
            {
                "source": name,
                "offset": one.offset,
                "size": one.size,
                "why": one.why,
                "says": one.says,
                "remedy": one.remedy,
            }
            for name, one in refused
        ],
    }
    lines = _lines(summary)
    lines += [
        f"Refused: {name}, byte {one.offset} ({one.why}): {one.says} {one.remedy}" for name, one in refused
    ]
    show(shown, as_json=as_json, lines=lines)
    if refused:
        raise SystemExit(1)


def _counts(summary: Summary) -> dict[str, object]:
    return {name: getattr(summary, name) for name in summary.__slots__}


def _shape(source: Source, *, is_new: bool) -> dict[str, object]:
    return {
        "name": source.name,
        "sha256": source.digest,
        "size": source.size,
        "blocks": source.blocks,
        "known": source.known,
        "is_new": is_new,
    }


def _lines(summary: Summary) -> list[str]:
    kinds = (
        counted(summary.blocks, "block", "blocks"),
        counted(summary.transactions, "transaction", "transactions"),
        counted(summary.inputs, "input", "inputs"),
        counted(summary.outputs, "output", "outputs"),
        counted(summary.addresses, "address", "addresses"),
    )
    lines = [", ".join(kinds)]
    for word, end in (("First", summary.first), ("Last", summary.last)):
        if end is not None:
            height = "height unknown" if end.height is None else f"height {end.height}"
            lines.append(f"{word} block: {height}, {end.hash}")
    if summary.rivals:
        lines.append(f"{counted(summary.rivals, 'block', 'blocks')} of branches that lost are kept aside.")
    if summary.stretches > 1:
        lines.append(f"The blocks are {summary.stretches} stretches; what lies between them was not loaded.")
    if summary.unchecked:
        lines.append(f"{counted(summary.unchecked, 'block', 'blocks')} came from a list and prove nothing.")
    if summary.unknown_inputs:
        lines.append(f"Of {summary.unknown_inputs} inputs the output that they spend was not loaded.")
    return lines
