"""The span of days that is counted."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.forms import Form
from glacy.desks.frame.moment_fields import Day


class SpanForm(Form):
    """From one day to another."""

    since = Day(_("From"), hint="")
    until = Day(_("Until"), hint="")

    def clean(self) -> dict[str, Any]:
        """Both days, in order."""
        given = super().clean() or {}
        if given.get("since") and given.get("until") and given["since"] > given["until"]:
            self.add_error("until", _("This day lies before the first"))
        return given
