"""The offences under investigation: articles of the treaty, a national offence, or both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from glacy.canon import Json
from glacy.desks.frame.errors import NoNodeError
from glacy.desks.frame.fields import LongText, SomeOf, Text
from glacy.desks.frame.here import this_node
from glacy.desks.frame.sayings import said
from glacy.desks.requests.section_form import SectionForm
from glacy.node.acts.legislation_grounds import provisions_to_cite
from glacy.treaty import offences


class OffenceForm(SectionForm):
    """Which offences, with the provisions and penalties of the asking State."""

    section = "offence"
    heading = _("Which offence")
    lead = _(
        "Any offence with evidence in electronic form will do, not only those of the Convention (Article 23)."
    )

    def more_fields(self) -> Mapping[str, Any]:  # Any: Django's fields of many types
        articles = [(one.id, f"{one.number}. {said(one.title)} ({one.instrument})") for one in offences()]
        return {
            "articles": SomeOf(
                _("Articles of the Convention or its first Protocol"), choices=articles, required=False
            ),
            "national": Text(
                _("Offence of your own law"), required=False, hint=_("For example, Act 1038, section 68")
            ),
            "provisions": Text(_("Provisions that apply"), required=False, longest=500, hint=self._to_cite()),
            "penalty": Text(_("Highest penalty"), required=False, longest=300),
            "same_conduct": LongText(
                _("The conduct in plain words"),
                required=False,
                rows=2,
                longest=500,
                hint=_("Where their law must know the offence too, the conduct counts, not its name (25(5))"),
            ),
        }

    def _to_cite(self) -> str:
        """Provisions of our own law that answer the articles named before, from the legislation desk."""
        given = self.draft.sections.get("offence")
        rows = [one for one in given if isinstance(one, Mapping)] if isinstance(given, (list, tuple)) else []
        articles = [str(row["article"]) for row in rows if row.get("article")]
        try:
            found = provisions_to_cite(this_node(), articles) if articles else ()
        except NoNodeError:  # a form alone knows no acts
            found = ()
        return (
            gettext("From the acts that are here: %(found)s") % {"found": "; ".join(found)} if found else ""
        )

    def shown(self) -> dict[str, Any]:
        given = self.draft.sections.get("offence")
        rows = [one for one in given if isinstance(one, Mapping)] if isinstance(given, (list, tuple)) else []
        known = {one.id for one in offences()}
        found: dict[str, Any] = {"articles": [row["article"] for row in rows if row["article"] in known]}
        found["national"] = next((row["article"] for row in rows if row["article"] not in known), "")
        for key in ("provisions", "penalty", "same_conduct"):
            found[key] = next((row[key] for row in rows if row.get(key)), "")
        return found

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not typed.get("articles") and not typed.get("national"):
            self.add_error("articles", _("Choose an article or name an offence of your own law"))
        return typed

    def values(self) -> Json:
        typed = self.cleaned_data
        shared = {
            key: " ".join(typed[key].split())
            for key in ("provisions", "penalty", "same_conduct")
            if typed[key]
        }
        named = [*typed["articles"], *([typed["national"]] if typed["national"] else [])]
        return [{"article": name, **shared} for name in named]
