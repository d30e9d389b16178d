"""An HI-1 message (ETSI TS 103 120) read: our request out of its body, or a draft out of other objects.

ETSI's schemas let a month 19 pass and leave most objects open; what is used here is checked here.
"""

from __future__ import annotations

import hashlib
import json as plain_json
from base64 import b64decode
from collections.abc import Iterator, Mapping
from datetime import datetime

from glacy.canon import Json, write_canonical
from glacy.cooperation.cells import inner, items
from glacy.cooperation.draft import Draft
from glacy.cooperation.errors import NoProfileError
from glacy.cooperation.hi1 import AUTHORISATION_TYPE, DOCUMENT_TYPE, TASK_TYPES, task_objects
from glacy.cooperation.request import Request
from glacy.cooperation.targets import read_target, write_target
from glacy.cooperation.wire import MOST_BYTES, read_request
from glacy.errors import GlacyError
from glacy.sayings import say
from glacy.times import whole_seconds, write_instant

_REMEDY = say("Ask the sender for HI-1 after TS 103 120 V1.15.1, or key the request in.")
_MOST_OBJECTS = 500
_MEASURES = {
    TASK_TYPES["ETS185-29"]: "ETS185-29",
    TASK_TYPES["ETS185-31"]: "ETS185-31",
    TASK_TYPES["ETS185-34"]: "ETS185-34",
}
_PARTS = frozenset(
    {"TCPPort", "UDPPort", "Port", "Destination", "DestinationPort", "Chain", "Memo", "Provider"}
)
_ON_CHAIN = frozenset({"Wallet", "Transaction"})
_SIMPLE: Mapping[str, Mapping[str, str | None]] = {
    "EmailAddress": {"kind": "email", "address": None},
    "InternationalizedEmailAddress": {"kind": "email", "address": None},
    "InternationalE164": {"kind": "phone", "number": None},
    "IMEI": {"kind": "device", "scheme": "imei", "number": None},
    "IMEICheckDigit": {"kind": "device", "scheme": "imei", "number": None},
    "IMEISV": {"kind": "device", "scheme": "imei", "number": None},
    "IMSI": {"kind": "device", "scheme": "imsi", "number": None},
    "ICCID": {"kind": "device", "scheme": "iccid", "number": None},
    "DomainName": {"kind": "domain", "name": None},
    "Wallet": {"kind": "wallet", "address": None},
    "Transaction": {"kind": "transaction", "transaction": None},
    "IBAN": {"kind": "iban", "number": None},
}


def read_hi1(data: bytes) -> Request | Draft:
    """What the bytes of an HI-1 message hold; `NoProfileError` says what is wrong."""
    try:
        if len(data) > 2 * MOST_BYTES:
            raise NoProfileError(
                say(
                    "At most {value} bytes were expected, found {count}.",
                    value=2 * MOST_BYTES,
                    count=len(data),
                )
            )
        return import_hi1(plain_json.loads(data))
    except (ValueError, RecursionError) as fault:
        raise NoProfileError(say("JSON was expected: {why}.", why=fault), remedy=_REMEDY) from fault


def import_hi1(json: Json) -> Request | Draft:
    """The request in the `DocumentBody` of an HI-1 message; without one, a draft of what the objects say.

    Tasks that say something else than the body are refused: there are no two truths in one message.
    """
    try:
        objects = tuple(_objects(json))
        bodies = [each for each in objects if each.get("@xsi:type") == DOCUMENT_TYPE and _is_ours(each)]
        tasks = [each for each in objects if str(each.get("@xsi:type")) in _MEASURES]
        if len(bodies) > 1 or not tasks:
            raise NoProfileError(say("One document and at least one task were expected."), remedy=_REMEDY)
        return _whole(bodies[0], tasks) if bodies else _draft(json, objects, tasks)
    except NoProfileError:
        raise
    except GlacyError as fault:
        raise NoProfileError(fault.says, remedy=fault.remedy or _REMEDY) from fault


def _objects(json: Json) -> Iterator[Mapping[str, Json]]:
    actions = items(inner(json, "Payload", "RequestPayload", "ActionRequests", "ActionRequest"))
    if not 0 < len(actions) <= _MOST_OBJECTS:
        raise NoProfileError(
            say(
                "Payload.RequestPayload: 1 to {most_objects} actions were expected.",
                most_objects=_MOST_OBJECTS,
            ),
            remedy=_REMEDY,
        )
    for action in actions:
        found = inner(action, "CREATE", "HI1Object")
        if isinstance(found, Mapping):
            yield found


def _is_ours(each: Mapping[str, Json]) -> bool:
    return inner(each, "doc:DocumentType", "common:Value") == Request.FORMAT


