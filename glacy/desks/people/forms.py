"""The forms by which a person says who they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.fields import LongText, Password, Text
from glacy.desks.frame.forms import Form

_NEW_HINT = _("At least 12 characters that nobody guesses; several words are easier to keep in mind")


def _username() -> Text:
    return Text(
        _("Sign-in name"),
        missing=_("Enter your sign-in name"),
        width="20",
        autocomplete="username",
        is_code=True,
    )


def _code(hint: Any) -> Text:  # Any: a text that is translated when it is shown
    return Text(
        _("Code"),
        hint=hint,
        missing=_("Enter a code"),
        width="20",
        kind="numeric",
        autocomplete="one-time-code",
        is_code=True,
        longest=60,
    )


class SignInForm(Form):
    """Name and password."""

    username = _username()
    password = Password(_("Password"))


class SecondForm(Form):
    """The code of the app, or a recovery code."""

    code = _code(_("The six digits that your authenticator app shows now, or one of your recovery codes"))


class PasswordForm(Form):
    """A new password, and the one that it replaces."""

    current = Password(_("The password you have now"), missing=_("Enter the password you have now"))
    new = Password(_("New password"), hint=_NEW_HINT, missing=_("Enter a new password"), is_new=True)
    again = Password(_("New password, once more"), missing=_("Enter the new password once more"), is_new=True)

    def __init__(
        self, data: Any = None, *, weaknesses: Callable[[str], Iterable[str]]
    ) -> None:  # Any: QueryDict or None
        super().__init__(data)
        self.weaknesses = weaknesses

    def clean(self) -> dict[str, Any]:
        """The fields; everything that makes the new password weak is said at once."""
        typed = super().clean() or {}
        new, now, again = (typed.get(name) for name in ("new", "current", "again"))
        if not new:
            return typed
        for says in self.weaknesses(new):
            self.add_error("new", says)
        if new == now:
            self.add_error("new", _("This is the password you have now; choose another"))
        if again and new != again:
            self.add_error("again", _("The two new passwords are not the same"))
        return typed


class AgainForm(Form):
    """The password once more, before an act that takes it; and the code, for who has a second factor."""

    password = Password(_("Password"))
    code = _code(_("The six digits that your authenticator app shows now, or one of your recovery codes"))

    def __init__(self, data: Any = None, *, with_code: bool) -> None:  # Any: QueryDict or None
        super().__init__(data)
        if not with_code:
            del self.fields["code"]


class EnrolForm(Form):
    """A one-time code, and the password that is chosen with it."""

    username = _username()
    code = Text(
        _("One-time code"),
        hint=_("As it was given to you; of two halves the first one first"),
        missing=_("Enter the code"),
        width="30",
        is_code=True,
        longest=80,
    )
    new = Password(_("New password"), hint=_NEW_HINT, missing=_("Enter a new password"), is_new=True)
    again = Password(_("New password, once more"), missing=_("Enter the new password once more"), is_new=True)

    def clean(self) -> dict[str, Any]:
        """The fields, where the new password was typed twice alike."""
        typed = super().clean() or {}
        new, again = typed.get("new"), typed.get("again")
        if new and again and new != again:
            self.add_error("again", _("The two new passwords are not the same"))
        return typed


class AppForm(Form):
    """The first code of a new app."""

    code = _code(_("The six digits that the app shows now"))


class PasskeyForm(Form):
    """What a new passkey is called."""

    name = Text(
        _("Name of this passkey"),
        hint=_("So that you know it again, such as “Key on my ring”"),
        missing=_("Give it a name"),
        width="20",
        longest=60,
    )


class RecoveryForm(Form):
    """Why another officer needs a new way in."""

    why = LongText(
        _("Why is a new way in needed?"),
        hint=_("How you know that it is this person who asks, and what was lost. The journal keeps it."),
        rows=4,
        longest=2000,
    )
