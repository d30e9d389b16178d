"""The forms by which a person says who they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.contact_fields import Email, Telephone
from glacy.desks.frame.fields import LongText, OneOf, Password, SomeOf, Text
from glacy.desks.frame.forms import Form
from glacy.desks.frame.words import LANGUAGES, ROLES

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


class OfficerForm(Form):
    """An officer as they are to be, and why."""

    def __init__(
        self, data: Any = None, *, initial: dict[str, Any] | None = None, is_new: bool
    ) -> None:  # Any: QueryDict or None; values of fields
        super().__init__(data, initial=initial or {"language": "en", "zone": "UTC"})
        if is_new:
            self.fields["username"] = Text(
                _("Sign-in name"),
                hint=_("Small letters without a space; it stays for ever"),
                missing=_("Give a sign-in name"),
                width="20",
                longest=80,
                is_code=True,
            )
        self.fields["name"] = Text(_("Name"), missing=_("Give the name of the person"), longest=200)
        self.fields["roles"] = SomeOf(
            _("Roles"),
            choices=list(ROLES.items()),
            hint=_("An administrator holds no other role, because an administrator sees no case"),
            missing=_("Choose one role at least"),
        )
        self.fields["authority"] = Text(_("Authority"), required=False, longest=300)
        self.fields["title"] = Text(_("Rank or title"), required=False, longest=200)
        self.fields["phone"] = Telephone(_("Telephone"), hint=_("With its country, such as +233 30 000 0000"))
        self.fields["email"] = Email(_("E-mail address"))
        self.fields["language"] = OneOf(_("Language"), choices=list(LANGUAGES.items()))
        self.fields["zone"] = Text(_("Time zone"), hint=_("Such as Africa/Accra"), width="20")
        self.fields["why"] = LongText(_("Why"), missing=_("Say why; it is recorded"), rows=3, longest=2000)


class WhyOfficerForm(Form):
    """Why an officer is let go, or stays as they are."""

    why = LongText(_("Why"), missing=_("Say why; it is recorded"), rows=3, longest=2000)
