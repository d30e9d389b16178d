"""The fields of each outcome of an answer: only those that the officer chose are asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from glacy.canon import Json
from glacy.desks.frame.fields import WHOLE_NUMBER, Confirm, LongText, Pick, SomeOf, Text
from glacy.desks.frame.moment_fields import Day
from glacy.desks.frame.nations import nations
from glacy.desks.frame.parts import Text as Words
from glacy.desks.frame.words import DATA
from glacy.times import whole_seconds, write_instant

OUTCOMES: Final[dict[str, Words]] = {
    "preserved": _("Preserved"),
    "delivered": _("Data delivered"),
    "nothing_found": _("Nothing found"),
    "deleted": _("Deleted before we came"),
    "wrong_custodian": _("Somebody else holds it"),
    "transmitted": _("Passed on to the office that can act"),
    "awaiting_court": _("Waits for a court"),
    "partly_executed": _("Done in part"),
    "conditions_proposed": _("Would be done on conditions"),
    "postponed": _("Postponed"),
    "costs_to_agree": _("Costs to agree first"),
}
"""What an answer can say; a refusal has a page of its own."""

Fields = Mapping[str, Any]  # Any: Django's fields of many types


def categories() -> SomeOf:
    """Which data an outcome concerns."""
    choices = [(key, says) for key, says in DATA.items() if key != "any"]
    return SomeOf(_("Which data"), choices=choices, required=False, hint=_("None ticked: all that was asked"))


def fields_of(kind: str) -> dict[str, Any]:
    """The fields of one outcome, each named `kind_field`."""
    made = {"categories": categories(), **_FIELDS[kind]()}
    return {f"{kind}_{name}": field for name, field in made.items()}


def outcomes_of(kinds: list[str], typed: Mapping[str, Any], now: datetime) -> list[Json]:
    """The outcomes as cooperation reads them, one for each category that was ticked."""
    found: list[Json] = []
    for kind in kinds:
        values = {name: typed.get(f"{kind}_{name}") for name in _FIELDS[kind]()}
        outcome = {"kind": kind, **_written(kind, values, now)}
        ticked = typed.get(f"{kind}_categories") or []
        found += [{**outcome, "category": one} for one in ticked] if ticked else [outcome]
    return found


def _written(kind: str, values: Mapping[str, Any], now: datetime) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for name, value in values.items():
        if value in (None, "", []) or name == "shorter":
            continue
        found[name] = value.isoformat() if isinstance(value, date) else value
    if kind == "preserved":
        found["from_at"] = write_instant(whole_seconds(now))
    if kind in ("conditions_proposed", "delivered"):
        found["conditions"] = _lines(str(found.get("conditions", "")))
    if kind == "costs_to_agree":
        found["amount"] = {"units": found.pop("units"), "asset": found.pop("asset")}
    return found


def _lines(text: str) -> list[Json]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _preserved() -> Fields:
    return {
        "what": Text(_("What is preserved")),
        "until_on": Day(
            _("Preserved until"), hint=_("At least 60 days from today (Article 29(7))"), lies="ahead"
        ),
        "shorter": Confirm(_("It is shorter than 60 days, and our law allows no longer"), required=False),
        "legal_basis": Text(_("Legal basis"), hint=_("The provision of your own law")),
        "renewals_left": Number(_("Renewals left"), required=False, width="3", kind="numeric"),
        "reference": Text(_("Your reference"), required=False, width="20"),
    }


def _delivered() -> Fields:
    return {
        "what": Text(_("What is delivered")),
        "conditions": LongText(
            _("Limits of use"),
            rows=3,
            required=False,
            hint=_("One a line. For example: only for the case named in the request (Article 28(2)(b))"),
        ),
    }


def _nothing_found() -> Fields:
    return {"searched": Text(_("Where it was looked for"), required=False)}


def _deleted() -> Fields:
    return {
        "deleted_on": Day(_("Deleted on"), required=False, lies="behind"),
        "why": Text(_("Why"), required=False),
    }


def _wrong_custodian() -> Fields:
    return {
        "who": Text(_("Who holds it")),
        "country": Pick(_("In which State"), choices=nations(), required=False),
    }


def _transmitted() -> Fields:
    return {"to": Text(_("To whom")), "transmitted_on": Day(_("On"), lies="behind")}


def _awaiting_court() -> Fields:
    return {
        "court": Text(_("Which court")),
        "expected_on": Day(_("Decision expected"), required=False, lies="ahead"),
    }


def _partly_executed() -> Fields:
    return {
        "what": Text(_("What was done")),
        "what_not": Text(_("What was not done")),
        "why": Text(_("Why not")),
    }


def _conditions_proposed() -> Fields:
    return {"conditions": LongText(_("Conditions"), rows=3, hint=_("One a line"))}


def _postponed() -> Fields:
    return {
        "why": Text(_("Why it is postponed")),
        "until_on": Day(_("Until"), required=False, lies="ahead"),
        "article": Text(_("Article"), required=False, width="20", hint=_("For example, Article 27(5)")),
    }


def _costs() -> Fields:
    return {
        "units": Number(
            _("Amount in the smallest unit"), width="10", kind="numeric", hint=_("Cents, not euros")
        ),
        "asset": Text(_("Currency"), width="5", hint=_("Three letters, such as EUR")),
        "why": Text(_("What for"), required=False),
    }


class Number(Text):
    """A whole number."""

    def clean(self, value: Any) -> Any:
        """The number, or None when the field may be empty and is."""
        text = super().clean(value)
        if not text:
            return None
        if not str(text).isascii() or not str(text).isdigit():
            raise ValidationError(WHOLE_NUMBER, code="number")
        return int(text)


_FIELDS: Final[dict[str, Callable[[], Fields]]] = {
    "preserved": _preserved,
    "delivered": _delivered,
    "nothing_found": _nothing_found,
    "deleted": _deleted,
    "wrong_custodian": _wrong_custodian,
    "transmitted": _transmitted,
    "awaiting_court": _awaiting_court,
    "partly_executed": _partly_executed,
    "conditions_proposed": _conditions_proposed,
    "postponed": _postponed,
    "costs_to_agree": _costs,
}
