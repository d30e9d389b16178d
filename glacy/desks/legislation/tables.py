"""Tables of the legislation desk: where a State stands on each article, gaps, progress, comparisons."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from glacy.countries import find_country
from glacy.desks.frame.moments import say_day
from glacy.desks.frame.nations import nation
from glacy.desks.frame.parts import Column, Table, Tag
from glacy.desks.legislation.reviewing import article_of
from glacy.desks.legislation.words import KINDS, STATES, state_tag
from glacy.legislation import Compared, Concordance, Entry, MissingElement, Row, lexicon
from glacy.node.acts.legislation_tables import Step


def name_of(row: Row, language: str) -> str:
    """An article with its name."""
    return f"{article_of(row.instrument, row.article)}: {row.name.get(language, row.name['en'])}"


def concordance_table(found: Concordance, language: str, csv: str) -> Table:
    """Every article, and the provisions that answer it."""
    return Table(
        caption=_("Concordance"),
        columns=(
            Column(says=_("Article")),
            Column(says=_("State of the law")),
            Column(says=_("Provisions")),
            Column(says=_("Elements that nothing shows")),
        ),
        rows=tuple(
            (
                name_of(row, language),
                state_tag(row.state),
                entries_of(row),
                ", ".join(one.name[language] for one in row.missing) if row.entries else "–",
            )
            for row in found.rows
        ),
        csv=csv,
    )


def _entry(one: Entry) -> str:
    says = f"{one.act}, {one.provision} {one.heading}".strip()
    relation = STATES[one.relation][0]
    if not one.is_reviewed:
        return _("%(provision)s (%(relation)s, by its words alone)") % {
            "provision": says,
            "relation": relation,
        }
    who = ", ".join(one.reviewers)
    if one.is_disputed:
        return _("%(provision)s (reviewers disagree: %(who)s)") % {"provision": says, "who": who}
    return _("%(provision)s (%(relation)s: %(who)s)") % {
        "provision": says,
        "relation": relation,
        "who": who,
    }


def entries_of(row: Row) -> tuple[str, ...]:
    """The provisions that answer an article, one line to each; a dash where there is none."""
    return tuple(_entry(one) for one in row.entries) or ("–",)


def gaps_table(found: Concordance, language: str) -> Table:
    """What is missing, powers first, with the elements to consider."""
    return Table(
        caption=_("Gaps, powers first"),
        columns=(
            Column(says=_("Article")),
            Column(says=_("State of the law")),
            Column(says=_("Elements to consider")),
        ),
        rows=tuple(
            (
                name_of(row, language),
                state_tag(row.state),
                tuple(one.name[language] for one in row.missing),
            )
            for row in found.gaps
        ),
        empty=_("No gap was found in the law that was searched."),
    )


def progress_table(steps: Sequence[Step]) -> Table:
    """How a State stood on each day on which something changed."""
    says = (_("Full"), _("In part"), _("None found"), _("Not searched"), _("Reviewed"))
    return Table(
        caption=_("Progress over time"),
        columns=(Column(says=_("Day")), *(Column(says=one, is_number=True) for one in says)),
        rows=tuple(
            (say_day(one.on), one.full, one.partial, one.none_found, one.not_searched, one.reviewed)
            for one in steps
        ),
        empty=_("Nothing has changed yet."),
    )


def compared_table(countries: Sequence[str], rows: Sequence[Compared], language: str) -> Table:
    """States side by side, article by article."""
    return Table(
        caption=_("States side by side"),
        columns=(Column(says=_("Article")), *(Column(says=nation(one)) for one in countries)),
        rows=tuple(
            (name_of(one.rows[0], language), *(state_tag(row.state) for row in one.rows)) for one in rows
        ),
    )


def missing_table(found: Sequence[MissingElement], language: str) -> Table:
    """Which elements are missing where, powers first."""
    words = lexicon("en")
    lines: list[tuple[str | Tag | int | tuple[str, ...], ...]] = []
    for one in found:
        article = words.find(one.instrument, one.article)
        if article is None:
            continue
        element = next(two for two in article.elements if two.key == one.element)
        lines.append(
            (
                f"{article_of(one.instrument, one.article)}: {article.name[language]}",
                str(KINDS[one.kind]),
                element.name[language],
                tuple(nation(code) for code in one.countries if find_country(code)),
                _("%(missing)s of %(searched)s") % {"missing": len(one.countries), "searched": one.searched},
            )
        )
    return Table(
        caption=_("Elements that are missing, powers first"),
        columns=(
            Column(says=_("Article")),
            Column(says=_("Kind")),
            Column(says=_("Element")),
            Column(says=_("Missing in")),
            Column(says=_("Of those searched")),
        ),
        rows=tuple(lines),
        empty=_("No element is missing in the law that was searched."),
    )
