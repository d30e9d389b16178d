"""The wish as a person states it, and the start of a request on one of its routes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.fields import LINE, LongText, OneOf, Pick, Text
from glacy.desks.frame.forms import Form
from glacy.desks.frame.moment_fields import Day
from glacy.desks.frame.nations import nations
from glacy.desks.frame.words import ADDRESSEES, DATA, GRADES
from glacy.errors import GlacyError
from glacy.store.models import CaseRow
from glacy.treaty import Wish, read_offence


class WishForm(Form):
    """Who asks whom for what, for which offence, how urgently, on which day."""

    requesting = Pick(_("State that asks"), choices=(), missing=_("Choose the State that asks"))
    requested = Pick(_("State that is asked"), choices=(), missing=_("Choose the State that is asked"))
    data = OneOf(  # type: ignore[assignment]  # a field of that name; Django keeps it apart from the form's data
        _("What is wished"), choices=tuple(DATA.items()), missing=_("Choose what is wished")
    )
    offence = Text(
        _("Offence"),
        hint=_("An article of the Convention, such as 2 or 8, or your own law, such as Act 1038 s. 68"),
        required=False,
        width="20",
    )
    urgency = OneOf(
        _("How urgent"),
        choices=tuple(GRADES.items()),
        missing=_("Choose how urgent it is"),
        hints={
            "emergency": _("A life or a person's safety is at risk"),
            "urgent": _("There is a reason and a date, such as data that will be deleted"),
        },
    )
    addressee = Pick(
        _("Addressed to"), choices=tuple(ADDRESSEES.items()), required=False, empty=_("Anyone who may answer")
    )
    on = Day(_("On which day"), hint=_("The treaties are read as they stand on this day"))

    def __init__(self, data: Mapping[str, Any] | None, **more: Any) -> None:  # Any: as Django's own form
        super().__init__(data, **more)
        for name in ("requesting", "requested"):
            field = self.fields[name]
            assert isinstance(field, Pick)
            field.choices = [("", _("Choose")), *nations()]

    def wish(self) -> Wish | None:
        """The wish, or None with the error on its field."""
        if not self.is_valid():
            return None
        given = self.cleaned_data
        try:
            return Wish(
                requesting=given["requesting"],
                requested=given["requested"],
                on=given["on"],
                data=given["data"],
                offence=read_offence(given["offence"]) if given["offence"] else None,
                urgency=given["urgency"],
                addressee=given["addressee"] or None,
            )
        except GlacyError as fault:
            self.refuse(fault)
            return None


class StartForm(Form):
    """On which case a request starts."""

    case = Pick(_("Case"), choices=(), missing=_("Choose the case"), required=False, empty=_("A new case"))
    title = Text(
        _("Title of the new case"),
        hint=_("A few words without names of victims, such as: Diverted payment, clinic in Accra"),
        required=False,
        longest=200,
    )

    def offer(self, mine: Iterable[CaseRow]) -> None:
        """Offers this person's cases."""
        field = self.fields["case"]
        assert isinstance(field, Pick)
        field.choices = [("", _("A new case")), *((row.id, f"{row.reference}: {row.title}") for row in mine)]

    def clean(self) -> dict[str, Any]:
        """A case, or the title of a new one."""
        given = super().clean() or {}
        if not given.get("case") and not given.get("title"):
            self.add_error("title", _("Choose a case above, or write the title of a new one"))
        return given


class OtherBasisForm(StartForm):
    """The same where no treaty allows the measure for certain: a person names another basis."""

    kind = OneOf(
        _("Basis that you rely on"),
        choices=(
            ("agreement", _("Another agreement between the two States")),
            ("reciprocity", _("Reciprocity")),
            ("other", _("National law, of ours or of theirs, or another rule")),
        ),
        missing=_("Choose what you rely on"),
    )
    text = Text(
        _("Name it"),
        hint=_("For example: Treaty on mutual assistance of 12 March 1999, Article 4; or Act 807, section 4"),
        missing=_("Name the agreement, the assurance or the rule"),
        longest=300,
    )
    why = LongText(
        _("Why it applies"),
        hint=_("This is recorded in your name and stands in the request"),
        missing=_("Say why it applies"),
        rows=3,
        longest=LINE,
    )

    def clean_why(self) -> str:
        """One line: the request has no room for more."""
        return " ".join(str(self.cleaned_data["why"]).split())
