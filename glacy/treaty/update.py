"""An updated chart of signatures and ratifications: compare it with the facts, write what was accepted."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from glacy.canon import Json
from glacy.sayings import say
from glacy.times import write_day
from glacy.treaty.chart_file import FIELDS, ChartLine, Field
from glacy.treaty.facts import facts
from glacy.treaty.rows import StatusRow
from glacy.treaty.standing import name_of
from glacy.treaty.tables import text_of

Kind = Literal["new", "fills", "confirms_recall", "contradicts", "silent"]


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
        what = say(
            "{state}, {instrument}, {field}",
            state=name_of(self.country),
            instrument=self.instrument,
            field=self.field.replace("_", " "),
        )
        ours = write_day(self.ours) if self.ours else say("nothing")
        theirs = write_day(self.theirs) if self.theirs else say("nothing")
        match self.kind:
            case "new":
                return say(
                    "{what}: {theirs} (a State that the facts did not have).", what=what, theirs=theirs
                )
            case "fills":
                return say("{what}: {theirs} (unknown until now).", what=what, theirs=theirs)
            case "confirms_recall":
                return say(
                    "{what}: {theirs} (the facts had {ours}, recalled only).",
                    what=what,
                    theirs=theirs,
                    ours=ours,
                )
            case "contradicts":
                return say(
                    "{what}: the chart says {theirs}, the facts say {ours}. Both stand until decided.",
                    what=what,
                    theirs=theirs,
                    ours=ours,
                )
            case _:
                return say(
                    "{what}: the chart says nothing, the facts say {ours}. The facts stay.",
                    what=what,
                    ours=ours,
                )

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