def _whole(document: Mapping[str, Json], tasks: list[Mapping[str, Json]]) -> Request:
    body = inner(document, "doc:DocumentBody")
    try:
        data = b64decode(str(inner(body, "doc:Contents")), validate=True)
    except ValueError as fault:
        raise NoProfileError(say("doc:Contents: base64 was expected."), remedy=_REMEDY) from fault
    if hashlib.sha256(data).hexdigest() != inner(body, "doc:Checksum"):
        raise NoProfileError(say("doc:Checksum: it is not the SHA-256 of the contents."), remedy=_REMEDY)
    request = read_request(data)
    if request.measure not in TASK_TYPES:
        raise NoProfileError(say("{measure} has no form in HI-1.", measure=request.measure), remedy=_REMEDY)
    if [_essence(each) for each in tasks] != [_essence(each) for each in task_objects(request)]:
        raise NoProfileError(
            say("The task objects say something else than the request in the document."),
            remedy=say("Ask the sender which of the two is meant."),
        )
    return request


def _essence(task: Json) -> bytes:
    """What a task asks for, without the marks that a system along the way may set."""
    kept = ("@xsi:type", "task:RequestDetails", "task:Timespan", "task:TargetIdentifier", "task:CSPID")
    return write_canonical({key: inner(task, key) for key in kept})


def _draft(json: Json, objects: tuple[Mapping[str, Json], ...], tasks: list[Mapping[str, Json]]) -> Draft:
    kinds = {str(task.get("@xsi:type")) for task in tasks}
    if len(kinds) != 1:
        raise NoProfileError(say("Tasks of one kind were expected in one message."), remedy=_REMEDY)
    requesting = inner(json, "Header", "SenderIdentifier", "CountryCode")
    requested = inner(json, "Header", "ReceiverIdentifier", "CountryCode")
    authorisation = next((each for each in objects if each.get("@xsi:type") == AUTHORISATION_TYPE), {})
    reference = authorisation.get("auth:AuthorisationReference") or inner(
        json, "Header", "TransactionIdentifier"
    )
    draft = Draft.empty(
        case_reference=str(reference),
        measure=_MEASURES[kinds.pop()],
        requesting=str(requesting),
        requested=str(requested),
        exercise=False,
    )
    draft = draft.with_section(
        "authority",
        {"country": requesting, "name": inner(json, "Header", "SenderIdentifier", "UniqueIdentifier")},
    )
    return draft.with_section("targets", [target for task in tasks for target in _targets(task)])


def _targets(task: Mapping[str, Json]) -> Iterator[Json]:
    details = task.get("task:RequestDetails")
    span = details if isinstance(details, Mapping) else task.get("task:Timespan")
    period: Json = {
        "from_at": _instant(inner(span, "task:StartTime"), "task:StartTime"),
        "until_at": _instant(inner(span, "task:EndTime"), "task:EndTime"),
    }
    custodian = inner(task, "task:CSPID", "UniqueIdentifier")
    values = items(inner(details, "task:RequestValues", "task:RequestValue")) or items(
        inner(task, "task:TargetIdentifier", "task:TargetIdentifierValues", "task:TargetIdentifierValue")
    )
    named = [
        (str(inner(one, "task:FormatType", "task:FormatName")), str(inner(one, "task:Value")))
        for one in values
    ]
    observed = [*items(inner(details, "task:ObservedTimes")), inner(details, "task:ObservedTime")]
    for known in _identified(named, str(custodian or "unknown")):
        more: dict[str, Json] = {"period": period, "custodian": custodian}
        if known["kind"] == "ip":
            at = next((one for one in observed if one), inner(span, "task:StartTime"))
            more |= {"logged_at": _instant(at, "task:ObservedTime"), "zone": "UTC"}
        yield write_target(read_target({**known, **more}))


def _identified(values: list[tuple[str, str]], provider: str) -> Iterator[dict[str, Json]]:
    """The targets that the values of one task name; a format that is not known comes in as an account."""
    parts = {name: value for name, value in values if name in _PARTS}
    port = parts.get("TCPPort") or parts.get("UDPPort") or parts.get("Port")
    provider = parts.get("Provider", provider)
    for name, value in values:
        if name in _PARTS:
            continue
        if name in ("IPv4Address", "IPv6Address"):
            yield {
                "kind": "ip",
                "address": value,
                "port": _number(port),
                "destination": parts.get("Destination"),
                "destination_port": _number(parts.get("DestinationPort")),
            }
        elif name in _SIMPLE:
            known: dict[str, Json] = dict(_SIMPLE[name])
            field = next(key for key, mark in known.items() if mark is None)
            chain: dict[str, Json] = {"chain": parts.get("Chain", "other")} if name in _ON_CHAIN else {}
            memo: dict[str, Json] = {"memo": parts.get("Memo")} if name == "Wallet" else {}
            yield {**known, field: f"+{value}" if known["kind"] == "phone" else value, **chain, **memo}
        else:
            account = value if name == "Account" else f"{name}: {value}"
            yield {"kind": "account", "provider": provider, "account": account}


def _instant(value: Json, field: str) -> str:
    try:
        found = datetime.fromisoformat(str(value))
        if found.tzinfo is not None:
            return write_instant(whole_seconds(found))
    except (ValueError, OverflowError) as fault:
        raise NoProfileError(
            say("{field}: an instant was expected, found {found!r}.", field=field, found=str(value)[:40]),
            remedy=_REMEDY,
            field=field,
        ) from fault
    raise NoProfileError(
        say("{field}: an instant with its zone was expected.", field=field), remedy=_REMEDY, field=field
    )


def _number(value: Json) -> Json:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 5 else None
