"""A request being written: every section may be missing, whatever is there has its right form."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar, cast

from glacy.canon import Json, read_canonical, write_canonical
from glacy.cooperation.errors import InvalidValueError, MalformedDraftError
from glacy.cooperation.form import fields_of, read_form, read_hint, write_form
from glacy.cooperation.parties import Addressee, Authority
from glacy.cooperation.sections import (
    Basis,
    DataSection,
    Earlier,
    Formalities,
    Languages,
    OffenceStated,
    Secrecy,
    Urgency,
)
from glacy.cooperation.targets import Target, read_target, write_target
from glacy.cooperation.texts import FreeText
from glacy.errors import GlacyError
from glacy.sayings import say

SECTIONS: Mapping[str, type] = MappingProxyType(
    {
        "authority": Authority,
        "addressee": Addressee,
        "basis": Basis,
        "offence": OffenceStated,
        "facts": FreeText,
        "targets": object,
        "data": DataSection,
        "urgency": Urgency,
        "secrecy": Secrecy,
        "formalities": Formalities,
        "earlier": Earlier,
        "language": Languages,
    }
)
LISTS = frozenset({"offence", "targets"})
_FORMAT = "glacy.draft/1"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A request in the making: its case reference, whether it is an exercise, and the sections so far.

    `in_reply_to` and `thread` are set when it goes on in a thread that exists (an extension).
    """

    case_reference: str
    exercise: bool
    sections: Mapping[str, Json] = field(default_factory=dict)
    in_reply_to: str | None = None
    thread: str | None = None

    @classmethod
    def empty(
        cls,
        *,
        case_reference: str,
        measure: str,
        requesting: str,
        requested: str,
        exercise: bool,
        addressee: str = "state",
    ) -> Draft:
        """A draft that knows only who asks whom for which measure."""
        draft = cls(case_reference=case_reference, exercise=exercise)
        draft = draft.with_section("basis", {"measure": measure, "kind": "treaty"})
        draft = draft.with_section("authority", {"country": requesting})
        return draft.with_section("addressee", {"country": requested, "kind": addressee})

    def with_section(self, name: str, values: Json) -> Draft:
        """The draft with one section replaced; a value of a wrong form raises `InvalidValueError`.

        A plain text where free text belongs is taken as an original in the draft's own language.
        """
        checked = _check_section(name, values, self.original_language)
        return dataclasses.replace(self, sections={**self.sections, name: checked})

    def without_section(self, name: str) -> Draft:
        """The draft with that section emptied."""
        return dataclasses.replace(
            self, sections={key: value for key, value in self.sections.items() if key != name}
        )

    def get(self, section: str, key: str) -> Json:
        """A field of a section as it was saved, or None."""
        values = self.sections.get(section)
        return values.get(key) if isinstance(values, Mapping) else None

    @property
    def original_language(self) -> str:
        """The language in which the draft is written; English until somebody says otherwise."""
        return str(self.get("language", "original") or "en")

    @property
    def measure(self) -> str:
        """The measure asked for, such as `ETS185-29`."""
        return str(self.get("basis", "measure") or "")

    @property
    def requesting(self) -> str:
        """The country that asks."""
        return str(self.get("authority", "country") or "")

    @property
    def requested(self) -> str:
        """The country that is asked."""
        return str(self.get("addressee", "country") or "")

    @property
    def targets(self) -> tuple[Target, ...]:
        """The targets so far."""
        found = self.sections.get("targets") or ()
        return tuple(read_target(item) for item in cast("tuple[Json, ...]", found))  # with_section checked it

    @property
    def offences(self) -> tuple[OffenceStated, ...]:
        """The offences so far."""
        found = self.sections.get("offence") or ()
        return tuple(read_form(OffenceStated, item) for item in cast("tuple[Json, ...]", found))  # as above

    def part(self, kind: type[_T], name: str) -> _T | None:
        """A section as its value, or None while it is not whole."""
        try:
            return read_form(kind, self.sections[name]) if name in self.sections else None
        except InvalidValueError:
            return None


