"""The three panes of a review: elements, the provision with its words marked, and decisions."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from glacy.desks.frame.citations import say_article
from glacy.desks.frame.moments import say_day
from glacy.desks.frame.parts import Column, Link, Table, Tag
from glacy.desks.legislation.words import VERDICTS, state_tag
from glacy.node.acts.legislation_review import Matter
from glacy.store.models import DecisionRow

_HEADING = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementLine:
    """An element of the article: its name, the words that show it, or that nothing does."""

    name: str
    words: str
    state: Tag
    is_optional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of the provision; `element` names the element that its words show."""

    text: str
    element: str = ""


def article_of(instrument: str, article: str) -> str:
    """An article as one cites it, such as Article 2 of the Convention."""
    return say_article(f"{instrument} {article}")


def elements_of(matter: Matter, language: str) -> tuple[ElementLine, ...]:
    """Every element of the article, those that nothing shows too."""
    shown = {one.element: " ".join(one.words.split()) for one in matter.match.reading.shown}
    for one in matter.match.followed:
        shown.setdefault(one.element, f"{one.provision}: {' '.join(one.words.split())}")
    return tuple(
        ElementLine(
            name=two.name.get(language, two.name["en"]),
            words=shown.get(two.key, ""),
            state=Tag(says=_("Shown"), tone="holds")
            if two.key in shown
            else Tag(says=_("Not shown"), tone="quiet" if two.is_optional else "fails"),
            is_optional=two.is_optional,
        )
        for two in matter.article.elements
    )


def pieces_of(matter: Matter, language: str) -> tuple[Piece, ...]:
    """The provision in pieces: plain text, and words that show an element."""
    provision = matter.aligned.provision
    whole = f"{provision.heading}\n{provision.text}" if provision.heading else provision.text
    is_whole = provision.number == matter.aligned.number
    names = {one.key: one.name.get(language, one.name["en"]) for one in matter.article.elements}
    begin = 0 if is_whole else max(0, whole.find(matter.aligned.heading))
    spans: list[tuple[int, int, str]] = []
    for one in matter.match.reading.shown:
        at = (
            one.start
            if whole[one.start : one.end] == one.words and is_whole
            else whole.find(one.words, begin)
        )
        if at >= 0:
            spans.append((at, at + len(one.words), names.get(one.element, one.element)))
    return tuple(_cut(whole, sorted(spans)))


def _cut(whole: str, spans: list[tuple[int, int, str]]) -> list[Piece]:
    pieces, at = [], 0
    for start, end, element in spans:
        if start < at:
            continue
        pieces += [Piece(text=whole[at:start]), Piece(text=whole[start:end], element=element)]
        at = end
    return [one for one in [*pieces, Piece(text=whole[at:])] if one.text]


def said_by(rows: tuple[DecisionRow, ...]) -> tuple[str, ...]:
    """One line to a decision: who, what, when, why."""
    lines = []
    for row in rows:
        line = _("%(name)s, %(day)s: %(verdict)s") % {
            "name": row.by.name,
            "day": say_day(row.at.date()),
            "verdict": VERDICTS[row.verdict],
        }
        lines.append(". ".join(part for part in (line, row.reason, row.note) if part))
    return tuple(lines)


def list_of(matters: tuple[Matter, ...], address: str) -> Table:
    """What there is to decide, as a table; `address` is that of the page of one."""
    return Table(
        caption=_("Provisions and articles"),
        columns=(
            Column(says=_("Provision")),
            Column(says=_("Article")),
            Column(says=_("The words alone show")),
            Column(says=_("My decision")),
            Column(says=_("Reviewers"), is_number=True),
        ),
        rows=tuple(
            (
                Link(
                    says=f"{one.aligned.number} {one.aligned.heading}"[:_HEADING].strip(),
                    url=f"{address}?{query_of(one)}",
                ),
                article_of(one.match.instrument, one.match.article),
                state_tag(one.match.relation),
                _mine(one),
                one.many,
            )
            for one in matters
        ),
        empty=_("No provision shows an article of the treaties."),
    )


def _mine(one: Matter) -> Tag:
    if one.is_disputed:
        return Tag(says=_("Reviewers disagree"), tone="soon")
    if one.mine is not None:
        return state_tag(one.mine.verdict)
    if one.stale:
        return Tag(says=_("Stale: the words changed"), tone="unknown")
    return Tag(says=_("Open"), tone="quiet")


def query_of(one: Matter) -> str:
    """The parts of an address that name a matter."""
    return urlencode(
        {"provision": one.aligned.number, "article": f"{one.match.instrument}-{one.match.article}"}
    )
