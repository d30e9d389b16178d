"""The forms of the carriers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from glacy.desks.carriers.lines import CARRIERS
from glacy.desks.frame.fields import File, OneOf, Pick
from glacy.desks.frame.forms import Form


class ChooseForm(Form):
    """By what messages leave for a State."""

    def __init__(self, *given: Any, has_mail: bool, **more: Any) -> None:  # Any: as Django hands them over
        super().__init__(*given, **more)
        known = [(code, words) for code, words in CARRIERS.items() if has_mail or code != "mail"]
        self.fields["carrier"] = OneOf(_("By what messages leave"), choices=known)


class AlongForm(Form):
    """For whom parcels are taken along."""

    def __init__(
        self, *given: Any, countries: list[tuple[str, str]]
    ) -> None:  # Any: as Django hands them over
        super().__init__(*given)
        self.fields["country"] = Pick(_("For which State"), choices=[("all", _("All of them")), *countries])


class BringForm(Form):
    """What came back on a stick."""

    stick = File(
        _("ZIP of the folder GLACY"),
        hint=_("On the stick, make a ZIP of the folder GLACY, or choose the ZIP that you were given"),
    )