def write_draft(draft: Draft) -> bytes:
    """The canonical bytes of a draft, for saving."""
    json: dict[str, Json] = {
        "format": _FORMAT,
        "case_reference": draft.case_reference,
        "exercise": draft.exercise,
        "sections": dict(draft.sections),
    }
    if draft.in_reply_to is not None:
        json["in_reply_to"] = draft.in_reply_to
    if draft.thread is not None:
        json["thread"] = draft.thread
    return write_canonical(json)


def read_draft(data: bytes) -> Draft:
    """The draft of saved bytes; `MalformedDraftError` says what is wrong."""
    try:
        json = read_canonical(data)
        if not isinstance(json, Mapping) or json.get("format") != _FORMAT:
            raise MalformedDraftError(
                say("A draft of format {format} was expected.", format=_FORMAT),
                remedy=say("Start a new draft."),
            )
        sections = json.get("sections")
        reference, exercise = json.get("case_reference"), json.get("exercise")
        reply, thread = json.get("in_reply_to"), json.get("thread")
        if not (isinstance(sections, Mapping) and isinstance(reference, str) and isinstance(exercise, bool)):
            raise MalformedDraftError(say("case_reference, exercise and sections were expected."))
        draft = Draft(
            case_reference=reference,
            exercise=exercise,
            in_reply_to=reply if isinstance(reply, str) else None,
            thread=thread if isinstance(thread, str) else None,
        )
        for name in sorted(sections, key=lambda key: key != "language"):
            draft = draft.with_section(name, sections[name])
    except MalformedDraftError:
        raise
    except GlacyError as fault:
        raise MalformedDraftError(fault.says, remedy=fault.remedy) from fault
    if write_draft(draft) != data:
        raise MalformedDraftError(
            say("The draft is not in its one written form."), remedy=say("Start a new draft.")
        )
    return draft


def _check_section(name: str, values: Json, language: str) -> Json:
    if name not in SECTIONS:
        raise InvalidValueError(
            str(name)[:60],
            say("there is no such section"),
            remedy=say("Known are: {sections}.", sections=", ".join(SECTIONS)),
        )
    if name in LISTS:
        return _check_list(name, values)
    if name == "facts" and isinstance(values, str):
        values = {"text": values, "language": language}
    if not isinstance(values, Mapping):
        raise InvalidValueError(name, say("an object was expected"))
    return _check_part(SECTIONS[name], values, name, language)


def _check_list(name: str, values: Json) -> Json:
    if not isinstance(values, (list, tuple)):
        raise InvalidValueError(name, say("a list was expected"))
    checked: list[Json] = []
    for index, item in enumerate(values):
        try:
            if name == "targets":
                checked.append(write_target(read_target(item)))
            else:
                checked.append(write_form(read_form(OffenceStated, item)))
        except InvalidValueError as fault:
            raise fault.inside(f"{name}[{index}]") from None
    return checked


def _check_part(kind: type, values: Mapping[str, Json], place: str, language: str) -> Json:
    """The fields that are there, each in its form; those that are empty are dropped."""
    known = {item.name: item.hint for item in fields_of(kind)}
    checked: dict[str, Json] = {}
    for key, value in values.items():
        if key not in known:
            raise InvalidValueError(f"{place}.{key}"[:80], say("there is no such field"))
        if value is None or value == "" or value == [] or value == ():
            continue
        hint = known[key]
        if hint is FreeText and isinstance(value, str):
            value = {"text": value, "language": language}
        if typing.get_origin(hint) is tuple and isinstance(value, str):
            value = [value]
        try:
            checked[key] = write_form(read_hint(hint, value, key))
        except InvalidValueError as fault:
            raise fault.inside(place) from None
    return checked
