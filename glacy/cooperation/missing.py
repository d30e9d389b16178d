"""What a draft still lacks: what its treaty demands, what our form needs, what the T-CY form asks."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources

from glacy.canon import Json
from glacy.cooperation.ahead import past_days
from glacy.cooperation.draft import LISTS, SECTIONS, Draft
from glacy.cooperation.errors import IncompleteRequestError, InvalidValueError
from glacy.cooperation.following import refuse_expired
from glacy.cooperation.form import read_form, write_form
from glacy.cooperation.labels import LABEL_LANGUAGES, label_language
from glacy.cooperation.observing import SafeguardStated, stated
from glacy.cooperation.request import Request
from glacy.cooperation.sections import Earlier
from glacy.cooperation.texts import FreeText
from glacy.countries import find_country
from glacy.sayings import say
from glacy.times import write_instant
from glacy.treaty import Content, Ruling, asked_for

_FORM = "glacy.request/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One thing that is not there: its section and field, the article that demands it, and a sentence.

    `article` is `glacy.request/1` where the form of a request, not a treaty, asks for it.
    """

    section: str
    field: str
    article: str
    says: str


@dataclass(frozen=True, slots=True)
class _Demand:
    """Where the answer to a demand stands, and whether a draft has it."""

    section: str
    field: str
    met: Callable[[Draft], bool] | None = None


def _has(section: str, field: str) -> Callable[[Draft], bool]:
    return lambda draft: bool(draft.get(section, field))


_DEMANDS: Mapping[str, tuple[_Demand, ...]] = {
    "authority": (_Demand("authority", "name"), _Demand("authority", "role")),
    "offence": (_Demand("offence", "", lambda draft: bool(draft.offences)),),
    "facts": (_Demand("facts", "text"),),
    "data_sought": (_Demand("data", "wanted"),),
    "targets": (_Demand("targets", "", lambda draft: bool(draft.targets)),),
    "period": (_Demand("targets", "period", lambda draft: bool(draft.targets)),),
    "link": (_Demand("data", "link"),),
    "custodian": (
        _Demand("targets", "custodian", lambda draft: any(target.custodian for target in draft.targets)),
    ),
    "necessity": (_Demand("data", "necessity"),),
    "intention_to_request": (_Demand("data", "assistance_will_follow"),),
    "object_and_reason": (_Demand("data", "object"), _Demand("data", "reason")),
    "provisions_and_penalties": (
        _Demand("offence", "provisions", lambda draft: any(one.provisions for one in draft.offences)),
        _Demand("offence", "penalty", lambda draft: any(one.penalty for one in draft.offences)),
    ),
    "procedures": (_Demand("formalities", "procedures"),),
    "earlier_preservation": (_Demand("earlier", "reference"),),
    "provider": (_Demand("addressee", "name"), _Demand("addressee", "address")),
    "protocol_statement": (_Demand("basis", "text"),),
    "legal_grounds": (_Demand("formalities", "domestic_basis"),),
    "return_contact": (_Demand("authority", "email"),),
    "return_by": (_Demand("urgency", "needed_by_on"), _Demand("authority", "channel")),
    "other_means": (_Demand("formalities", "procedures"),),
    "seeking_authority": (_Demand("authority", "operational"),),
    "confidentiality": (_Demand("secrecy", "user_not_told_until_on"),),
}
"""Where each key of `Content` is answered (docs/reference/facts.md lists the keys)."""

