"""The part of a page that asks a browser for a passkey, and what is said when it did not come right."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from glacy.desks.frame.forms import Form
from glacy.desks.frame.here import this_node
from glacy.desks.people.passkeys import PasskeyError, StoppedPasskeyError
from glacy.node.acts import signing_in
from glacy.store.models import OfficerRow
from glacy.store.people import officer_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyPart:
    """What the browser is asked, where the answer goes, and the words on the button."""

    asked: str
    action: str
    button: str
    is_second: bool = False
    form: Form | None = None


def tell_stopped(fault: PasskeyError) -> str:
    """What to say; that a passkey was stopped is recorded, because somebody holds a copy of it."""
    if not isinstance(fault, StoppedPasskeyError):
        return _("The passkey was not accepted. Try again, or take another way in.")
    row = OfficerRow.objects.get(pk=str(fault.fields["officer"]))
    signing_in.record(
        this_node(), officer_of(row), signing_in.PASSKEY_STOPPED, name=str(fault.fields["name"])
    )
    return _(
        "This passkey was used from a copy of it, and opens nothing any more. Sign in by another way, remove "
        "it, and tell your administrator. The journal holds it."
    )
