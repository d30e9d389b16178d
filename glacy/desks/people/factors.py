"""The second factors of an officer: an authenticator app and recovery codes, as django-allauth keeps them.

What allauth leaves open is closed here: a code of an app counts once, for good, because the step of the last
one is kept with the secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote

import segno
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db import transaction
from django.http import HttpRequest

from glacy.desks.frame.here import this_node
from glacy.node.veiling import unveil, veil
from glacy.store.models import OfficerRow

APP: Final = Authenticator.Type.TOTP
PASSKEY: Final = Authenticator.Type.WEBAUTHN
CODES: Final = Authenticator.Type.RECOVERY_CODES
_PENDING: Final = "app_to_be"
_STEP: Final = "last_step"
_PENDING_SECONDS: Final = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One second factor as its owner sees it."""

    id: int
    kind: str
    name: str
    added_at: datetime
    used_at: datetime | None
    is_stopped: bool


def factors_of(row: OfficerRow) -> tuple[Factor, ...]:
    """The second factors of an officer in the order in which they were added; recovery codes are none."""
    found = Authenticator.objects.filter(user=row).exclude(type=CODES).order_by("created_at", "id")
    return tuple(
        Factor(
            id=one.pk,
            kind=one.type,
            name=str(one.data.get("name", "")),
            added_at=one.created_at,
            used_at=one.last_used_at,
            is_stopped=bool(one.data.get("stopped")),
        )
        for one in found
    )


def has_factor(row: OfficerRow, *kinds: str) -> bool:
    """Whether an officer has one of these kinds, or any second factor where none is named."""
    found = Authenticator.objects.filter(user=row).exclude(type=CODES)
    return bool(found.filter(type__in=kinds).exists() if kinds else found.exists())


def pending_secret(request: HttpRequest) -> str:
    """The secret that is being set up in this session; it lies there under the node's key."""
    veiled = request.session.get(_PENDING)
    if veiled:
        secret = unveil(this_node(), veiled)
    else:
        secret = generate_totp_secret()
        request.session[_PENDING] = veil(this_node(), secret)
    return secret


def forget_pending(request: HttpRequest) -> None:
    """The next set-up begins with another secret."""
    request.session.pop(_PENDING, None)


def picture_of(row: OfficerRow, secret: str) -> str:
    """The secret as a picture to be photographed, an SVG without styles or scripts."""
    address = str(get_adapter().build_totp_url(row, secret))
    return str(
        segno.make(address, error="m").svg_data_uri(scale=4, border=2, dark="#0b1c2c", light="#ffffff")
    )


def address_of_secret(row: OfficerRow, secret: str) -> str:
    """The address by which an app on this very device takes the secret."""
    return quote(str(get_adapter().build_totp_url(row, secret)), safe=":/?&=%@")


def put_app(row: OfficerRow, secret: str, code: str) -> bool:
    """Makes the app the officer's, in place of an older one, if its code is right."""
    step = _step_of(secret, code)
    if step is None:
        return False
    with transaction.atomic():
        OfficerRow.objects.select_for_update().get(pk=row.pk)
        Authenticator.objects.filter(user=row, type=APP).delete()
        made = TOTP.activate(row, secret).instance
        made.data[_STEP] = step
        made.save(update_fields=["data"])
    return True


def use_app_code(row: OfficerRow, code: str) -> bool:
    """Whether this is the code that the officer's app shows now, and was not used yet; it is used now."""
    with transaction.atomic():
        found = Authenticator.objects.select_for_update().filter(user=row, type=APP).first()
        if found is None:
            return False
        step = _step_of(get_adapter().decrypt(found.data["secret"]), code)
        if step is None or step <= int(found.data.get(_STEP, -1)):
            return False
        found.data[_STEP] = step
        found.save(update_fields=["data"])
        found.record_usage()
    return True


def make_codes(row: OfficerRow) -> tuple[str, ...]:
    """New recovery codes, each for one sign-in; older ones open nothing any more."""
    with transaction.atomic():
        OfficerRow.objects.select_for_update().get(pk=row.pk)
        Authenticator.objects.filter(user=row, type=CODES).delete()
        return tuple(RecoveryCodes.activate(row).generate_codes())


def use_recovery_code(row: OfficerRow, code: str) -> bool:
    """Whether this is a recovery code of the officer that was not used yet; it is used now."""
    found = Authenticator.objects.filter(user=row, type=CODES).first()
    return found is not None and bool(RecoveryCodes(found).validate_code(code))


def codes_left(row: OfficerRow) -> int:
    """How many recovery codes an officer has left."""
    found = Authenticator.objects.filter(user=row, type=CODES).first()
    return 0 if found is None else len(RecoveryCodes(found).get_unused_codes())


def remove_factor(row: OfficerRow, factor_id: int) -> str:
    """Removes a second factor of an officer; its kind, or nothing where it is not theirs.

    Recovery codes without a factor would be a factor on their own: they go with the last.
    """
    with transaction.atomic():
        OfficerRow.objects.select_for_update().get(pk=row.pk)
        found = Authenticator.objects.filter(user=row, pk=factor_id).exclude(type=CODES).first()
        if found is None:
            return ""
        kind = str(found.type)
        found.delete()
        if not has_factor(row):
            Authenticator.objects.filter(user=row, type=CODES).delete()
    return kind


def _step_of(secret: str, code: str) -> int | None:
    """The step of time whose code this is: now, or thirty seconds before or after."""
    for step in yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return int(step)
    return None
