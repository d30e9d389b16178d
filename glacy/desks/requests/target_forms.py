"""One form for each kind of target: what identifies it, from when until when, and who may hold the data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from glacy.canon import Json
from glacy.cooperation import Draft, faults_of_target
from glacy.countries import get_country
from glacy.desks.frame.fields import WHOLE_NUMBER, OneOf, Pick, Text
from glacy.desks.frame.moment_fields import Instant
from glacy.desks.frame.parts import Text as Words
from glacy.desks.requests.section_form import SectionForm
from glacy.node.drafting import is_live
from glacy.times import read_instant, write_instant

_CHAINS: Final = (
    "bitcoin",
    "ethereum",
    "tron",
    "litecoin",
    "bitcoin-cash",
    "dogecoin",
    "solana",
    "monero",
    "zcash",
)
_INSTANTS: Final = ("from_at", "until_at", "logged_at")


class TargetForm(SectionForm):
    """One target. A subclass names its kind and the fields that identify it."""

    section = "targets"
    kind: ClassVar[str]
    names: ClassVar[tuple[str, ...]] = ()
    hint: ClassVar[Words] = ""

    def __init__(
        self,
        data: Any = None,
        *,
        draft: Draft,
        saved: Mapping[str, Json] | None = None,
        at: datetime | None = None,
    ) -> None:
        self.given: Mapping[str, Json] = saved or {}
        self.is_live = is_live(draft.measure)
        super().__init__(data, draft=draft, at=at)

    def identity(self) -> Mapping[str, Any]:  # Any: Django's fields of many types
        """The fields that say what the target is."""
        raise AssertionError(f"{type(self).__name__} names no fields")

    def zones(self) -> tuple[str, ...]:
        """The zones of both States."""
        codes = [code for code in (self.draft.requesting, self.draft.requested) if code]
        return tuple(name for code in codes for name in get_country(code).zones)

    def more_fields(self) -> Mapping[str, Any]:
        needed = self.kind != "ip" or self.is_live
        return {
            **self.identity(),
            "from_at": Instant(_("From"), zones=self.zones(), required=needed),
            "until_at": Instant(_("Until"), zones=self.zones(), required=needed),
            "custodian": Text(
                _("Who may hold the data"), required=False, hint=_("Provider, host or registrar, if known")
            ),
            "note": Text(_("Note"), required=False, longest=500),
        }

    def shown(self) -> dict[str, Any]:
        found: dict[str, Any] = {key: value for key, value in self.given.items() if key != "period"}
        period = self.given.get("period")
        found |= dict(period) if isinstance(period, Mapping) else {}
        for key in _INSTANTS:
            if isinstance(found.get(key), str):
                found[key] = read_instant(str(found[key]))
        return found

    def clean(self) -> dict[str, Any]:
        """The fields, with everything that is wrong with them and not only the first of it."""
        typed = self.mended(super().clean())
        first, last = typed.get("from_at"), typed.get("until_at")
        if first and last and last < first:
            self.add_error("until_at", _("The period ends before it begins; give the earlier instant first"))
        elif self.is_live and last and self.at and last <= self.at:
            self.add_error("until_at", _("This period is over; data are collected live from now on"))
        for fault in faults_of_target(self.values()):
            field = self.field_of(fault)
            if field not in self.errors and (field or not self.errors):
                self.refuse(fault)
        return typed

    def mended(self, typed: dict[str, Any]) -> dict[str, Any]:
        """What was typed, with numbers as numbers and what may be left out filled in."""
        return typed

    def values(self) -> Json:
        typed = self.cleaned_data
        target: dict[str, Json] = {"kind": self.kind}
        for name in (*self.identity(), "custodian", "note"):
            value = typed.get(name)
            if value not in (None, ""):
                target[name] = _written(value) if isinstance(value, datetime) else value
        if typed.get("from_at") and typed.get("until_at"):
            period = {name: _written(typed[name]) for name in ("from_at", "until_at")}
            target["period"] = dict(period)
        return target


class IpForm(TargetForm):
    """A connection as a log shows it."""

    kind = "ip"
    heading = _("An IP address")
    lead = _("Behind a shared address only the port and the second tell one user from another.")

    def identity(self) -> Mapping[str, Any]:
        return {
            "address": Text(
                _("IP address"), width="20", is_code=True, hint=_("Version 4 or 6, as in the log")
            ),
            "port": Text(_("Source port"), width="5", kind="numeric", required=False),
            "logged_at": Instant(_("What the log says"), zones=self.zones()),
            "clock_offset": Text(
                _("Seconds by which that clock is fast"),
                width="5",
                required=False,
                hint=_("Slow: with a minus. Empty if it is right"),
            ),
            "destination": Text(
                _("Destination"), width="20", required=False, hint=_("Address or name of the server")
            ),
            "destination_port": Text(_("Destination port"), width="5", kind="numeric", required=False),
            "protocol": OneOf(
                _("Protocol"), choices=(("tcp", "TCP"), ("udp", "UDP")), required=False, is_inline=True
            ),
        }

    def mended(self, typed: dict[str, Any]) -> dict[str, Any]:
        for name in ("port", "clock_offset", "destination_port"):
            text = typed.get(name)
            if not text:
                continue
            try:
                typed[name] = int(text)
            except ValueError:
                self.add_error(name, WHOLE_NUMBER)
        if typed.get("logged_at") and (typed.get("from_at") or typed.get("until_at")):
            typed["from_at"] = typed.get("from_at") or typed["logged_at"]
            typed["until_at"] = typed.get("until_at") or typed["from_at"]
        return typed

    def values(self) -> Json:
        target, logged_at = super().values(), self.cleaned_data.get("logged_at")
        zone = getattr(logged_at.tzinfo, "key", "UTC") if logged_at else "UTC"
        return {**target, "zone": zone} if isinstance(target, Mapping) else target

    def shown(self) -> dict[str, Any]:
        found = super().shown()
        if isinstance(found.get("logged_at"), datetime) and isinstance(found.get("zone"), str):
            found["logged_at"] = found["logged_at"].astimezone(ZoneInfo(found["zone"]))
        return found


class AccountForm(TargetForm):
    """An account at a provider."""

    kind = "account"
    heading = _("An account at a provider")

    def identity(self) -> Mapping[str, Any]:
        return {
            "provider": Text(_("Provider"), width="30"),
            "account": Text(
                _("Account"),
                width="30",
                is_code=True,
                hint=_("Its number where there is one: names can change"),
            ),
        }


class EmailForm(TargetForm):
    """A mailbox."""

    kind = "email"
    heading = _("A mailbox")

    def identity(self) -> Mapping[str, Any]:
        return {"address": Text(_("E-mail address"), width="30", kind="email", is_code=True)}


class PhoneForm(TargetForm):
    """A telephone number."""

    kind = "phone"
    heading = _("A telephone number")

    def identity(self) -> Mapping[str, Any]:
        return {
            "number": Text(_("Number"), width="20", kind="tel", hint=_("With the country: +56 2 2690 0000"))
        }


class DeviceForm(TargetForm):
    """A telephone set or SIM."""

    kind = "device"
    heading = _("A telephone set or SIM")

    def identity(self) -> Mapping[str, Any]:
        schemes = (("imei", "IMEI"), ("imsi", "IMSI"), ("iccid", "ICCID"))
        return {
            "scheme": OneOf(_("Kind of number"), choices=schemes, is_inline=True),
            "number": Text(_("Number"), width="20", is_code=True),
        }


class DomainForm(TargetForm):
    """A domain name."""

    kind = "domain"
    heading = _("A domain name")

    def identity(self) -> Mapping[str, Any]:
        return {"name": Text(_("Domain"), width="30", is_code=True)}


class WalletForm(TargetForm):
    """An address on a chain."""

    kind = "wallet"
    heading = _("A wallet")

    def identity(self) -> Mapping[str, Any]:
        return {
            "chain": Pick(
                _("Chain"), choices=[(name, name.replace("-", " ").capitalize()) for name in _CHAINS]
            ),
            "address": Text(_("Address"), is_code=True),
            "memo": Text(
                _("Memo or tag"),
                width="20",
                required=False,
                hint=_("Tells one customer of an exchange apart"),
            ),
        }


class TransactionForm(TargetForm):
    """A transaction on a chain."""

    kind = "transaction"
    heading = _("A transaction")

    def identity(self) -> Mapping[str, Any]:
        return {
            "chain": Pick(
                _("Chain"), choices=[(name, name.replace("-", " ").capitalize()) for name in _CHAINS]
            ),
            "transaction": Text(_("Transaction"), is_code=True),
        }


class IbanForm(TargetForm):
    """A bank account."""

    kind = "iban"
    heading = _("A bank account")

    def identity(self) -> Mapping[str, Any]:
        return {"number": Text(_("IBAN"), width="30", is_code=True)}


TARGET_FORMS: Final[dict[str, type[TargetForm]]] = {
    form.kind: form
    for form in (
        IpForm,
        AccountForm,
        EmailForm,
        PhoneForm,
        DeviceForm,
        DomainForm,
        WalletForm,
        TransactionForm,
        IbanForm,
    )
}
"""Every kind of target that can be asked for."""


def _written(at: datetime) -> str:
    return write_instant(at.astimezone(UTC).replace(microsecond=0))
