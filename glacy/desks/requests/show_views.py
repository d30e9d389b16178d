"""A request that left or arrived: its thread, its files, and what may be done next."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final, cast

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from glacy.cooperation import Request, draft_of
from glacy.countries import get_country
from glacy.desks.frame.access import signed_in
from glacy.desks.frame.here import officer, this_node
from glacy.desks.frame.parts import Link, Row, Tag
from glacy.desks.frame.parts import Text as Words
from glacy.desks.frame.words import CALLS
from glacy.desks.requests.answers import observed_rows, rows_of
from glacy.desks.requests.payload_lines import MOVING as PIECES_MOVING
from glacy.desks.requests.sections import TITLES
from glacy.desks.requests.thread import CARRIED, MOVING, events_of
from glacy.node import Node
from glacy.node.acts import evidence, paper, requests
from glacy.node.views import MessageView, RequestView
from glacy.store.people import Officer

_ACTS: Final[dict[str, tuple[str, Words]]] = {
    "try_again": ("requests:try_again", _("Send again what did not arrive")),
    "call_back": ("inbox:call_back", _("Call back and record it")),
    "accept": ("inbox:accept", _("Accept")),
    "prepare_answer": ("inbox:answer", _("Prepare an answer")),
    "ask": ("inbox:ask", _("Ask a question")),
    "prepare_disclosure": ("inbox:disclose", _("Disclose traffic data (Article 30)")),
    "disclose_traffic": ("inbox:disclose", _("Disclose traffic data (Article 30)")),
    "refuse": ("inbox:refuse", _("Refuse")),
    "follow_up": ("requests:follow_up", _("Ask for the data (Article 31)")),
    "ask_extension": ("requests:extend", _("Ask to extend the preservation")),
    "supplement": ("requests:supplement", _("Answer a question or add to it")),
    "settle_conditions": ("requests:conditions", _("Answer the conditions")),
    "settle_offer": ("inbox:settle_offer", _("Answer the offer")),
    "send_offer_content": ("requests:offer_content", _("Send what was offered")),
    "draft_to_third_state": ("requests:third_state", _("Ask the third State to preserve")),
    "record_dispatch": ("paper:dispatched", _("Say when the paper left")),
    "record_paper_answer": ("paper:answer", _("Key in the answer that came")),
    "close": ("requests:close", _("Close this request")),
    "withdraw": ("requests:withdraw", _("Withdraw it")),
}
CLAIM_TAGS: Final = {
    "unchecked": Tag(says=_("Not checked"), tone="fails"),
    "confirmed": Tag(says=_("Confirmed by telephone"), tone="holds"),
    "waived": Tag(says=_("Answered for by two"), tone="soon"),
    "denied": Tag(says=_("Not theirs"), tone="fails"),
}
"""How a claimed emergency stands."""
_TYPES: Final = {
    "document": "application/pdf",
    "own": "application/pdf",
    "extract": "application/pdf",
    "envelope": "application/vnd.etsi.asic-e+zip",
    "receipt": "application/vnd.etsi.asic-e+zip",
    "bundle": "application/vnd.etsi.asic-e+zip",
    "hi1": "application/json",
    "scan": "application/octet-stream",
}


@signed_in()
def show(request: HttpRequest, request_id: str) -> HttpResponse:
    """The page of a request, on either side."""
    node, by = this_node(), officer(request)
    view = requests.view_request(node, by, request_id)
    return render(request, "requests/show.html", _page(node, view))


@signed_in()
def moved(request: HttpRequest, request_id: str) -> HttpResponse:
    """The parts of that page that change while a message leaves; who asks for them has seen nothing new."""
    node, by = this_node(), officer(request)
    view = requests.view_request(node, by, request_id, looks=False)
    return render(request, "requests/moved.html", _page(node, view))


@signed_in()
def file(request: HttpRequest, request_id: str, what: str) -> HttpResponse:
    """One file of a message."""
    if what not in _TYPES:
        raise Http404
    name, content = _content(this_node(), officer(request), request_id, what)
    form = HttpResponse if isinstance(content, bytes) else StreamingHttpResponse
    found = cast("HttpResponse", form(content, content_type=_TYPES[what]))  # a stream goes the same way
    shown = "".join(sign for sign in name if sign.isprintable())
    is_kept = what not in ("document", "own", "extract")
    found["Content-Disposition"] = content_disposition_header(is_kept, shown) or "attachment"
    return found


@signed_in()
def follow_up(request: HttpRequest, request_id: str) -> HttpResponse:
    """To the first page of an Article 31 request that inherits from this one."""
    node, by = this_node(), officer(request)
    row = requests.view_request(node, by, request_id).message.row
    chosen = f"?country={row.country}&measure=ETS185-31&addressee=state&like={row.pk}"
    return redirect(reverse("requests:start", args=(row.case_id,)) + chosen)


def _page(node: Node, view: RequestView) -> dict[str, object]:
    row = view.message.row
    codes = (node.country, row.country)
    zones = tuple(get_country(code).zones[0] for code in codes if get_country(code).zones)
    return {
        "view": view,
        "row": row,
        "there": get_country(row.country).name(),
        "carried": CARRIED.get(view.message.carried, (view.message.carried, "quiet"))[0],
        "events": events_of(view, zones),
        "acts": _links(view, row.pk),
        "asked": _asked(view),
        "calls": [(one, CALLS.get(one.result, one.result)) for one in view.call_backs],
        "zone": zones[0] if zones else "UTC",
        "has_not_left": view.state == "approved"
        or (view.message.outgoing and view.message.carried in MOVING),
        "is_moving": any(map(_is_moving, (view.message, *view.replies))),
        "not_left": Tag(says=_("Sealed, has not left yet"), tone="now"),
        **CLAIM_TAGS,
    }


def _is_moving(one: MessageView) -> bool:
    """Whether a message may leave at any moment, or its evidence comes piece by piece."""
    if one.payload is not None and one.payload.state in PIECES_MOVING:
        return True
    return one.outgoing and one.carried in MOVING


def _asked(view: RequestView) -> list[tuple[Words, tuple[Row, ...]]]:
    """What the request says, section by section, from its values and not from the page that came."""
    if not isinstance(view.message.message, Request):
        return []
    draft = draft_of(view.message.message)
    shown = [(title, rows_of(draft, name)) for name, title in TITLES.items()]
    observed = (_("What must be observed"), observed_rows(view.message.message.safeguards))
    return [(title, rows) for title, rows in (*shown, observed) if rows]


def _links(view: RequestView, request_id: str) -> tuple[Link, ...]:
    found: list[Link] = []
    done = {"call_back"} if view.call_backs else set()
    if any(isinstance(one.message, Request) for one in view.replies):
        done.add("follow_up")
    for act, (name, says) in sorted(_ACTS.items(), key=lambda one: one[0] in done):
        if act not in view.may:
            continue
        try:
            url = reverse(name, args=(request_id,))
        except NoReverseMatch:
            continue
        if url not in {link.url for link in found}:
            found.append(Link(says=says, url=url))
    return tuple(found)


def _content(node: Node, by: Officer, message_id: str, what: str) -> tuple[str, bytes | Iterator[bytes]]:
    stem = f"{message_id[:8]}-{what}"
    match what:
        case "document":
            return f"{stem}.pdf", requests.sealed_document(node, by, message_id)
        case "own":
            return f"{stem}.pdf", requests.own_render(node, by, message_id)
        case "extract":
            return f"{stem}.pdf", requests.provider_extract(node, by, message_id)
        case "envelope":
            return f"{stem}.asice", requests.envelope(node, by, message_id)
        case "receipt":
            return f"{stem}.asice", requests.receipt(node, by, message_id)
        case "bundle":
            return f"{stem}.asice", evidence.bundle_received(node, by, message_id)
        case "hi1":
            hi1 = requests.export_hi1(node, by, message_id)
            return f"{stem}.json", json.dumps(hi1, ensure_ascii=False, indent=1).encode()
        case _:
            return paper.scan_of(node, by, message_id)
