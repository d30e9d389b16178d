"""A case as rows, tables and a time line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from glacy.countries import find_country, named
from glacy.desks.frame.deadlines import say_deadline, say_passing
from glacy.desks.frame.measures import MEASURES
from glacy.desks.frame.moments import say_instant
from glacy.desks.frame.nations import nation
from glacy.desks.frame.parts import Column, Event, Link, Row, Table, Tag, Text
from glacy.desks.frame.sayings import said_if_ours
from glacy.desks.frame.sizes import say_size
from glacy.desks.frame.words import (
    CALLS,
    CARRIED,
    DEADLINES,
    EVENTS,
    HOW_IT_CAME,
    HOW_IT_LEFT,
    LANGUAGES,
    MESSAGES,
    VERDICTS,
    WHERE_FROM,
    due_tag,
    state_tag,
)
from glacy.evidence import show_name
from glacy.node.views import CaseView, MessageView
from glacy.node.views import Event as Happened
from glacy.store.models import CaseRow, DraftRow, ExhibitRow
from glacy.store.people import Officer

_CAME: Final = ("paper.answer", "paper.request")
"""The entries whose `how` says by what a thing came; in all others it says by what one left."""


def case_table(rows: Iterable[CaseRow], caption: str, empty: str) -> Table:
    """Cases as a table."""
    columns = (
        Column(says=_("Case")),
        Column(says=_("Title")),
        Column(says=_("Stands at")),
        Column(says=_("Last change")),
    )
    return Table(
        caption=caption,
        columns=columns,
        rows=tuple(
            (
                Link(says=row.reference, url=reverse("cases:show", args=[row.id])),
                row.title,
                Tag(says=_("Closed")) if row.closed_at else Tag(says=_("Open"), tone="now"),
                say_instant(row.touched_at),
            )
            for row in rows
        ),
        empty=empty,
    )


def summary_rows(view: CaseView, by: Officer) -> tuple[Row, ...]:
    """What the case is, at a glance."""
    row = view.row
    opened = f"{row.opened_by.name}, {say_instant(row.opened_at, (by.zone,))}"
    states = tuple(dict.fromkeys(nation(one.row.country) for one in view.requests))
    found = [
        Row(key=_("What happened"), value=row.summary) if row.summary else None,
        Row(key=_("Opened"), value=opened),
        Row(key=_("Came from"), value=nation(row.from_country)) if row.from_country else None,
        Row(key=_("States"), value=", ".join(states)) if states else None,
        Row(
            key=_("Victims"),
            value=", ".join(view.victims) or _("None named"),
            change=_change(row, "cases:victims"),
        ),
        Row(key=_("Language of the file"), value=LANGUAGES.get(row.language, row.language)),
        Row(key=_("Closed"), value=f"{say_instant(row.closed_at, (by.zone,))}: {row.closed_why}")
        if row.closed_at
        else None,
    ]
    return tuple(one for one in found if one is not None)


def _change(row: CaseRow, page: str) -> Link | None:
    return None if row.closed_at else Link(says=_("Add"), url=reverse(page, args=[row.id]))


def request_table(view: CaseView) -> Table:
    """The requests of the case, newest last."""
    columns = (
        Column(says=_("Request")),
        Column(says=_("State")),
        Column(says=_("Stands at")),
        Column(says=_("Carried")),
    )
    return Table(
        caption=_("Requests"),
        columns=columns,
        rows=tuple(_request_line(one) for one in view.requests),
        empty=_("A request that you send or receive is listed here. Find a route to start one."),
    )


def _request_line(one: MessageView) -> tuple[Text | Tag | Link, ...]:
    words = _("To %(country)s") if one.outgoing else _("From %(country)s")
    return (
        Link(
            says=MEASURES.get(one.row.measure, one.row.measure),
            url=reverse("requests:show", args=[one.row.id]),
        ),
        words % {"country": nation(one.row.country)},
        state_tag(one.row.state),
        CARRIED.get(one.carried, one.carried),
    )


def draft_lines(drafts: Iterable[DraftRow]) -> tuple[tuple[Link, Tag], ...]:
    """Drafts as links with their state."""
    return tuple((draft_link(row), state_tag(row.state)) for row in drafts)


def draft_link(row: DraftRow) -> Link:
    """Where a draft is worked on."""
    says = _("%(measure)s, %(country)s") % {
        "measure": MEASURES.get(row.measure, row.measure),
        "country": nation(row.country),
    }
    return Link(says=says, url=reverse(_draft_page(row), args=[row.id]))


def _draft_page(row: DraftRow) -> str:
    if row.kind in ("request", "paper"):
        return "requests:approval" if row.state == "proposed" else "requests:tasks"
    return "requests:extension" if row.kind == "extension" else "inbox:prepared"


def deadline_lines(view: CaseView) -> tuple[tuple[Tag, Row], ...]:
    """The days that matter, nearest first, each with what happens when it passes."""
    ordered = sorted(view.deadlines, key=lambda one: one.due_on or date.max)
    return tuple(
        (due_tag(one.days_left), Row(key=say_deadline(one), value=say_passing(one))) for one in ordered
    )


def events(view: CaseView, by: Officer) -> tuple[Event, ...]:
    """The time line, newest first; what was saved of a draft in one go is one line."""
    return tuple(reversed([_event(group, by) for group in _grouped(view.timeline)]))


def _grouped(timeline: Iterable[Happened]) -> list[list[Happened]]:
    groups: list[list[Happened]] = []
    for one in timeline:
        last = groups[-1][-1] if groups else None
        if (
            last
            and one.kind == last.kind == "draft.saved"
            and one.what.get("draft") == last.what.get("draft")
        ):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _event(group: list[Happened], by: Officer) -> Event:
    one = group[-1]
    said = [_actor(one), *_details(one)]
    indexes = [each.entry_index for each in group if each.entry_index is not None]
    if indexes:
        span = str(indexes[0]) if len(indexes) == 1 else f"{indexes[0]}–{indexes[-1]}"
        said.append(_("journal entry %(n)s") % {"n": span})
    words = _words(one)
    zones = walls_of(by, one.country) if one.country else (by.zone,)
    links: tuple[Link, ...] = ()
    if one.request_id is not None:
        url = reverse("requests:show", args=[one.request_id])
        links = (Link(says=_("See the request"), url=url, about=words),)
    return Event(at=one.at, what=words, who=" · ".join(said), zones=zones, links=links)


def _words(one: Happened) -> Text:
    """What happened; of a message that arrived, what it is."""
    words = EVENTS.get(one.kind, one.kind.replace(".", ": ").replace("_", " "))
    if one.kind != "envelope.received" or not one.message_kind:
        return words
    return _("Arrived: %(what)s") % {"what": MESSAGES.get(one.message_kind, one.message_kind)}


def _actor(one: Happened) -> str:
    is_node = one.who in ("node", settings.NODE.get("country"))
    return settings.NODE.get("name", "") or one.who if is_node else one.who


def _details(one: Happened) -> Iterator[str]:
    what, measure = one.what, one.what.get("measure") or one.measure
    if measure:
        yield str(MEASURES.get(measure, measure))
    for key, words in (
        ("to", _("to %(country)s")),
        ("from", _("from %(country)s")),
        ("sender", _("from %(country)s")),
    ):
        if what.get(key):
            yield words % {"country": nation(what[key])}
    if "deadline" in what:
        yield str(DEADLINES.get(what["deadline"], what["deadline"]))
    if "verdict" in what:
        yield str(VERDICTS.get(what["verdict"], what["verdict"]))
    for key in ("reference", "person", "number", "result", "how", "why", "says", "note"):
        if what.get(key):
            yield str(_words_for(one.kind, key).get(what[key]) or said_if_ours(what[key]))
    if what.get("alone") == "True":
        yield _("One officer alone; reviewed on the next working day")


def _words_for(kind: str, key: str) -> dict[str, Text]:
    """The words for the reader of what an entry tells in a word of ours."""
    if key == "how":
        return HOW_IT_CAME if kind in _CAME else HOW_IT_LEFT
    return CALLS if key == "result" else {}


def walls_of(by: Officer, country: str) -> tuple[str, ...]:
    """The zones in which a reader thinks: their own, and that of the other State's capital."""
    other = find_country(country)
    return (by.zone, other.zone) if other else (by.zone,)


