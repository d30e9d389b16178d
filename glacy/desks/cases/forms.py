"""The forms of a case: opening it, its people, its victims, closing it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.fields import LongText, Pick, Text
from glacy.desks.frame.forms import Form
from glacy.desks.frame.words import LANGUAGES
from glacy.store.people import Officer


class CaseForm(Form):
    """A new case."""

    title = Text(
        _("Title"),
        hint=_("A few words without names of victims, such as: Diverted payment, clinic in Accra"),
        missing=_("Give the case a title"),
        longest=200,
    )
    summary = LongText(
        _("What happened"), hint=_("Two or three sentences for your colleagues"), required=False
    )
    language = Pick(_("Language of the file"), choices=tuple(LANGUAGES.items()), empty=None)
    victims = LongText(
        _("Victims, as pseudonyms"),
        hint=_("One to a line, such as: Victim A. A real name has no place here"),
        required=False,
        rows=2,
        longest=2000,
    )

    def pseudonyms(self) -> tuple[str, ...]:
        """The pseudonyms, one to a line."""
        return tuple(line.strip() for line in self.cleaned_data["victims"].splitlines() if line.strip())


class PersonForm(Form):
    """A person who joins the case."""

    username = Pick(_("Person"), choices=(), missing=_("Choose a person"))
    why = Text(_("Why this person needs the case"), missing=_("Say why; it is recorded"), longest=300)

    def offer(self, people: Iterable[Officer]) -> None:
        """Offers these people."""
        field = self.fields["username"]
        assert isinstance(field, Pick)
        field.choices = [("", _("Choose")), *((person.username, person.name) for person in people)]


class VictimForm(Form):
    """A victim under a pseudonym."""

    pseudonym = Text(
        _("Pseudonym"), hint=_("Such as: Victim B"), missing=_("Give a pseudonym"), longest=80, width="20"
    )
    note = Text(_("Note"), hint=_("Nothing that identifies the person"), required=False, longest=300)


class WhyForm(Form):
    """The reason of an act."""

    why = LongText(_("Why"), missing=_("Say why; it is recorded"), rows=3, longest=2000)
