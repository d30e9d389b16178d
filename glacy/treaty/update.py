"""An updated chart of signatures and ratifications: read it, compare it, write what was accepted."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from glacy.canon import Json
from glacy.countries import Country, UnknownCountryError
from glacy.times import write_day
from glacy.treaty.chart import read_instrument
from glacy.treaty.errors import ChartError, TreatyError
from glacy.treaty.facts import facts
from glacy.treaty.rows import StatusRow
from glacy.treaty.standing import name_of
from glacy.treaty.tables import text_of

Field = Literal["signature", "deposit", "entry_into_force"]
Kind = Literal["new", "fills", "confirms_recall", "contradicts", "silent"]
FIELDS: tuple[Field, ...] = ("signature", "deposit", "entry_into_force")
_NAMES = {
    "country_iso2": "country",
    "country_name": "name",
    "ratification_or_accession": "deposit",
    "source_url": "source",
    "source_seen_as_of": "seen_as_of",
}
_NEEDED = ("instrument", "country", *FIELDS, "source")
_LARGEST = 1 << 20
_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartLine:
    """One line of an updated chart."""

    number: int
    instrument: str
    country: str
    days: Mapping[Field, date | None]
    source: str
    seen_as_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one cell of the chart would change; `contradicts` needs a person's decision."""

    kind: Kind
    instrument: str
    country: str
    field: Field
    ours: date | None
    theirs: date | None
    line: ChartLine

    @property
    def id(self) -> str:
        """Its name in a decision, such as `ETS185:CL:deposit`."""
        return f"{self.instrument}:{self.country}:{self.field}"

    @property
    def says(self) -> str:
        """The change in a sentence."""
        what = f"{name_of(self.country)}, {self.instrument}, {self.field.replace('_', ' ')}"
        ours = write_day(self.ours) if self.ours else "nothing"
        theirs = write_day(self.theirs) if self.theirs else "nothing"
        match self.kind:
            case "new":
                return f"{what}: {theirs} (a State that the facts did not have)."
            case "fills":
                return f"{what}: {theirs} (unknown until now)."
            case "confirms_recall":
                return f"{what}: {theirs} (the facts had {ours}, recalled only)."
            case "contradicts":
                return f"{what}: the chart says {theirs}, the facts say {ours}. Both stand until decided."
            case _:
                return f"{what}: the chart says nothing, the facts say {ours}. The facts stay."

    def to_json(self) -> Json:
        """The change as JSON."""
        return {
            "id": self.id,
            "kind": self.kind,
            "ours": write_day(self.ours) if self.ours else None,
            "theirs": write_day(self.theirs) if self.theirs else None,
            "says": self.says,
            "source": self.line.source,
        }


def read_chart(data: bytes, *, whole: bool = True) -> tuple[ChartLine, ...]:
    """The lines of a chart in CSV; ChartError names the line and what was found there.

    A whole chart has a line for every State that the facts know for its instrument.
    """
    if len(data) > _LARGEST:
        raise ChartError("The file is too large for a chart.", remedy="Give one chart in CSV.", line=0)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise ChartError("The chart is not in UTF-8.", remedy="Save it as CSV in UTF-8.", line=0) from fault
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    columns = {_NAMES.get(name, name): name for name in reader.fieldnames or ()}
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        raise ChartError(
            f"The chart has no column {', '.join(missing)}.",
            remedy=f"Its first line must name {', '.join(_NEEDED)}.",
            line=1,
        )
    lines: dict[tuple[str, str], ChartLine] = {}
    try:
        for number, cells in enumerate(reader, start=2):
            line = _line(number, {name: cells.get(given) or "" for name, given in columns.items()})
            _verify_once(line, lines)
            lines[line.instrument, line.country] = line
    except csv.Error as fault:
        raise ChartError(f"The chart is not CSV: {fault}.", remedy="Save it as CSV.", line=0) from fault
    if not lines:
        raise ChartError("The chart has no line.", remedy="Give a chart with at least one State.", line=1)
    if whole:
        _verify_whole(lines)
    return tuple(lines.values())


def compare_chart(lines: Iterable[ChartLine]) -> tuple[Change, ...]:
    """What the chart would change, cell by cell; cells that agree are left out."""
    return tuple(change for line in lines for field in FIELDS if (change := _change(line, field)) is not None)


def accept(
    changes: Iterable[Change], decisions: Mapping[str, Literal["ours", "theirs"]], *, read_on: date
) -> Mapping[str, str]:
    """The tables status.csv and conflicts.csv with the changes in them.

    A contradiction that nobody decided becomes a row of conflicts.csv, undecided; the facts keep their day.
    """
    status = _Table.read("status.csv")
    conflicts = _Table.read("conflicts.csv")
    for change in changes:
        decided = decisions.get(change.id)
        if change.kind in ("new", "fills", "confirms_recall") or decided == "theirs":
            _write_day(status, change, read_on)
        if change.kind == "contradicts":
            _write_conflict(conflicts, change, decided, read_on)
    return {"status.csv": status.write(), "conflicts.csv": conflicts.write()}


