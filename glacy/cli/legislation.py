"""`glacy legislation`: read the acts of a State and line them up with the treaties."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glacy.cli.bill import bill
from glacy.cli.concordance import compare, concordance, gaps
from glacy.cli.legislation_policy import policy
from glacy.cli.legislation_powers import powers
from glacy.cli.legislation_review import review
from glacy.cli.showing import json_option, show
from glacy.cli.treaty_day import wrap

if TYPE_CHECKING:
    from glacy.legislation import Aligned, Match, ReadText

_MOST = 100_000_000


@click.group()
def legislation() -> None:
    """Read the acts of a State, and line them up with the Convention on Cybercrime and its Protocols."""


for command in (bill, compare, concordance, gaps, policy, powers, review):
    legislation.add_command(command)


@legislation.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--country", required=True, metavar="XX", help="The State whose act it is, such as SN.")
@click.option("--title", required=True, help="The title of the act, as it is published.")
@click.option(
    "--date", "dated_on", required=True, metavar="DAY", help="The day of the act, such as 2008-01-25."
)
@click.option("--number", default="", help="The number of the act, such as 2008-11.")
@click.option(
    "--source", default="", metavar="URL", help="Its official address; without one it is marked so."
)
@click.option("--language", metavar="LANG", help="en, fr, es or pt; told from the text if left out.")
@click.option("--ocr", is_flag=True, help="FILE is a scan (PDF): read its pages with Tesseract.")
@click.option(
    "--akoma", type=click.Path(dir_okay=False, path_type=Path), help="Also write it as Akoma Ntoso 3.0 here."
)
@json_option
def read(
    file: Path,
    country: str,
    title: str,
    dated_on: str,
    number: str,
    source: str,
    language: str | None,
    ocr: bool,
    akoma: Path | None,
    as_json: bool,
) -> None:
    """Read an act from a PDF, DOCX, HTML, Akoma Ntoso or text file; needs no database.

    What a person should look at before confirming the text is said: scans, columns, tracked changes, other
    letters. Exit 2: the file gives no text, or no provision was found.
    """
    from glacy.canon import digest_of
    from glacy.legislation import Naming, act_warnings, find_language, segment, write_akoma

    state, day = _state(country), _day(dated_on)
    data = _bytes_of(file)
    taken = _taken(file, data, language=language, ocr=ocr)
    act = segment(taken.source)
    spoken = language or find_language(taken.source.text)
    naming = Naming(
        country=state, title=title, dated_on=day, language=spoken or "und", number=number, source=source
    )
    if akoma is not None:
        if akoma.exists():
            raise click.UsageError(f"{akoma} is there already. Name another file.")
        akoma.write_bytes(write_akoma(act, naming))
    warnings = [*taken.warnings, *act_warnings(act, spoken)]
    lines = [f"{state} {title} ({day}), {taken.form}, {spoken or 'language not told'}, {digest_of(data)}"]
    lines += [] if source else ["No official address was named: this text is marked as unconfirmed."]
    lines += [f"Look at this: {warning}" for warning in warnings]
    lines += [f"{one.number} {one.heading}".strip() for one in act.provisions]
    shown = {
        "country": state,
        "title": title,
        "date": day,
        "language": spoken,
        "form": taken.form,
        "digest": digest_of(data),
        "source": source or None,
        "is_confirmed": False,
        "work": naming.work,
        "warnings": warnings,
        "left_out": list(act.left_out),
        "provisions": [
            {
                "provision": one.number,
                "label": one.label,
                "heading": one.heading,
                "text": one.text,
                "page": one.page,
                "start": one.start,
                "end": one.end,
                "divisions": [f"{above.label} {above.heading}".strip() for above in one.divisions],
                "quoted_in": one.quoted_in,
                "is_repealed": one.is_repealed,
            }
            for one in act.provisions
        ],
    }
    show(shown, as_json=as_json, lines=lines)


@legislation.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--country", required=True, metavar="XX", help="The State whose act it is, such as SN.")
@click.option("--language", metavar="LANG", help="en, fr, es or pt; told from the text if left out.")
@click.option("--ocr", is_flag=True, help="FILE is a scan (PDF): read its pages with Tesseract.")
@json_option
def align(file: Path, country: str, language: str | None, ocr: bool, as_json: bool) -> None:
    """Line up the provisions of an act with the articles of ETS 185, ETS 189 and CETS 224; needs no database.

    FILE is a PDF, DOCX, HTML, Akoma Ntoso or text file. For each provision the best candidates come first,
    each with the words that show its elements. A relation of `none` is a candidate that is not sure enough to
    be called a counterpart. What a provision really is, a lawyer decides. Exit 2: no text, no provision, or a
    language that is not searched.
    """
    from glacy.legislation import act_warnings, find_language, lexicon, segment
    from glacy.legislation import align as line_up

    state = _state(country)
    taken = _taken(file, _bytes_of(file), language=language, ocr=ocr)
    spoken = language or find_language(taken.source.text)
    for warning in taken.warnings:
        click.echo(f"Look at this: {warning}", err=True)
    if spoken is None:
        raise click.UsageError(
            "The language of this text could not be told. Name it with --language en, fr, es or pt; acts in"
            " other languages are not searched."
        )
    act = segment(taken.source)
    aligned = line_up(act, lexicon(spoken))
    for warning in act_warnings(act, spoken):
        click.echo(f"Look at this: {warning}", err=True)
    lines = [line for one in aligned for line in _lines(one)]
    show(
        {"country": state, "language": spoken, "provisions": [_shape(one) for one in aligned]},
        as_json=as_json,
        lines=lines,
    )


def _taken(file: Path, data: bytes, *, language: str | None, ocr: bool) -> ReadText:
    from glacy.legislation import ActText, ReadText, read_act
    from glacy.sayings import say

    if not ocr:
        return read_act(data)
    from glacy.cli.scans import read_scan

    warning = say(
        "The text was read from pictures by a machine. Compare every number and word before confirming."
    )
    pages = read_scan(file, language=language)
    if not any(page.strip() for page in pages):
        raise click.UsageError("Nothing could be read from these pictures. Try a clearer scan.")
    return ReadText(source=ActText(pages), form="scan", warnings=(warning,))


def _state(country: str) -> str:
    from glacy.countries import get_country

    return get_country(country.upper()).code


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"{text} is no day. Write it as 2008-01-25.") from None


def _bytes_of(file: Path) -> bytes:
    if file.stat().st_size > _MOST:
        raise click.UsageError(f"{file} has more than {_MOST // 1_000_000} MB, which no act needs.")
    return file.read_bytes()


def _shape(one: Aligned) -> dict[str, object]:
    return {
        "provision": one.provision,
        "heading": one.heading,
        "quoted_in": one.quoted_in,
        "cites": list(one.cites),
        "cites_acts": list(one.cites_acts),
        "matches": [_match(match) for match in one.matches],
    }


def _match(match: Match) -> dict[str, object]:
    return {
        "instrument": match.instrument,
        "article": match.article,
        "relation": match.relation,
        "confidence": match.confidence,
        "grounds": match.grounds,
        "shown": [
            {"element": one.element, "words": one.words, "start": one.start, "end": one.end}
            for one in match.reading.shown
        ],
        "followed": list(match.followed),
        "missing": list(match.missing),
        "outside": list(match.reading.outside),
    }


def _lines(one: Aligned) -> Iterator[str]:
    yield from wrap(f"{one.provision} {one.heading}".strip())
    for match in one.counterparts:
        named = f"{match.instrument} Article {match.article}, {match.relation} ({match.confidence:.2f})"
        yield from wrap(f"  * {named}: {match.grounds}", after="    ")
    if not one.counterparts:
        yield "  none found"
