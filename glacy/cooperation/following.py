"""Drafts that go on from what was sent: an extension, the request for the data, a third State."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from glacy.canon import Json
from glacy.cooperation.draft import SECTIONS, Draft
from glacy.cooperation.errors import ExpiredDeadlineError, InvalidValueError
from glacy.cooperation.form import read_form, write_form
from glacy.cooperation.messages import Answer, Disclosure, Extension, PathStep
from glacy.cooperation.numbers import normal_ip
from glacy.cooperation.outcomes import Preserved
from glacy.cooperation.request import PRESERVATION, Request
from glacy.cooperation.sections import Earlier
from glacy.cooperation.targets import IpTarget, Period, write_target
from glacy.cooperation.texts import FreeText
from glacy.sayings import say

EXTENSION_DAYS = 60
"""What an extension asks for when nobody chose another day: the least of Article 29(7) once more."""


def draft_of(request: Request) -> Draft:
    """A request as a draft again, every section filled in."""
    written = write_form(request)
    assert isinstance(written, Mapping)
    return Draft(
        case_reference=request.reference,
        exercise=request.exercise,
        sections={name: written[name] for name in SECTIONS if name in written},
        in_reply_to=request.in_reply_to,
    )


def extension_of(request: Request, answer: Answer) -> Draft:
    """The draft of an extension in the same thread, filled in from the request and its preservation."""
    preserved = _preserved(answer)
    if preserved is None:
        raise InvalidValueError(
            "outcomes",
            say("an extension needs an answer that says the data are preserved"),
            remedy=say("Choose that answer."),
        )
    earlier = _earlier("extension", request, answer, preserved)
    if preserved.until_on is not None:
        earlier["wanted_until_on"] = (preserved.until_on + timedelta(days=EXTENSION_DAYS)).isoformat()
    draft = draft_of(request).with_section("earlier", earlier)
    return Draft(
        case_reference=draft.case_reference,
        exercise=draft.exercise,
        sections=_without_past(draft.sections),
        in_reply_to=request.id,
        thread=request.thread,
    )


def complete_extension(draft: Draft, *, id: str, dated_at: datetime, reason: FreeText) -> Extension:
    """The extension message of a draft of `extension_of`; a preservation that has ended has none."""
    earlier = _whole_earlier(draft)
    if earlier.wanted_until_on is None or draft.thread is None or draft.in_reply_to is None:
        raise InvalidValueError(
            "earlier.wanted_until_on",
            say("an extension says until when"),
            remedy=say("Give the day you ask for."),
        )
    refuse_expired(earlier, dated_at.date())
    expected = draft.get("data", "assistance_expected_on")
    return Extension(
        id=id,
        thread=draft.thread,
        dated_at=dated_at,
        exercise=draft.exercise,
        in_reply_to=draft.in_reply_to,
        earlier=earlier,
        until_on=earlier.wanted_until_on,
        reason=reason,
        assistance_expected_on=date.fromisoformat(expected) if isinstance(expected, str) else None,
    )


def _whole_earlier(draft: Draft) -> Earlier:
    try:
        return read_form(Earlier, draft.sections.get("earlier"))
    except InvalidValueError as fault:
        raise fault.inside("earlier") from None


def refuse_expired(earlier: Earlier, on: date) -> None:
    """Raise `ExpiredDeadlineError` when an extension is asked after the preservation has ended."""
    ends_on = earlier.preserved_until_on
    if earlier.status == "extension" and ends_on is not None and ends_on < on:
        raise ExpiredDeadlineError(
            say(
                "earlier.preserved_until_on: the preservation ended on {ends_on}, before {on}.",
                ends_on=ends_on,
                on=on,
            ),
            remedy=say("Send a new preservation request, and ask by telephone whether the data still exist."),
            field="earlier.preserved_until_on",
            expected=say("{on} or later", on=on),
            found=str(ends_on),
        )


def follow_up(request: Request, answer: Answer | None, *, measure: str = "ETS185-31") -> Draft:
    """The draft of the assistance request after a preservation; targets, reference and expiry go over."""
    draft = draft_of(request)
    sections: dict[str, Json] = dict(_without_past(draft.sections))
    data = sections.get("data")
    kept = ("wanted", "link")
    sections["data"] = {key: data[key] for key in kept if key in data} if isinstance(data, Mapping) else {}
    sections["basis"] = {"measure": measure, "kind": "treaty"}
    sections.pop("earlier", None)
    preserved = None if answer is None else _preserved(answer)
    inherited = Draft(case_reference=draft.case_reference, exercise=draft.exercise, sections=sections)
    return inherited.with_section("earlier", _earlier("follow_up", request, answer, preserved))


def draft_to_third_state(request: Request, disclosure: Disclosure) -> Draft:
    """The draft of a preservation request to the State that a disclosure under Article 30 named.

    Its targets are those that the disclosure carries, or else the addresses of its path in that State; where
    it names neither, those of the first request.
    """
    draft = draft_of(request)
    sections: dict[str, Json] = dict(_without_past(draft.sections))
    sections.pop("earlier", None)
    sections["basis"] = {"measure": PRESERVATION, "kind": "treaty"}
    sections["addressee"] = {"country": disclosure.country, "kind": "state"}
    targets = disclosure.targets or _of_path(request, disclosure)
    if targets:
        sections["targets"] = [write_target(target) for target in targets]
    sections["language"] = {"documents": ["en"], "original": draft.original_language}
    return Draft(case_reference=draft.case_reference, exercise=draft.exercise, sections=sections)


def _of_path(request: Request, disclosure: Disclosure) -> tuple[IpTarget, ...]:
    """The addresses of the path that lie in the State that is named, at the time of the connection."""
    first = next((target for target in request.targets if isinstance(target, IpTarget)), None)
    found = []
    for step in disclosure.path:
        is_there = step.country == disclosure.country or step.provider == disclosure.provider
        seen_at = step.seen_at or (None if first is None else first.corrected_at)
        if is_there and step.address is not None and seen_at is not None:
            period = Period(from_at=seen_at, until_at=seen_at) if first is None else first.period
            found.append(_hop(step, step.address, seen_at, period))
    return tuple(one for one in found if one is not None)


def _hop(step: PathStep, address: str, seen_at: datetime, period: Period) -> IpTarget | None:
    """A hop as a target; None where its address is none, and only its provider is known."""
    try:
        return IpTarget(
            address=normal_ip(address),
            port=step.port,
            logged_at=seen_at,
            zone="UTC",
            clock_offset=0,
            period=Period(from_at=min(period.from_at, seen_at), until_at=max(period.until_at, seen_at)),
            custodian=step.provider,
            note=step.note,
        )
    except InvalidValueError:
        return None


def _preserved(answer: Answer) -> Preserved | None:
    found = [outcome for outcome in answer.outcomes if isinstance(outcome, Preserved)]
    return min(found, key=lambda one: one.until_on or date.max, default=None)


def _earlier(
    status: str, request: Request, answer: Answer | None, preserved: Preserved | None
) -> dict[str, Json]:
    theirs = answer.reference if answer else None
    known = (preserved.reference if preserved else None) if theirs is None else theirs
    earlier: dict[str, Json] = {
        "status": status,
        "reference": known or request.reference,
        "request": request.id,
    }
    if preserved is not None and preserved.until_on is not None:
        earlier["preserved_until_on"] = preserved.until_on.isoformat()
    return earlier


def _without_past(sections: Mapping[str, Json]) -> dict[str, Json]:
    """The sections without the days that belonged to the first request: the officer gives them anew."""
    kept = dict(sections)
    for name, key in (("urgency", "needed_by_on"), ("data", "assistance_expected_on")):
        values = kept.get(name)
        if isinstance(values, Mapping):
            kept[name] = {field: value for field, value in values.items() if field != key}
    return kept
