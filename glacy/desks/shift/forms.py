"""The form of a review."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.fields import LongText, OneOf
from glacy.desks.frame.forms import Form


class ReviewForm(Form):
    """What a second person finds about an act that was done alone."""

    verdict = OneOf(
        _("Your finding"),
        choices=(("in_order", _("In order")), ("not_in_order", _("Not in order"))),
        missing=_("Say whether it was in order"),
    )
    note = LongText(
        _("Note"), hint=_("Required when it was not in order; it is recorded"), required=False, rows=3
    )
