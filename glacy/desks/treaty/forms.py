"""What the treaty desk is asked: an instrument and a day, a measure between all States, or an errand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.fields import Confirm, OneOf, Pick, Text
from glacy.desks.frame.forms import Form
from glacy.desks.frame.measures import MEASURES
from glacy.desks.frame.moment_fields import Day
from glacy.desks.frame.nations import nations
from glacy.desks.frame.sayings import said
from glacy.desks.frame.words import DATA, GRADES
from glacy.desks.treaty.words import AIMS
from glacy.errors import GlacyError
from glacy.treaty import (
    FIRST_DAY,
    LAST_DAY,
    Errand,
    Measure,
    Wish,
    instruments,
    measures,
    providers,
    read_measure,
    read_offence,
)


class DayForm(Form):
    """A day that the facts reach."""

    on = Day(_("On which day"), hint=_("Any day since 2001"))

    def clean(self) -> dict[str, Any]:
        """The day, within the reach of the facts."""
        given = super().clean() or {}
        if given.get("on") and not FIRST_DAY <= given["on"] <= LAST_DAY:
            self.add_error("on", _("The facts reach from 2001 to 2031"))
        return given


class StatusForm(DayForm):
    """An instrument on a day."""

    instrument = Pick(_("Instrument"), choices=(), missing=_("Choose the instrument"), empty=None)
    field_order = ("instrument", "on")

    def __init__(self, data: Mapping[str, Any] | None, **more: Any) -> None:  # Any: as Django's own form
        super().__init__(data, **more)
        field = self.fields["instrument"]
        assert isinstance(field, Pick)
        field.choices = [(one.id, f"{said(one.name)} ({one.series})") for one in instruments()]


class MatrixForm(DayForm):
    """A measure between all States."""

    measure = Pick(
        _("Measure"),
        choices=tuple((str(one), MEASURES.get(str(one), str(one))) for one in measures()),
        missing=_("Choose the measure"),
        empty=None,
    )
    data = Pick(_("Data"), choices=(*DATA.items(),), empty=None)  # type: ignore[assignment]  # a field of that name
    emergency = Confirm(_("Life or safety is at risk"), required=False)
    field_order = ("measure", "data", "emergency", "on")

    def wish(self) -> tuple[Measure, Wish]:
        """The measure, and a wish such as all States could have."""
        given = self.cleaned_data
        return read_measure(given["measure"]), Wish(
            requesting="GH",
            requested="CL",
            on=given["on"],
            data=given["data"],
            urgency="emergency" if given["emergency"] else "routine",
        )


class RoadsForm(Form):
    """Who wants what, who is thought to hold it, and for which offence."""

    requesting = Pick(_("State that asks"), choices=(), missing=_("Choose the State that asks"))
    holder = Pick(
        _("Who holds the data"),
        choices=(),
        required=False,
        empty=_("Not known"),
        hint=_("Its State and its terms are looked up; they change often"),
    )
    requested = Pick(
        _("State that is asked"),
        choices=(),
        required=False,
        empty=_("Where the holder answers"),
    )
    data = OneOf(  # type: ignore[assignment]  # a field of that name; Django keeps it apart from the form's data
        _("What is wished"), choices=tuple(DATA.items()), missing=_("Choose what is wished")
    )
    aim = OneOf(_("What for"), choices=tuple(AIMS.items()), missing=_("Choose what for"))
    urgency = OneOf(_("How urgent"), choices=tuple(GRADES.items()), missing=_("Choose how urgent it is"))
    offence = Text(_("Offence"), hint=_("An article such as 8, or your own law"), required=False, width="20")
    on = Day(_("On which day"))

    def __init__(self, data: Mapping[str, Any] | None, **more: Any) -> None:  # Any: as Django's own form
        super().__init__(data, **more)
        held = [(row.fact.id, f"{row.provider}: {row.service}") for row in providers()]
        offered = {
            "requesting": [("", _("Choose")), *nations()],
            "requested": [("", _("Where the holder answers")), *nations()],
            "holder": [("", _("Not known")), *sorted(held, key=lambda pair: pair[1].casefold())],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, Pick)
            field.choices = choices

    def errand(self) -> Errand | None:
        """The errand, or None with the error on its field."""
        if not self.is_valid():
            return None
        given = self.cleaned_data
        holder = next((row for row in providers() if row.fact.id == given["holder"]), None)
        requested = given["requested"] or (holder.states[0] if holder else "")
        if not requested:
            self.add_error("requested", _("Choose the State that is asked, or who holds the data"))
            return None
        try:
            wish = Wish(
                requesting=given["requesting"],
                requested=requested,
                on=given["on"],
                data=given["data"],
                offence=read_offence(given["offence"]) if given["offence"] else None,
                urgency=given["urgency"],
            )
        except GlacyError as fault:
            self.refuse(fault)
            return None
        return Errand(wish=wish, aim=given["aim"], holder=holder)
