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
    Question,
    Request,
    Supplement,
    Withdrawal,
)
from glacy.desks.frame.moments import say_day, say_instant
from glacy.desks.frame.nations import nation
from glacy.desks.frame.parts import Event, Link, Row, Tag, Tone
from glacy.desks.frame.parts import Text as Words
from glacy.desks.frame.words import MEASURES
from glacy.desks.requests.outcome_words import say_outcome
from glacy.node.views import MessageView, RequestView

CARRIED: Final[dict[str, tuple[Words, Tone]]] = {
    "waiting": (_("Waits to leave"), "now"),
    "retrying": (_("Could not be delivered yet, tried again"), "soon"),
    "receipted": (_("Receipted"), "holds"),
    "rejected": (_("Rejected by the other node"), "fails"),
    "stuck": (_("Not delivered, not tried again"), "fails"),
    "arrived": (_("Arrived"), "holds"),
    "paper": (_("On paper"), "quiet"),
}
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
        rows=(*rows_of_message(view.message), *_carriage(view, zones)),
        links=files_of(view),
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
        "scan": view.paper is not None,
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
            steps = [
                " ".join(
                    filter(None, (step.provider, step.address or "", f":{step.port}" if step.port else ""))
                )
                for step in message.path
            ]
            return (found, Row(key=_("Path"), value=steps), *_text(text))
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


def _text(text: FreeText | None) -> tuple[Row, ...]:
    return () if text is None else (Row(key="", value=text.text),)


def _carriage(view: MessageView, zones: tuple[str, ...]) -> tuple[Row, ...]:
    found = [
        Row(key=_("Receipt"), value=" ".join(filter(None, (one.says, say_instant(one.at, zones)))))
        for one in view.receipts
    ]
    if view.last_error:
        found.append(Row(key=_("Last try"), value=view.last_error))
    if view.next_try_at is not None:
        found.append(Row(key=_("Next try"), value=say_instant(view.next_try_at, zones)))
    return tuple(found)
