"""An offer of information that nobody asked for (Article 26): subject and conditions, not its content."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.access import confirmed_at, needs_fresh_sign_in, signed_in
from glacy.desks.frame.fields import LINE, LongText, Pick, SomeOf
from glacy.desks.frame.forms import Form
from glacy.desks.frame.here import now, officer, this_node
from glacy.desks.frame.moment_fields import Day
from glacy.desks.frame.nations import nations
from glacy.desks.frame.words import DATA
from glacy.desks.requests.prose import lines
from glacy.errors import GlacyError
from glacy.node.acts import cases, offers


class OfferForm(Form):
    """To whom, what it is about, and on what conditions it would be sent."""

    subject = LongText(
        _("What it is about"),
        rows=4,
        missing=_("Say what it is about, without the information itself"),
        hint=_("Enough to decide; the information itself is sent once the conditions are accepted"),
    )
    categories = SomeOf(
        _("Data in it"), choices=[(key, says) for key, says in DATA.items() if key != "any"], required=False
    )
    conditions = LongText(
        _("Conditions of use"),
        rows=3,
        required=False,
        each=LINE,
        hint=_("One a line. For example: to be kept confidential; only for the case named"),
    )
    answer_expected_on = Day(_("Answer expected"), required=False, lies="ahead")
    field_order = ("country",)

    def __init__(self, data: Any = None, *, initial: dict[str, Any]) -> None:  # Any: QueryDict
        super().__init__(data, initial=initial)
        self.fields["country"] = Pick(_("To which State"), choices=nations())
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """The fields; an answer is expected on a day to come."""
        typed = super().clean() or {}
        self.judge_days(now().date())
        return typed


@signed_in("duty_officer", "case_officer", "central_authority_lawyer")
@needs_fresh_sign_in
def offer(request: HttpRequest, case_id: str) -> HttpResponse:
    """Writes an offer on a case and sends it."""
    node, by = this_node(), officer(request)
    case = cases.view_case(node, by, case_id).row
    form = OfferForm(request.POST or None, initial={"country": request.GET.get("country", "")})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            sent = offers.send_offer(
                node,
                by,
                case_id,
                **{key: typed[key] for key in ("country", "subject", "categories", "answer_expected_on")},
                conditions=[str(line) for line in lines(typed["conditions"])],
                confirmed_at=confirmed_at(request),
            )
            messages.success(request, gettext("The offer is sealed and on its way."))
            return redirect("requests:show", sent)
        except GlacyError as fault:
            form.refuse(fault)
    page = {
        "form": form,
        "title": _("Offer information"),
        "lead": _("Unasked, within your own law (Article 26). First the offer, then the content."),
        "caption": f"{case.reference} · {case.title}",
        "back": reverse("cases:show", args=(case_id,)),
        "button": _("Send the offer"),
    }
    return render(request, "form.html", page)