_FORM_NEEDS: tuple[tuple[str, str, str], ...] = (
    ("authority", "country", say("The country that asks.")),
    ("authority", "name", say("The name of the authority that asks.")),
    ("authority", "role", say("Whether it is a 24/7 contact, a central or another competent authority.")),
    ("authority", "zone", say("The time zone in which the authority works.")),
    ("addressee", "country", say("The country that is asked.")),
    ("basis", "measure", say("The measure that is asked for.")),
    ("urgency", "grade", say("How urgent it is: emergency, urgent or routine.")),
    ("secrecy", "user_not_told_until_on", say("Until when the user may not be told.")),
    ("language", "documents", say("The languages of the document, the requested State's first.")),
    ("language", "original", say("The language in which it was written.")),
)
_FORM_ITEMS: Mapping[str, tuple[str, str]] = {
    "requested_authority": ("addressee", "name"),
    "office_hours_time_zone": ("authority", "hours"),
    "preferred_response_channel": ("authority", "channel"),
    "confirmation_contact": ("authority", "confirm"),
    "operational_authority": ("authority", "operational"),
    "prosecution_or_court": ("formalities", "court"),
    "domestic_legal_basis": ("formalities", "domestic_basis"),
    "custodian_or_location": ("targets", "custodian"),
    "assistance_treaty": ("basis", "governing"),
    "formalities": ("formalities", "procedures"),
    "limits_of_use": ("formalities", "limits_of_use"),
}


def missing(draft: Draft, ruling: Ruling, *, on: date | None = None) -> tuple[Missing, ...]:
    """Everything that keeps a draft from being sent, in the order of the sections; empty when it is complete.

    With `on`, the day of the request, days that lie before it are told as well.
    """
    found: dict[tuple[str, str], Missing] = {}
    for one in (*_treaty(draft, ruling), *_form(draft), *_basis(draft, ruling), *_faults(draft, on)):
        found.setdefault((one.section, one.field), one)
    order = list(SECTIONS)
    return tuple(sorted(found.values(), key=lambda one: order.index(one.section)))


def advised(draft: Draft, ruling: Ruling) -> tuple[Missing, ...]:
    """What the voluntary T-CY form or custom asks for and the draft does not say; nothing here stops it."""
    form = tuple(
        Missing(section=place[0], field=place[1], article=_cite(row), says=row["means"])
        for row in _form_rows()
        if str(ruling.measure) in row["measures"].split() and row["needed"] != "treaty"
        for place in (_FORM_ITEMS.get(row["field"]),)
        if place is not None and not _answers(draft, place)
    )
    return (*form, *_languages_advised(draft))


def _languages_advised(draft: Draft) -> Iterator[Missing]:
    """The requested State's language: that the document is in it, and that the facts are."""
    spoken = find_country(draft.requested)
    ours = [known for tag in (spoken.languages if spoken else ()) if (known := label_language(tag))]
    documents = draft.get("language", "documents")
    named = [label_language(str(tag)) for tag in documents] if isinstance(documents, (list, tuple)) else []
    if ours and named and not set(ours) & set(named):
        says = say("The requested State works in {ours}: make the document in it too.", ours=ours[0])
        yield Missing(section="language", field="documents", article="custom", says=says)
    facts = draft.part(FreeText, "facts")
    if facts and ours and not any(label_language(one.language) in ours for one in facts.versions):
        says = say("The facts have no version in {ours}, the language of the requested State.", ours=ours[0])
        yield Missing(section="facts", field="translations", article="custom", says=says)


def complete(
    draft: Draft, *, ruling: Ruling, id: str, dated_at: datetime, thread: str | None = None
) -> Request:
    """The request of a whole draft, and what must be observed; `IncompleteRequestError` lists what lacks."""
    if lacking := missing(draft, ruling, on=dated_at.date()):
        raise IncompleteRequestError(lacking)
    earlier = draft.part(Earlier, "earlier")
    if earlier is not None:
        refuse_expired(earlier, dated_at.date())
    return _build(
        draft, safeguards_of(draft, ruling), id=id, dated_at=dated_at, thread=thread or draft.thread or id
    )


def safeguards_of(draft: Draft, ruling: Ruling) -> tuple[SafeguardStated, ...]:
    """What the request of a draft says must be observed."""
    return stated(ruling, by_treaty=draft.get("basis", "kind") == "treaty")


def _build(
    draft: Draft, safeguards: tuple[SafeguardStated, ...], *, id: str, dated_at: datetime, thread: str
) -> Request:
    json: dict[str, Json] = {
        "format": Request.FORMAT,
        "id": id,
        "thread": thread,
        "dated_at": write_instant(dated_at),
        "exercise": draft.exercise,
        "reference": draft.case_reference,
        **{name: values for name, values in draft.sections.items() if values},
    }
    if safeguards:
        json["safeguards"] = write_form(safeguards)
    if draft.in_reply_to is not None:
        json["in_reply_to"] = draft.in_reply_to
    return read_form(Request, json)


