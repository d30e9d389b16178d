"""A day in three fields, and an instant with its time and zone; what was typed is never erased."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.parts import Text as Words

DAY_HINT = _("For example, 21 11 2026")
DAY_MISSING = _("Enter the day, month and year")
DAY_PASSED = _("This day has passed; give today or a later one")
DAY_TO_COME = _("This day is still to come; give today or an earlier one")
INSTANT_HINT = _("For example, 20 11 2026, 22:41:07, in the zone of the log")
INSTANT_MISSING = _("Enter the day, the time and the zone")

Side = Literal["anywhere", "ahead", "behind"]
Boxes = dict[str, forms.Widget | type[forms.Widget]]
_PARTS = (("day", _("Day"), "2"), ("month", _("Month"), "2"), ("year", _("Year"), "4"))
_FOUR_DIGITS = 1000


def _box(width: str, mode: str = "numeric") -> forms.TextInput:
    names = f"govuk-input govuk-date-input__input govuk-input--width-{width}"
    box = forms.TextInput(attrs={"class": names, "inputmode": mode, "autocomplete": "off", "maxlength": 12})
    box.template_name = "fields/text.html"
    return box


class _Parts(forms.MultiWidget):
    template_name = "fields/parts.html"

    def __init__(self, widgets: Boxes, labels: tuple[Words, ...]) -> None:
        super().__init__(widgets)
        self.labels = labels

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Django's context with the label of each part."""
        context = super().get_context(name, value, attrs)
        for part, label in zip(context["widget"]["subwidgets"], self.labels, strict=True):
            part["label"] = label
            part["attrs"].pop("aria-describedby", None)
        return context


class _DayParts(_Parts):
    def __init__(self) -> None:
        super().__init__(
            {name: _box(width) for name, _, width in _PARTS}, tuple(label for _, label, _ in _PARTS)
        )

    def decompress(self, value: date | None) -> list[str]:
        """The three parts of a day that is already known."""
        return [str(value.day), str(value.month), str(value.year)] if value else ["", "", ""]


class Day(forms.Field):
    """A calendar day; gives a `date` or None. `lies` says on which side of today it can be."""

    widget = _DayParts

    def __init__(
        self,
        label: Words,
        *,
        hint: Words = DAY_HINT,
        missing: Words = DAY_MISSING,
        required: bool = True,
        initial: date | None = None,
        lies: Side = "anywhere",
    ) -> None:
        self.lies = lies
        super().__init__(
            label=label,
            help_text=hint,
            required=required,
            initial=initial,
            error_messages={"required": missing},
        )

    def why_not(self, day: date, *, today: date) -> Words:
        """Why it cannot be that day, seen from today; empty if it can."""
        if self.lies == "ahead" and day < today:
            return DAY_PASSED
        return DAY_TO_COME if self.lies == "behind" and day > today else ""

    def clean(self, value: Any) -> date | None:
        """The day, or an error that says which part is wrong."""
        given = [str(part or "").strip() for part in value or ("", "", "")]
        if not any(given):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        return _day(given)


class _InstantParts(_Parts):
    def __init__(self, zones: tuple[str, ...]) -> None:
        self.zones = zones
        boxes: Boxes = {name: _box(width) for name, _, width in _PARTS}
        boxes["time"] = _box("5", "text")
        named = [(name, name.replace("_", " ")) for name in zones]
        select = forms.Select(attrs={"class": "govuk-select"}, choices=named)
        select.template_name = "fields/select.html"
        boxes["zone"] = select
        labels = (*(label for _, label, _ in _PARTS), _("Time"), _("Zone"))
        super().__init__(boxes, labels)

    def decompress(self, value: datetime | None) -> list[str]:
        """The parts of an instant that is already known, on the wall of its own zone if that is offered."""
        if value is None:
            return ["", "", "", "", self.zones[0]]
        key = getattr(value.tzinfo, "key", "UTC")
        there = value.astimezone(ZoneInfo(key if key in self.zones else "UTC"))
        zone = key if key in self.zones else "UTC"
        return [str(there.day), str(there.month), str(there.year), there.strftime("%H:%M:%S"), zone]


class Instant(forms.Field):
    """A second on the wall of a named zone; gives an aware `datetime` in that zone, or None."""

    def __init__(
        self,
        label: Words,
        *,
        zones: Iterable[str] = (),
        hint: Words = INSTANT_HINT,
        missing: Words = INSTANT_MISSING,
        required: bool = True,
        initial: datetime | None = None,
    ) -> None:
        super().__init__(
            label=label,
            help_text=hint,
            required=required,
            initial=initial,
            widget=_InstantParts(tuple(dict.fromkeys(("UTC", *zones)))),
            error_messages={"required": missing},
        )

    def clean(self, value: Any) -> datetime | None:
        """The instant, or an error that says which part is wrong; a time that never was is refused."""
        given = [str(part or "").strip() for part in value or ("",) * 5]
        if not any(given[:4]):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        return _instant(_day(given[:3]), given[3], given[4] or "UTC", self.widget.zones)


def _day(given: list[str]) -> date:
    for part, (_name, label, _width) in zip(given, _PARTS, strict=True):
        if not (part.isascii() and part.isdigit()):
            raise ValidationError(_("%(part)s must be a number"), params={"part": label}, code="part")
    day, month, year = (int(part) for part in given)
    if year < _FOUR_DIGITS:
        raise ValidationError(_("The year must have four digits"), code="year")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValidationError(
            _("This day is not in the calendar; check day and month"), code="calendar"
        ) from None


def _instant(on: date, time: str, zone_name: str, zones: tuple[str, ...]) -> datetime:
    if zone_name not in zones:
        raise ValidationError(_("Choose a zone of the list"), code="zone")
    for form in ("%H:%M:%S", "%H:%M"):
        try:
            wall = datetime.strptime(time, form)  # noqa: DTZ007  the zone is set below
        except ValueError:
            continue
        at = datetime.combine(on, wall.time(), ZoneInfo(zone_name))
        return _unambiguous(at)
    raise ValidationError(_("Write the time as 22:41:07, on the 24-hour clock"), code="time")


def _unambiguous(at: datetime) -> datetime:
    back = at.astimezone(UTC).astimezone(at.tzinfo)
    if back.replace(tzinfo=None) != at.replace(tzinfo=None):
        raise ValidationError(
            _("This time did not exist in that zone: the clock was put forward"), code="gap"
        )
    if at.utcoffset() != at.replace(fold=1).utcoffset():
        raise ValidationError(
            _("This time came twice in that zone: the clock was put back. Give it in UTC"), code="twice"
        )
    return at
