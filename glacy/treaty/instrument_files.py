"""The folder of an instrument, read and checked: its articles, its safeguards and its words.

What a folder says is data; what the software can do with it is closed. So each word that decides something
(the family of a measure, who is bound, when a safeguard stands) is checked here, when facts are read.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from typing import Any, get_args

from glacy.sayings import say
from glacy.treaty.errors import FactsError
from glacy.treaty.rows import Family, Provision, RequestField, SafeguardRow
from glacy.treaty.tables import instrument_files, instrument_text

LANGUAGES = ("en", "es", "fr", "pt")
ADDRESSEES = ("state", "provider", "registrar", "nobody")
_Table = Mapping[str, Any]  # TOML: its shape is checked where each key is read
_NAME = re.compile(r"[A-Z]{2,8}[0-9]{1,6}", re.ASCII)
_KEY = re.compile(r"[a-z][a-z0-9_]{1,59}", re.ASCII)
_MEASURE = re.compile(r"[A-Z]{2,8}[0-9]{1,6}-[0-9]{1,4}", re.ASCII)


def read_instruments() -> dict[str, _Table]:
    """Every instrument, in the order in which they were opened for signature."""
    tables = {name: _toml(name, "instrument.toml") for name in instrument_files()}
    for name, table in tables.items():
        if not _NAME.fullmatch(name) or table.get("instrument", {}).get("id") != name:
            raise _fault(
                name,
                "instrument.toml",
                say("the id of the instrument is not the name of its folder, {name}", name=name),
            )
    return dict(sorted(tables.items(), key=lambda item: str(item[1]["instrument"]["opened_on"])))


def read_safeguard_tables(names: Iterable[str]) -> dict[str, _Table]:
    """The safeguards of each instrument that has any, by the name of their file."""
    return {
        f"instruments/{name}/safeguards.toml": _toml(name, "safeguards.toml")
        for name in names
        if instrument_text(name, "safeguards.toml") is not None
    }


def read_words(names: Iterable[str]) -> dict[str, Mapping[str, str]]:
    """The words of the instruments in four languages, by key."""
    found: dict[str, Mapping[str, str]] = {}
    for name in names:
        text = instrument_text(name, "words.csv") or "key,en,es,fr,pt\n"
        for row in csv.DictReader(text.splitlines()):
            if set(row) != {"key", *LANGUAGES} or not all(row.values()):
                raise _fault(
                    name,
                    "words.csv",
                    say("{row!r} does not have a key and words in en, es, fr and pt", row=row.get("key")),
                )
            if row["key"] in found:
                raise _fault(name, "words.csv", say("{key!r} stands twice", key=row["key"]))
            found[row["key"]] = {language: row[language] for language in LANGUAGES}
    return found


def verify_measures(
    provisions: Mapping[str, Provision], words: Collection[str], ordered: Collection[str]
) -> None:
    """Returns if every measure can be asked for, shown and named; FactsError says which cannot, and why."""
    for row in provisions.values():
        if row.kind == "cooperation_measure":
            _verify_measure(row, words)
        elif row.family is not None or row.request is not None:
            raise _of_measure(row, say("only a cooperation_measure has a family and a request"))
    for id_ in ordered:
        if id_ not in provisions or provisions[id_].kind != "cooperation_measure":
            raise FactsError(
                say("order.toml names {id_!r}, which is no measure of the facts.", id_=id_),
                remedy=say(
                    "Write the measure into the folder of its instrument, or take it out of order.toml."
                ),
                file="order.toml",
                row=id_,
            )


def _verify_measure(row: Provision, words: Collection[str]) -> None:
    if not _MEASURE.fullmatch(row.id) or not row.id.startswith(f"{row.instrument}-"):
        raise _of_measure(row, say("its id is not the name of the instrument, a hyphen and a number"))
    _one_of(row, "family", row.family, get_args(Family))
    _one_of(row, "goes_to", row.goes_to, ADDRESSEES)
    for field in row.request or ():
        _one_of(row, "request", field, get_args(RequestField))
    wanted = ["measure"] if row.request is None else ["measure", "ask", "title", "rests_on"]
    for kind in wanted:
        if f"{kind}.{row.id}" not in words:
            raise _of_measure(row, say("words.csv has no {key}", key=f"{kind}.{row.id}"))


def verify_safeguards(
    guards: Iterable[SafeguardRow], provisions: Mapping[str, Provision], words: Collection[str]
) -> None:
    """Returns if every safeguard has words, and speaks of measures and articles that there are."""
    for row in guards:
        wrong = None
        if not _KEY.fullmatch(row.key) or f"safeguard.{row.key}" not in words:
            wrong = say("words.csv has no {key}", key=f"safeguard.{row.key}")
        elif row.when not in ("always", "article_27", "treaty"):
            wrong = say("{found!r} is no {field}", found=row.when, field="when")
        elif row.binds not in ("asking", "asked", "both"):
            wrong = say("{found!r} is no {field}", found=row.binds, field="binds")
        elif lost := [id_ for id_ in row.measures if id_ not in provisions or provisions[id_].family is None]:
            wrong = say("{found!r} is no measure of the facts", found=lost[0])
        elif lost := [id_ for id_ in row.rests_on if id_ not in provisions]:
            wrong = say("{found!r} is no article of the facts", found=lost[0])
        if wrong is not None:
            raise FactsError(
                say(
                    "{row} of {file} is not in its form: {why}.",
                    row=row.fact.id,
                    file=row.fact.file,
                    why=wrong,
                ),
                remedy=say("Compare it with docs/reference/facts.md."),
                file=row.fact.file,
                row=row.fact.id,
            )


def _one_of(row: Provision, field: str, found: str | None, allowed: Collection[str]) -> None:
    if found not in allowed:
        raise _of_measure(
            row,
            say(
                "{field} is {found!r}, and must be one of {allowed}",
                field=field,
                found=found,
                allowed=", ".join(allowed),
            ),
        )


def _of_measure(row: Provision, why: str) -> FactsError:
    return _fault(row.instrument, "instrument.toml", say("{id_}: {why}", id_=row.id, why=why))


def _toml(name: str, file: str) -> _Table:
    text = instrument_text(name, file)
    if text is None:
        raise _fault(name, file, say("there is no such file"))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise _fault(name, file, say("it is no TOML: {fault}", fault=fault)) from fault


def _fault(name: str, file: str, why: str) -> FactsError:
    place = f"instruments/{name}/{file}"
    return FactsError(
        say("{file} is not in its form: {why}.", file=place, why=why),
        remedy=say("Compare it with docs/how-to/add-an-instrument.md and docs/reference/facts.md."),
        file=place,
    )
