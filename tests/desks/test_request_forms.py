"""The pages of a request give sections that the draft takes, and show again what was saved."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from glacy.cooperation import Draft
from glacy.desks.requests.offence_form import OffenceForm
from glacy.desks.requests.section_form import SectionForm
from glacy.desks.requests.sections import FORMS
from glacy.desks.requests.target_forms import TARGET_FORMS

FORMS_WITH_OFFENCE = {**FORMS, "offence": OffenceForm}


def draft(measure: str = "ETS185-29") -> Draft:
    return Draft.empty(case_reference="GH-1", measure=measure, requesting="GH", requested="CL", exercise=True)


def day(name: str, on: str) -> dict[str, str]:
    year, month, number = on.split("-")
    return {f"{name}_day": number, f"{name}_month": month, f"{name}_year": year}


def instant(name: str, on: str, time: str, zone: str = "UTC") -> dict[str, str]:
    return {**day(name, on), f"{name}_time": time, f"{name}_zone": zone}


TYPED: dict[str, dict[str, Any]] = {
    "authority": {
        "name": "Contact point of the example",
        "role": "contact_24_7",
        "zone": "Africa/Accra",
        "phone": "+233 30 200 0000",
        "confirm_name": "The head of shift",
        "confirm_phone": "+233 30 200 0001",
    },
    "addressee": {"name": "Prosecution of the example"},
    "offence": {
        "articles": ["ETS185-2", "ETS185-8"],
        "national": "Act 1038, section 68",
        "penalty": "10 years",
    },
    "facts": {
        "facts": "A payment was diverted.\r\nIt was noticed.",
        "facts_translated": "Se desvió un pago.",
        "translation_status": "working",
        "prevails": "original",
    },
    "data": {
        "wanted": ["subscriber", "traffic"],
        "about_subscriber": "Who held the address",
        "link": "The mailbox sent the false invoice.",
        "necessity": "Logs are kept a short time.",
        "assistance_will_follow": "on",
        **day("assistance_expected_on", "2026-12-01"),
    },
    "urgency": {"grade": "urgent", "reason": "Logs roll over.", **day("needed_by_on", "2026-11-22")},
    "secrecy": {**day("user_not_told_until_on", "2027-05-21"), "ask_before_notifying": "on"},
    "formalities": {
        "procedures": "A custodian's certificate.",
        "certificates": "One\r\nTwo",
        "court": "High Court",
    },
    "earlier": {"status": "follow_up", "reference": "GH-1", **day("preserved_until_on", "2027-02-19")},
    "language": {"documents": ["en", "es"], "original": "en"},
}


@pytest.mark.parametrize("name", sorted(TYPED))
def test_a_section_is_saved_and_shown_again_the_same(name: str) -> None:
    form_class: type[SectionForm] = FORMS_WITH_OFFENCE[name]
    form = form_class(TYPED[name], draft=draft())
    assert form.is_valid(), form.errors
    saved = draft().with_section(name, form.values())
    again = form_class(None, draft=saved)
    shown = {key: again.initial.get(key, again.fields[key].initial) for key in again.fields}
    assert form.cleaned_data.keys() >= set(TYPED[name]) & set(form.cleaned_data)
    refilled = form_class(_typed_again(again, shown), draft=saved)
    assert refilled.is_valid(), refilled.errors
    assert saved.with_section(name, refilled.values()) == saved


def _typed_again(form: SectionForm, shown: dict[str, Any]) -> dict[str, Any]:
    """What a browser sends when the page is shown and sent back untouched."""
    typed: dict[str, Any] = {}
    for name, value in shown.items():
        widget = form.fields[name].widget
        if hasattr(widget, "decompress"):
            parts = zip(widget.widgets_names, widget.decompress(value), strict=True)
            typed |= {f"{name}{suffix}": part for suffix, part in parts}
        elif value is True:
            typed[name] = "on"
        elif value not in (None, False):
            typed[name] = value
    return typed


TARGETS: dict[str, dict[str, Any]] = {
    "ip": {
        "address": "203.0.113.77",
        "port": "51844",
        "clock_offset": "3",
        "destination": "mail.example",
        **instant("logged_at", "2026-11-20", "22:41:07", "Africa/Accra"),
    },
    "account": {"provider": "Red Austral SpA (invented)", "account": "77-1234"},
    "email": {"address": "facturas@redaustral.example"},
    "phone": {"number": "+56 2 2690 0000"},
    "device": {"scheme": "imei", "number": "490154203237518"},
    "domain": {"name": "RedAustral.example"},
    "wallet": {"chain": "bitcoin", "address": "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"},
    "transaction": {"chain": "bitcoin", "transaction": "ab" * 32},
    "iban": {"number": "GB82 WEST 1234 5698 7654 32"},
}
PERIOD = {
    **instant("from_at", "2026-11-01", "00:00"),
    **instant("until_at", "2026-11-20", "23:00", "Africa/Accra"),
}


@pytest.mark.parametrize("kind", sorted(TARGET_FORMS))
def test_a_target_is_saved_and_shown_again_the_same(kind: str) -> None:
    typed = TARGETS[kind] if kind == "ip" else {**TARGETS[kind], **PERIOD}
    form = TARGET_FORMS[kind](typed, draft=draft())
    assert form.is_valid(), form.errors
    saved = draft().with_section("targets", [form.values()])
    item = saved.sections["targets"][0]  # type: ignore[index, call-overload]  # a list of one
    again = TARGET_FORMS[kind](None, draft=saved, saved=item)
    shown = {key: again.initial.get(key, again.fields[key].initial) for key in again.fields}
    refilled = TARGET_FORMS[kind](_typed_again(again, shown), draft=saved, saved=item)
    assert refilled.is_valid(), refilled.errors
    assert saved.with_section("targets", [refilled.values()]) == saved


def test_a_period_that_ends_before_it_begins_is_named() -> None:
    typed = {
        **TARGETS["email"],
        **instant("from_at", "2026-11-20", "10:00"),
        **instant("until_at", "2026-11-19", "10:00"),
    }
    form = TARGET_FORMS["email"](typed, draft=draft())
    assert not form.is_valid()
    assert "until_at" in form.errors


def test_an_offence_is_needed() -> None:
    assert "articles" in OffenceForm({}, draft=draft()).errors


def test_another_basis_says_what_and_why() -> None:
    form = FORMS["basis"]({"kind": "reciprocity"}, draft=draft())
    assert set(form.errors) == {"text", "why"}


NOW = datetime(2026, 11, 20, 23, 52, tzinfo=UTC)


@pytest.mark.parametrize(
    ("section", "field"),
    [
        ("secrecy", "user_not_told_until_on"),
        ("secrecy", "confidential_until_on"),
        ("urgency", "needed_by_on"),
        ("data", "assistance_expected_on"),
    ],
)
def test_a_day_that_has_passed_is_refused_once_on_its_field(section: str, field: str) -> None:
    typed = {**TYPED[section], **day(field, "2026-11-19")}
    form = FORMS[section](typed, draft=draft(), at=NOW)
    assert not form.is_valid()
    (problem,) = form.problems()
    assert problem.target == f"id_{field}_0"
    assert problem.says == f"{form.fields[field].label}: This day has passed; give today or a later one"


def test_two_days_that_have_passed_are_told_apart_by_their_names() -> None:
    typed = {**day("user_not_told_until_on", "2026-11-01"), **day("confidential_until_on", "2026-11-01")}
    first, second = FORMS["secrecy"](typed, draft=draft(), at=NOW).problems()
    assert first.says.startswith("The user of the data may not be told until: ")
    assert second.says.startswith("Confidential until: ")


def test_today_has_not_passed() -> None:
    typed = {**TYPED["secrecy"], **day("user_not_told_until_on", "2026-11-20")}
    assert FORMS["secrecy"](typed, draft=draft(), at=NOW).is_valid()


def test_a_preservation_that_has_ended_is_not_extended() -> None:
    typed = {"status": "extension", "reference": "GH-1", **day("preserved_until_on", "2026-11-19")}
    assert set(FORMS["earlier"](typed, draft=draft(), at=NOW).errors) == {"preserved_until_on"}
    assert FORMS["earlier"]({**typed, "status": "follow_up"}, draft=draft(), at=NOW).is_valid()


def test_live_collection_looks_ahead() -> None:
    typed = {**TARGETS["email"], **PERIOD}
    form = TARGET_FORMS["email"](typed, draft=draft("ETS185-33"), at=NOW)
    assert set(form.errors) == {"until_at"}
    ahead = {**typed, **instant("until_at", "2026-12-20", "23:00")}
    assert TARGET_FORMS["email"](ahead, draft=draft("ETS185-33"), at=NOW).is_valid()
    assert TARGET_FORMS["email"](typed, draft=draft(), at=NOW).is_valid()


def test_all_that_is_wrong_with_a_target_stands_in_the_summary_with_links() -> None:
    typed = {
        "address": "203.0.113.777",
        "port": "70000",
        "destination_port": "x",
        **instant("logged_at", "2026-11-31", "22:41:07"),
    }
    form = TARGET_FORMS["ip"](typed, draft=draft(), at=NOW)
    assert not form.is_valid()
    targets = [problem.target for problem in form.problems()]
    assert targets == ["id_address", "id_port", "id_logged_at_0", "id_destination_port"]
    port, destination = (form.problems()[place].says for place in (1, 3))
    assert port.startswith("Source port: 1 to 65535 was expected")
    assert destination == "Destination port: Write a whole number"


def test_a_field_with_an_error_is_not_told_twice() -> None:
    form = TARGET_FORMS["device"]({"scheme": "imei", "number": "490154203237519"}, draft=draft())
    assert {name: len(said) for name, said in form.errors.items()} == {
        "number": 1,
        "from_at": 1,
        "until_at": 1,
    }


def test_the_period_of_a_log_is_its_true_instant() -> None:
    form = TARGET_FORMS["ip"](TARGETS["ip"], draft=draft())
    assert form.is_valid()
    (target,) = draft().with_section("targets", [form.values()]).targets
    assert target.period.from_at == target.period.until_at == datetime(2026, 11, 20, 22, 41, 4, tzinfo=UTC)
