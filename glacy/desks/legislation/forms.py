"""The forms of the legislation desk."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.fields import Confirm, File, LongText, OneOf, Pick, SomeOf, Text
from glacy.desks.frame.forms import Form
from glacy.desks.frame.moment_fields import Day
from glacy.desks.frame.nations import nations
from glacy.desks.legislation.words import EFFECTS, FIELDS, POLICIES, TONGUES, VERDICTS
from glacy.node.acts.legislation import NewAct, NewVersion
from glacy.node.acts.legislation_policies import NewPolicy

_ADDRESS = _("Where the official text stands, such as the official journal")
_ACCEPT = ".pdf,.docx,.html,.htm,.xml,.akn,.txt"


def offer_nations(form: Form, name: str) -> None:
    """Offers every State, by its name in the reader's language."""
    field = form.fields[name]
    assert isinstance(field, Pick)
    field.choices = [("", _("Choose")), *nations()]


class VersionForm(Form):
    """A text of an act: its file, its days and its source."""

    file = File(
        _("File of the act"),
        hint=_("PDF with text, DOCX, HTML, Akoma Ntoso or plain text"),
        accept=_ACCEPT,
    )
    dated_on = Day(_("Date of this text"), hint=_("The day of the act, or of the law that amended it"))
    from_on = Day(_("In force from"), hint=_("Leave it empty if it is the day of the text"), required=False)
    language = Pick(_("Language"), choices=TONGUES.items(), required=False, empty=_("Tell it from the text"))
    source = Text(_("Official address of the text"), hint=_ADDRESS, kind="url", required=False, longest=2000)
    is_mirror = Confirm(_("This file comes from a mirror, not from the official source"), required=False)
    amended_by = Text(
        _("Amended by"),
        hint=_("The act that made this text out of the one before, if there is one"),
        required=False,
    )

    def version(self) -> NewVersion:
        """What was said of the text."""
        given = self.cleaned_data
        return NewVersion(
            dated_on=given["dated_on"],
            from_on=given["from_on"] or given["dated_on"],
            source=given["source"],
            is_mirror=given["is_mirror"],
            language=given["language"],
            amended_by=given["amended_by"],
        )


class ActForm(VersionForm):
    """A new act with its first text."""

    country = Pick(_("State"), choices=(), missing=_("Choose the State whose act it is"))
    title = Text(_("Title"), hint=_("As it is published"), missing=_("Write the title of the act"))
    number = Text(_("Number"), hint=_("Such as 2008-11, if it has one"), required=False, longest=80)
    covers = SomeOf(
        _("What law it is"),
        hint=_("An article that is looked for in a law that is not here is not searched, which is no gap"),
        choices=FIELDS.items(),
        missing=_("Say what law it is"),
        initial=("special",),
    )
    field_order = (
        "country",
        "title",
        "number",
        "covers",
        "file",
        "dated_on",
        "from_on",
        "language",
        "source",
    )

    def __init__(self, *given: Any, **more: Any) -> None:  # Any: as Django's own form
        super().__init__(*given, **more)
        offer_nations(self, "country")
        del self.fields["amended_by"]

    def act(self) -> NewAct:
        """What was said of the act."""
        given = self.cleaned_data
        return NewAct(
            country=given["country"],
            title=given["title"],
            number=given["number"],
            covers=tuple(given["covers"]),
        )

    def version(self) -> NewVersion:
        """What was said of the text."""
        self.cleaned_data["amended_by"] = ""
        return super().version()


class DraftForm(Form):
    """A draft of a bill as text."""

    text = LongText(
        _("Text of the bill"),
        hint=_("Paste it with the numbers of its articles"),
        missing=_("Paste the text of the bill"),
        rows=12,
        longest=400_000,
    )


