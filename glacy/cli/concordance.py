"""`glacy legislation concordance`, `gaps` and `compare`: a State beside the treaties, and beside others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glacy.cli.showing import json_option, show
from glacy.cli.treaty_day import wrap

if TYPE_CHECKING:
    from glacy.legislation import Concordance, Decision, Field, LoadedAct

FORMS = ("csv", "json", "xlsx", "docx", "pdf")


def acts_options(command: click.decorators.FC) -> click.decorators.FC:
    """The files of a State's acts, what law each is, and the decisions on them."""
    command = click.option(
        "--decisions",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="The log of what reviewers decided (`glacy legislation review`).",
    )(command)
    command = click.option(
        "--covers",
        multiple=True,
        metavar="FIELD[,FIELD]",
        help="What law each FILE is, in order: special (if left out), penal, procedure, cooperation.",
    )(command)
    return click.argument(
        "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
    )(command)


@click.command()
@acts_options
@click.option("--country", required=True, metavar="XX", help="The State whose acts these are.")
@click.option(
    "--in", "spoken", default="en", metavar="LANG", help="The language of the table: en, fr, es or pt."
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it: .docx .xlsx .pdf .csv .json"
)
@json_option
def concordance(
    files: tuple[Path, ...],
    covers: tuple[str, ...],
    decisions: Path | None,
    country: str,
    spoken: str,
    out: Path | None,
    as_json: bool,
) -> None:
    """The table of a State: each article of the treaties, and the provisions that answer it.

    What reviewers decided stands for what it says; the rest is what the words alone show, and says so. Where
    the law in which such a rule usually stands was not read, an article is "not searched", which is no gap.
    """
    from glacy.legislation.tables import table_lines

    found = _concordance(files, covers, decisions, country)
    if out is not None:
        _write(found, out, spoken)
    lines = [
        line
        for one in table_lines(found, spoken)
        for line in wrap(f"{one.article}  |  {'; '.join(one.provisions)}", after="    ")
    ]
    show(shape(found), as_json=as_json, lines=lines)


@click.command()
@acts_options
@click.option("--country", required=True, metavar="XX", help="The State whose acts these are.")
@click.option(
    "--in", "spoken", default="en", metavar="LANG", help="The language of the list: en, fr, es or pt."
)
@json_option
def gaps(
    files: tuple[Path, ...],
    covers: tuple[str, ...],
    decisions: Path | None,
    country: str,
    spoken: str,
    as_json: bool,
) -> None:
    """What is missing in the law of a State, powers first, with the elements to consider.

    Nothing found is a gap only where it was looked for; what was not searched is counted apart.
    """
    from glacy.legislation.tables import table_words

    found = _concordance(files, covers, decisions, country)
    words = table_words(spoken)
    lines = []
    for row in found.gaps:
        elements = ", ".join(one.name[spoken] for one in row.missing)
        named = f"{row.instrument} {row.article} {row.name[spoken]}: {words[row.state]}"
        lines.extend(wrap(f"{named}. {words['consider']}: {elements}", after="    "))
    lines.append(f"{words['not_searched']}: {found.count('not_searched')}")
    shown = {
        "country": found.country,
        "not_loaded": list(found.not_loaded),
        "not_searched": found.count("not_searched"),
        "gaps": [
            {
                "instrument": row.instrument,
                "article": row.article,
                "kind": row.kind,
                "state": row.state,
                "consider": [{"element": one.key, "name": one.name[spoken]} for one in row.missing],
            }
            for row in found.gaps
        ],
    }
    show(shown, as_json=as_json, lines=lines)


@click.command()
@click.argument("given", nargs=-1, required=True, metavar="XX=FILE...")
@json_option
def compare(given: tuple[str, ...], as_json: bool) -> None:
    """Any number of States side by side: where each stands on each article, and what is missing where.

    Give each act as XX=FILE, or as XX=FILE:FIELD for what law it is, such as SN=code.pdf:penal; a State may
    have several.
    """
    from glacy.legislation import compare as side_by_side
    from glacy.legislation import missing_elements

    by_state: dict[str, list[tuple[Path, str]]] = {}
    for one in given:
        state, _, place = one.partition("=")
        name, _, field = (
            place.rpartition(":") if place.rpartition(":")[2] in _fields() else (place, "", "special")
        )
        if not Path(name).is_file():
            raise click.UsageError(f"{one}: there is no file {name}. Write it as XX=FILE or XX=FILE:FIELD.")
        by_state.setdefault(state.upper(), []).append((Path(name), field))
    found = [
        _concordance([path for path, _ in acts], [field for _, field in acts], None, state)
        for state, acts in by_state.items()
    ]
    compared, missing = side_by_side(found), missing_elements(found)
    width = max(len(state) for state in by_state) + 12
    lines = ["".join([" " * 14, *(state.ljust(width) for state in by_state)])]
    for row in compared:
        named = f"{row.instrument} {row.article}".ljust(14)
        lines.append(named + "".join(one.state.replace("_", " ").ljust(width) for one in row.rows))
    lines += ["", "Elements that are missing in most States, powers first:"]
    lines += [
        f"  {one.instrument} {one.article} {one.element}: {', '.join(one.countries)} of {one.searched}"
        for one in missing[:20]
    ]
    shown = {
        "countries": list(by_state),
        "articles": [
            {
                "instrument": row.instrument,
                "article": row.article,
                "kind": row.kind,
                "states": {state: one.state for state, one in zip(by_state, row.rows, strict=True)},
            }
            for row in compared
        ],
        "missing": [
            {
                "instrument": one.instrument,
                "article": one.article,
                "kind": one.kind,
                "element": one.element,
                "countries": list(one.countries),
                "searched": one.searched,
            }
            for one in missing
        ],
    }
    show(shown, as_json=as_json, lines=lines)


