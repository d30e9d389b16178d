"""The thread of a request as a time line: each message with who, what, when, its receipt and its files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from glacy.cooperation import (
    Acceptance,
    Answer,
    Disclosure,
    Extension,
    FreeText,
    Message,
    Notice,
    Offer,
    OfferContent,
    PathStep,
    Question,
    Request,
    Supplement,
    Withdrawal,
)
from glacy.desks.frame.measures import MEASURES
from glacy.desks.frame.moments import say_day, say_instant
from glacy.desks.frame.nations import nation
from glacy.desks.frame.parts import Event, Link, Row, Tag, Tone
from glacy.desks.frame.parts import Text as Words
from glacy.desks.frame.sayings import follow, said
from glacy.desks.frame.words import HOW_IT_CAME, HOW_IT_LEFT
from glacy.desks.requests.outcome_words import say_outcome
from glacy.desks.requests.payload_lines import payload_links, payload_rows
from glacy.node.views import DepartureView, MessageView, RequestView
from glacy.store.models import PaperRow

CARRIED: Final[dict[str, tuple[Words, Tone]]] = {
    "waiting": (_("Waits to leave"), "now"),
    "retrying": (_("Could not be delivered yet, tried again"), "soon"),
    "posted": (_("Left by mail or on a stick, reply awaited"), "soon"),
    "receipted": (_("Receipted"), "holds"),
    "rejected": (_("Rejected by the other node"), "fails"),
    "stuck": (_("Not delivered, not tried again"), "fails"),
    "arrived": (_("Arrived"), "holds"),
    "paper": (_("On paper"), "quiet"),
}
MOVING: Final = frozenset({"waiting", "retrying"})
"""How a message is carried that may leave at any moment."""

_FILES: Final[dict[str, Words]] = {
    "document": _("Sealed document (PDF)"),
    "own": _("Page rendered here (PDF)"),
    "envelope": _("Envelope (ASiC-E)"),
    "receipt": _("Receipt (ASiC-E)"),
    "bundle": _("Evidence bundle (ASiC-E)"),
    "extract": _("Extract for the provider, without the facts (PDF)"),
    "hi1": _("ETSI HI-1 (JSON)"),
    "scan": _("Scan of the paper"),
}


def events_of(view: RequestView, zones: tuple[str, ...]) -> tuple[Event, ...]:
    """The request and everything that followed, oldest first."""
    return tuple(event_of(one, zones) for one in (view.message, *view.replies))


def event_of(view: MessageView, zones: tuple[str, ...]) -> Event:
    """One message as a line of the time line."""
    known = CARRIED.get(view.carried)
    carried = Tag(says=known[0], tone=known[1]) if known else Tag(says=view.carried)
    country = nation(view.row.country)
    return Event(
        at=view.message.dated_at,
        what=what_of(view.message),
        who=gettext("to %(country)s") % {"country": country} if view.outgoing else country,
        side="ours" if view.outgoing else "theirs",
        zones=zones,
        rows=(*rows_of_message(view.message), *_carriage(view, zones), *_left(view)),
        links=(
            *files_of(view),
            *_say_when_it_left(view),
            *payload_links(view.payload, about=what_of(view.message)),
        ),
        state=carried,
    )


def what_of(message: Message) -> str:
    """What the message is, in a few words."""
    match message:
        case Request(basis=basis):
            return gettext("Request: %(measure)s") % {"measure": MEASURES.get(basis.measure, basis.measure)}
        case Notice(what="opened"):
            return gettext("Opened by an officer")
        case Notice():
            return gettext("Closed on the other side")
        case Acceptance(what=what):
            return {
                "request": gettext("Accepted"),
                "offer": gettext("Offer accepted"),
                "conditions": gettext("Conditions accepted"),
            }[what]
    return str(_KINDS[type(message)])


_KINDS: Final[Mapping[type, Words]] = {
    Answer: _("Answer"),
    Disclosure: _("Disclosure of traffic data (Article 30)"),
    Question: _("Question"),
    Supplement: _("Supplement"),
    Extension: _("Extension asked"),
    Withdrawal: _("Withdrawn"),
    Offer: _("Offer of information (Article 26)"),
    OfferContent: _("Information offered (Article 26)"),
}


def files_of(view: MessageView) -> tuple[Link, ...]:
    """The files of a message as links."""
    kept = _kept(view)
    names = [name for name in _FILES if name in kept]
    return tuple(
        Link(
            says=_FILES[name],
            url=reverse("requests:file", args=(view.row.pk, name)),
            about=what_of(view.message),
        )
        for name in names
    )


def _kept(view: MessageView) -> frozenset[str]:
    """Which files of a message there are to take."""
    there = {
        "document": "document.pdf" in view.files,
        "own": "document.pdf" in view.files,
        "envelope": bool(view.row.envelope_digest),
        "receipt": any(one.kind == "receipt" for one in view.receipts),
        "bundle": "bundle.asice" in view.files,
        "extract": isinstance(view.message, Request),
        "hi1": isinstance(view.message, Request),
        "scan": view.paper is not None and bool(view.paper.scan),
    }
    return frozenset(name for name, is_there in there.items() if is_there)


def rows_of_message(message: Message) -> tuple[Row, ...]:
    """What a message says, as lines."""
    match message:
        case Answer(outcomes=outcomes, text=text, conditions=conditions):
            limits = (Row(key=_("Conditions of use"), value=list(conditions)),) if conditions else ()
            return (*(Row(key="", value=say_outcome(one)) for one in outcomes), *_text(text), *limits)
        case Disclosure(provider=provider, country=country, text=text):
            where = nation(country)
            found = Row(key=_("Provider"), value=f"{provider}, {where}")
            return (found, Row(key=_("Path"), value=[_hop(one) for one in message.path]), *_text(text))
        case Extension(until_on=until, reason=reason):
            return (Row(key=_("Until"), value=say_day(until)), *_text(reason))
        case Question(text=text) | Supplement(text=text) | OfferContent(text=text):
            return _text(text)
        case Withdrawal(reason=text) | Offer(subject=text):
            return _text(text)
        case Acceptance(text=text, answer_expected_on=on):
            day = (Row(key=_("Answer expected"), value=say_day(on)),) if on else ()
            return (*day, *_text(text))
        case Request() | Notice():
            return ()


def _hop(step: PathStep) -> str:
    """A hop with all that is known of it."""
    address = step.address or ""
    if step.port and address:
        address = f"[{address}]:{step.port}" if ":" in address else f"{address}:{step.port}"
    port = f":{step.port}" if step.port and not address else ""
    country = nation(step.country) if step.country else ""
    at = say_instant(step.seen_at, (), seconds=True) if step.seen_at else ""
    return ", ".join(filter(None, (step.provider, country, address or port, at, step.note)))


def _text(text: FreeText | None) -> tuple[Row, ...]:
    return () if text is None else (Row(key="", value=text.text),)


def _left(view: MessageView) -> tuple[Row, ...]:
    """When and how a message of ours left on paper, once it is said."""
    if view.paper is None or view.paper.moved_on is None:
        return ()
    if not view.outgoing:
        return _came(view.paper)
    if not _is_our_paper(view):
        return ()
    how = HOW_IT_LEFT.get(view.paper.how, view.paper.how)
    left = gettext("%(day)s. %(how)s") % {"day": say_day(view.paper.moved_on), "how": how}
    return (Row(key=_("Left"), value=left),)


def _came(paper: PaperRow) -> tuple[Row, ...]:
    """On what day and how a message came outside the exchange, and who keyed it in."""
    told = [say_day(paper.moved_on)] if paper.moved_on is not None else []
    told += [str(HOW_IT_CAME.get(paper.how, paper.how))] if paper.how else []
    keyed = gettext("Keyed in by %(name)s") % {"name": paper.transcribed_by.name}
    return (Row(key=_("Came"), value=[". ".join(told), keyed]),)


def _say_when_it_left(view: MessageView) -> tuple[Link, ...]:
    """Where to say when a message of ours left on paper, or to correct it."""
    if not _is_our_paper(view):
        return ()
    is_said = view.paper is not None and view.paper.moved_on is not None
    says = _("Correct when it left") if is_said else _("Say when the paper left")
    return (
        Link(says=says, url=reverse("paper:dispatched", args=(view.row.pk,)), about=what_of(view.message)),
    )


def _is_our_paper(view: MessageView) -> bool:
    return view.outgoing and view.carried == "paper"


def _carriage(view: MessageView, zones: tuple[str, ...]) -> tuple[Row, ...]:
    found = [
        Row(key=_("Receipt"), value=follow(said(one.says), say_instant(one.at, zones)))
        for one in view.receipts
    ]
    found += [_departure(one, zones) for one in view.departures]
    found += payload_rows(view.payload, zones)
    if view.last_error:
        found.append(Row(key=_("Last try"), value=said(view.last_error)))
    if view.awaited_until is not None:
        found.append(Row(key=_("Reply awaited until"), value=say_instant(view.awaited_until, zones)))
    if view.next_try_at is not None:
        found.append(Row(key=_("Next try"), value=say_instant(view.next_try_at, zones)))
    return tuple(found)


_LEFT_BY: Final[dict[str, Words]] = {
    "https": _("Left over the line"),
    "mail": _("Left by mail"),
    "stick": _("Left on a stick"),
}


def _departure(one: DepartureView, zones: tuple[str, ...]) -> Row:
    """By what the message left, when, and how often."""
    told = say_instant(one.last_at, zones)
    if one.times > 1:
        told = gettext("%(count)s times, last %(at)s") % {"count": one.times, "at": told}
    if one.came_back:
        told = gettext("%(told)s. It came back: %(why)s") % {"told": told, "why": said(one.says)}
    return Row(key=_LEFT_BY[one.carrier], value=told)