class BillForm(DraftForm):
    """A bill with its first draft."""

    country = Pick(_("State"), choices=(), missing=_("Choose the State"))
    title = Text(_("Title"), missing=_("Write the title of the bill"))
    covers = SomeOf(
        _("What law it would be"),
        choices=FIELDS.items(),
        missing=_("Say what law it is"),
        initial=("special",),
    )
    field_order = ("country", "title", "covers", "text")

    def __init__(self, *given: Any, **more: Any) -> None:  # Any: as Django's own form
        super().__init__(*given, **more)
        offer_nations(self, "country")


class PolicyForm(Form):
    """A policy or strategy with its objectives."""

    country = Pick(_("State"), choices=(), missing=_("Choose the State"))
    kind = OneOf(_("Kind"), choices=POLICIES.items())
    title = Text(_("Title"), hint=_("As it is published"), missing=_("Write the title"))
    from_on = Day(_("From"))
    until_on = Day(_("Until"), required=False)
    source = Text(
        _("Official address of the text"),
        kind="url",
        longest=2000,
        missing=_("Give the official address of the text"),
    )
    is_mirror = Confirm(_("This file comes from a mirror, not from the official source"), required=False)
    objectives = LongText(
        _("Objectives that it names"),
        hint=_("One to a line, in its own words; left empty, they are read out of the document"),
        required=False,
    )
    file = File(_("The document"), required=False)

    def __init__(self, *given: Any, **more: Any) -> None:  # Any: as Django's own form
        super().__init__(*given, **more)
        offer_nations(self, "country")

    def policy(self) -> NewPolicy:
        """What was said of it."""
        given = self.cleaned_data
        lines = (" ".join(line.split()) for line in given["objectives"].splitlines())
        return NewPolicy(
            country=given["country"],
            kind=given["kind"],
            title=given["title"],
            from_on=given["from_on"],
            until_on=given["until_on"],
            source=given["source"],
            is_mirror=given["is_mirror"],
            objectives=tuple(line for line in lines if line),
        )


class GroundsForm(Form):
    """Which two States."""

    asking = Pick(_("Requesting State"), choices=(), missing=_("Choose the State"))
    asked = Pick(_("Requested State"), choices=(), missing=_("Choose the State"))

    def __init__(self, *given: Any, **more: Any) -> None:  # Any: as Django's own form
        super().__init__(*given, **more)
        offer_nations(self, "asking")
        offer_nations(self, "asked")


class ConfirmForm(Form):
    """That a person compared what was read with the source."""

    source = Text(
        _("Official address of the text"),
        hint=_ADDRESS,
        kind="url",
        longest=2000,
        missing=_("Give the official address of the text"),
    )
    compared = Confirm(
        _("I compared what was read with this source"), missing=_("Compare the text with its source first")
    )


class DecisionForm(Form):
    """What a reviewer decides on a provision and an article."""

    verdict = OneOf(_("Your decision"), choices=VERDICTS.items(), missing=_("Choose your decision"))
    reason = Text(
        _("Reason"),
        hint=_("Needed for none and elsewhere: what is missing, or which act answers it"),
        required=False,
        longest=900,
    )
    note = LongText(
        _("Note"), hint=_("It stands in the annex of the table"), required=False, rows=2, longest=900
    )


class DiscardForm(Form):
    """Why a text is put aside."""

    why = Text(_("Why"), missing=_("Say why; it is recorded"))


class RepealForm(Form):
    """That an act is not in force any more."""

    repealed_on = Day(_("Not in force from"))
    why = Text(_("What repealed it"), hint=_("The act, with its article"), missing=_("Name what repealed it"))


class JudgmentForm(Form):
    """A judgment on a provision."""

    number = Text(_("Provision"), hint=_("Its number in the act, such as 4 or 431-8"), width="10", longest=80)
    effect = OneOf(_("What the court decided"), choices=EFFECTS.items())
    court = Text(_("Court"), missing=_("Name the court"))
    reference = Text(_("Reference of the judgment"), missing=_("Give its reference"))
    from_on = Day(_("It takes effect on"))
    source = Text(
        _("Address of the judgment"), kind="url", longest=2000, missing=_("Give the address of the judgment")
    )
    note = LongText(_("Note"), required=False, rows=2, longest=900)
