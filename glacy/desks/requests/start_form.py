"""Which State, which measure: the two choices that begin a request."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from glacy.countries import all_countries
from glacy.desks.frame.fields import OneOf, Pick
from glacy.desks.frame.forms import Form
from glacy.desks.frame.words import ADDRESSEES

MEASURES = (
    ("ETS185-29", _("Keep stored data (Article 29)")),
    ("ETS185-31", _("Hand over stored data (Article 31)")),
    ("ETS185-33", _("Collect traffic data as they pass (Article 33)")),
    ("ETS185-34", _("Intercept content (Article 34)")),
    ("ETS185-35", _("Ask the 24/7 contact point for help (Article 35)")),
    ("CETS224-6", _("Domain registration data, from the registrar (Second Protocol, Article 6)")),
    ("CETS224-7", _("Subscriber information, from the provider (Second Protocol, Article 7)")),
    ("CETS224-8", _("Give effect to our order (Second Protocol, Article 8)")),
    ("CETS224-9", _("Stored data in an emergency (Second Protocol, Article 9)")),
    ("CETS224-10", _("Emergency mutual assistance (Second Protocol, Article 10)")),
)


class StartForm(Form):
    """The State that is asked, the measure, and whether the State or a firm in it is addressed."""

    def __init__(self, data: Any = None, *, initial: dict[str, Any], country: str) -> None:  # Any: QueryDict
        self.like = str(initial.get("like", ""))
        super().__init__(data, initial=initial)
        others = sorted((one.name(), one.code) for one in all_countries() if one.code != country)
        self.fields["country"] = Pick(_("State"), choices=[(code, name) for name, code in others])
        self.fields["measure"] = OneOf(_("What is asked"), choices=MEASURES)
        self.fields["addressee"] = OneOf(
            _("Who is asked"), choices=[(key, says) for key, says in ADDRESSEES.items()], initial="state"
        )

    def chosen(self) -> dict[str, Any]:
        """The choices as the act takes them."""
        return {**self.cleaned_data, "like": self.like or None}
