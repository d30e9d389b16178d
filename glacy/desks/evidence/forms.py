"""The forms of the evidence desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.fields import Confirm, File, LongText, OneOf, Pick, SomeOf, Text
from glacy.desks.frame.forms import Form
from glacy.desks.frame.moment_fields import Day
from glacy.desks.frame.nations import nations
from glacy.desks.frame.parts import Text as Words
from glacy.evidence import show_name
from glacy.store.models import ExhibitRow
from glacy.store.people import Officer

USES: Final[dict[str, Words]] = {
    "this_case": _("In this case, as the conditions say"),
    "other_case": _("In another case"),
    "other_state": _("By another State"),
    "publication": _("In public"),
    "other": _("For something else"),
}
PAPERS: Final[dict[str, Words]] = {
    "order": _("Domestic order"),
    "execution": _("Record of its execution"),
    "certificate": _("Certificate of the custodian"),
    "consent": _("Consent to another use"),
    "other": _("Other paper"),
}
_SPOKEN: Final = {"en": "English", "es": "Español", "fr": "Français", "pt": "Português"}
CATEGORIES: Final[dict[str, Words]] = {
    "image": _("Images"),
    "video": _("Video"),
    "text": _("Text"),
    "mixed": _("Mixed, such as a disk image"),
}


class ManyFiles(File):
    """Several files at once; each becomes an exhibit."""

    def __init__(self) -> None:
        super().__init__(_("Files"), hint=_("Each is sealed as an exhibit of its own, as it is"))
        self.allow_empty_file = True
        self.widget.allow_multiple_selected = True
        self.widget.attrs["multiple"] = True

    def clean(self, data: Any, initial: Any = None) -> Any:  # Any: Django gives one upload or a list
        """Every file is looked at; the first that is wrong is named."""
        given = (data if isinstance(data, (list, tuple)) else [data]) or [None]
        return [super(ManyFiles, self).clean(one, initial) for one in given]


class UploadForm(Form):
    """Files to take in."""

    exhibits = ManyFiles()


class ReadForm(Form):
    """Why the content of an exhibit is read, and for which use where it came under conditions."""

    why = Text(_("Why you need the content"), missing=_("Say why; the reading is recorded"))

    def __init__(self, data: Any = None, *, has_conditions: bool = False) -> None:  # Any: QueryDict
        super().__init__(data)
        if has_conditions:
            self.fields["use"] = OneOf(
                _("For which use"),
                choices=USES.items(),
                initial="this_case",
                hint=_("Another use than the conditions allow takes a signed consent on record"),
            )


class HandOverForm(Form):
    """Who gets the exhibit, and why."""

    def __init__(self, data: Any = None, *, people: Iterable[Officer]) -> None:  # Any: QueryDict
        super().__init__(data)
        self.fields["to"] = Pick(
            _("Who on the case gets it"),
            choices=[(one.username, f"{one.name}, {one.authority}") for one in people],
            required=False,
            hint=_("They confirm it here, with their own password"),
        )
        self.fields["to_person"] = Text(
            _("Or a person without an account"),
            required=False,
            hint=_("They sign the printed form, and you key it in with its scan"),
        )
        self.fields["why"] = Text(_("Why it is handed over"))
        self.fields["back"] = Confirm(_("It goes back to who gave it before"), required=False)

    def clean(self) -> dict[str, Any]:
        """The fields; exactly one receiver."""
        typed = super().clean() or {}
        if bool(typed.get("to")) == bool(typed.get("to_person")):
            self.add_error("to", _("Name one receiver: a person on the case, or one without an account"))
        return typed


class DeclineForm(Form):
    """Why the evidence is not taken."""

    why = Text(_("Why you do not take it"))


class SignedForm(Form):
    """The printed form, signed by hand."""

    signed_on = Day(_("Signed on"))
    scan = File(_("Scan of the signed form"), hint=_("PDF or picture; kept with your name"))


class RedactForm(Form):
    """The redacted version of an exhibit."""

    file = File(_("Redacted file"), hint=_("The original stays; this one stands for it in copies"))
    ground = Text(_("Ground"), hint=_("The provision, and what it protects"))
    decided_by = Text(_("Who decided"), hint=_("Court or office, with its function"))


class DefenceForm(Form):
    """For each exhibit: given, or withheld on a ground."""

    def __init__(self, data: Any = None, *, exhibits: Iterable[ExhibitRow]) -> None:  # Any: QueryDict
        super().__init__(data)
        self.fields["to"] = Text(_("For whom"), hint=_("Counsel; the accused under a pseudonym"))
        self.fields["given"] = SomeOf(
            _("Exhibits that are given"),
            choices=[
                (one.pk, f"{one.number}: {show_name(one.name)}") for one in exhibits if can_be_given(one)
            ],
            missing=_("Give at least one exhibit"),
        )
        self.fields["ground"] = LongText(
            _("Ground for what is withheld"),
            rows=3,
            required=False,
            hint=_(
                "The provision, and what it protects. What is not given is listed by its digest with this"
            ),
        )
        self.fields["decided_by"] = Text(_("Who decided"), hint=_("Court or office, with its function"))


class ChosenForm(Form):
    """Exhibits for a copy, for whom and why."""

    def __init__(self, data: Any = None, *, exhibits: Iterable[ExhibitRow]) -> None:  # Any: QueryDict
        super().__init__(data)
        self.fields["given"] = SomeOf(
            _("Exhibits"),
            choices=[
                (one.pk, f"{one.number}: {show_name(one.name)}") for one in exhibits if can_be_given(one)
            ],
        )
        self.fields["to"] = Text(_("For whom"))
        self.fields["why"] = Text(_("Why"))
        self.fields["use"] = OneOf(
            _("For which use"),
            choices=USES.items(),
            initial="this_case",
            hint=_("Another use than the conditions allow takes a signed consent on record"),
        )


class CertifyForm(Form):
    """The certificate of the custodian, for a request."""

    def __init__(
        self, data: Any = None, *, exhibits: Iterable[ExhibitRow], requests: Iterable[tuple[str, str]]
    ) -> None:  # Any: QueryDict
        super().__init__(data)
        self.fields["request"] = Pick(_("For which request"), choices=list(requests))
        self.fields["given"] = SomeOf(
            _("Exhibits that it certifies"),
            choices=[
                (one.pk, f"{one.number}: {show_name(one.name)}")
                for one in exhibits
                if one.destroyed_at is None
            ],
        )
        self.fields["statement"] = LongText(
            _("In your own words"),
            rows=4,
            required=False,
            hint=_("What the court of trial asked you to state; its own form is taken from the request"),
        )


class RecordForm(Form):
    """In which language the record of custody is sealed."""

    def __init__(self, data: Any = None, *, language: str) -> None:  # Any: QueryDict
        super().__init__(data)
        self.fields["language"] = OneOf(_("Language"), choices=_SPOKEN.items(), initial=language)


class PaperForm(Form):
    """A paper that goes with the evidence."""

    kind = OneOf(_("What it is"), choices=PAPERS.items())
    title = Text(_("Title"), hint=_("Such as: Order of the 7th court of 3 March 2026"), longest=180)
    file = File(_("File"))


class ConsentForm(Form):
    """A consent to another use: the sealed file of the other node, or one on paper with its scan."""

    file = File(
        _("Consent"), hint=_("The sealed file (.asice) of the State that set the conditions, or a scan")
    )
    use = OneOf(
        _("On a scan: which use it allows"),
        choices=[(key, says) for key, says in USES.items() if key != "this_case"],
        required=False,
    )
    what = Text(_("On a scan: the use in words"), required=False)
    given_by = Text(_("On a scan: who signed it"), required=False)
    given_on = Day(_("On a scan: signed on"), required=False, lies="behind")
    reference = Text(_("On a scan: its reference"), required=False, width="20")
    until = Day(_("On a scan: last day, if it names one"), required=False)


class GivenConsentForm(Form):
    """Our consent to another use of what we gave to another State."""

    def __init__(self, data: Any = None, *, exhibits: Iterable[ExhibitRow]) -> None:  # Any: QueryDict
        super().__init__(data)
        self.fields["given"] = SomeOf(
            _("Exhibits that it is about"),
            choices=[(one.pk, f"{one.number}: {show_name(one.name)}") for one in exhibits if not one.apart],
            missing=_("Name at least one exhibit"),
        )
        self.fields["to"] = Pick(_("State that may use it"), choices=nations())
        self.fields["use"] = OneOf(
            _("Which use you allow"),
            choices=[(key, says) for key, says in USES.items() if key != "this_case"],
        )
        self.fields["what"] = Text(_("The use in words"), hint=_("Such as: evidence in case GH-2026-0099"))
        self.fields["reference"] = Text(_("Your reference"), width="20")
        self.fields["basis"] = Text(_("The provision that it rests on"), required=False)
        self.fields["until"] = Day(_("Last day, if you name one"), required=False)


class PressForm(Form):
    """A page whose one question is its button."""


class RenewForm(Form):
    """A sealed file that lies elsewhere."""

    file = File(_("Sealed file"), hint=_("A bundle or container (.asice), or a sealed document (.pdf)"))


class TakeApartForm(Form):
    """What another node sealed apart for this one."""

    file = File(_("Sealed file"), hint=_("It ends in .age, and only this node can open it"))


class DestroyForm(Form):
    """Why the content is to be removed."""

    why = LongText(
        _("Why the content is to be destroyed"), rows=3, hint=_("The order or the rule it rests on")
    )


class RefuseForm(Form):
    """Why the content stays."""

    why = Text(_("Why it is not destroyed"))


class ApartForm(Form):
    """Child-abuse material, taken in apart."""

    category = OneOf(_("Category"), choices=CATEGORIES.items())
    file = File(_("File"), hint=_("Its name is not kept, and nothing of it is shown"))


class OpenerForm(Form):
    """Another person who may open it."""

    def __init__(self, data: Any = None, *, people: Iterable[Officer]) -> None:  # Any: QueryDict
        super().__init__(data)
        self.fields["username"] = Pick(
            _("Person on the case"), choices=[(one.username, one.name) for one in people]
        )
        self.fields["why"] = Text(_("Why this person must open it"))


class AgreementForm(Form):
    """What the other authority agreed to."""

    def __init__(self, *given: Any) -> None:  # Any: POST and FILES
        super().__init__(*given)
        self.fields["country"] = Pick(_("State"), choices=nations())
        self.fields["theirs"] = Text(_("Their authority"))
        self.fields["theirs_on"] = Day(_("They agreed on"), lies="behind")
        self.fields["theirs_reference"] = Text(_("Their reference"), width="20")
        self.fields["scan"] = File(_("What they signed"), hint=_("PDF or picture"))


def can_be_given(row: ExhibitRow) -> bool:
    """Whether an exhibit can go into a copy at all."""
    return row.destroyed_at is None and not row.apart
