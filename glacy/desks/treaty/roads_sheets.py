"""The roads of an errand as a sheet: who holds it, the roads side by side, and the plan."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from glacy.desks.frame.citations import say_article
from glacy.desks.frame.measures import MEASURES
from glacy.desks.frame.moments import say_day
from glacy.desks.frame.nations import nation
from glacy.desks.frame.parts import Column, Row, Table
from glacy.desks.frame.plain import plain, sureness
from glacy.desks.frame.sayings import said
from glacy.desks.frame.words import DATA, answer_tag
from glacy.desks.treaty.sheets import Sheet
from glacy.desks.treaty.words import GIVES, KINDS
from glacy.treaty import Errand, PlanStep, Road

_LONG = 240
_COLUMNS = (
    *("key", "kind", "title", "article", "answer", "addressee", "data"),
    *("speed", "terms", "risk", "needs", "gives"),
)


def roads_sheet(errand: Errand, found: Sequence[Road], steps: Sequence[PlanStep]) -> Sheet:
    """Every road with what decides between them, and the plan."""
    wish = errand.wish
    names = {road.key: title_of(road) for road in found}
    return Sheet(
        name=f"roads-{wish.requesting}-{wish.requested}-{wish.on}",
        title=_("Roads from %(asks)s to %(asked)s")
        % {"asks": nation(wish.requesting), "asked": nation(wish.requested)},
        lines=(
            _("As the facts stand on %(day)s") % {"day": say_day(wish.on)},
            *(f"{row.key}: {row.value}" for row in holder_rows(errand)),
        ),
        tables=(_plan(steps, names), _roads(found), _terms(found), _closed(found)),
        columns=_COLUMNS,
        rows=[
            (
                road.key,
                road.kind,
                road.title,
                road.article,
                road.answer,
                road.addressee,
                "; ".join(road.data),
                road.speed,
                "; ".join(road.terms),
                road.risk,
                "; ".join(road.needs),
                road.gives,
            )
            for road in found
        ],
        json={
            "requesting": wish.requesting,
            "requested": wish.requested,
            "on": wish.on.isoformat(),
            "holder": errand.holder.fact.to_json() if errand.holder else None,
            "roads": [road.to_json() for road in found],
            "plan": [step.to_json() for step in steps],
        },
    )


def title_of(road: Road) -> str:
    """The name of a road."""
    return str(MEASURES.get(road.key) or said(road.title))


def holder_rows(errand: Errand) -> tuple[Row, ...]:
    """Who holds it, where it answers, through what, and what it tells its users."""
    held = errand.holder
    if held is None:
        return (
            Row(key=_("Who holds the data"), value=_("Not known: no portal and no policy is known either")),
        )
    read = _("read on %(day)s, %(how)s") % {
        "day": say_day(held.fact.read_on),
        "how": sureness(held.fact.confidence),
    }
    return (
        Row(key=_("Who holds the data"), value=held.entity),
        Row(key=_("Where it answers"), value=", ".join(nation(code) for code in held.states)),
        Row(key=_("Through what"), value=held.portal),
        Row(key=_("Keeps on request, days"), value=held.preservation_days or _("not on the pages seen")),
        Row(key=_("Tells the user"), value=said(held.user_notice)),
        Row(key=_("What it keeps"), value=said(held.keeps)),
        Row(key=_("Source"), value=f"{plain(held.fact.source.split(' | ')[0])}; {read}"),
    )


def _plan(steps: Sequence[PlanStep], names: dict[str, str]) -> Table:
    return Table(
        caption=_("Plan"),
        columns=tuple(
            Column(says=says) for says in (_("Step"), _("Road"), _("What to do"), _("By"), _("Why"))
        ),
        rows=tuple(
            (
                str(number),
                names[step.road],
                said(step.does),
                say_day(step.by) if step.by else "–",
                said(step.why),
            )
            for number, step in enumerate(steps, 1)
        ),
        empty=_("No road is open on these facts."),
    )


def _roads(found: Sequence[Road]) -> Table:
    heads = (_("Road"), _("Answer"), _("Addressee"), _("Data"), _("Speed"), _("Gives"), _("Why"))
    return Table(
        caption=_("Roads side by side"),
        columns=tuple(Column(says=says) for says in heads),
        rows=tuple(
            (
                (title_of(road), f"{KINDS[road.kind]}{_article(road)}"),
                answer_tag(road.answer),
                said(road.addressee),
                _data(road),
                _cut(said(road.speed)),
                GIVES[road.gives],
                _why(road),
            )
            for road in found
            if road.answer != "not_allowed"
        ),
        empty=_("No road is open on these facts."),
    )


def _closed(found: Sequence[Road]) -> Table:
    """The roads that are not allowed, said once for each reason."""
    together: dict[tuple[str, ...], list[Road]] = {}
    for road in found:
        if road.answer == "not_allowed":
            together.setdefault(_why(road), []).append(road)
    return Table(
        caption=_("Roads that are closed"),
        columns=(Column(says=_("Road")), Column(says=_("Answer")), Column(says=_("Why"))),
        rows=tuple(
            (tuple(f"{title_of(road)}{_article(road)}" for road in roads), answer_tag("not_allowed"), why)
            for why, roads in together.items()
        ),
        empty=_("No road is closed on these facts."),
    )


def _terms(found: Sequence[Road]) -> Table:
    heads = (_("Road"), _("What it needs"), _("What must be observed"), _("Risk"))
    return Table(
        caption=_("Terms of the roads that are open or unknown"),
        columns=tuple(Column(says=says) for says in heads),
        rows=tuple(
            (
                title_of(road),
                tuple(said(need) for need in road.needs) or (_("Nothing that the treaty names"),),
                tuple(said(term) for term in road.terms) or ("–",),
                said(road.risk),
            )
            for road in found
            if road.answer != "not_allowed"
        ),
        empty=_("No road is open on these facts."),
    )


def _data(road: Road) -> tuple[str, ...]:
    return tuple(str(DATA[kind]) for kind in road.data if kind in DATA)


def _why(road: Road) -> tuple[str, ...]:
    why = next((text for text in road.reasons if road.answer == "allowed"), road.reasons[0])
    if road.ruling is not None:
        about = [one.text for one in road.ruling.reasons if one.article.startswith(road.article)]
        why = about[0] if about else why
        if road.answer == "not_allowed" and road.ruling.decided_by:
            why = road.ruling.decided_by[0].text
    return tuple(said(text) for text in (why, road.what_would_change) if text)


def _article(road: Road) -> str:
    return f", {say_article(road.article)}" if road.article else ""


def _cut(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG].rsplit(' ', 1)[0]} …"
