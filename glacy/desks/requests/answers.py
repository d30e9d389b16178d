"""A draft as lines to read: each section with its fields in words, as it will leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from glacy.canon import Json
from glacy.cooperation import Draft, SafeguardStated, name_of, say_observed
from glacy.countries import get_country
from glacy.desks.frame.citations import say_article
from glacy.desks.frame.measures import MEASURES
from glacy.desks.frame.moments import say_day, say_instant
from glacy.desks.frame.parts import Link, Row
from glacy.desks.frame.parts import Text as Words
from glacy.desks.frame.sayings import said
from glacy.desks.frame.words import ADDRESSEES, DATA, GRADES
from glacy.desks.requests.parties import ROLES
from glacy.desks.requests.prose import language_name
from glacy.desks.requests.sections import TASKS
from glacy.times import read_day, read_instant
from glacy.treaty import offences

_LABELS: Final[dict[str, Words]] = {
    "address": _("Address"),
    "article": _("Offence"),
    "ask_before_notifying": _("Ask us before notifying the user"),
    "assistance_expected_on": _("Assistance request expected"),
    "assistance_will_follow": _("An assistance request will follow"),
    "attending": _("Wish to attend"),
    "authority": _("Authority"),
    "certificates": _("Certificates wanted"),
    "channel": _("Best way to answer"),
    "confidential": _("Confidential"),
    "confidential_until_on": _("Confidential until"),
    "confirm": _("Can confirm it"),
    "contacts": _("Contacts"),
    "country": _("State"),
    "court": _("Court"),
    "court_reference": _("Court's reference"),
    "decisions": _("Decisions"),
    "documents": _("Languages of the document"),
    "domestic_basis": _("Domestic legal basis"),
    "email": _("E-mail"),
    "facts": _("Facts"),
    "governing": _("Governed by"),
    "grade": _("Grade"),
    "hours": _("Hours"),
    "kind": _("Kind"),
    "life_facts": _("Danger to life or safety"),
    "limits_of_use": _("Use of the answer"),
    "link": _("Link with the offence"),
    "measure": _("Measure"),
    "name": _("Name"),
    "named_by": _("Named by"),
    "necessity": _("Why it is needed"),
    "needed_by_on": _("Needed by"),
    "object": _("Object"),
    "officer": _("Officer in charge"),
    "operational": _("Leads the investigation"),
    "original": _("Written in"),
    "penalty": _("Highest penalty"),
    "phone": _("Telephone"),
    "preserved_until_on": _("Preserved until"),
    "procedures": _("Procedures to follow"),
    "prosecution": _("Prosecution office"),
    "prosecution_reference": _("Prosecution's reference"),
    "provisions": _("Provisions"),
    "reason": _("Reason"),
    "reference": _("Earlier reference"),
    "role": _("Role"),
    "same_conduct": _("Conduct"),
    "status": _("Status"),
    "task": _("Task"),
    "text": _("Basis named"),
    "title": _("Title"),
    "user_not_told_until_on": _("User not told until"),
    "wanted": _("Data"),
    "why": _("Why"),
    "zone": _("Time zone"),
}
_FIRST: Final = (
    *("kind", "country", "measure", "name", "role", "officer", "title", "phone", "email", "hours", "zone"),
    *("grade", "needed_by_on", "wanted", "link", "necessity", "assistance_will_follow"),
    *("user_not_told_until_on", "ask_before_notifying", "confidential", "original"),
)
"""What is read first in a section, in this order; the rest follows by its name."""

_HIDDEN: Final = ("request", "receipt")
_WORDS: Final[dict[str, Mapping[str, Words]]] = {
    "role": dict(ROLES),
    "grade": GRADES,
    "task": dict(TASKS),
    "measure": MEASURES,
}
_KINDS: Final[dict[str, Words]] = {
    **ADDRESSEES,
    "treaty": _("The treaty"),
    "agreement": _("Another agreement"),
    "reciprocity": _("Reciprocity"),
    "other": _("National law, of ours or of theirs, or another rule"),
    "follow_up": _("Follows an earlier request"),
    "extension": _("Extends an earlier preservation"),
}


def rows_of(draft: Draft, section: str, change: Link | None = None) -> tuple[Row, ...]:
    """The lines of one section, the first with the link that changes it."""
    found = list(_rows(draft, section))
    if found and change is not None:
        first = found[0]
        found[0] = Row(key=first.key, value=first.value, change=change, is_code=first.is_code)
    return tuple(found)


def observed_rows(found: Sequence[SafeguardStated]) -> tuple[Row, ...]:
    """What must be observed, under who is bound to it, in the language of the reader."""
    language = (get_language() or "en").split("-")[0]
    return tuple(Row(key=who, value=lines) for who, lines in say_observed(found, language))


def _rows(draft: Draft, section: str) -> list[Row]:
    if section == "targets":
        zones = zones_of(draft)
        return [
            Row(key=name_of(target), value=target_lines(item, zones), is_code=False)
            for target, item in zip(draft.targets, _items(draft.sections.get("targets")), strict=True)
        ]
    if section == "offence":
        return [
            Row(key=_LABELS["article"], value=_offence(item))
            for item in _items(draft.sections.get("offence"))
        ]
    values = draft.sections.get(section)
    if section == "facts":
        return [Row(key=_LABELS["facts"], value=say_text(values))] if values else []
    if not isinstance(values, Mapping):
        return []
    return [
        Row(key=_LABELS.get(key, key), value=say_value(key, value))
        for key, value in sorted(values.items(), key=lambda one: _place(one[0]))
        if key not in _HIDDEN and value not in (None, "", [])
    ]


def _place(key: str) -> tuple[int, str]:
    return (_FIRST.index(key) if key in _FIRST else len(_FIRST), key)


def zones_of(draft: Draft) -> tuple[str, ...]:
    """The chief zone of each of the two States."""
    codes = [code for code in (draft.requesting, draft.requested) if code]
    return tuple(get_country(code).zone for code in codes)


def target_lines(item: Json, zones: tuple[str, ...]) -> list[str]:
    """What is known of a target, with its instants in UTC and on both walls."""
    if not isinstance(item, Mapping):
        return []
    said: list[str] = []
    if item.get("kind") == "ip":
        at = read_instant(str(item["logged_at"]))
        fast = int(str(item.get("clock_offset") or 0))
        said.append(gettext("Log: %(at)s") % {"at": say_instant(at, zones, seconds=True)})
        if fast:
            said.append(
                (gettext("The clock was %(n)d s fast") if fast > 0 else gettext("The clock was %(n)d s slow"))
                % {"n": abs(fast)}
            )
        if item.get("destination"):
            port = f":{item['destination_port']}" if item.get("destination_port") else ""
            said.append(gettext("To %(there)s") % {"there": f"{item['destination']}{port}"})
    period = item.get("period")
    if isinstance(period, Mapping):
        first, last = (read_instant(str(period[key])) for key in ("from_at", "until_at"))
        words = {
            "first": say_instant(first, zones, seconds=True),
            "last": say_instant(last, zones, seconds=True),
        }
        said.append(gettext("From %(first)s until %(last)s") % words)
    said += [str(item[key]) for key in ("custodian", "note") if item.get(key)]
    return said


def say_value(key: str, value: Json) -> Words | Sequence[Words]:
    """A field of a section in words."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, str):
        return _say_plain(key, value)
    if isinstance(value, Mapping):
        return say_text(value) if "language" in value else ", ".join(str(part) for part in value.values())
    if key == "wanted":
        return [_wanted(item) for item in _items(value)]
    if key == "documents":
        return ", ".join(language_name(str(tag)) for tag in _list(value))
    return [str(part) for part in _list(value)]


