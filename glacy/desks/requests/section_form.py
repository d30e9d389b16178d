"""What every page of a request has in common: it is filled from the draft and gives the section back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from glacy.canon import Json
from glacy.cooperation import Draft
from glacy.desks.frame.fields import LongText
from glacy.desks.frame.forms import Form
from glacy.desks.frame.parts import Text as Words
from glacy.desks.frame.sayings import said
from glacy.desks.requests.prose import Prose
from glacy.errors import GlacyError
from glacy.times import read_day


class SectionForm(Form):
    """One page of a request. Subclasses say its heading, its fields, and the section that they make."""

    section: ClassVar[str]
    heading: ClassVar[Words]
    lead: ClassVar[Words] = ""

    def __init__(
        self, data: Any = None, *, draft: Draft, at: datetime | None = None
    ) -> None:  # Any: QueryDict or None
        self.draft, self.at = draft, at
        saved = draft.sections.get(self.section)
        self.saved: Mapping[str, Json] = saved if isinstance(saved, Mapping) else {}
        self.prose = Prose(draft, self.texts())
        super().__init__(data, initial=self.shown())
        self.fields.update(self.more_fields())
        first = self.prose.fields()
        self.fields.update(first)
        self.order_fields(self.order())
        for name in self.needed():
            self.fields[name].is_needed = True  # type: ignore[attr-defined]  # the template reads it

    def texts(self) -> Mapping[str, LongText]:
        """The free texts of this page."""
        return {}

    def more_fields(self) -> Mapping[str, Any]:  # Any: Django's fields of many types
        """Fields that depend on the draft."""
        return {}

    def needed(self) -> tuple[str, ...]:
        """Fields that may be saved empty and must not stay so: they are not called optional."""
        return ()

    def order(self) -> list[str]:
        """The names of fields that come first, where the order of writing is not the order of reading."""
        return []

    def clean(self) -> dict[str, Any]:
        """The fields; a day that should lie ahead and has passed is refused on its own field."""
        typed = super().clean() or {}
        if self.at is not None:
            self.judge_days(self.at.date())
        return typed

    def shown(self) -> dict[str, Any]:
        """What the page shows of what was saved."""
        plain = {key: _shown(key, value) for key, value in self.saved.items()}
        return {**plain, **self.prose.initial(self.saved)}

    def values(self) -> Json:
        """The section as the draft keeps it, from the fields that were typed."""
        names = [name for name in self.fields if name not in self.prose.fields()]
        return {
            **self.kept(),
            **{name: _kept(self.cleaned_data[name]) for name in names},
            **self.prose.values(self.cleaned_data),
        }

    def kept(self) -> dict[str, Json]:
        """Values of the section that this page does not ask for and must not lose."""
        return {}

    def refuse(self, fault: GlacyError) -> None:
        """Shows an error of the domain on the field that it names."""
        finding = fault.fields.get("finding")
        finding = finding if isinstance(finding, str) else fault.says
        says = _sentence(said(finding), said(fault.remedy))
        self.unnamed = (*self.unnamed, says)
        self.add_error(self.field_of(fault), says)

    def field_of(self, fault: GlacyError) -> str | None:
        """The field of this page that an error of the domain names."""
        parts = str(fault.fields.get("field", "")).replace("]", "").replace("[", ".").split(".")
        return next((part for part in reversed(parts) if part in self.fields), None)


def _sentence(finding: str, remedy: str) -> str:
    first = finding[:1].upper() + finding[1:].rstrip(".")
    return f"{first}. {remedy}".strip()


def _shown(key: str, value: Json) -> Any:  # Any: what a Django field takes as its initial
    if isinstance(value, str) and key.endswith("_on"):
        return read_day(value)
    if isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in value):
        return "\n".join(str(one) for one in value)
    return value


def _kept(value: Any) -> Json:  # Any: what a Django field gives
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    if isinstance(value, (bool, list)) or value is None:
        return value
    return str(value).strip()


NOT_NEEDED = _("Leave it empty if there is none")
