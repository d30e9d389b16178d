"""What a request points at: an address, an account, a number, a name, a wallet; each with its period."""

from __future__ import annotations

import contextlib
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Literal, TypeAlias

from glacy.canon import Json
from glacy.cooperation import numbers
from glacy.cooperation.errors import InvalidTargetError, InvalidValueError
from glacy.cooperation.form import fields_of, obey, read_form, read_hint, write_form
from glacy.cooperation.plain import Shape
from glacy.cooperation.shapes import Line, Port, Seconds, ZoneName
from glacy.errors import GlacyError
from glacy.sayings import say
from glacy.times import read_instant, write_instant

Chain: TypeAlias = Annotated[
    str, Shape(says=say("a chain in lower case, such as bitcoin"), pattern="[a-z0-9-]{2,40}")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From one instant to another, both included."""

    from_at: datetime
    until_at: datetime

    def __post_init__(self) -> None:
        obey(self)
        if self.until_at < self.from_at:
            raise InvalidTargetError(
                "until_at",
                say("the period ends before it begins ({from_at})", from_at=self.from_at),
                remedy=say("Give the earlier instant first."),
            )

    def overlaps(self, other: Period) -> bool:
        """Whether the two have an instant in common."""
        return self.from_at <= other.until_at and other.from_at <= self.until_at


@dataclass(frozen=True, slots=True, kw_only=True)
class IpTarget:
    """A connection as a log shows it: address, source port, destination, and the instant to the second.

    `logged_at` is what the log says, in UTC; `zone` is the zone the log was written in; `clock_offset` is by
    how many seconds that clock was ahead of the true time (behind: negative).
    """

    KIND: ClassVar[str] = "ip"
    address: Line
    logged_at: datetime
    zone: ZoneName
    clock_offset: Seconds
    period: Period
    port: Port | None = None
    destination: Line | None = None
    destination_port: Port | None = None
    protocol: Literal["tcp", "udp"] | None = None
    custodian: Line | None = None
    note: Line | None = None

    def __post_init__(self) -> None:
        obey(self)
        _is_normal("address", self.address, numbers.normal_ip(self.address))

    @property
    def corrected_at(self) -> datetime:
        """The true instant: what the log says less what its clock was ahead."""
        return self.logged_at - timedelta(seconds=self.clock_offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountTarget:
    """An account at a provider, by the name or number that the provider gives it."""

    KIND: ClassVar[str] = "account"
    provider: Line
    account: Line
    period: Period
    custodian: Line | None = None
    note: Line | None = None

    def __post_init__(self) -> None:
        obey(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailTarget:
    """A mailbox."""

    KIND: ClassVar[str] = "email"
    address: Line
    period: Period
    custodian: Line | None = None
    note: Line | None = None

    def __post_init__(self) -> None:
        obey(self)
        _is_normal("address", self.address, numbers.normal_email(self.address))


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneTarget:
    """A telephone number in E.164."""

    KIND: ClassVar[str] = "phone"
    number: Line
    period: Period
    custodian: Line | None = None
    note: Line | None = None

    def __post_init__(self) -> None:
        obey(self)
        _is_normal("number", self.number, numbers.normal_phone(self.number))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceTarget:
    """A telephone set or a SIM: IMEI, IMSI or ICCID."""

    KIND: ClassVar[str] = "device"
    scheme: Literal["imei", "imsi", "iccid"]
    number: Line
    period: Period
    custodian: Line | None = None
    note: Line | None = None

    def __post_init__(self) -> None:
        obey(self)
        _is_normal("number", self.number, _DEVICE[self.scheme](self.number))


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainTarget:
    """A domain name, as A-labels."""

    KIND: ClassVar[str] = "domain"
    name: Line
    period: Period
    custodian: Line | None = None
    note: Line | None = None

    def __post_init__(self) -> None:
        obey(self)
        _is_normal("name", self.name, numbers.normal_domain(self.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletTarget:
    """An address on a chain, with the memo or tag that tells a customer of an exchange apart."""

    KIND: ClassVar[str] = "wallet"
    chain: Chain
    address: Line
    period: Period
    memo: Line | None = None
    custodian: Line | None = None
    note: Line | None = None

    def __post_init__(self) -> None:
        obey(self)
        _is_normal("address", self.address, numbers.normal_wallet(self.chain, self.address))


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionTarget:
    """A transaction on a chain."""

    KIND: ClassVar[str] = "transaction"
    chain: Chain
    transaction: Line
    period: Period
    custodian: Line | None = None
    note: Line | None = None

    def __post_init__(self) -> None:
        obey(self)
        _is_normal("transaction", self.transaction, numbers.normal_transaction(self.chain, self.transaction))


@dataclass(frozen=True, slots=True, kw_only=True)
class IbanTarget:
    """A bank account by its IBAN."""

    KIND: ClassVar[str] = "iban"
    number: Line
    period: Period
    custodian: Line | None = None
    note: Line | None = None

    def __post_init__(self) -> None:
        obey(self)
        _is_normal("number", self.number, numbers.normal_iban(self.number))


Target: TypeAlias = (
    IpTarget
    | AccountTarget
    | EmailTarget
    | PhoneTarget
    | DeviceTarget
    | DomainTarget
    | WalletTarget
    | TransactionTarget
    | IbanTarget
)
TARGET_KINDS: Mapping[str, type] = {kind.KIND: kind for kind in typing.get_args(Target)}
_DEVICE = {"imei": numbers.normal_imei, "imsi": numbers.normal_imsi, "iccid": numbers.normal_iccid}


def read_target(json: Json) -> Target:
    """A target from what an officer typed, brought into its one form; `InvalidTargetError` names the field.

    A bare number of digits, spaces in an IBAN or capitals in a domain are mended here; the wire takes no such
    liberties (`read_request`).
    """
    kind, given = _given(json)
    try:
        target: Target = read_form(kind, _normal(given))
    except InvalidTargetError:
        raise
    except GlacyError as fault:
        raise _as_target_error(fault) from fault
    return target


def faults_of_target(json: Json) -> tuple[InvalidTargetError, ...]:
    """Everything that is wrong with a target as it was typed, field by field; empty if it can be read.

    A field that is not there counts only when all the others are right.
    """
    try:
        kind, given = _given(json)
    except InvalidTargetError as fault:
        return (fault,)
    found: dict[str, InvalidTargetError] = {}
    try:
        given = _normal(given)
    except InvalidTargetError as fault:
        found[fault.field] = fault
    except GlacyError:
        pass  # an instant that cannot be read: its field says so below
    for item in fields_of(kind):
        if item.name not in given or item.name in found:
            continue
        try:
            read_hint(item.hint, given[item.name], item.name)
        except InvalidValueError as fault:
            found[item.name] = _as_target_error(fault)
    if not found:
        try:
            read_target(json)
        except InvalidTargetError as fault:
            found[fault.field] = fault
    return tuple(found.values())


def write_target(target: Target) -> Json:
    """The JSON of a target."""
    return write_form(target)


def name_of(target: Target) -> str:
    """The identifier of a target as one text: `203.0.113.77:51844`, `bitcoin:bc1...`, `+56...`."""
    match target:
        case IpTarget(address=address, port=port):
            return (
                address if port is None else f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
            )
        case AccountTarget(provider=provider, account=account):
            return f"{account} ({provider})"
        case EmailTarget(address=address):
            return address
        case WalletTarget(chain=chain, address=address, memo=memo):
            return f"{chain}:{address}" + (f" memo {memo}" if memo else "")
        case TransactionTarget(chain=chain, transaction=transaction):
            return f"{chain}:{transaction}"
        case DeviceTarget(scheme=scheme, number=number):
            return f"{scheme.upper()} {number}"
        case DomainTarget(name=name):
            return name
        case PhoneTarget(number=number) | IbanTarget(number=number):
            return number
    typing.assert_never(target)


def _given(json: Json) -> tuple[type, Mapping[str, Json]]:
    """The class of a target and what was typed of it, trimmed."""
    if not isinstance(json, Mapping) or str(json.get("kind")) not in TARGET_KINDS:
        raise InvalidTargetError(
            "kind", say("one of {target_kinds} was expected", target_kinds=", ".join(TARGET_KINDS))
        )
    given = {
        key: value.strip() if isinstance(value, str) else value
        for key, value in json.items()
        if value is not None and value != ""
    }
    return TARGET_KINDS[str(given["kind"])], given


def _as_target_error(fault: GlacyError) -> InvalidTargetError:
    if isinstance(fault, InvalidValueError):
        return InvalidTargetError(fault.field, fault.finding, remedy=fault.remedy)
    return InvalidTargetError("", fault.says, remedy=fault.remedy)


def _normal(given: Mapping[str, Json]) -> Mapping[str, Json]:
    """The same fields with the identifier in its one form."""
    kind, chain = str(given["kind"]), str(given.get("chain", "")).lower()
    plain = {
        "ip": ("address", numbers.normal_ip),
        "email": ("address", numbers.normal_email),
        "phone": ("number", numbers.normal_phone),
        "device": ("number", _DEVICE.get(str(given.get("scheme")), str)),
        "domain": ("name", numbers.normal_domain),
        "wallet": ("address", lambda text: numbers.normal_wallet(chain, text)),
        "transaction": ("transaction", lambda text: numbers.normal_transaction(chain, text)),
        "iban": ("number", numbers.normal_iban),
    }
    mended = dict(given)
    if chain:
        mended["chain"] = chain
    if kind in plain and isinstance(given.get(plain[kind][0]), str):
        field, normal = plain[kind]
        mended[field] = normal(str(given[field]))
    if kind == "ip":
        _fill_ip(mended)
    return mended


def _fill_ip(mended: dict[str, Json]) -> None:
    """What an officer may leave out: no clock offset is 0, no period is the second of the instant."""
    mended.setdefault("clock_offset", 0)
    if isinstance(mended.get("destination"), str):
        mended["destination"] = _normal_destination(str(mended["destination"]))
    logged, offset = mended.get("logged_at"), mended.get("clock_offset")
    if "period" not in mended and isinstance(logged, str) and isinstance(offset, int):
        with contextlib.suppress(OverflowError):  # then the instant or the offset is refused for itself
            at = write_instant(read_instant(logged) - timedelta(seconds=offset))
            mended["period"] = {"from_at": at, "until_at": at}


def _normal_destination(text: str) -> str:
    try:
        return numbers.normal_ip(text)
    except InvalidTargetError:
        return text


def _is_normal(field: str, found: str, normal: str) -> None:
    if found != normal:
        raise InvalidTargetError(
            field,
            say("{normal!r} was expected, found {found!r}", normal=normal, found=found),
            remedy=say("Use that form."),
        )
