"""The forms of the requested side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.citations import say_article
from glacy.desks.frame.contact_fields import Telephone
from glacy.desks.frame.fields import LINE, LongText, OneOf, Pick, SomeOf, Text
from glacy.desks.frame.forms import Form
from glacy.desks.frame.here import now
from glacy.desks.frame.moments import say_changed
from glacy.desks.frame.nations import nations
from glacy.desks.frame.parts import Text as Words
from glacy.desks.frame.sayings import said
from glacy.desks.frame.words import CALLS
from glacy.desks.inbox.outcome_fields import OUTCOMES, OutcomesForm, fields_of
from glacy.store.models import ExhibitRow
from glacy.treaty import Ground

LEAST_DAYS: Final = 60
"""The least number of days of a preservation (Article 29(7))."""


_NOT_LISTED: Final = _(
    "The directory does not list this State. Take a number that you know from elsewhere; the call is "
    "recorded, and does not confirm the request"
)


class CallBackForm(Form):
    """A call to the number in the directory; any number where it lists none."""

    def __init__(
        self, data: Any = None, *, numbers: Iterable[tuple[str, str]], new: Mapping[str, datetime]
    ) -> None:  # Any: QueryDict
        super().__init__(data)
        choices = [(number, _number(number, authority, new)) for authority, number in numbers]
        hint = _("A number is new: it was changed in the directory lately. Call the one before it too.")
        self.fields["number"] = (
            OneOf(
                _("Number called"),
                choices=choices,
                hint=hint if new else _("From the directory, never from the request itself"),
            )
            if choices
            else Telephone(_("Number called"), hint=_NOT_LISTED, required=True)
        )
        self.fields["spoke_to"] = Text(_("Who answered"), width="20", hint=_("Office or function"))
        self.fields["result"] = OneOf(
            _("What they said"),
            choices=tuple(CALLS.items()),
        )
        self.fields["note"] = LongText(_("Note"), rows=2, required=False)


def _number(number: str, authority: str, new: Mapping[str, datetime]) -> str:
    told = f"{number} ({said(authority)})"
    return f"{told} {say_changed(new[number], now())}" if number in new else told


class AskForm(Form):
    """A question to the requesting State."""

    question = LongText(_("Your question"), rows=4, missing=_("Write the question"))


class RefuseForm(Form):
    """A refusal, with its ground."""

    def __init__(self, data: Any = None, *, grounds: Iterable[Ground]) -> None:  # Any: QueryDict
        super().__init__(data)
        offered = [
            (one.article, f"{say_article(one.article)}: {said(one.text)}")
            for one in grounds
            if one.applies != "no"
        ]
        choices: list[tuple[str, Words]] = [
            *dict(offered).items(),
            ("domestic", _("A provision of our own law")),
        ]
        self.fields["ground"] = OneOf(_("Ground"), choices=choices)
        self.fields["provision"] = Text(
            _("Provision"), required=False, hint=_("Only for a ground of your own law"), longest=LINE
        )
        self.fields["text"] = LongText(_("Reasons"), rows=4, missing=_("Give the reasons (Article 27(7))"))

    def clean(self) -> dict[str, Any]:
        """The fields, with the provision where the ground is one of domestic law."""
        typed = super().clean() or {}
        if typed.get("ground") == "domestic" and not typed.get("provision"):
            self.add_error("provision", _("Name the provision"))
        return typed

    def ground(self) -> str:
        """The article of the treaty, or the provision of domestic law."""
        typed = self.cleaned_data
        return str(typed["provision"] if typed["ground"] == "domestic" else typed["ground"])


class KindsForm(Form):
    """What the answer says, before its details."""

    kinds = SomeOf(_("What can you answer?"), choices=list(OUTCOMES.items()))


class AnswerForm(OutcomesForm):
    """The details of the outcomes that were chosen, the exhibits that go with them, and words to add."""

    def __init__(
        self,
        data: Any = None,  # Any: QueryDict
        *,
        kinds: list[str],
        exhibits: Iterable[ExhibitRow],
        today: date,
        asked: Sequence[str] = (),
    ) -> None:
        super().__init__(data, kinds=kinds, asked=asked)
        self.today = today
        chosen = [(row.pk, f"{row.name} ({row.digest[:12]}…)") for row in exhibits]
        if "delivered" in kinds and chosen:
            self.fields["exhibits"] = SomeOf(
                _("Exhibits sealed into the answer"), choices=chosen, required=False
            )
        self.fields["text"] = LongText(_("Words to add"), rows=3, required=False)
        self.groups = [(OUTCOMES[kind], [self[name] for name in fields_of(kind, asked)]) for kind in kinds]
        rest = [name for name in ("exhibits", "text") if name in self.fields]
        self.groups.append((_("With it"), [self[name] for name in rest]))

    def clean(self) -> dict[str, Any]:
        """The fields; a preservation under the least of Article 29(7) is confirmed, or refused here."""
        typed = super().clean()
        self.judge_days(self.today)
        until = typed.get("preserved_until_on")
        days = (until - self.today).days if until else LEAST_DAYS
        if days < LEAST_DAYS and not typed.get("preserved_shorter"):
            says = _(
                "That is %(days)d days; Article 29(7) asks for at least 60. Give a later day, or tick the box"
            )
            self.add_error("preserved_until_on", says % {"days": days})
        return typed


class DiscloseForm(Form):
    """Enough traffic data to identify a provider in another State and the path (Article 30(1))."""

    def __init__(self, data: Any = None) -> None:  # Any: QueryDict
        super().__init__(data)
        self.fields["provider"] = Text(_("Provider that took part in the transmission"), longest=LINE)
        self.fields["provider_country"] = Pick(_("Its State"), choices=nations())
        self.fields["path"] = LongText(
            _("The path"),
            rows=3,
            each=LINE,
            hint=_("One hop a line, as far as known: provider, address, port, 2026-11-20 22:41:07 UTC"),
        )
        self.fields["text"] = LongText(_("Words to add"), rows=3, required=False)


class AgreeForm(Form):
    """Whether the conditions of an offer are accepted (Article 26(2))."""

    agree = OneOf(
        _("Do you accept the conditions?"),
        choices=(("yes", _("Yes; they bind us from now on")), ("no", _("No; nothing is sent"))),
    )
    text = LongText(_("What to tell them"), rows=3, required=False)
