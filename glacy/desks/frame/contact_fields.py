"""Fields for a telephone number and a mail address: checked for their form, kept as they were typed."""

from __future__ import annotations

from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.fields import Text
from glacy.desks.frame.parts import Text as Words

WRONG_NUMBER = _("Write the telephone number with its country, for example +233 30 000 0000")
WRONG_ADDRESS = _("Write the e-mail address in full, for example desk@authority.example")


class Telephone(Text):
    """A telephone number with the code of its country (E.164)."""

    def __init__(self, label: Words, *, hint: Words = "", required: bool = False) -> None:
        super().__init__(label, kind="tel", required=required, width="20", hint=hint)

    def clean(self, value: Any) -> str:  # Any: what Django hands over
        """The number as typed, if it can be one."""
        text = str(super().clean(value))
        if not text:
            return text
        try:
            possible = phonenumbers.is_possible_number(phonenumbers.parse(text, None))
        except phonenumbers.NumberParseException:
            possible = False
        if not possible:
            raise ValidationError(WRONG_NUMBER, code="telephone")
        return text


class Email(Text):
    """A mail address."""

    def __init__(self, label: Words) -> None:
        super().__init__(label, kind="email", required=False, width="30")

    def clean(self, value: Any) -> str:  # Any: what Django hands over
        """The address as typed, if it has the form of one."""
        text = str(super().clean(value))
        if text:
            EmailValidator(message=WRONG_ADDRESS)(text)
        return text
