"""Where States stand beside the treaties on a day, from the acts that were confirmed and what was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from glacy.legislation import (
    Compared,
    Concordance,
    LoadedAct,
    MissingElement,
    compare,
    concord,
    lexicon,
    missing_elements,
    write_table,
)
from glacy.node.errors import WrongStateError
from glacy.node.opened import Node
from glacy.sayings import say
from glacy.store import legislation as stored
from glacy.store import legislation_decisions as decided
from glacy.store.models import ActRow, AlignedRow, DecisionRow, JudgmentRow, VersionRow
from glacy.store.people import Officer

_STEPS = 12
FORMS = ("docx", "xlsx", "pdf", "csv", "json")


@dataclass(frozen=True, slots=True, kw_only=True)
class StateView:
    """A State on a day: its table, the versions behind it, what was struck down, and what went stale."""

    concordance: Concordance
    versions: tuple[VersionRow, ...]
    struck: tuple[JudgmentRow, ...]
    stale: tuple[DecisionRow, ...]
    waiting: tuple[ActRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How a State stood on a day, with what was decided until then."""

    on: date
    full: int
    partial: int
    none_found: int
    not_searched: int
    reviewed: int


def view_state(node: Node, by: Officer | None, country: str, *, on: date) -> StateView:
    """The table of a State as its law stood on a day."""
    versions = stored.standing_on(country, on)
    acts = [one.act_id for one in versions]
    rows, struck = decided.decisions_on(acts), stored.struck_on(acts, on)
    aligned = {one.pk: stored.aligned_of(one) for one in versions}
    found = _concord(country, versions, aligned, struck, rows)
    here = {row.provision.digest for one in versions for row in aligned[one.pk]}
    waiting = [
        act
        for act in stored.all_acts(country=country, kind="act")
        if all(one.confirmed_at is None for one in act.versions.all())
    ]
    return StateView(
        concordance=found,
        versions=versions,
        struck=tuple(struck.values()),
        stale=tuple(one for one in rows if one.words not in here),
        waiting=tuple(waiting),
    )


def _concord(
    country: str,
    versions: Sequence[VersionRow],
    aligned: Mapping[str, Sequence[AlignedRow]],
    struck: Mapping[tuple[str, str], JudgmentRow],
    rows: Sequence[DecisionRow],
) -> Concordance:
    return concord(
        country,
        [loaded(one, aligned[one.pk], struck) for one in versions],
        lexicon("en"),
        [value for one in versions for value in decided.decisions_for(one, aligned[one.pk], rows)],
    )


def loaded(
    version: VersionRow,
    aligned: Sequence[AlignedRow],
    struck: Mapping[tuple[str, str], JudgmentRow],
) -> LoadedAct:
    """A version as the library takes it; what a judgment struck down answers nothing."""
    gone = {number for act, number in struck if act == version.act_id}
    return LoadedAct(
        country=version.act.country,
        title=version.act.title,
        digest=version.digest,
        dated_on=version.dated_on,
        source=f"{version.source} (mirror)" if version.is_mirror else version.source,
        is_confirmed=version.confirmed_at is not None,
        covers=frozenset(one for one in stored.fields_of(version.act)),
        aligned=stored.aligned_values(row for row in aligned if row.provision.number not in gone),
    )


def export(node: Node, by: Officer, country: str, *, on: date, form: str, language: str, name: str) -> bytes:
    """The table of a State as a file: DOCX, XLSX, PDF/A, CSV or JSON."""
    found = view_state(node, by, country, on=on).concordance
    at = node.clock().replace(microsecond=0)
    try:
        return write_table(found, form=form, language=language, at=at, country_name=name)
    except ImportError as fault:
        raise WrongStateError(
            say("This node cannot write {form}: the extra `laws` is not installed.", form=form.upper()),
            remedy=say("Ask your administrator, or take PDF, CSV or JSON."),
        ) from fault


def states(node: Node, by: Officer) -> tuple[str, ...]:
    """The States of which an act is here."""
    return tuple(sorted({row.country for row in stored.all_acts(kind="act")}))


def compare_states(node: Node, by: Officer, countries: Sequence[str], *, on: date) -> tuple[Compared, ...]:
    """Every article with its row in each State."""
    return compare([view_state(node, by, one, on=on).concordance for one in countries])


def missing_where(
    node: Node, by: Officer, countries: Sequence[str], *, on: date
) -> tuple[MissingElement, ...]:
    """Elements that nothing shows in some of the States, powers first; what was not searched is no gap."""
    return missing_elements([view_state(node, by, one, on=on).concordance for one in countries])


def progress(node: Node, by: Officer, country: str, *, on: date) -> tuple[Step, ...]:
    """How a State stood on each day on which its law or a decision on it changed, at most the last twelve."""
    acts = [act.pk for act in stored.all_acts(country=country, kind="act")]
    rows = decided.decisions_on(acts)
    days = {row.at.date() for row in rows} | stored.days_of(acts)
    return tuple(_step(country, day, rows) for day in sorted(day for day in days if day <= on)[-_STEPS:])


def _step(country: str, day: date, rows: Sequence[DecisionRow]) -> Step:
    versions = stored.standing_on(country, day)
    struck = stored.struck_on([one.act_id for one in versions], day)
    until = [row for row in rows if row.at.date() < day + timedelta(days=1)]
    aligned = {one.pk: stored.aligned_of(one) for one in versions}
    found = _concord(country, versions, aligned, struck, until)
    return Step(
        on=day,
        full=found.count("full"),
        partial=found.count("partial"),
        none_found=found.count("none_found"),
        not_searched=found.count("not_searched"),
        reviewed=sum(1 for row in found.rows for entry in row.entries if entry.is_reviewed),
    )
