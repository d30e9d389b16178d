"""A request as ETSI TS 103 120 (HI-1, V1.15.1): a profile that carries our bytes as `DocumentBody`.

Article 29 is an `LPTaskObject`, Article 31 an `LDTaskObject`, Articles 33 and 34 an `LITaskObject`, one for
each target. Approvals stand on the `AuthorisationObject`, because a preservation task has no place for them.
"""

from __future__ import annotations

import hashlib
import ipaddress
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from glacy.canon import Json
from glacy.cooperation.errors import NoProfileError
from glacy.cooperation.request import Request
from glacy.cooperation.targets import (
    AccountTarget,
    DeviceTarget,
    DomainTarget,
    EmailTarget,
    IbanTarget,
    IpTarget,
    PhoneTarget,
    Target,
    TransactionTarget,
    WalletTarget,
)
from glacy.cooperation.wire import write_request
from glacy.sayings import say
from glacy.times import write_instant

ETSI_VERSION = "V1.15.1"
OWNER = "GLACY"
PROFILE_VERSION = "1"
_TASK = "{http://uri.etsi.org/03120/common/2020/09/Task}"
AUTHORISATION_TYPE = "{http://uri.etsi.org/03120/common/2020/09/Authorisation}AuthorisationObject"
DOCUMENT_TYPE = "{http://uri.etsi.org/03120/common/2020/09/Document}DocumentObject"
TASK_TYPES = {
    "ETS185-29": f"{_TASK}LPTaskObject",
    "ETS185-31": f"{_TASK}LDTaskObject",
    "ETS185-33": f"{_TASK}LITaskObject",
    "ETS185-34": f"{_TASK}LITaskObject",
}
_SHORT = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who approved a request, in which office, and when."""

    name: str
    role: str
    at: datetime
    emergency: bool = False


def export_hi1(request: Request, *, approvals: tuple[Approval, ...] = ()) -> Json:
    """The HI-1 message of a request; a measure without an HI-1 form raises `NoProfileError`."""
    task_type = TASK_TYPES.get(request.measure)
    if task_type is None:
        raise NoProfileError(
            say("{measure} has no form in ETSI TS 103 120.", measure=request.measure),
            remedy=say(
                "Send the sealed document or the message itself; HI-1 serves Articles 29, 31, 33 and 34."
            ),
            measure=request.measure,
        )
    asked = request.addressee.name or request.addressee.kind
    authorisation = _object_id(request, "authorisation")
    objects: list[Json] = [
        _authorisation(request, authorisation, approvals),
        _document(request, authorisation),
        *(
            _task(request, target, number, task_type, authorisation)
            for number, target in enumerate(request.targets, start=1)
        ),
    ]
    actions: list[Json] = [
        {"ActionIdentifier": number, "CREATE": {"HI1Object": each}} for number, each in enumerate(objects)
    ]
    return {
        "Header": {
            "SenderIdentifier": _endpoint(request.requesting, request.authority.name),
            "ReceiverIdentifier": _endpoint(request.requested, asked),
            "TransactionIdentifier": request.id,
            "Timestamp": write_instant(request.dated_at).replace("Z", ".000000Z"),
            "Version": {
                "ETSIVersion": ETSI_VERSION,
                "NationalProfileOwner": OWNER,
                "NationalProfileVersion": PROFILE_VERSION,
            },
        },
        "Payload": {"RequestPayload": {"ActionRequests": {"ActionRequest": actions}}},
    }


def task_objects(request: Request) -> tuple[Json, ...]:
    """The task objects of a request, one for each target; what an import compares with."""
    authorisation = _object_id(request, "authorisation")
    task_type = TASK_TYPES[request.measure]
    numbered = enumerate(request.targets, start=1)
    return tuple(_task(request, target, number, task_type, authorisation) for number, target in numbered)


def _authorisation(request: Request, object_id: str, approvals: tuple[Approval, ...]) -> Json:
    emergency = request.urgency.grade == "emergency"
    signed = approvals or (
        Approval(
            name=request.authority.officer or request.authority.name,
            role=request.authority.title or request.authority.role,
            at=request.dated_at,
            emergency=emergency,
        ),
    )
    priority = "Routine" if request.urgency.grade == "routine" else "High"
    return {
        "@xsi:type": AUTHORISATION_TYPE,
        **_head(request, object_id),
        "auth:AuthorisationReference": request.reference,
        "auth:AuthorisationLegalType": _entry(OWNER, "AuthorisationLegalType", request.measure),
        "auth:AuthorisationPriority": _entry("ETSI", "AuthorisationPriority", priority),
        "auth:AuthorisationDesiredStatus": _entry("ETSI", "AuthorisationDesiredStatus", "Active"),
        "auth:AuthorisationCreationTimestamp": write_instant(request.dated_at),
        "auth:AuthorisationJurisdiction": request.requesting,
        "auth:AuthorisationApprovalDetails": [
            {
                "common:ApprovalType": "approval",
                "common:ApproverDetails": {"common:ApproverName": one.name, "common:ApproverRole": one.role},
                "common:ApprovalTimestamp": write_instant(one.at),
                "common:ApprovalIsEmergency": one.emergency,
            }
            for one in signed
        ],
    }


def _document(request: Request, authorisation: str) -> Json:
    body = write_request(request)
    return {
        "@xsi:type": DOCUMENT_TYPE,
        **_head(request, _object_id(request, "document")),
        "AssociatedObjects": {"AssociatedObject": [authorisation]},
        "doc:DocumentReference": request.id,
        "doc:DocumentName": "message.json",
        "doc:DocumentType": _entry(OWNER, "DocumentType", request.FORMAT),
        "doc:DocumentBody": {
            "doc:Contents": b64encode(body).decode("ascii"),
            "doc:ContentType": "application/json",
            "doc:Checksum": hashlib.sha256(body).hexdigest(),
            "doc:ChecksumType": "SHA-256",
        },
    }


def _task(request: Request, target: Target, number: int, task_type: str, authorisation: str) -> Json:
    common: dict[str, Json] = {
        "@xsi:type": task_type,
        **_head(request, _object_id(request, f"task/{number}")),
        "AssociatedObjects": {"AssociatedObject": [authorisation]},
        "task:CSPID": _endpoint(request.requested, target.custodian or "unknown"),
    }
    start, end = write_instant(target.period.from_at), write_instant(target.period.until_at)
    match request.measure:
        case "ETS185-29":
            wanted = request.earlier.wanted_until_on if request.earlier else None
            more: dict[str, Json] = (
                {}
                if wanted is None
                else {"task:DesiredPreservationExpiration": f"{wanted.isoformat()}T23:59:59Z"}
            )
            return {**common, "task:RequestDetails": _details(request, target, start, end), **more}
        case "ETS185-31":
            return {
                **common,
                "task:Reference": f"{request.requesting}-{OWNER}-{request.id}-{number}",
                "task:DesiredStatus": _entry("ETSI", "LDTaskDesiredStatus", "AwaitingDisclosure"),
                "task:RequestDetails": _details(request, target, start, end) | _observed(target),
            }
        case _:
            delivery = "IRIOnly" if request.measure == "ETS185-33" else "CCOnly"
            return {
                **common,
                "task:Reference": f"{UUID(request.id).hex[:20]}-{number}",
                "task:Timespan": {"task:StartTime": start, "task:EndTime": end},
                "task:DeliveryType": _entry("ETSI", "TaskDeliveryType", delivery),
                "task:TargetIdentifier": {
                    "task:TargetIdentifierValues": {"task:TargetIdentifierValue": _values(target)}
                },
            }


def _details(request: Request, target: Target, start: str, end: str) -> dict[str, Json]:
    categories = " ".join(one.category for one in request.data.wanted)
    return {
        "task:Type": _entry(OWNER, "RequestType", categories),
        "task:StartTime": start,
        "task:EndTime": end,
        "task:RequestValues": {"task:RequestValue": _values(target)},
    }


def _observed(target: Target) -> dict[str, Json]:
    if not isinstance(target, IpTarget):
        return {}
    return {"task:ObservedTimes": [write_instant(target.corrected_at)]}


def _values(target: Target) -> list[Json]:
    """The identifiers of a target in the formats of TS 103 280; what it has no format for is owned by us."""
    match target:
        case IpTarget():
            return _connection(target)
        case EmailTarget():
            kind = "EmailAddress" if target.address.isascii() else "InternationalizedEmailAddress"
            return [_value("ETSI", kind, target.address)]
        case PhoneTarget():
            return [_value("ETSI", "InternationalE164", target.number.removeprefix("+"))]
        case DeviceTarget():
            name = {15: "IMEICheckDigit", 16: "IMEISV"}.get(len(target.number), "IMEI")
            return [_value("ETSI", name if target.scheme == "imei" else target.scheme.upper(), target.number)]
        case AccountTarget():
            return [_value(OWNER, "Provider", target.provider), _value(OWNER, "Account", target.account)]
        case DomainTarget():
            return [_value(OWNER, "DomainName", target.name)]
        case WalletTarget():
            memo = [_value(OWNER, "Memo", target.memo)] if target.memo else []
            return [_value(OWNER, "Chain", target.chain), _value(OWNER, "Wallet", target.address), *memo]
        case TransactionTarget():
            return [_value(OWNER, "Chain", target.chain), _value(OWNER, "Transaction", target.transaction)]
        case IbanTarget():
            return [_value(OWNER, "IBAN", target.number)]


def _connection(target: IpTarget) -> list[Json]:
    address = ipaddress.ip_address(target.address)
    values = [_value("ETSI", f"IPv{address.version}Address", address.exploded)]
    if target.port is not None:
        owner, name = ("ETSI", f"{target.protocol.upper()}Port") if target.protocol else (OWNER, "Port")
        values.append(_value(owner, name, str(target.port)))
    if target.destination is not None:
        values.append(_value(OWNER, "Destination", target.destination))
    if target.destination_port is not None:
        values.append(_value(OWNER, "DestinationPort", str(target.destination_port)))
    return values


def _value(owner: str, name: str, value: str) -> Json:
    return {"task:FormatType": {"task:FormatOwner": owner, "task:FormatName": name}, "task:Value": value}


def _entry(owner: str, name: str, value: str) -> Json:
    return {"common:Owner": owner, "common:Name": name, "common:Value": value[:_SHORT]}


def _endpoint(country: str, name: str) -> Json:
    return {"CountryCode": country, "UniqueIdentifier": name}


def _head(request: Request, object_id: str) -> dict[str, Json]:
    return {
        "ObjectIdentifier": object_id,
        "CountryCode": request.requesting,
        "OwnerIdentifier": request.authority.name[:_SHORT],
        "Generation": 1,
        "ExternalIdentifier": request.reference,
        "LastChanged": write_instant(request.dated_at),
    }


def _object_id(request: Request, part: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"glacy:hi1:{request.id}/{part}"))
