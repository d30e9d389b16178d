"""Which State, which measure: the two choices that begin a request."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from glacy.countries import all_countries
from glacy.desks.frame.fields import OneOf, Pick
from glacy.desks.frame.forms import Form
from glacy.desks.frame.measures import say_asked
from glacy.desks.frame.words import ADDRESSEES
from glacy.treaty import requestable


class StartForm(Form):
    """The State that is asked, the measure, and whether the State or a firm in it is addressed."""

    def __init__(self, data: Any = None, *, initial: dict[str, Any], country: str) -> None:  # Any: QueryDict
        self.like = str(initial.get("like", ""))
        super().__init__(data, initial=initial)
        others = sorted((one.name(), one.code) for one in all_countries() if one.code != country)
        self.fields["country"] = Pick(_("State"), choices=[(code, name) for name, code in others])
        self.fields["measure"] = OneOf(_("What is asked"), choices=say_asked(requestable()))
        self.fields["addressee"] = OneOf(
            _("Who is asked"), choices=[(key, says) for key, says in ADDRESSEES.items()], initial="state"
        )

    def chosen(self) -> dict[str, Any]:
        """The choices as the act takes them."""
        return {**self.cleaned_data, "like": self.like or None}
