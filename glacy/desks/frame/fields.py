"""The kinds of fields: text, long text, choice, day, file and the like. Moments have their own module."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, Literal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.parts import Text as Words
from glacy.letters import as_meant

WRITE = _("Write something here")
PASSWORD = _("Enter your password")
CHOOSE_ONE = _("Choose one")
CHOOSE_SOME = _("Choose at least one")
CHOOSE = _("Choose")
CONFIRM = _("Confirm this to go on")
CHOOSE_FILE = _("Choose a file")
WHOLE_NUMBER = _("Write a whole number")
LINE_TOO_LONG = _("A line has %(found)s signs, and at most %(most)s fit: split it in two")

LINE: Final = 300
"""How long a line of text in a message may be (docs/specs/request.md)."""

Choices = Iterable[tuple[str, Words]]
Width = Literal["2", "3", "4", "5", "10", "20", "30", ""]


def _attributes(hint: Words, label: Words, required: bool, initial: object) -> dict[str, Any]:
    # Any: Django's field arguments are of many types
    return {"help_text": hint, "label": label, "required": required, "initial": initial}


class Text(forms.CharField):
    """One line of text; `width` is in characters, `kind` the keyboard that a telephone shows."""

    def __init__(
        self,
        label: Words,
        *,
        hint: Words = "",
        missing: Words = WRITE,
        required: bool = True,
        initial: str | None = None,
        width: Width = "",
        kind: Literal["text", "email", "tel", "search", "numeric", "url"] = "text",
        longest: int = 500,
        autocomplete: str = "off",
        is_code: bool = False,
    ) -> None:
        widget = forms.TextInput(
            attrs={"autocomplete": autocomplete, "spellcheck": "false" if is_code else None}
        )
        widget.template_name = "fields/text.html"
        if kind == "numeric":
            widget.attrs["inputmode"] = "numeric"
        else:
            widget.input_type = kind
        names = [
            "govuk-input",
            f"govuk-input--width-{width}" if width else "",
            "glacy-code" if is_code else "",
        ]
        widget.attrs["class"] = " ".join(filter(None, names))
        super().__init__(
            max_length=longest,
            widget=widget,
            error_messages={"required": missing},
            **_attributes(hint, label, required, initial),
        )

    def to_python(self, value: Any) -> str:  # Any: what Django hands over
        """The line as it was meant, however it was pasted."""
        return " ".join(as_meant(super().to_python(value) or "").splitlines())


class LongText(forms.CharField):
    """Several lines of text; `each` is how long one line of a list may be."""

    def __init__(
        self,
        label: Words,
        *,
        hint: Words = "",
        missing: Words = WRITE,
        required: bool = True,
        initial: str | None = None,
        rows: int = 5,
        longest: int = 20_000,
        each: int | None = None,
    ) -> None:
        self.each = each
        widget = forms.Textarea(attrs={"rows": rows, "class": "govuk-textarea"})
        widget.template_name = "fields/textarea.html"
        super().__init__(
            max_length=longest,
            widget=widget,
            error_messages={"required": missing},
            **_attributes(hint, label, required, initial),
        )

    def to_python(self, value: Any) -> str:  # Any: what Django hands over
        """The text as it was meant: a browser sends two signs at the end of each line."""
        return as_meant(super().to_python(value) or "").strip()

    def validate(self, value: str) -> None:
        """Returns if no line of a list is longer than one may be."""
        super().validate(value)
        longest = max((len(line.strip()) for line in value.splitlines()), default=0)
        if self.each is not None and longest > self.each:
            raise ValidationError(LINE_TOO_LONG, params={"most": self.each, "found": longest}, code="each")


class Password(forms.CharField):
    """A password: never shown again, never trimmed; `is_new` is one that is being chosen."""

    def __init__(
        self, label: Words, *, hint: Words = "", missing: Words = PASSWORD, is_new: bool = False
    ) -> None:
        kind = "new-password" if is_new else "current-password"
        widget = forms.PasswordInput(
            attrs={"autocomplete": kind, "class": "govuk-input govuk-input--width-20"}
        )
        widget.template_name = "fields/text.html"
        super().__init__(
            strip=False,
            max_length=1000,
            widget=widget,
            error_messages={"required": missing},
            **_attributes(hint, label, True, None),
        )


class _Radios(forms.RadioSelect):
    template_name = "fields/choices.html"
    hints: dict[str, Words] = {}  # noqa: RUF012  replaced for each field, never changed
    is_inline = False
    kind = "radios"

    def create_option(self, name: str, value: Any, *rest: Any, **more: Any) -> dict[str, Any]:
        """Django's option with its hint."""
        return super().create_option(name, value, *rest, **more) | {"hint": self.hints.get(str(value), "")}

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Django's context with what the template needs to choose its classes."""
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"kind": self.kind, "is_inline": self.is_inline}
        return context


