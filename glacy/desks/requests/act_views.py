"""What the asking side does with a request that left: withdraw, extend, add, agree, close."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from glacy.cooperation import Disclosure, Draft, Question
from glacy.countries import get_country
from glacy.desks.frame.access import confirmed_at, needs_fresh_sign_in, signed_in
from glacy.desks.frame.fields import LongText, OneOf
from glacy.desks.frame.forms import Form
from glacy.desks.frame.here import officer, this_node
from glacy.desks.frame.moments import say_day
from glacy.desks.frame.parts import Row
from glacy.desks.frame.parts import Text as Words
from glacy.errors import GlacyError
from glacy.node import Node
from glacy.node.acts import carriage, inbox, requests
from glacy.node.drafting import read_body
from glacy.node.views import RequestView
from glacy.store.people import Officer
from glacy.times import read_day

Act = Callable[[Node, Officer, str, dict[str, Any], datetime], object]  # Any: cleaned data of a form


class WhyForm(Form):
    """Why."""

    why = LongText(_("Why"), rows=3, missing=_("Say why"))


class TextForm(Form):
    """What to say."""

    text = LongText(_("What you add"), rows=5, missing=_("Write what you add"))


class AgreeForm(Form):
    """Whether conditions are accepted."""

    agree = OneOf(
        _("Do you accept the conditions?"),
        choices=(("yes", _("Yes; they bind us from now on")), ("no", _("No"))),
    )
    text = LongText(_("What to tell them"), rows=3, required=False)


def _act(
    form: type[Form],
    title: Words,
    button: Words,
    done: Words,
    act: Act,
    *,
    lead: Callable[[RequestView], str] = lambda _: "",
) -> Callable[..., HttpResponse]:
    @signed_in()
    @needs_fresh_sign_in
    def view(request: HttpRequest, request_id: str) -> HttpResponse:
        node, by = this_node(), officer(request)
        found = requests.view_request(node, by, request_id)
        shown = form(request.POST if request.method == "POST" else None)
        if shown.is_valid():
            try:
                act(node, by, request_id, shown.cleaned_data, confirmed_at(request))
                messages.success(request, str(done))
                return redirect("requests:show", request_id)
            except GlacyError as fault:
                shown.refuse(fault)
        page = {
            "form": shown,
            "title": title,
            "lead": lead(found),
            "caption": get_country(found.message.row.country).name(),
            "back": reverse("requests:show", args=(request_id,)),
            "cancel": reverse("requests:show", args=(request_id,)),
            "button": button,
        }
        return render(request, "form.html", page)

    return view


def _supplement(node: Node, by: Officer, request_id: str, typed: dict[str, Any], at: datetime) -> object:
    replies = requests.view_request(node, by, request_id).replies
    asked = [one.row.pk for one in replies if isinstance(one.message, Question)]
    question = asked[-1] if asked else ""
    return requests.answer_question(node, by, request_id, question, typed["text"], confirmed_at=at)


def _try_again(node: Node, by: Officer, request_id: str, _typed: dict[str, Any], at: datetime) -> None:
    lost = requests.view_request(node, by, request_id).undelivered
    carriage.try_again(node, by, lost[0].row.pk if lost else request_id, confirmed_at=at)


def _why_not(view: RequestView) -> str:
    """How many messages did not arrive, why the first did not, and what the button does."""
    lost = view.undelivered
    counted = ngettext(
        "%(n)d message of this thread did not arrive.",
        "%(n)d messages of this thread did not arrive.",
        len(lost),
    ) % {"n": len(lost)}
    order = gettext("They leave one by one, in their order: this sends the first again.")
    return " ".join(filter(None, (counted, lost[0].last_error if lost else "", order if lost[1:] else "")))


try_again = _act(
    Form,
    _("Send again what did not arrive"),
    _("Send it again"),
    _("It leaves again; its receipt stands here when it has come."),
    _try_again,
    lead=_why_not,
)
withdraw = _act(
    WhyForm,
    _("Withdraw the request"),
    _("Withdraw it"),
    _("Withdrawn. The other side is told; it cannot overtake the request."),
    lambda node, by, pk, typed, at: requests.withdraw(node, by, pk, typed["why"], confirmed_at=at),
)
supplement = _act(
    TextForm,
    _("Answer a question or add to the request"),
    _("Send it"),
    _("Sealed and on its way."),
    _supplement,
)
conditions = _act(
    AgreeForm,
    _("Answer the conditions"),
    _("Send the answer"),
    _("Sealed and on its way."),
    lambda node, by, pk, typed, at: requests.settle_conditions(
        node, by, pk, agree=typed["agree"] == "yes", text=typed["text"], confirmed_at=at
    ),
)
offer_content = _act(
    TextForm,
    _("Send what was offered"),
    _("Send it"),
    _("Sealed and on its way."),
    lambda node, by, pk, typed, at: requests.send_offer_content(node, by, pk, typed["text"], confirmed_at=at),
)
close = _act(
    WhyForm,
    _("Close the request"),
    _("Close it"),
    _("Closed. It stays readable."),
    lambda node, by, pk, typed, _at: requests.close_request(node, by, pk, typed["why"]),
)


@signed_in()
def extend(request: HttpRequest, request_id: str) -> HttpResponse:
    """Shows the extension that would be asked, filled in from the preservation, and sends it."""
    node, by = this_node(), officer(request)
    view = requests.view_request(node, by, request_id)
    begun = [one.pk for one in view.drafts if one.kind == "extension" and one.state == "draft"]
    if begun:
        return redirect("requests:extension", begun[-1])
    if request.method == "POST":
        return redirect("requests:extension", requests.ask_extension(node, by, request_id))
    there = get_country(view.message.row.country).name()
    rows = _extension_rows(requests.fill_extension(node, by, request_id))
    page = {"view": view, "row": view.message.row, "there": there, "rows": rows}
    return render(request, "requests/extend.html", page)


@signed_in()
@needs_fresh_sign_in
def extension(request: HttpRequest, draft_id: str) -> HttpResponse:
    """The extension as it will leave; the button sends it."""
    node, by = this_node(), officer(request)
    row = requests.find_extension(node, by, draft_id)
    if row is None:
        raise Http404
    if request.method == "POST":
        requests.send_extension(node, by, draft_id, confirmed_at=confirmed_at(request))
        messages.success(request, gettext("The extension is asked."))
        return redirect("requests:show", row.about_id)
    page = {"row": row, "there": get_country(row.country).name(), "rows": _extension_rows(read_body(row))}
    return render(request, "requests/extension.html", page)


def _extension_rows(draft: Draft) -> tuple[Row, ...]:
    """What an extension asks: under which reference, until when it is kept, and until when it is wanted."""
    days = (
        (_("Preserved until"), draft.get("earlier", "preserved_until_on")),
        (_("Asked until"), draft.get("earlier", "wanted_until_on")),
        (_("The request for the data is expected on"), draft.get("data", "assistance_expected_on")),
    )
    known = [Row(key=key, value=say_day(read_day(day))) for key, day in days if isinstance(day, str)]
    return (Row(key=_("Their reference"), value=str(draft.get("earlier", "reference") or "")), *known)


@signed_in()
def third_state(request: HttpRequest, request_id: str) -> HttpResponse:
    """A preservation draft to the State that an Article 30 disclosure names."""
    node, by = this_node(), officer(request)
    view = requests.view_request(node, by, request_id)
    disclosed = [one.row.pk for one in view.replies if isinstance(one.message, Disclosure)]
    if request.method == "POST":
        draft_id = inbox.draft_to_third_state(node, by, disclosed[-1] if disclosed else request_id)
        return redirect("requests:tasks", draft_id)
    return render(request, "requests/third_state.html", {"view": view, "row": view.message.row})
