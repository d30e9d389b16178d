"""Tokens by which a program reads in an officer's name: signed, for thirty days, void with the password."""

from __future__ import annotations

import hmac
from typing import Final

from django.core import signing
from django.http import HttpRequest
from ninja.security import HttpBearer

from glacy.canon import digest_of
from glacy.store.models import OfficerRow

SALT: Final = "glacy.api"
SECONDS: Final = 30 * 24 * 3600


def write_token(row: OfficerRow) -> str:
    """A token for that officer."""
    return signing.dumps({"officer": row.pk, "mark": _mark(row)}, salt=SALT, compress=True)


def find_bearer(token: str) -> OfficerRow | None:
    """The active officer of a token, or None where it is not ours, too old, or void."""
    try:
        given = signing.loads(token, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return None
    row = OfficerRow.objects.filter(pk=given["officer"], is_active=True).first()
    return row if row is not None and hmac.compare_digest(_mark(row), given["mark"]) else None


def _mark(row: OfficerRow) -> str:
    return str(digest_of(row.password.encode()))[:16]


class Bearer(HttpBearer):
    """Reads `Authorization: Bearer TOKEN`."""

    def authenticate(self, request: HttpRequest, token: str) -> OfficerRow | None:
        """The officer, who is then the one that the view sees."""
        row = find_bearer(token)
        if row is not None:
            request.user = row
        return row
