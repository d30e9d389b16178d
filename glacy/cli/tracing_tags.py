"""`glacy tracing tag`: what others say of addresses, and which of them are in a data set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glacy.cli.showing import counted, json_option, show

if TYPE_CHECKING:
    from glacy.tracing.tags import BadTag, Tag

_SDN = "https://www.treasury.gov/ofac/downloads/sdnlist.txt"
_LARGEST = 64_000_000
_LINES = 20


@click.command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE...",
)
@click.option("--list", "currency", metavar="CURRENCY", help="The files are OFAC lists of this currency.")
@click.option("--list-date", metavar="DAY", help="The day of those lists.")
@click.option("--as-of", metavar="DAY", help="Only what was said by that day.")
@click.option(
    "--dataset", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Find them in it."
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write a TagPack (.yaml) or list (.txt)."
)
@json_option
def tag(
    files: Sequence[Path],
    currency: str | None,
    list_date: str | None,
    as_of: str | None,
    dataset: Path | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Read tags of addresses: GraphSense TagPacks, or OFAC lists with --list BTC.

    A tag has a source, and a day if its pack gives one; tags that contradict each other stand side by side.
    A tag is what somebody said, not a fact. Exit 1: some were refused, the others are read.
    """
    from glacy.tracing.tags import as_of as said_by
    from glacy.tracing.tags import conflicts, read_list, read_pack, write_list, write_pack

    if out is not None and out.exists():
        raise click.UsageError(f"{out} is there already. Name another file.")
    tags: list[Tag] = []
    bad: list[tuple[str, BadTag]] = []
    for file in files:
        if file.stat().st_size > _LARGEST:
            raise click.UsageError(f"{file} is larger than any file of tags.")
        data = file.read_bytes()
        if currency is None:
            found, unfit = read_pack(data)
        else:
            found, unfit = read_list(data, currency=currency, source=_SDN, said_on=_day(list_date))
        tags += found
        bad += [(file.name, one) for one in unfit]
    day = _day(as_of)
    taken = said_by(tags, day) if day else tags
    disputed = conflicts(taken)
    here = _in_data_set(dataset, taken) if dataset is not None else []
    if out is not None:
        written = (
            write_list(taken) if out.suffix == ".txt" else write_pack(taken, title=out.stem, creator="GLACY")
        )
        out.write_bytes(written)
    shown = {
        "tags": len(taken),
        "left_out": len(tags) - len(taken),
        "currencies": dict(sorted(Counter(one.currency for one in taken).items())),
        "categories": dict(sorted(Counter(one.category or one.abuse or "none" for one in taken).items())),
        "conflicts": disputed,
        "in_dataset": here,
        "refused": [
            {"file": name, "place": one.place, "address": one.address, "says": one.says} for name, one in bad
        ],
    }
    lines = [f"{counted(len(taken), 'tag', 'tags')} of {len({one.address for one in taken})} addresses"]
    lines += [
        f"  disputed: {one.address}: {'; '.join(each.label for each in one.tags)}"
        for one in disputed[:_LINES]
    ]
    if dataset is not None:
        lines.append(f"{counted(len(here), 'tag is', 'tags are')} of addresses in the data set")
        lines += [
            f"  {one.address} {one.label} ({one.source}, {one.said_on or 'no day'})" for one in here[:_LINES]
        ]
    lines += [f"Refused: {name}, tag {one.place + 1} {one.address}: {one.says}" for name, one in bad[:_LINES]]
    show(shown, as_json=as_json, lines=lines)
    if bad:
        raise SystemExit(1)


def _in_data_set(dataset: Path, tags: Sequence[Tag]) -> list[Tag]:
    from glacy.tracing.dataset import known_addresses, read_folder

    folder = read_folder(dataset)
    asset = folder.chain.asset
    known = known_addresses(folder, {one.address for one in tags if one.currency == asset})
    return [one for one in tags if one.currency == asset and one.address in known]


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise click.UsageError(f"{text} is no day. Write it as 2024-09-27.") from None