def _form(draft: Draft) -> Iterator[Missing]:
    for section, field, says in _FORM_NEEDS:
        if not draft.get(section, field):
            yield Missing(section=section, field=field, article=_FORM, says=says)
    grade = draft.get("urgency", "grade")
    needed = {"emergency": ("life_facts",), "urgent": ("reason", "needed_by_on")}.get(str(grade), ())
    sentences = {
        "life_facts": say("The facts that show danger to life or safety."),
        "reason": say("Why it is urgent."),
        "needed_by_on": say("By when it is needed."),
    }
    for field in needed:
        if not draft.get("urgency", field):
            yield Missing(section="urgency", field=field, article="ETS185 25(3)", says=sentences[field])
    if "data.task" in (asked_for(draft.measure) or ()) and not draft.get("data", "task"):
        yield Missing(
            section="data", field="task", article="ETS185 35(1)", says=say("What the contact is asked to do.")
        )


def _treaty(draft: Draft, ruling: Ruling) -> Iterator[Missing]:
    for content in ruling.must_contain:
        if not _is_needed(content, draft):
            continue
        for demand in _DEMANDS.get(content.key, ()):
            met = demand.met or _has(demand.section, demand.field)
            if not met(draft):
                yield Missing(
                    section=demand.section,
                    field=demand.field,
                    article=f"{ruling.instrument} {content.article}",
                    says=content.says,
                )


def _is_needed(content: Content, draft: Draft) -> bool:
    """Demanded always, or because the draft says so itself; what is only as far as known is advice."""
    if content.key == "earlier_preservation":
        return draft.get("earlier", "status") is not None
    return content.needed == "always"


def _basis(draft: Draft, ruling: Ruling) -> Iterator[Missing]:
    if ruling.allowed or draft.get("basis", "kind") != "treaty":
        return
    if ruling.answer == "unknown" and draft.get("basis", "named_by") and draft.get("basis", "why"):
        return
    says = {
        "not_allowed": say("The facts show no treaty basis: name another, and say who relies on it and why."),
        "unknown": say(
            "The facts cannot tell whether the treaty allows it: a named person decides and says why."
        ),
    }[ruling.answer]
    yield Missing(section="basis", field="kind", article=f"{ruling.instrument} {ruling.article}", says=says)


def _faults(draft: Draft, on: date | None) -> Iterator[Missing]:
    """What is there and breaks a rule that takes more than one field."""
    for name, kind in SECTIONS.items():
        if name in LISTS or name not in draft.sections:
            continue
        try:
            read_form(kind, draft.sections[name])
        except InvalidValueError as fault:
            lacks = "is not there" in fault.finding
            if not lacks:
                yield Missing(section=name, field=fault.field, article=_FORM, says=_sentence(fault.finding))
    yield from _languages(draft)
    for past in past_days(draft, on=on) if on is not None else ():
        yield Missing(section=past.section, field=past.field, article=_FORM, says=past.says)


def _languages(draft: Draft) -> Iterator[Missing]:
    documents = draft.get("language", "documents")
    for tag in documents if isinstance(documents, (list, tuple)) else ():
        if label_language(str(tag)) is None:
            known = ", ".join(LABEL_LANGUAGES)
            says = say(
                "No document can be made in {tag}: choose among {known}; a translation can be attached.",
                tag=tag,
                known=known,
            )
            yield Missing(section="language", field="documents", article=_FORM, says=says)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _answers(draft: Draft, place: tuple[str, str]) -> bool:
    if place == ("targets", "custodian"):
        return any(target.custodian for target in draft.targets)
    return bool(draft.get(*place))


def _cite(row: Mapping[str, str]) -> str:
    return say("T-CY form {row}", row=row["form_section"]) if row["form_section"].isdigit() else "custom"


@cache
def _form_rows() -> tuple[Mapping[str, str], ...]:
    text = resources.files("glacy.facts").joinpath("request_fields.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
