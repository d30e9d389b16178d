"""The articles of an instrument as a sheet: what each says in own words, and how far it was verified."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from glacy.desks.frame.citations import say_article
from glacy.desks.frame.parts import Column, Link, Table
from glacy.desks.frame.plain import sureness
from glacy.desks.frame.sayings import follow, said
from glacy.desks.treaty.sheets import Sheet
from glacy.desks.treaty.words import DUAL, KINDS_OF_ARTICLE
from glacy.treaty import Instrument, Provision

_COLUMNS = (
    *("id", "article", "title", "kind", "summary", "dual_criminality", "reservations_allowed"),
    *("content", "time_limits", "grounds", "recalled", "confidence", "source", "read_on"),
)


def articles_sheet(instrument: Instrument, articles: Sequence[Provision]) -> Sheet:
    """Every article of the instrument that the facts have, by kind; for a measure, its terms too."""
    return Sheet(
        name=f"{instrument.id}-articles",
        title=f"{said(instrument.name)} ({instrument.series})",
        lines=(said(instrument.fact.says),),
        tables=tuple(_tables(articles)),
        columns=_COLUMNS,
        rows=[_line(one) for one in articles],
        json={"instrument": instrument.id, "articles": [one.to_json() for one in articles]},
    )


def _tables(articles: Sequence[Provision]) -> Iterator[Table]:
    heads = (
        *(_("Article"), _("In our own words"), _("Dual criminality")),
        *(_("Reservations"), _("How sure"), _("Source")),
    )
    for kind, says in KINDS_OF_ARTICLE.items():
        of_kind = [one for one in articles if one.kind == kind]
        if of_kind:
            yield Table(
                caption=says,
                columns=tuple(Column(says=head) for head in heads),
                rows=tuple(
                    (
                        _named(one),
                        said(one.summary),
                        DUAL.get(one.dual_criminality, "–"),
                        tuple(said(each) for each in one.reservations_allowed) or "–",
                        _sure(one),
                        _source(one),
                    )
                    for one in of_kind
                ),
            )
    measures = [one for one in articles if one.content or one.time_limits or one.grounds]
    if measures:
        terms = (_("Article"), _("A request says"), _("Time limits"), _("Grounds of refusal"))
        yield Table(
            caption=_("What the measures demand and allow"),
            columns=tuple(Column(says=head) for head in terms),
            rows=tuple(
                (
                    _named(one),
                    tuple(follow(said(part.says), f"({part.article})") for part in one.content) or "–",
                    tuple(follow(said(part.rule), f"({part.article})") for part in one.time_limits) or "–",
                    tuple(follow(said(part.text), f"({part.article})") for part in one.grounds) or "–",
                )
                for one in measures
            ),
        )


def _named(one: Provision) -> str:
    return f"{say_article(f'{one.instrument} {one.article}')}: {said(one.title)}"


def _sure(one: Provision) -> tuple[str, ...]:
    unread = _("not verified: %(what)s") % {"what": "; ".join(one.recalled)}
    return (str(sureness(one.fact.confidence)), *((unread,) if one.recalled else ()))


def _source(one: Provision) -> str | Link:
    address = one.fact.source.split(" ")[0]
    if not address.startswith(("https://", "http://")):
        return said(one.fact.source)
    return Link(says=address.split("/")[2], url=address, about=one.id)


def _line(one: Provision) -> tuple[str, ...]:
    return (
        *(one.id, one.article, one.title, one.kind, one.summary, one.dual_criminality),
        "; ".join(one.reservations_allowed),
        "; ".join(f"{part.key} {part.article} {part.needed}" for part in one.content),
        "; ".join(f"{part.key} {part.article} {part.days or ''}".strip() for part in one.time_limits),
        "; ".join(f"{part.article} {part.open}" for part in one.grounds),
        "; ".join(one.recalled),
        *(one.fact.confidence, one.fact.source, one.fact.read_on.isoformat()),
    )
