"""The pages of a request, one question a page; their names are those of the draft's sections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from glacy.canon import Json
from glacy.countries import get_country
from glacy.desks.frame.fields import LINE, Confirm, LongText, OneOf, Pick, SomeOf, Text
from glacy.desks.frame.moment_fields import Day
from glacy.desks.frame.words import DATA, GRADES
from glacy.desks.requests.parties import AddresseeForm, AuthorityForm
from glacy.desks.requests.prose import DOCUMENT_LANGUAGES, language_name, lines
from glacy.desks.requests.section_form import SectionForm
from glacy.treaty import asked_for


class BasisForm(SectionForm):
    """What the request rests on."""

    section = "basis"
    heading = _("What it rests on")
    lead = _("If the treaty does not carry it, name what else does; your name and your reason are recorded.")
    kind = OneOf(
        _("Basis"),
        choices=(
            ("treaty", _("The treaty, as the ruling above says")),
            ("agreement", _("Another treaty or agreement between the two States")),
            ("reciprocity", _("Reciprocity")),
            ("other", _("National law, of ours or of theirs, or another rule")),
        ),
    )
    text = Text(
        _("Name it"),
        required=False,
        hint=_("Title, date and article; not needed for the treaty"),
        longest=LINE,
    )
    why = LongText(_("Why you rely on it"), required=False, rows=3, longest=LINE)

    def clean_why(self) -> str:
        """One line: the request has no room for more."""
        return " ".join(str(self.cleaned_data["why"]).split())

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("kind") not in (None, "treaty"):
            for name, says in (("text", _("Name the basis")), ("why", _("Say why you rely on it"))):
                if not typed.get(name):
                    self.add_error(name, says)
        return typed


class FactsForm(SectionForm):
    """What happened."""

    section = "facts"
    heading = _("What happened")
    lead = _("Short and in order: who, what, when, how much. Victims by their pseudonyms only.")

    def texts(self) -> Mapping[str, LongText]:
        return {"facts": LongText(_("Facts of the case"), rows=8, missing=_("Say what happened"))}

    def shown(self) -> dict[str, Any]:
        return self.prose.initial({"facts": self.saved})

    def values(self) -> Json:
        return self.prose.values(self.cleaned_data)["facts"]


class DataForm(SectionForm):
    """Which data, and why they matter."""

    section = "data"
    heading = _("Which data")

    def has(self, field: str) -> bool:
        """Whether a request of this measure has the field."""
        return f"data.{field}" in (asked_for(self.draft.measure) or ())

    def texts(self) -> Mapping[str, LongText]:
        asked = {
            "link": LongText(
                _("How the data are linked to the offence"),
                rows=3,
                required=False,
                hint=_("Article 29(2)(c)"),
            )
        }
        if self.has("necessity"):
            asked["necessity"] = LongText(
                _("Why they must be kept now"), rows=3, required=False, hint=_("Article 29(2)(e)")
            )
        if self.has("object"):
            asked["object"] = LongText(_("What the request is for"), rows=3, required=False)
        if self.has("reason"):
            asked["reason"] = LongText(_("Why it is made"), rows=3, required=False)
        return asked

    def more_fields(self) -> Mapping[str, Any]:
        categories = [(key, says) for key, says in DATA.items() if key != "any"]
        found: dict[str, Any] = {"wanted": SomeOf(_("Data"), choices=categories, required=False)}
        for key, says in categories:
            found[f"about_{key}"] = Text(says, required=False, hint=_("Which of it exactly"), longest=2000)
        if self.has("assistance_will_follow"):
            found["assistance_will_follow"] = Confirm(
                _("A request to search, seize or disclose the data will follow (Article 29(2)(f))"),
                required=False,
            )
        if self.has("assistance_expected_on"):
            found["assistance_expected_on"] = Day(_("When that is expected"), required=False, lies="ahead")
        if self.has("task"):
            found["task"] = OneOf(_("What the contact point is asked"), choices=TASKS, required=False)
        return found

    def order(self) -> list[str]:
        return ["wanted", *(f"about_{key}" for key in DATA if key != "any"), "task"]

    def needed(self) -> tuple[str, ...]:
        return ("wanted", *self.texts())

    def shown(self) -> dict[str, Any]:
        found = super().shown()
        wanted = self.saved.get("wanted")
        found["wanted"] = []
        for one in wanted if isinstance(wanted, (list, tuple)) else ():
            if isinstance(one, Mapping):
                found["wanted"].append(one["category"])
                text = one.get("description")
                found[f"about_{one['category']}"] = text.get("text") if isinstance(text, Mapping) else ""
        return found

    def values(self) -> Json:
        typed, section = self.cleaned_data, dict(self.prose.values(self.cleaned_data))
        wanted: list[Json] = []
        for key in typed["wanted"]:
            about = typed[f"about_{key}"]
            text: Json = {"text": about, "language": self.prose.original} if about else None
            wanted.append({"category": key, **({"description": text} if text else {})})
        section["wanted"] = wanted
        for key in ("assistance_will_follow", "task"):
            if typed.get(key):
                section[key] = typed[key]
        if typed.get("assistance_expected_on"):
            section["assistance_expected_on"] = typed["assistance_expected_on"].isoformat()
        return section


TASKS: Final = (
    ("advice", _("Technical advice")),
    ("preservation", _("Preservation of data (Articles 29 and 30)")),
    ("evidence", _("Collection of evidence")),
    ("legal_information", _("Legal information")),
    ("locating", _("Locating a suspect")),
)


class UrgencyForm(SectionForm):
    """How fast."""

    section = "urgency"
    heading = _("How urgent")
    grade = OneOf(
        _("Grade"),
        choices=[(key, says) for key, says in GRADES.items()],
        hints={
            "emergency": _("A person's life or safety is in danger; say what you know of it"),
            "urgent": _("Data may be lost, or a day in court is near; give the reason and the day"),
            "routine": _("Neither"),
        },
    )

    def texts(self) -> Mapping[str, LongText]:
        return {
            "reason": LongText(
                _("Why it is urgent"), rows=3, required=False, hint=_("Needed where it is urgent")
            ),
            "life_facts": LongText(
                _("The danger to life or safety"), rows=3, required=False, hint=_("Needed in an emergency")
            ),
        }

    def more_fields(self) -> Mapping[str, Any]:
        return {
            "needed_by_on": Day(
                _("Needed by"), required=False, hint=_("Needed where it is urgent"), lies="ahead"
            )
        }

    def order(self) -> list[str]:
        return ["grade", "needed_by_on"]

    def needed(self) -> tuple[str, ...]:
        return ("reason", "life_facts", "needed_by_on")


class SecrecyForm(SectionForm):
    """Who may be told, and when."""

    section = "secrecy"
    heading = _("Who may be told")
    user_not_told_until_on = Day(_("The user of the data may not be told until"), lies="ahead")
    ask_before_notifying = Confirm(_("If your law makes you notify the user, ask us first"), required=False)
    confidential = Confirm(_("Keep the request itself confidential (Articles 27(8) and 28)"), required=False)
    confidential_until_on = Day(_("Confidential until"), required=False, lies="ahead")

    def texts(self) -> Mapping[str, LongText]:
        return {"why": LongText(_("Why it must be kept confidential"), rows=3, required=False)}

    def shown(self) -> dict[str, Any]:
        found = super().shown()
        return {"ask_before_notifying": True, **found}


class FormalitiesForm(SectionForm):
    """What the court of trial needs."""

    section = "formalities"
    heading = _("What our court needs")
    lead = _("Procedures to be followed so that the evidence counts here (Article 27(3)).")
    certificates = LongText(
        _("Certificates or declarations wanted"), rows=3, required=False, each=LINE, hint=_("One a line")
    )
    attending = LongText(
        _("Who wishes to attend"), rows=2, required=False, each=LINE, hint=_("One office a line, no names")
    )
    court = Text(_("Court in charge"), required=False)
    court_reference = Text(_("Its reference"), required=False, width="20")
    prosecution = Text(_("Prosecution office in charge"), required=False)
    prosecution_reference = Text(_("Its reference"), required=False, width="20")
    decisions = LongText(
        _("Orders and decisions behind this request"), rows=3, required=False, each=LINE, hint=_("One a line")
    )
    domestic_basis = Text(_("Domestic legal basis"), required=False)
    limits_of_use = Text(_("What the answer will be used for"), required=False, longest=500)

    def texts(self) -> Mapping[str, LongText]:
        return {"procedures": LongText(_("Procedures to follow"), rows=4, required=False)}

    def order(self) -> list[str]:
        return ["procedures", "procedures_translated"]

    def values(self) -> Json:
        section = super().values()
        lists = {key: lines(self.cleaned_data[key]) for key in ("certificates", "attending", "decisions")}
        return {**section, **lists} if isinstance(section, Mapping) else section


_PRESERVATION_OVER: Final = _(
    "The preservation has ended and cannot be extended; send a new request and ask by telephone whether the "
    "data still exist"
)


class EarlierForm(SectionForm):
    """What went before."""

    section = "earlier"
    heading = _("What went before")
    lead = _("Only if this extends or follows an earlier request.")
    status = OneOf(
        _("This request"),
        choices=(
            ("follow_up", _("follows an earlier request")),
            ("extension", _("extends an earlier preservation")),
        ),
    )
    reference = Text(_("Reference of the earlier request"), width="30")
    preserved_until_on = Day(_("Data preserved until"), required=False)
    channel = Text(_("How it was sent"), required=False, width="30")
    contacts = Text(_("Contacts on both sides"), required=False)

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        until = typed.get("preserved_until_on")
        if typed.get("status") == "extension" and until and self.at and until < self.at.date():
            self.add_error("preserved_until_on", _PRESERVATION_OVER)
        return typed

    def kept(self) -> dict[str, Json]:
        return {key: self.saved[key] for key in ("request", "receipt") if key in self.saved}


class LanguageForm(SectionForm):
    """Which languages."""

    section = "language"
    heading = _("Languages")
    lead = _(
        "The document is rendered in each language chosen; facts stay as you and your translator wrote them."
    )

    def more_fields(self) -> Mapping[str, Any]:
        choices = [(tag, language_name(tag)) for tag in DOCUMENT_LANGUAGES]
        return {
            "documents": SomeOf(_("Languages of the document"), choices=choices),
            "original": Pick(_("You write in"), choices=choices, empty=None),
        }

    def shown(self) -> dict[str, Any]:
        documents = self.saved.get("documents")
        chosen = list(documents) if isinstance(documents, (list, tuple)) else []
        return {"documents": chosen, "original": self.draft.original_language}

    def values(self) -> Json:
        official = get_country(self.draft.requested).languages
        chosen: list[str] = self.cleaned_data["documents"]
        theirs_first = sorted(chosen, key=lambda tag: tag not in official)
        return {"documents": theirs_first, "original": self.cleaned_data["original"]}


FORMS: Final[dict[str, type[SectionForm]]] = {
    form.section: form
    for form in (
        BasisForm,
        AuthorityForm,
        AddresseeForm,
        FactsForm,
        DataForm,
        UrgencyForm,
        SecrecyForm,
        FormalitiesForm,
        EarlierForm,
        LanguageForm,
    )
}
"""The pages with one form each; offences and targets are lists and have pages of their own."""

TITLES: Final = {
    "basis": BasisForm.heading,
    "authority": AuthorityForm.heading,
    "addressee": AddresseeForm.heading,
    "language": LanguageForm.heading,
    "offence": _("Which offence"),
    "facts": FactsForm.heading,
    "targets": _("What it points at"),
    "data": DataForm.heading,
    "urgency": UrgencyForm.heading,
    "secrecy": SecrecyForm.heading,
    "formalities": FormalitiesForm.heading,
    "earlier": EarlierForm.heading,
}
"""Every page of the task list, in the order in which an officer thinks."""
