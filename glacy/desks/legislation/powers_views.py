"""Who may order which power under an act, and what that offers to the facts about a State."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from glacy.desks.frame.access import signed_in
from glacy.desks.frame.here import officer, this_node
from glacy.desks.frame.parts import Column, Table, Tag, Text, Tone
from glacy.desks.legislation.reviewing import article_of
from glacy.desks.treaty.words import TOPICS
from glacy.legislation import Offered, Power
from glacy.node.acts import legislation_powers as acts

_WHO: Final[dict[str, Text]] = {
    "judge": _("Judge"),
    "prosecutor": _("Prosecutor"),
    "police": _("Police"),
    "judicial_authority": _("Judicial authority"),
    "minister": _("Minister"),
}
_JUDGE: Final[dict[str, tuple[Text, Tone]]] = {
    "needed": (_("A judge is needed"), "soon"),
    "for_a_step": (_("A judge is needed for a step of it"), "soon"),
    "not_needed": (_("No judge is needed"), "holds"),
    "disputed": (_("The words say both"), "unknown"),
    "not_said": (_("Not said"), "unknown"),
}


@require_GET
@signed_in()
def powers(request: HttpRequest, version_id: str) -> HttpResponse:
    """The powers of an act, each with the words that say who orders it."""
    view = acts.view_powers(this_node(), officer(request), version_id)
    page = {
        "title": _("Who may order which power"),
        "caption": view.row.act.title,
        "lead": _("What the words show, and never more. Nothing goes into the facts by itself."),
        "tables": (_powers(view.powers), _offered(view.offered)),
        "back": reverse("legislation:version", args=(version_id,)),
    }
    return render(request, "legislation/sheet.html", page)


def _powers(found: tuple[Power, ...]) -> Table:
    return Table(
        caption=_("Powers"),
        columns=(
            Column(says=_("Provision")),
            Column(says=_("Article")),
            Column(says=_("Who is named")),
            Column(says=_("Judge")),
            Column(says=_("Words")),
        ),
        rows=tuple(
            (
                f"{one.provision} {one.heading}".strip(),
                article_of("ETS185", one.article),
                ", ".join(str(_WHO[said.what]) for said in one.who) or "–",
                Tag(says=_JUDGE[one.judge][0], tone=_JUDGE[one.judge][1]),
                tuple(" ".join(said.words.split()) for said in (*one.judge_words, *one.days)) or ("–",),
            )
            for one in found
        ),
        empty=_("No provision of this text gives a power of the Convention."),
    )


def _offered(found: tuple[Offered, ...]) -> Table:
    return Table(
        caption=_("Offered to the facts about this State"),
        columns=(
            Column(says=_("What it is about")),
            Column(says=_("Value")),
            Column(says=_("Words")),
            Column(says=_("Provision")),
        ),
        rows=tuple(
            (str(TOPICS.get(one.topic, one.topic)), one.value, one.says, one.provision) for one in found
        ),
        empty=_("The words are clear on nothing that the facts ask for."),
    )
