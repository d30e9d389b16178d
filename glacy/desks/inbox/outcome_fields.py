"""The fields of each outcome of an answer: only those that the officer chose are asked, each on its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from babel.numbers import get_currency_precision, list_currencies
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from glacy.canon import Json
from glacy.cooperation import Message, Request
from glacy.desks.frame.fields import LINE, WHOLE_NUMBER, Confirm, LongText, Pick, SomeOf, Text
from glacy.desks.frame.forms import Form
from glacy.desks.frame.moment_fields import Day
from glacy.desks.frame.nations import nations
from glacy.desks.frame.parts import Text as Words
from glacy.desks.frame.sayings import said_fault
from glacy.desks.frame.words import DATA
from glacy.errors import GlacyError
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
_PLACE: Final = re.compile(r"outcomes\[(\d+)\]\.(\w+)")
_AMOUNT: Final = re.compile(r"\d{1,12}(\.\d{1,3})?")


class OutcomesForm(Form):
    """The details of the outcomes that were chosen; what is wrong with one is said on its own field."""

    def __init__(self, *given: Any, kinds: Sequence[str], asked: Sequence[str] = ()) -> None:
        # Any: POST and FILES
        super().__init__(*given)
        self.kinds = kinds
        for kind in kinds:
            self.fields.update(fields_of(kind, asked))

    def clean(self) -> dict[str, Any]:
        """The fields; an amount has no more decimals than its currency."""
        typed = super().clean() or {}
        amount, asset = typed.get("costs_to_agree_amount"), typed.get("costs_to_agree_asset")
        if amount is not None and asset and _units(amount, asset) is None:
            says = _("%(currency)s has %(n)s decimals; write no more than that")
            words = {"currency": asset, "n": get_currency_precision(asset)}
            self.add_error("costs_to_agree_amount", says % words)
        return typed

    def refuse(self, fault: GlacyError) -> None:
        """Shows an error of the domain on the field of the outcome that it names."""
        found = _PLACE.match(str(fault.fields.get("field", "")))
        order = [kind for kind in self.kinds for _one in self.cleaned_data.get(f"{kind}_categories") or [""]]
        name = ""
        if found is not None and int(found[1]) < len(order):
            name = f"{order[int(found[1])]}_{'categories' if found[2] == 'category' else found[2]}"
        if name in self.fields:
            self.add_error(name, said_fault(fault))
        else:
            super().refuse(fault)


def asked_in(message: Message) -> tuple[str, ...]:
    """The categories of data that a request asks for, each once; none where it names none."""
    if not isinstance(message, Request):
        return ()
    return tuple(dict.fromkeys(one.category for one in message.data.wanted))


def fields_of(kind: str, asked: Sequence[str] = ()) -> dict[str, Any]:
    """The fields of one outcome, each named `kind_field`; `asked` are the categories that it can concern."""
    choices = [(key, says) for key, says in DATA.items() if key in asked]
    which = SomeOf(
        _("Which data"), choices=choices, required=False, hint=_("None ticked: all that was asked")
    )
    made = {**({"categories": which} if len(choices) > 1 else {}), **_FIELDS[kind]()}
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
        asset = str(found.pop("asset"))
        found["amount"] = {"units": _units(values["amount"], asset), "asset": asset}
    return found


def _units(amount: Decimal, currency: str) -> int | None:
    """The amount in the smallest unit of its currency; None where it has more decimals than that."""
    units = amount.scaleb(get_currency_precision(currency))
    return int(units) if units == units.to_integral_value() else None


def _lines(text: str) -> list[Json]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _preserved() -> Fields:
    return {
        "what": Text(_("What is preserved"), longest=LINE),
        "until_on": Day(
            _("Preserved until"), hint=_("At least 60 days from today (Article 29(7))"), lies="ahead"
        ),
        "shorter": Confirm(_("It is shorter than 60 days, and our law allows no longer"), required=False),
        "legal_basis": Text(_("Legal basis"), hint=_("The provision of your own law"), longest=LINE),
        "renewals_left": Number(_("Renewals left"), required=False, width="3", kind="numeric"),
        "reference": Text(_("Your reference"), required=False, width="20"),
    }


def _delivered() -> Fields:
    return {
        "what": Text(_("What is delivered"), longest=LINE),
        "conditions": LongText(
            _("Limits of use"),
            rows=3,
            each=LINE,
            required=False,
            hint=_("One a line. For example: only for the case named in the request (Article 28(2)(b))"),
        ),
    }


def _nothing_found() -> Fields:
    return {"searched": Text(_("Where it was looked for"), required=False, longest=LINE)}


def _deleted() -> Fields:
    return {
        "deleted_on": Day(_("Deleted on"), required=False, lies="behind"),
        "why": Text(_("Why"), required=False, longest=LINE),
    }


def _wrong_custodian() -> Fields:
    return {
        "who": Text(_("Who holds it"), longest=LINE),
        "country": Pick(_("In which State"), choices=nations(), required=False),
    }


def _transmitted() -> Fields:
    return {"to": Text(_("To whom"), longest=LINE), "transmitted_on": Day(_("On"), lies="behind")}


def _awaiting_court() -> Fields:
    return {
        "court": Text(_("Which court"), longest=LINE),
        "expected_on": Day(_("Decision expected"), required=False, lies="ahead"),
    }


def _partly_executed() -> Fields:
    return {
        "what": Text(_("What was done"), longest=LINE),
        "what_not": Text(_("What was not done"), longest=LINE),
        "why": Text(_("Why not"), longest=LINE),
    }


def _conditions_proposed() -> Fields:
    return {"conditions": LongText(_("Conditions"), rows=3, each=LINE, hint=_("One a line"))}


def _postponed() -> Fields:
    return {
        "why": Text(_("Why it is postponed"), longest=LINE),
        "until_on": Day(_("Until"), required=False, lies="ahead"),
        "article": Text(_("Article"), required=False, width="20", hint=_("For example, Article 27(5)")),
    }


def _costs() -> Fields:
    return {
        "amount": Money(_("Amount"), width="10", hint=_("For example, 250.00")),
        "asset": Currency(_("Currency"), width="5", hint=_("Three letters, such as EUR")),
        "why": Text(_("What for"), required=False, longest=LINE),
    }


class Money(Text):
    """An amount with a point before its decimals."""

    def clean(self, value: Any) -> Any:  # Any: what Django hands over and takes
        """The amount, never a float."""
        text = str(super().clean(value)).replace(" ", "")
        if not (text.isascii() and _AMOUNT.fullmatch(text)):
            raise ValidationError(_("Write the amount in digits, such as 250.00"), code="amount")
        return Decimal(text)


class Currency(Text):
    """A currency by its three letters (ISO 4217)."""

    def clean(self, value: Any) -> Any:  # Any: what Django hands over and takes
        """The letters, in capitals."""
        text = str(super().clean(value)).upper()
        if text not in list_currencies():
            raise ValidationError(_("Write the three letters of a currency, such as EUR"), code="currency")
        return text


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