def shape(found: Concordance) -> dict[str, object]:
    """A concordance as JSON."""
    return {
        "country": found.country,
        "acts": [
            {
                "title": act.title,
                "digest": act.digest,
                "source": act.source,
                "is_confirmed": act.is_confirmed,
                "covers": sorted(act.covers),
            }
            for act in found.acts
        ],
        "not_loaded": list(found.not_loaded),
        "articles": [
            {
                "instrument": row.instrument,
                "article": row.article,
                "kind": row.kind,
                "state": row.state,
                "missing": [one.key for one in row.missing],
                "entries": list(row.entries),
            }
            for row in found.rows
        ],
    }


def load_act(file: Path, *, country: str, covers: str) -> LoadedAct:
    """One act from a file, lined up; its title is the name of the file."""
    from glacy.canon import digest_of
    from glacy.legislation import LoadedAct, align, find_language, lexicon, read_act, segment

    data = file.read_bytes()
    taken = read_act(data)
    spoken = find_language(taken.source.text)
    if spoken is None:
        raise click.UsageError(f"The language of {file} could not be told; acts in it are not searched.")
    fields: frozenset[Field] = frozenset(one for one in _fields() if one in covers.split(","))
    if not fields or len(fields) != len(set(covers.split(","))):
        raise click.UsageError(
            f"--covers {covers}: give some of {', '.join(_fields())}, with commas between."
        )
    return LoadedAct(
        country=country,
        title=file.stem,
        digest=digest_of(data),
        dated_on=None,
        source="",
        is_confirmed=False,
        covers=fields,
        aligned=align(segment(taken.source), lexicon(spoken)),
    )


def read_log(file: Path | None) -> Sequence[Decision]:
    """The decisions of a log; none where there is no file."""
    from glacy.legislation import read_decisions

    return read_decisions(file.read_text(encoding="utf-8").splitlines()) if file and file.exists() else ()


def _concordance(
    files: Sequence[Path], covers: Sequence[str], decisions: Path | None, country: str
) -> Concordance:
    from glacy.countries import get_country
    from glacy.legislation import concord, lexicon

    state = get_country(country.upper()).code
    if covers and len(covers) != len(files):
        raise click.UsageError(f"{len(files)} files and {len(covers)} --covers: give one for each, in order.")
    named = covers or ["special"] * len(files)
    acts = [load_act(file, country=state, covers=field) for file, field in zip(files, named, strict=True)]
    for at, act in enumerate(acts):
        if act.digest in {other.digest for other in acts[:at]}:
            raise click.UsageError(f"{files[at]} was given twice, byte for byte. Give each act once.")
    return concord(state, acts, lexicon("en"), read_log(decisions))


def _fields() -> tuple[Field, ...]:
    from glacy.legislation import FIELDS

    return FIELDS


def _write(found: Concordance, out: Path, spoken: str) -> None:
    try:
        data = _file(found, out, spoken)
    except ImportError as fault:
        raise click.UsageError(
            f"{out.suffix} needs the extra `laws`, which is not installed ({fault.name}). Install it with"
            " `pip install glacy[laws]`, or write .csv, .json or .pdf."
        ) from fault
    out.write_bytes(data)
    click.echo(f"Written: {out}", err=True)


def _file(found: Concordance, out: Path, spoken: str) -> bytes:
    from glacy.cli.showing import plain
    from glacy.countries import get_country
    from glacy.legislation.tables import table_words, write_csv

    table_words(spoken)
    if out.exists():
        raise click.UsageError(f"{out} is there already. Name another file.")
    at, name = datetime.now(UTC).replace(microsecond=0), get_country(found.country).name(spoken)
    match out.suffix.lower():
        case ".csv":
            data = write_csv(found)
        case ".json":
            import json

            data = json.dumps(plain(shape(found)), ensure_ascii=False, indent=2, sort_keys=True).encode()
        case ".xlsx":
            from glacy.legislation.tables.workbook import write_xlsx

            data = write_xlsx(found, language=spoken, at=at)
        case ".docx":
            from glacy.legislation.tables.document import write_docx

            data = write_docx(found, language=spoken, at=at, country_name=name)
        case ".pdf":
            from glacy.legislation.tables.sheet import write_pdf

            data = write_pdf(found, language=spoken, at=at, country_name=name)
        case other:
            raise click.UsageError(
                f"{other or 'no ending'}: name a file that ends in one of {', '.join(FORMS)}."
            )
    return data
