"""The form of every page: its fields in GOV.UK markup, and its errors as a summary with links."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

from glacy.desks.frame.fields import CHOOSE_FILE, CHOOSE_ONE, CHOOSE_SOME, WHOLE_NUMBER, WRITE
from glacy.desks.frame.moment_fields import DAY_MISSING, DAY_PASSED, DAY_TO_COME, Day, Side
from glacy.desks.frame.sayings import said_fault
from glacy.errors import GlacyError

_VAGUE: Final = (
    WRITE, CHOOSE_ONE, CHOOSE_SOME, CHOOSE_FILE, WHOLE_NUMBER, DAY_MISSING, DAY_PASSED, DAY_TO_COME,
)  # fmt: skip
"""Words that do not say which field they mean."""


class FieldTemplates(TemplatesSetting):
    """Django's own form renderer with the field templates of glacy/site/templates/fields."""

    form_template_name = "fields/form.html"
    field_template_name = "fields/field.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One line of the error summary; `target` is the id of the field to go to, or empty."""

    says: str
    target: str = ""


class Form(forms.Form):
    """A form whose errors can be listed; subclasses only name their fields."""

    use_required_attribute = False
    """The server says what is missing, in the reader's language; the browser's bubbles do not."""

    unnamed: tuple[str, ...] = ()
    """What was said of a field in words that need not name it."""

    def problems(self) -> tuple[Problem, ...]:
        """Every error in the order of the page, each with the field that it leads to.

        Words that would not say which field they mean are given its label.
        """
        found = [Problem(says=str(says)) for says in self.errors.get(NON_FIELD_ERRORS, ())]
        said = Counter(str(says) for field in self for says in field.errors)
        vague = {str(words) for words in (*_VAGUE, *self.unnamed)}
        vague |= {words for words, often in said.items() if often > 1}
        for field in self:
            for says in map(str, field.errors):
                words = f"{field.label}: {says}" if says in vague else says
                found.append(Problem(says=words, target=first_id(field)))
        return tuple(found)

    def judge_days(self, today: date, *, side: Side = "anywhere") -> None:
        """Refuses each day on the wrong side of today, on its own field; `side` judges those days alone."""
        for name, field in self.fields.items():
            if not isinstance(field, Day) or side not in ("anywhere", field.lies):
                continue
            day = self.cleaned_data.get(name)
            if isinstance(day, date) and (says := field.why_not(day, today=today)):
                self.add_error(name, says)

    def refuse(self, fault: GlacyError) -> None:
        """Shows an error of the domain as an error of this form, on its field where it names one."""
        name = str(fault.fields.get("field", ""))
        self.add_error(name if name in self.fields else None, said_fault(fault))


_IN_PARTS: Final = (forms.MultiWidget, forms.RadioSelect, forms.CheckboxSelectMultiple)


def first_id(field: BoundField) -> str:
    """The id of the element that a link to this field should reach."""
    given = str(field.auto_id)
    return f"{given}_0" if isinstance(field.field.widget, _IN_PARTS) else given
