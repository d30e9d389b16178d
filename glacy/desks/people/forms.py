"""The forms by which a person says who they are."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.fields import Password, Text
from glacy.desks.frame.forms import Form


class SignInForm(Form):
    """Name and password."""

    username = Text(
        _("Sign-in name"),
        missing=_("Enter your sign-in name"),
        width="20",
        autocomplete="username",
        is_code=True,
    )
    password = Password(_("Password"))


class AgainForm(Form):
    """The password once more, before an act that takes it."""

    password = Password(_("Password"))