def say_text(value: Json) -> list[str]:
    """A free text and its translations, each with its language and what it is worth."""
    if not isinstance(value, Mapping):
        return []
    said = [str(value.get("text"))]
    for other in _items(value.get("translations")):
        worth = {"working": gettext("working translation"), "official": gettext("official translation")}.get(
            str(other.get("status")), gettext("machine translation, not checked")
        )
        said.append(f"{language_name(str(other['language']))}, {worth}: {other['text']}")
    return said


def _say_plain(key: str, value: str) -> Words:
    if key.endswith("_on"):
        return say_day(read_day(value))
    if key == "country":
        return get_country(value).name()
    if key in ("kind", "status"):
        return _KINDS.get(value, value)
    if key == "original":
        return language_name(value)
    return _WORDS.get(key, {}).get(value, value)


def _wanted(item: Mapping[str, Json]) -> str:
    text = item.get("description")
    about = f": {text['text']}" if isinstance(text, Mapping) else ""
    return f"{DATA[str(item['category'])]}{about}"


def _offence(item: Mapping[str, Json]) -> list[str]:
    more = [str(item[key]) for key in ("provisions", "penalty", "same_conduct") if item.get(key)]
    return [_article(str(item["article"])), *more] if item.get("article") else more


def _article(given: str) -> str:
    """An article of a treaty with its title; an offence of one's own law as it was written."""
    found = next((one for one in offences() if one.id == given), None)
    return (
        given
        if found is None
        else f"{say_article(f'{found.instrument} {found.number}')}: {said(found.title)}"
    )


def _list(value: Json) -> list[Json]:
    return list(value) if isinstance(value, (list, tuple)) else []


def _items(value: Json) -> list[Mapping[str, Json]]:
    return [one for one in _list(value) if isinstance(one, Mapping)]
