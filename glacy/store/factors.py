"""The second factors of officers as rows: which there are, and their removal. What makes and checks them is
in the people desk, with django-allauth, whose table this is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.apps import apps
from django.db.models import QuerySet

from glacy.store.people import Officer

RECOVERY_CODES: Final = "recovery_codes"


def factor_kinds(officer: Officer) -> tuple[str, ...]:
    """The kinds of an officer's second factors, `totp` or `webauthn`, each once for each that there is."""
    found = _rows().filter(user_id=int(officer.id)).exclude(type=RECOVERY_CODES)
    return tuple(found.order_by("type", "id").values_list("type", flat=True))


def kinds_of_all() -> Mapping[str, tuple[str, ...]]:
    """The kinds of every officer's second factors, by the officer's id."""
    found: dict[str, tuple[str, ...]] = {}
    pairs = _rows().exclude(type=RECOVERY_CODES).order_by("type", "id").values_list("user_id", "type")
    for officer, kind in pairs:
        found[str(officer)] = (*found.get(str(officer), ()), kind)
    return found


def drop_factors(officer: Officer) -> int:
    """Removes every second factor and recovery code of an officer; how many second factors that were."""
    count = len(factor_kinds(officer))
    _rows().filter(user_id=int(officer.id)).delete()
    return count


def _rows() -> QuerySet[Any]:  # Any: a model of django-allauth, which has no types
    rows: QuerySet[Any] = apps.get_model("mfa", "Authenticator")._default_manager.all()  # Any: as above
    return rows