class _Checkboxes(forms.CheckboxSelectMultiple):
    template_name = "fields/choices.html"
    hints: dict[str, Words] = {}  # noqa: RUF012  replaced for each field, never changed
    kind = "checkboxes"

    def create_option(self, name: str, value: Any, *rest: Any, **more: Any) -> dict[str, Any]:
        """Django's option with its hint."""
        return super().create_option(name, value, *rest, **more) | {"hint": self.hints.get(str(value), "")}

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Django's context with what the template needs to choose its classes."""
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"kind": self.kind}
        return context


class _Confirm(forms.CheckboxInput):
    template_name = "fields/confirm.html"
    label: Words = ""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Django's context with the sentence that stands beside the box."""
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"label": self.label, "value": self.check_test(value)}
        return context


class OneOf(forms.ChoiceField):
    """One choice as radio buttons; `hints` explains a choice under its name."""

    def __init__(
        self,
        label: Words,
        *,
        choices: Choices,
        hint: Words = "",
        missing: Words = CHOOSE_ONE,
        required: bool = True,
        initial: str | None = None,
        hints: dict[str, Words] | None = None,
        is_inline: bool = False,
    ) -> None:
        widget = _Radios(attrs={"class": "govuk-radios__input"})
        widget.hints, widget.is_inline = hints or {}, is_inline
        super().__init__(
            choices=list(choices),
            widget=widget,
            error_messages={"required": missing, "invalid_choice": missing},
            **_attributes(hint, label, required, initial),
        )


class SomeOf(forms.MultipleChoiceField):
    """Any number of choices as checkboxes."""

    def __init__(
        self,
        label: Words,
        *,
        choices: Choices,
        hint: Words = "",
        missing: Words = CHOOSE_SOME,
        required: bool = True,
        initial: Iterable[str] | None = None,
        hints: dict[str, Words] | None = None,
    ) -> None:
        widget = _Checkboxes(attrs={"class": "govuk-checkboxes__input"})
        widget.hints = hints or {}
        super().__init__(
            choices=list(choices),
            widget=widget,
            error_messages={"required": missing, "invalid_choice": missing},
            **_attributes(hint, label, required, initial),
        )


class Pick(forms.ChoiceField):
    """One choice of a long list, as a select."""

    def __init__(
        self,
        label: Words,
        *,
        choices: Choices,
        hint: Words = "",
        missing: Words = CHOOSE_ONE,
        required: bool = True,
        initial: str | None = None,
        empty: Words | None = CHOOSE,
    ) -> None:
        widget = forms.Select(attrs={"class": "govuk-select"})
        widget.template_name = "fields/select.html"
        given = list(choices)
        super().__init__(
            choices=given if empty is None else [("", empty), *given],
            widget=widget,
            error_messages={"required": missing, "invalid_choice": missing},
            **_attributes(hint, label, required, initial),
        )


class Confirm(forms.BooleanField):
    """One checkbox that says yes to one sentence."""

    def __init__(self, label: Words, *, missing: Words = CONFIRM, required: bool = True) -> None:
        widget = _Confirm(attrs={"class": "govuk-checkboxes__input"})
        widget.label = label
        super().__init__(
            widget=widget, error_messages={"required": missing}, **_attributes("", label, required, None)
        )
        self.is_confirm = True


class File(forms.FileField):
    """One file to upload."""

    def __init__(
        self,
        label: Words,
        *,
        hint: Words = "",
        missing: Words = CHOOSE_FILE,
        required: bool = True,
        accept: str = "",
    ) -> None:
        widget = forms.FileInput(
            attrs={"class": "govuk-file-upload", **({"accept": accept} if accept else {})}
        )
        widget.template_name = "fields/text.html"
        super().__init__(
            widget=widget,
            error_messages={"required": missing, "empty": _("This file is empty")},
            **_attributes(hint, label, required, None),
        )