def exhibit_table(rows: Iterable[ExhibitRow]) -> Table:
    """The exhibits with their seals."""
    columns = (
        Column(says=_("Exhibit")),
        Column(says=_("Came from")),
        Column(says=_("Size"), is_number=True),
        Column(says=_("Sealed")),
        Column(says=_("SHA-256")),
    )
    return Table(
        caption=_("Exhibits"),
        columns=columns,
        rows=tuple(
            (
                Link(says=show_name(row.name), url=reverse("evidence:show", args=[row.case_id, row.id])),
                WHERE_FROM.get(row.origin, row.origin),
                say_size(row.size),
                say_instant(row.sealed_at),
                f"{row.digest[:16]}…",
            )
            for row in rows
        ),
        empty=_(
            "Evidence that is put in here or arrives with an answer is listed here, each file with its seal."
        ),
    )


def states_meant(text: str) -> list[tuple[str, Link]]:
    """The States that a searched text names, by a name of today or of before, with their pages."""
    meant = named(text) or tuple(filter(None, (find_country(text.upper()),)))
    return [
        (
            _("“%(text)s” is a name of %(state)s.") % {"text": text, "state": nation(one.code)},
            Link(
                says=_("What the treaties say about %(state)s") % {"state": nation(one.code)},
                url=reverse("treaty:country", args=[one.code]),
            ),
        )
        for one in meant
    ]