def _line(number: int, cells: Mapping[str, str]) -> ChartLine:
    def wrong(says: str, remedy: str, found: str) -> ChartError:
        return ChartError(
            f"Line {number}: {says}", remedy=f"{remedy} Nothing was changed.", line=number, found=found
        )

    try:
        instrument = read_instrument(cells["instrument"].strip()).id
        country = Country(cells["country"].strip()).code
    except (UnknownCountryError, TreatyError) as fault:
        raise wrong(fault.says, fault.remedy, str(fault.fields.get("found", ""))) from fault
    days: dict[Field, date | None] = {}
    for field in FIELDS:
        text = cells[field].strip()
        try:
            days[field] = date.fromisoformat(text) if len(text) == len("2026-11-21") else None
        except ValueError:
            days[field] = None
        if text and days[field] is None:
            says = f"{text!r} is not a day in the form 2026-11-21 ({field})."
            raise wrong(says, "Write year, month and day.", text)
    deposited_on, in_force_on = days["deposit"], days["entry_into_force"]
    if deposited_on and in_force_on and in_force_on < deposited_on:
        says = f"{name_of(country)} cannot be bound on {in_force_on}, before it deposited on {deposited_on}."
        raise wrong(says, "Compare the line with the register.", str(in_force_on))
    if not cells["source"].strip():
        raise wrong("no source is given.", "Write the address of the page.", "")
    return ChartLine(
        number=number,
        instrument=instrument,
        country=country,
        days=days,
        source=cells["source"].strip(),
        seen_as_of=cells.get("seen_as_of", "").strip(),
    )


def _verify_once(line: ChartLine, lines: Mapping[tuple[str, str], ChartLine]) -> None:
    before = lines.get((line.instrument, line.country))
    if before is not None:
        raise ChartError(
            f"Line {line.number}: {name_of(line.country)} stands twice for {line.instrument},"
            f" also on line {before.number}.",
            remedy="Keep one of the two. Nothing was changed.",
            line=line.number,
            found=line.country,
        )


def _verify_whole(lines: Mapping[tuple[str, str], ChartLine]) -> None:
    for instrument in dict.fromkeys(name for name, _ in lines):
        had = {country for name, country in facts().status if name == instrument}
        missing = sorted(had - {country for name, country in lines if name == instrument})
        if missing:
            more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
            names = ", ".join(name_of(code) for code in missing[:_NAMED]) + more
            raise ChartError(
                f"The chart of {instrument} has no line for {names}.",
                remedy="Add the missing lines, or say that the chart is partial. Nothing was changed.",
                line=0,
                found=", ".join(missing),
            )


def _change(line: ChartLine, field: Field) -> Change | None:
    row = facts().status.get((line.instrument, line.country))
    ours, theirs = _ours(row, field), line.days[field]
    kind = _kind(row, field, ours, theirs)
    if kind is None:
        return None
    return Change(
        kind=kind,
        instrument=line.instrument,
        country=line.country,
        field=field,
        ours=ours,
        theirs=theirs,
        line=line,
    )


def _ours(row: StatusRow | None, field: Field) -> date | None:
    if row is None:
        return None
    return {"signature": row.signed_on, "deposit": row.deposited_on, "entry_into_force": row.in_force_on}[
        field
    ]


def _kind(row: StatusRow | None, field: Field, ours: date | None, theirs: date | None) -> Kind | None:
    recalled = row is not None and row.fact.confidence == "recalled" and field == "entry_into_force"
    if theirs is None:
        return None if ours is None else "silent"
    if row is None:
        return "new"
    if ours is None:
        return "fills"
    if recalled:
        return "confirms_recall"
    return None if ours == theirs else "contradicts"


@dataclass(slots=True)
class _Table:
    columns: list[str]
    rows: list[dict[str, str]]

    @classmethod
    def read(cls, name: str) -> _Table:
        reader = csv.DictReader(io.StringIO(text_of(name), newline=""))
        return cls(columns=list(reader.fieldnames or ()), rows=[dict(row) for row in reader])

    def get(self, id_: str) -> dict[str, str]:
        """The row with that id; a new empty one where there is none."""
        for row in self.rows:
            if row["id"] == id_:
                return row
        row = dict.fromkeys(self.columns, "")
        row["id"] = id_
        self.rows.append(row)
        return row

    def write(self) -> str:
        out = io.StringIO()
        writer = csv.DictWriter(out, self.columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        return out.getvalue()


def _write_day(status: _Table, change: Change, read_on: date) -> None:
    row = status.get(f"status:{change.instrument}:{change.country}")
    row |= {"instrument": change.instrument, "country": change.country, "name": name_of(change.country)}
    row[change.field] = write_day(change.theirs) if change.theirs else ""
    row |= {"source": change.line.source, "seen_as_of": change.line.seen_as_of or write_day(read_on)}
    row |= {"read_on": write_day(read_on), "confidence": "page", "sure": "", "sure_why": "", "note": ""}
    if change.field == "entry_into_force":
        row |= {"in_force_not_before": "", "in_force_at_latest": ""}


def _write_conflict(
    conflicts: _Table, change: Change, decided: Literal["ours", "theirs"] | None, read_on: date
) -> None:
    row = conflicts.get(f"conflict:{change.instrument}:{change.country}:{change.field.replace('_', '-')}")
    known = facts().status[change.instrument, change.country].fact
    ours = write_day(change.ours) if change.ours else ""
    theirs = write_day(change.theirs) if change.theirs else ""
    chosen = {"ours": ours, "theirs": theirs}.get(decided or "")
    row |= {
        "instrument": change.instrument,
        "country": change.country,
        "field": change.field,
        "value_a": ours,
        "source_a": known.source,
        "value_b": theirs,
        "source_b": change.line.source,
        "handling": f"{chosen} used, as a person decided" if chosen else "undecided",
        "source": f"{known.source} | {change.line.source}",
        "read_on": write_day(read_on),
        "confidence": "page",
    }
