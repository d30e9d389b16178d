"""All pairs for a measure as a sheet: groups that answer alike, and what each State can ask and be asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from glacy.desks.frame.citations import say_article
from glacy.desks.frame.measures import MEASURES
from glacy.desks.frame.moments import say_day
from glacy.desks.frame.nations import nation
from glacy.desks.frame.parts import Column, Link, Table
from glacy.desks.frame.words import ANSWERS
from glacy.desks.treaty.sheets import Sheet
from glacy.treaty import Answer, Matrix

_NAMES = ("allowed", "unknown", "not_allowed")
_SIGNS = ("✓", "?", "✕", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLine:
    """A group of States, and the sign and word of its answer from each group."""

    number: int
    states: str
    count: int
    cells: tuple[tuple[str, str], ...]


def group_lines(found: Matrix) -> tuple[GroupLine, ...]:
    """The groups, one line each."""
    words = (*(str(ANSWERS[name][0]) for name in _NAMES), _("No other State"))
    return tuple(
        GroupLine(
            number=number,
            states=", ".join(sorted(nation(code) for code in group.states)),
            count=len(group.states),
            cells=tuple((_SIGNS[letter], words[letter]) for letter in group.asking),
        )
        for number, group in enumerate(found.groups(), 1)
    )


def matrix_sheet(found: Matrix, lines: tuple[GroupLine, ...]) -> Sheet:
    """The matrix: counts, groups, and every pair for programs."""
    counts = ", ".join(f"{ANSWERS[answer][0]}: {count}" for answer, count in found.counts.items())
    return Sheet(
        name=f"{found.measure}-{found.on}",
        title=_title(str(found.measure)),
        lines=(_("As the facts stand on %(day)s") % {"day": say_day(found.on)}, counts),
        tables=(_groups_table(lines), by_state(found)),
        columns=("requesting", "requested", "measure", "on", "answer"),
        rows=_pairs(found),
        json={
            "measure": str(found.measure),
            "on": found.on.isoformat(),
            "counts": dict(found.counts.items()),
            "groups": [
                {
                    "states": list(group.states),
                    "answers": [_NAMES[letter] if letter < len(_NAMES) else None for letter in group.asking],
                }
                for group in found.groups()
            ],
        },
    )


def _title(measure: str) -> str:
    return f"{MEASURES.get(measure, measure)}, {say_article(measure.replace('-', ' '))}"


def _groups_table(lines: tuple[GroupLine, ...]) -> Table:
    heads = (_("Group"), *(str(line.number) for line in lines), _("States"))
    return Table(
        caption=_("Groups of States that answer alike"),
        columns=tuple(Column(says=says) for says in heads),
        rows=tuple(
            (str(line.number), *(sign or "·" for sign, _word in line.cells), line.states) for line in lines
        ),
    )


def by_state(found: Matrix) -> Table:
    """For each State how many it can ask, and by how many it can be asked."""
    heads = (_("State"), _("Can ask"), _("Asks: unknown"), _("Can be asked by"), _("Is asked: unknown"))
    lines = sorted(
        ((nation(code), code, found.asking(code), found.asked(code)) for code in found.states),
        key=lambda line: line[0],
    )
    return Table(
        caption=_("By State"),
        columns=tuple(Column(says=says, is_number=number > 0) for number, says in enumerate(heads)),
        rows=tuple(
            (
                Link(says=name, url=reverse("treaty:country", args=[code])),
                asking["allowed"],
                asking["unknown"],
                asked["allowed"],
                asked["unknown"],
            )
            for name, code, asking, asked in lines
            if _says_something(asking, asked)
        ),
        empty=_("Between no two States is it allowed or unknown."),
    )


def _says_something(asking: Mapping[Answer, int], asked: Mapping[Answer, int]) -> bool:
    return any(one["allowed"] or one["unknown"] for one in (asking, asked))


def _pairs(found: Matrix) -> Iterator[tuple[str, ...]]:
    """Every ordered pair as a line."""
    for requesting, row in zip(found.states, found.rows, strict=True):
        for requested, letter in zip(found.states, row, strict=True):
            if requested != requesting:
                yield requesting, requested, str(found.measure), found.on.isoformat(), _NAMES[letter]
