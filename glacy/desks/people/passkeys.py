"""Passkeys: the ceremony with fido2, the rows with django-allauth.

Each answer is to one question, asked in this session for one use; it verifies the person (finger, face or
PIN); it comes from exactly this address; and the counter of the passkey has grown, or the passkey is stopped:
then there are two of it.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any, Final, Literal

from allauth.account.utils import url_str_to_user_pk, user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from glacy.desks.people.factors import PASSKEY
from glacy.errors import GlacyError
from glacy.sayings import say
from glacy.store.models import OfficerRow

Use = Literal["add", "sign_in", "second", "confirm"]
REQUIRED: Final = UserVerificationRequirement.REQUIRED
_ASKED: Final = "passkey_asked"
_SECONDS: Final = 600
_LONGEST: Final = 20_000


class PasskeyError(GlacyError):
    """What came is not the answer of a passkey that was asked for."""


class StoppedPasskeyError(PasskeyError):
    """The passkey counts backwards: there are two of it, and it opens nothing any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Whose passkey answered, and which."""

    officer: OfficerRow
    passkey_id: int
    name: str


def works_here(request: HttpRequest) -> bool:
    """Whether browsers use passkeys at this address: one with a name, over TLS or on this very machine."""
    host = _host(request)
    return host == "localhost" or (
        request.is_secure() and not host.replace(".", "").isdigit() and ":" not in host
    )


def ask_to_add(request: HttpRequest, row: OfficerRow) -> str:
    """The question to a browser that is to make a passkey for this officer, as JSON."""
    options, state = _server(request).register_begin(
        user=PublicKeyCredentialUserEntity(
            id=user_pk_to_url_str(row).encode("ascii"), name=row.username, display_name=row.name
        ),
        credentials=[data for _, data in _passkeys(row)],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=REQUIRED,
    )
    return _asked(request, state, dict(options), use="add", officer=row.pk)


def add(request: HttpRequest, row: OfficerRow, answer: str, *, name: str) -> None:
    """Keeps the passkey that a browser made for this officer."""
    state = _state(request, use="add", officer=row.pk)
    given = _read(answer)
    try:
        response = RegistrationResponse.from_dict(given)
        data = _server(request).register_complete(state, response)
    except _REFUSED as fault:
        raise _refusal() from fault
    made = data.credential_data
    if made is None or _is_taken(made.credential_id):
        raise _refusal()
    with transaction.atomic():
        kept = WebAuthn.add(row, name, dict(response)).instance
        kept.data["counter"] = data.counter
        kept.save(update_fields=["data"])


def ask(request: HttpRequest, *, use: Use, row: OfficerRow | None = None) -> str:
    """The question to a browser whose officer is to show a passkey, as JSON.

    Before it is known who asks, no passkey is named: the browser offers those that it has for this address.
    """
    mine = None if row is None else [data for _, data in _passkeys(row)]
    options, state = _server(request).authenticate_begin(credentials=mine, user_verification=REQUIRED)
    return _asked(request, state, dict(options), use=use, officer=0 if row is None else row.pk)


def take(request: HttpRequest, answer: str, *, use: Use, row: OfficerRow | None = None) -> Answered:
    """The officer whose passkey answered; PasskeyError where it is not one of theirs, or not an answer."""
    state = _state(request, use=use, officer=0 if row is None else row.pk)
    given = _read(answer)
    try:
        response = AuthenticationResponse.from_dict(given)
        officer = row or _owner(response)
        mine = _passkeys(officer)
        _server(request).authenticate_complete(state, [data for _, data in mine], response)
    except _REFUSED as fault:
        raise _refusal() from fault
    passkey_id = next(number for number, data in mine if data.credential_id == response.raw_id)
    return _count(officer, passkey_id, response.response.authenticator_data)


_REFUSED: Final = (ValueError, TypeError, KeyError, AttributeError, IndexError, StopIteration, LookupError)
"""What fido2 raises on an answer that is not one."""


def _count(officer: OfficerRow, passkey_id: int, data: AuthenticatorData) -> Answered:
    """Notes the counter; a passkey that does not count up, but did once, is a copy or has one."""
    with transaction.atomic():
        found = Authenticator.objects.select_for_update().get(pk=passkey_id)
        before = int(found.data.get("counter", 0))
        is_copy = (before or data.counter) and data.counter <= before
        found.data["counter"] = max(before, data.counter)
        found.data["stopped"] = bool(is_copy)
        found.save(update_fields=["data"])
        if not is_copy:
            found.record_usage()
    name = str(found.data.get("name", ""))
    if is_copy:
        raise StoppedPasskeyError(
            say("This passkey was used from a copy of it, and is stopped."),
            remedy=say("Sign in by another way, remove it, and tell your administrator."),
            officer=officer.pk,
            name=name,
        )
    return Answered(officer=officer, passkey_id=passkey_id, name=name)


def _passkeys(row: OfficerRow) -> list[tuple[int, AttestedCredentialData]]:
    """The passkeys of an officer that are not stopped."""
    found = []
    for one in Authenticator.objects.filter(user=row, type=PASSKEY):
        data = one.wrap().authenticator_data.credential_data
        if data is not None and not one.data.get("stopped"):
            found.append((int(one.pk), data))
    return found


def _is_taken(credential: bytes) -> bool:
    """Whether any officer has this passkey already."""
    every = Authenticator.objects.filter(type=PASSKEY)
    return any(one.wrap().authenticator_data.credential_data.credential_id == credential for one in every)


def _owner(response: AuthenticationResponse) -> OfficerRow:
    handle = response.response.user_handle
    if handle is None:
        raise ValueError("no officer is named")
    number = url_str_to_user_pk(handle.decode("ascii"))
    row = OfficerRow.objects.filter(pk=number, is_active=True).first()
    if row is None:
        raise LookupError("no such officer")
    return row


def _server(request: HttpRequest) -> Fido2Server:
    origin = f"{request.scheme}://{request.get_host()}"
    relying = PublicKeyCredentialRpEntity(id=_host(request), name="GLACY")
    return Fido2Server(relying, verify_origin=lambda given: given == origin)


def _host(request: HttpRequest) -> str:
    host = request.get_host()
    return host if host.endswith("]") else host.rpartition(":")[0] or host


def _asked(request: HttpRequest, state: Any, options: dict[str, Any], *, use: Use, officer: int) -> str:
    # Any: what fido2 keeps of a question, and JSON
    request.session[_ASKED] = {"state": state, "use": use, "officer": officer, "at": int(time.time())}
    return json.dumps(options["publicKey"])


def _state(request: HttpRequest, *, use: Use, officer: int) -> Any:  # Any: as above
    """What was asked last in this session: to be answered once, soon, and for the use it was asked for."""
    asked = request.session.pop(_ASKED, None)
    if asked is None or (asked["use"], asked["officer"]) != (use, officer):
        raise _refusal()
    if not 0 <= time.time() - asked["at"] <= _SECONDS:
        raise _refusal()
    return asked["state"]


def _read(answer: str) -> dict[str, Any]:  # Any: JSON
    try:
        found = json.loads(answer) if len(answer) <= _LONGEST else None
    except (ValueError, RecursionError) as fault:
        raise _refusal() from fault
    if not isinstance(found, dict):
        raise _refusal()
    return found


def _refusal() -> PasskeyError:
    return PasskeyError(
        say("The passkey was not accepted."), remedy=say("Try again, or take another way in.")
    )
