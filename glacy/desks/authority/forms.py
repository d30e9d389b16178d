"""The forms of rules, broken glass, erasure and notices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.fields import LongText, OneOf, Pick, SomeOf, Text
from glacy.desks.frame.forms import Form
from glacy.desks.frame.parts import Text as Words
from glacy.node.authority import WEEK, Rules, write_rules
from glacy.store.models import ChannelRow
from glacy.store.people import Officer

ALONE: Final[dict[str, Words]] = {
    "at_night": _("At night only: outside working hours"),
    "always": _("At any hour"),
    "never": _("Never: two persons, also at night"),
}
DAYS: Final[dict[str, Words]] = {
    "mon": _("Monday"),
    "tue": _("Tuesday"),
    "wed": _("Wednesday"),
    "thu": _("Thursday"),
    "fri": _("Friday"),
    "sat": _("Saturday"),
    "sun": _("Sunday"),
}
KINDS: Final[dict[str, Words]] = {
    "arrived": _("Something arrived"),
    "approve": _("Something waits for my approval"),
    "review": _("Something waits for my review"),
    "rules": _("The rules of the node are to change"),
    "erasure": _("An erasure waits for my decision"),
}


class RulesForm(Form):
    """Other rules of authority, and why."""

    def __init__(
        self, data: Any = None, *, rules: Rules, people: Iterable[Officer]
    ) -> None:  # Any: QueryDict
        super().__init__(data, initial=_initial(rules))
        named = [(one.username, f"{one.name}, {one.authority}") for one in people]
        self.fields["alone"] = OneOf(
            _("When one duty officer alone may send or carry out a preservation"), choices=list(ALONE.items())
        )
        self.fields["zone"] = Text(_("Time zone"), hint=_("Such as Africa/Accra"), width="20")
        self.fields["opens"] = Text(_("Working hours begin"), hint=_("Such as 08:00"), width="5")
        self.fields["closes"] = Text(_("Working hours end"), hint=_("Such as 18:00"), width="5")
        self.fields["working_days"] = SomeOf(_("Working days"), choices=list(DAYS.items()))
        self.fields["holidays"] = LongText(
            _("Holidays"), hint=_("One day to a line, such as 2026-12-25"), required=False, rows=4
        )
        self.fields["office_holders"] = SomeOf(
            _("Office-holders"),
            hint=_("Two at least; they break glass and decide on rules and erasure, two at a time"),
            choices=named,
            required=False,
        )
        self.fields["on_duty"] = LongText(
            _("Whom an emergency calls, in this order"),
            hint=_("Sign-in names, one to a line. Where none stands, every duty officer is called"),
            required=False,
            rows=3,
        )
        self.fields["escalate_minutes"] = Text(
            _("Minutes until the next person is called"), width="5", missing=_("Give a number of minutes")
        )
        self.fields["glass_hours"] = Text(
            _("Most hours for which glass may be broken"), width="5", missing=_("Give a number of hours")
        )
        self.fields["keep_days"] = Text(
            _("Days for which a closed case is kept"), width="5", missing=_("Give a number of days")
        )
        self.fields["why"] = LongText(_("Why the rules change"), missing=_("Say why; it is recorded"), rows=3)

    def values(self) -> dict[str, object]:
        """The rules as JSON has them; what is wrong in them is told by the domain."""
        given: dict[str, Any] = dict(self.cleaned_data)  # Any: fields of several types
        given.pop("why")
        for name in ("holidays", "on_duty"):
            given[name] = [line.strip() for line in given[name].splitlines() if line.strip()]
        for name in ("escalate_minutes", "glass_hours", "keep_days"):
            given[name] = int(given[name]) if given[name].strip().isdecimal() else given[name]
        return {**given, "office_holders": list(given["office_holders"])}


def _initial(rules: Rules) -> dict[str, Any]:  # Any: as a form has them
    written: dict[str, Any] = dict(write_rules(rules))
    written["working_days"] = [WEEK[day] for day in rules.working_days]
    for name in ("holidays", "on_duty"):
        written[name] = "\n".join(written[name])
    return written


class GlassForm(Form):
    """The wish to see a case."""

    reference = Text(
        _("Reference of the case"),
        hint=_(
            "Such as GH-2026-7K3M2P. Whether there is such a case is not told before a second person agrees"
        ),
        missing=_("Give the reference of the case"),
        width="20",
        longest=60,
        is_code=True,
    )
    hours = Text(_("For how many hours"), width="5", missing=_("Give a number of hours"))
    why = LongText(_("Why you must see it"), missing=_("Say why; it is recorded"), rows=3, longest=2000)

    def clean_hours(self) -> int:
        """The hours as a number; the domain judges how many."""
        given = self.cleaned_data["hours"].strip()
        return int(given) if given.isdecimal() and len(given) < 6 else 0


class ReviewForm(Form):
    """What a third person finds about broken glass."""

    verdict = OneOf(
        _("Your finding"),
        choices=(("in_order", _("In order")), ("not_in_order", _("Not in order"))),
        missing=_("Say whether it was in order"),
    )
    note = LongText(
        _("Note"), hint=_("Required when it was not in order; it is recorded"), required=False, rows=3
    )


class ErasureForm(Form):
    """The wish to erase a case."""

    reference = Text(
        _("Reference of the case"), missing=_("Give the reference of the case"), width="20", longest=60,
        is_code=True,
    )  # fmt: skip
    why = LongText(_("Why it is to be erased"), missing=_("Say why; it is recorded"), rows=3, longest=2000)


class PersonErasureForm(Form):
    """The wish to erase the name of a person who left."""

    username = Pick(_("Person"), choices=(), missing=_("Choose a person"))
    why = LongText(_("Why it is to be erased"), missing=_("Say why; it is recorded"), rows=3, longest=2000)

    def offer(self, people: Iterable[Officer]) -> None:
        """Offers these people."""
        field = self.fields["username"]
        assert isinstance(field, Pick)
        field.choices = [("", _("Choose")), *((person.username, person.name) for person in people)]


class WhyForm(Form):
    """The reason of an act."""

    why = LongText(_("Why"), missing=_("Say why; it is recorded"), rows=3, longest=2000)


class ChannelForm(Form):
    """How an officer wants to be told that something is here."""

    def __init__(self, data: Any = None, *, channel: ChannelRow, is_new: bool) -> None:  # Any: QueryDict
        what = list(KINDS) if is_new else channel.what
        first = {
            "by_mail": "yes" if channel.by_mail else "no",
            "what": what,
            "at_most_minutes": str(channel.at_most_minutes),
        }
        super().__init__(data, initial=first)
        self.fields["by_mail"] = OneOf(
            _("Tell me by mail"),
            choices=(("yes", _("Yes")), ("no", _("No, I look at the page"))),
            hint=_("The mail says that something is here, and never what it is. An alarm is always told"),
        )
        self.fields["what"] = SomeOf(_("Tell me when"), choices=list(KINDS.items()), required=False)
        self.fields["at_most_minutes"] = Text(
            _("At least so many minutes between two mails"), width="5", missing=_("Give a number of minutes")
        )

    def clean_at_most_minutes(self) -> int:
        """The minutes as a number; the domain judges how many."""
        given = self.cleaned_data["at_most_minutes"].strip()
        return int(given) if given.isdecimal() and len(given) < 6 else -1
