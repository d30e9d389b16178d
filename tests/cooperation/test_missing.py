"""A request that lacks what its treaty demands cannot be sent, and each thing is named with its article."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glacy.canon import Json
from glacy.cooperation import (
    SECTIONS,
    Draft,
    ExpiredDeadlineError,
    FreeText,
    IncompleteRequestError,
    InvalidTargetError,
    InvalidValueError,
    MalformedDraftError,
    Missing,
    advised,
    complete,
    draft_of,
    extension_of,
    follow_up,
    missing,
    read_draft,
    safeguards_of,
    write_draft,
)
from glacy.cooperation.labels import Labels
from glacy.cooperation.observing import OwnLawKey
from glacy.treaty import safeguard_keys
from tests.cooperation.rulings import ON, ruling
from tests.cooperation.story import ASSISTANCE, PRESERVATION, PRESERVED, REQUEST, SENT_AT, THREAD
from tests.cooperation.values import advice, live

WHOLE = draft_of(PRESERVATION)


def empty(measure: str = "ETS185-29") -> Draft:
    return Draft.empty(case_reference="GH-1", measure=measure, requesting="GH", requested="CL", exercise=True)


def without(section: str, *fields: str) -> Draft:
    """The whole draft without some fields of a section, or without the section."""
    values: Any = WHOLE.sections[section]
    if not fields:
        return WHOLE.without_section(section)
    return WHOLE.with_section(section, {key: value for key, value in values.items() if key not in fields})


def places(found: tuple[Missing, ...]) -> set[tuple[str, str]]:
    return {(one.section, one.field) for one in found}


def test_a_whole_draft_lacks_nothing_and_becomes_its_request() -> None:
    assert missing(WHOLE, ruling(), on=ON) == ()
    assert complete(WHOLE, ruling=ruling(), id=REQUEST, thread=THREAD, dated_at=SENT_AT) == PRESERVATION


@pytest.mark.parametrize("request_", [ASSISTANCE, live("ETS185-33"), live("ETS185-34"), advice()])
def test_every_measure_can_be_drafted_and_completed(request_: Any) -> None:
    draft = draft_of(request_)
    assert missing(draft, ruling(request_.measure)) == ()
    again = complete(
        draft,
        ruling=ruling(request_.measure),
        id=request_.id,
        thread=request_.thread,
        dated_at=request_.dated_at,
    )
    said = safeguards_of(draft, ruling(request_.measure))
    assert again == dataclasses.replace(request_, safeguards=said)
    assert said


def test_what_the_ruling_says_must_be_observed_goes_into_the_request() -> None:
    found = ruling("ETS185-31", requesting="GH", requested="CL")
    request = complete(
        draft_of(ASSISTANCE), ruling=found, id=REQUEST, thread=THREAD, dated_at=ASSISTANCE.dated_at
    )
    told = {one.key: one for one in request.safeguards}
    expected = {guard.key: guard for guard in found.safeguards if guard.applies != "no"}
    assert told.keys() == expected.keys()
    for key, one in told.items():
        assert (one.applies, one.binds) == (expected[key].applies, expected[key].binds)
        assert (one.article or "") == expected[key].article
    assert told["use_limitation"].applies == "unknown"  # whether Article 27 is the procedure is unknown


def test_on_another_basis_no_safeguard_of_the_treaty_is_claimed() -> None:
    draft = WHOLE.with_section(
        "basis",
        {"measure": "ETS185-29", "kind": "reciprocity", "text": "x", "named_by": "y", "why": "z"},
    )
    told = {one.key: one.applies for one in safeguards_of(draft, ruling())}
    assert told == {
        "proportionality": "unknown",
        "third_parties": "unknown",
        "secrecy_of_preservation": "unknown",
        "user_notice": "yes",
    }


def test_every_safeguard_of_the_facts_can_be_said_in_a_request() -> None:
    assert safeguard_keys()
    for key in safeguard_keys() | set(get_args(OwnLawKey)):
        assert Labels(languages=("en",)).one(f"safeguard.{key}")


def test_an_empty_draft_lacks_everything_that_article_29_demands() -> None:
    found = missing(empty(), ruling())
    articles = {one.article for one in found}
    assert {f"ETS185 29(2)({letter})" for letter in "abcef"} <= articles
    assert [one.section for one in found] == sorted((one.section for one in found), key=list(SECTIONS).index)
    assert all(one.says.endswith(".") for one in found)


LACKS: list[tuple[Draft, tuple[str, str], str]] = [
    (without("authority", "name"), ("authority", "name"), "ETS185 29(2)(a)"),
    (without("offence"), ("offence", ""), "ETS185 29(2)(b)"),
    (without("facts"), ("facts", "text"), "ETS185 29(2)(b)"),
    (without("targets"), ("targets", ""), "ETS185 29(2)(c)"),
    (without("data", "wanted"), ("data", "wanted"), "ETS185 29(2)(c)"),
    (without("data", "link"), ("data", "link"), "ETS185 29(2)(c)"),
    (without("data", "necessity"), ("data", "necessity"), "ETS185 29(2)(e)"),
    (without("data", "assistance_will_follow"), ("data", "assistance_will_follow"), "ETS185 29(2)(f)"),
    (without("urgency"), ("urgency", "grade"), "glacy.request/1"),
    (without("urgency", "reason"), ("urgency", "reason"), "ETS185 25(3)"),
    (without("urgency", "needed_by_on"), ("urgency", "needed_by_on"), "ETS185 25(3)"),
    (without("secrecy", "user_not_told_until_on"), ("secrecy", "user_not_told_until_on"), "glacy.request/1"),
    (without("secrecy", "why"), ("secrecy", "why"), "glacy.request/1"),
    (without("language"), ("language", "documents"), "glacy.request/1"),
    (without("authority", "zone"), ("authority", "zone"), "glacy.request/1"),
]


@pytest.mark.parametrize(("draft", "place", "article"), LACKS, ids=[".".join(row[1]) for row in LACKS])
def test_what_is_not_there_is_named_with_its_article(
    draft: Draft, place: tuple[str, str], article: str
) -> None:
    found = {(one.section, one.field): one.article for one in missing(draft, ruling())}
    assert found[place] == article
    with pytest.raises(IncompleteRequestError) as caught:
        complete(draft, ruling=ruling(), id=REQUEST, dated_at=SENT_AT)
    assert place in places(caught.value.missing)
    assert f"{place[0]}.{place[1]}" in caught.value.fields["missing"]  # type: ignore[operator]  # a tuple of names


def test_an_assistance_request_states_object_reason_provisions_and_penalties() -> None:
    found = places(missing(empty("ETS185-31"), ruling("ETS185-31")))
    assert {
        ("data", "object"),
        ("data", "reason"),
        ("offence", "provisions"),
        ("offence", "penalty"),
    } <= found
    assert ("data", "necessity") not in found


def test_an_emergency_states_the_danger() -> None:
    draft = WHOLE.with_section("urgency", {"grade": "emergency"})
    assert ("urgency", "life_facts") in places(missing(draft, ruling()))


def test_a_day_before_the_request_is_told_with_its_field() -> None:
    draft = WHOLE.with_section("data", {**_section("data"), "assistance_expected_on": "2026-11-20"})
    (found,) = missing(draft, ruling(), on=ON)
    assert (found.section, found.field) == ("data", "assistance_expected_on")
    assert found.says == (
        "The day on which the request for the data is expected, 2026-11-20, is before the day of the request "
        "(2026-11-21): give that day or a later one."
    )


def test_each_day_that_has_passed_is_told_by_its_name() -> None:
    secrecy = {
        **_section("secrecy"),
        "user_not_told_until_on": "2026-11-01",
        "confidential_until_on": "2026-11-01",
    }
    draft = WHOLE.with_section("secrecy", secrecy)
    found = missing(draft, ruling(), on=ON)
    assert len({one.says for one in found}) == len(found) == 2


def test_a_language_without_labels_is_told() -> None:
    draft = WHOLE.with_section("language", {"documents": ["de"], "original": "en"})
    assert ("language", "documents") in places(missing(draft, ruling()))


def test_advice_never_stops_a_request() -> None:
    draft = WHOLE.with_section("facts", "What happened.").without_section("formalities")
    draft = draft.with_section("language", {"documents": ["en"], "original": "en"})
    found = advised(draft, ruling())
    assert {("facts", "translations"), ("language", "documents")} <= places(found)
    assert ("authority", "operational") in places(found)
    assert missing(draft, ruling()) == ()


NO_TREATY = ruling(requesting="GH", requested="CN")


def test_without_a_treaty_a_person_names_another_basis_and_it_is_recorded() -> None:
    assert not NO_TREATY.allowed
    draft = WHOLE.with_section("addressee", {"country": "CN", "kind": "state"})
    assert ("basis", "kind") in places(missing(draft, NO_TREATY))
    named: dict[str, Json] = {
        "measure": "ETS185-29",
        "kind": "reciprocity",
        "text": "Assurance of reciprocity",
        "named_by": "Ama Darko (invented)",
        "why": "Both sides have done so before.",
    }
    half = draft.with_section("basis", {**named, "why": ""})
    assert ("basis", "why") in places(missing(half, NO_TREATY))
    whole = draft.with_section("basis", named)
    assert missing(whole, NO_TREATY) == ()
    request = complete(whole, ruling=NO_TREATY, id=REQUEST, dated_at=SENT_AT)
    assert (request.basis.kind, request.basis.named_by) == ("reciprocity", "Ama Darko (invented)")


def test_an_unknown_answer_needs_a_person_who_decides() -> None:
    unknown = dataclasses.replace(ruling(), answer="unknown")
    assert places(missing(WHOLE, unknown)) == {("basis", "kind")}
    decided = WHOLE.with_section(
        "basis",
        {"measure": "ETS185-29", "kind": "treaty", "named_by": "Ama Darko", "why": "Asked the ministry."},
    )
    assert missing(decided, unknown) == ()


def test_a_preservation_that_has_ended_is_not_extended() -> None:
    draft = extension_of(PRESERVATION, PRESERVED).with_section("urgency", {"grade": "routine"})
    late = datetime(2027, 2, 20, tzinfo=UTC)
    with pytest.raises(ExpiredDeadlineError, match="ended on 2027-02-19") as caught:
        complete(draft, ruling=ruling(), id=REQUEST, dated_at=late)
    assert "new preservation request" in caught.value.remedy


def test_a_follow_up_inherits_and_asks_only_for_what_is_new() -> None:
    draft = follow_up(PRESERVATION, PRESERVED)
    assert draft.targets == PRESERVATION.targets
    assert draft.get("earlier", "preserved_until_on") == "2027-02-19"
    assert draft.get("earlier", "request") == PRESERVATION.id
    assert places(missing(draft, ruling("ETS185-31"))) == {
        ("data", "object"),
        ("data", "reason"),
        ("urgency", "needed_by_on"),
    }


SECTION_FAULTS: list[tuple[str, Json, str]] = [
    ("colour", {}, "colour"),
    ("authority", {"colour": "red"}, "authority.colour"),
    ("authority", {"zone": "Mars/Olympus"}, "authority.zone"),
    ("authority", [], "authority"),
    ("basis", {"measure": "ETS185-2"}, "basis.measure"),
    ("urgency", {"grade": "now"}, "urgency.grade"),
    ("urgency", {"needed_by_on": "23.11.2026"}, "urgency.needed_by_on"),
    ("secrecy", {"user_not_told_until_on": "2026-13-01"}, "secrecy.user_not_told_until_on"),
    ("targets", {"kind": "ip"}, "targets"),
    ("offence", [{"text": "no article"}], "offence[0].article"),
    ("data", {"wanted": [{"category": "everything"}]}, "data.wanted[0].category"),
    ("facts", {"text": "\u202eabc", "language": "en"}, "facts.text"),
]


@pytest.mark.parametrize(("name", "values", "field"), SECTION_FAULTS, ids=[row[2] for row in SECTION_FAULTS])
def test_a_wrong_value_in_a_section_is_refused_by_its_field(name: str, values: Json, field: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        empty().with_section(name, values)
    assert caught.value.field == field


def test_a_wrong_target_in_a_draft_names_its_place() -> None:
    with pytest.raises(InvalidTargetError) as caught:
        empty().with_section("targets", [{"kind": "email", "address": "nobody"}])
    assert caught.value.field == "targets[0].address"


def test_plain_text_becomes_free_text_in_the_language_of_the_draft() -> None:
    draft = empty().with_section("language", {"original": "fr"}).with_section("facts", "Les faits.")
    assert draft.part(FreeText, "facts") == FreeText(text="Les faits.", language="fr")


@pytest.mark.parametrize("draft", [empty(), WHOLE, follow_up(PRESERVATION, PRESERVED)])
def test_a_draft_is_saved_and_read_back_equal(draft: Draft) -> None:
    assert read_draft(write_draft(draft)) == draft


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(SECTIONS)), st.sampled_from(sorted(SECTIONS)), max_size=4))
def test_any_choice_of_sections_is_saved_and_read_back_equal(chosen: dict[str, str]) -> None:
    draft = empty()
    for name in chosen:
        if name in WHOLE.sections:
            draft = draft.with_section(name, WHOLE.sections[name])
    assert read_draft(write_draft(draft)) == draft
    missing(draft, ruling())


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=120) | st.sampled_from([b"{}", b"[]", b'{"format":"glacy.draft/1"}']))
def test_random_bytes_are_no_draft(data: bytes) -> None:
    with pytest.raises(MalformedDraftError):
        read_draft(data)


def _section(name: str) -> dict[str, Json]:
    values: Any = WHOLE.sections[name]
    return dict(values)


def test_errors_keep_their_fields_when_they_travel_between_processes() -> None:
    import pickle

    with pytest.raises(IncompleteRequestError) as caught:
        complete(empty(), ruling=ruling(), id=REQUEST, dated_at=SENT_AT)
    assert pickle.loads(pickle.dumps(caught.value)).missing == caught.value.missing
    fault = InvalidTargetError("address", "wrong", remedy="Mend it.")
    assert pickle.loads(pickle.dumps(fault)).inside("targets[0]").field == "targets[0].address"
