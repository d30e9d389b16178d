"""Targets: what an officer types becomes the one form, a wrong character is refused, a doubt is told."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glacy.canon import Json
from glacy.cooperation import (
    InvalidTargetError,
    InvalidValueError,
    IpTarget,
    Period,
    Target,
    faults_of_target,
    fingerprint,
    is_same_question,
    local_times,
    name_of,
    read_target,
    warnings,
    write_target,
)
from glacy.cooperation.look_alikes import say_look_alikes
from tests.cooperation.story import IP, LOGGED_AT, MAILBOX, PERIOD, SENT_AT
from tests.cooperation.values import TARGETS

SPAN = {"from_at": "2026-11-01T00:00:00Z", "until_at": "2026-11-20T23:59:59Z"}
LOG = {"logged_at": "2026-11-20T22:41:07Z", "zone": "UTC"}
EVM = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"

TYPED: list[tuple[dict[str, Any], str]] = [
    ({"kind": "email", "address": " Facturas@RED-austral.EXAMPLE "}, "Facturas@red-austral.example"),
    ({"kind": "phone", "number": "+56 2 2123 4567"}, "+56221234567"),
    ({"kind": "phone", "number": "+233 (30) 222-1111"}, "+233302221111"),
    ({"kind": "device", "scheme": "imei", "number": "49-015420-323751-8"}, "IMEI 490154203237518"),
    ({"kind": "device", "scheme": "iccid", "number": "8956 0100 0000 0000 0005"}, ""),
    ({"kind": "device", "scheme": "imsi", "number": "730010123456789"}, "IMSI 730010123456789"),
    ({"kind": "domain", "name": "Clínica-Baobab.example."}, "xn--clnica-baobab-xib.example"),
    ({"kind": "iban", "number": "gb82 west 1234 5698 7654 32"}, "GB82WEST12345698765432"),
    ({"kind": "wallet", "chain": "Ethereum", "address": EVM.lower()}, f"ethereum:{EVM}"),
    ({"kind": "wallet", "chain": "ethereum", "address": EVM}, f"ethereum:{EVM}"),
    ({"kind": "wallet", "chain": "bitcoin", "address": "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"},
     "bitcoin:1BoatSLRHtKNngkdXEeobR76b53LETtpyT"),
    ({"kind": "wallet", "chain": "tron", "address": "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "memo": "12"},
     "tron:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t memo 12"),
    ({"kind": "wallet", "chain": "solana", "address": "4Nd1mYQzsEFf"}, "solana:4Nd1mYQzsEFf"),
    ({"kind": "transaction", "chain": "bitcoin", "transaction": "AB" * 32}, f"bitcoin:{'ab' * 32}"),
    ({"kind": "transaction", "chain": "ethereum", "transaction": "ab" * 32}, f"ethereum:0x{'ab' * 32}"),
    ({"kind": "account", "provider": "Red Austral", "account": "client-4411"}, "client-4411 (Red Austral)"),
    ({"kind": "ip", "address": "2001:DB8:0:0::7", "port": 443, **LOG},
     "[2001:db8::7]:443"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "name"), TYPED, ids=[f"{row[0]['kind']} {row[1]}" for row in TYPED])
def test_what_is_typed_becomes_the_one_form(typed: dict[str, Any], name: str) -> None:
    given_ = {**typed, "period": SPAN}
    if typed.get("scheme") == "iccid":
        from stdnum import luhn

        head = typed["number"].replace(" ", "")[:-1]
        given_["number"] = head + luhn.calc_check_digit(head)
        name = f"ICCID {given_['number']}"
    target = read_target(given_)
    assert name_of(target) == name
    assert read_target(write_target(target)) == target


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"kind": "ip", "address": "203.0.113.777", **LOG}, "address"),
    ({"kind": "ip", "address": "203.0.113.77:51844", **LOG}, "address"),
    ({"kind": "ip", "address": "fe80::1%eth0", **LOG}, "address"),
    ({"kind": "ip", "address": "203.0.113.7", "port": 70000, **LOG},
     "port"),
    ({"kind": "ip", "address": "203.0.113.7", **LOG, "logged_at": "2026-11-20T22:41Z"}, "logged_at"),
    ({"kind": "ip", "address": "203.0.113.7", **LOG, "zone": "Chile/Accra"}, "zone"),
    ({"kind": "ip", "address": "203.0.113.7", **LOG, "period": {}}, "period"),
    ({"kind": "email", "address": "facturas.red-austral.example"}, "address"),
    ({"kind": "phone", "number": "302221111"}, "number"),
    ({"kind": "phone", "number": "+233 1"}, "number"),
    ({"kind": "device", "scheme": "imei", "number": "490154203237519"}, "number"),
    ({"kind": "device", "scheme": "iccid", "number": "1234567890123456789"}, "number"),
    ({"kind": "device", "scheme": "mac", "number": "1"}, "scheme"),
    ({"kind": "domain", "name": "https://red-austral.example/x"}, "name"),
    ({"kind": "domain", "name": "localhost"}, "name"),
    ({"kind": "iban", "number": "GB83WEST12345698765432"}, "number"),
    ({"kind": "wallet", "chain": "bitcoin", "address": "1BoatSLRHtKNngkdXEeobR76b53LETtpyU"}, "address"),
    ({"kind": "wallet", "chain": "ethereum", "address": EVM.replace("aA", "Aa")}, "address"),
    ({"kind": "wallet", "chain": "ethereum", "address": "0x12"}, "address"),
    ({"kind": "wallet", "chain": "tron", "address": "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u"}, "address"),
    ({"kind": "wallet", "chain": "solana", "address": "two words"}, "address"),
    ({"kind": "transaction", "chain": "bitcoin", "transaction": "ab"}, "transaction"),
    ({"kind": "wallet", "address": EVM}, "chain"),
    ({"kind": "letter", "address": "x"}, "kind"),
    ({"kind": "email", "address": "a@red-austral.example", "colour": "red"}, "colour"),
    ({"kind": "email"}, "address"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "field"), WRONG, ids=map(str, range(len(WRONG))))
def test_a_wrong_identifier_is_refused_by_its_field(typed: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidTargetError) as caught:
        read_target({"period": SPAN, **typed})
    assert caught.value.field.split(".")[0] == field


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    back = {"from_at": SPAN["until_at"], "until_at": SPAN["from_at"]}
    with pytest.raises(InvalidTargetError, match=r"period\.until_at: the period ends before it begins"):
        read_target({"kind": "domain", "name": "red-austral.example", "period": back})


def test_a_value_takes_no_other_form_than_the_one() -> None:
    with pytest.raises(InvalidTargetError, match="an IP address was expected"):
        dataclasses.replace(IP, address="203.000.113.77")
    with pytest.raises(InvalidValueError, match="UTC"):
        dataclasses.replace(IP, logged_at=LOGGED_AT.replace(tzinfo=None))


def keys(target: Target, *, at: datetime = SENT_AT, live: bool = False) -> set[str]:
    return {caution.key for caution in warnings(target, at, live=live)}


CLEAN = dataclasses.replace(IP, address="8.8.8.8", clock_offset=0)
CAUTIONS: list[tuple[str, Target, set[str]]] = [
    ("nothing to say", CLEAN, set()),
    ("the story's address", IP, {"documentation", "clock_offset"}),
    ("a private address", dataclasses.replace(CLEAN, address="192.168.1.7"), {"private"}),
    ("this very machine", dataclasses.replace(CLEAN, address="127.0.0.1"), {"private"}),
    ("a shared address", dataclasses.replace(CLEAN, address="100.64.3.2"), {"shared"}),
    ("a local IPv6 address", dataclasses.replace(CLEAN, address="fd00::1"), {"private"}),
    ("IPv6 for documentation", dataclasses.replace(CLEAN, address="2001:db8::1"), {"documentation"}),
    ("no port", dataclasses.replace(CLEAN, port=None), {"portless"}),
    ("no destination", dataclasses.replace(CLEAN, destination=None), {"no_destination"}),
    ("outside its period", dataclasses.replace(CLEAN, period=Period(from_at=SENT_AT, until_at=SENT_AT)),
     {"outside_period"}),
    ("in the future", dataclasses.replace(CLEAN, logged_at=SENT_AT + timedelta(hours=1)),
     {"future_instant", "outside_period"}),
    ("a period that goes on", dataclasses.replace(
        MAILBOX, period=Period(from_at=SENT_AT, until_at=SENT_AT + timedelta(days=1))), {"future"}),
]  # fmt: skip


@pytest.mark.parametrize(("says", "target", "expected"), CAUTIONS, ids=[row[0] for row in CAUTIONS])
def test_what_should_be_looked_at_again_is_told(says: str, target: Target, expected: set[str]) -> None:
    assert keys(target) == expected, says


def test_live_collection_looks_ahead() -> None:
    ahead = dataclasses.replace(
        MAILBOX, period=Period(from_at=SENT_AT, until_at=SENT_AT + timedelta(days=30))
    )
    assert keys(ahead, live=True) == set()
    assert keys(MAILBOX, live=True) == {"past"}


def test_a_chain_whose_checksum_is_unknown_is_told() -> None:
    target = read_target({"kind": "wallet", "chain": "solana", "address": "4Nd1mYQzsEFf", "period": SPAN})
    assert keys(target) == {"unknown_checksum"}


def test_the_clock_of_the_log_is_taken_off() -> None:
    assert IP.corrected_at == datetime(2026, 11, 20, 22, 41, 4, tzinfo=UTC)
    assert "the true instant is 2026-11-20 22:41:04 UTC" in warnings(IP, SENT_AT)[1].says


def test_both_countries_see_their_own_clock() -> None:
    (accra,) = local_times(LOGGED_AT, "GH")
    santiago = local_times(LOGGED_AT, "CL")[0]
    assert (accra.zone, accra.at.hour) == ("Africa/Accra", 22)
    assert (santiago.zone, santiago.place, santiago.at.hour) == ("America/Santiago", "Santiago", 19)
    assert [here.zone for here in local_times(LOGGED_AT, "CL", zone="Pacific/Easter")] == ["Pacific/Easter"]


def test_a_connection_without_a_period_is_the_second_of_its_true_instant() -> None:
    target = read_target(
        {
            "kind": "ip",
            "address": "203.0.113.77",
            "logged_at": "2026-11-20T22:41:07Z",
            "zone": "UTC",
            "clock_offset": 3,
        }
    )
    assert isinstance(target, IpTarget)
    assert target.period == Period(from_at=IP.corrected_at, until_at=IP.corrected_at)


def test_the_same_identifier_in_an_overlapping_period_is_the_same_question() -> None:
    other_port = dataclasses.replace(IP, port=1234, note="another case")
    earlier = dataclasses.replace(
        MAILBOX,
        period=Period(
            from_at=PERIOD.from_at - timedelta(days=9), until_at=PERIOD.from_at - timedelta(days=1)
        ),
    )
    assert is_same_question(IP, other_port)
    assert fingerprint(MAILBOX) == fingerprint(earlier)
    assert not is_same_question(MAILBOX, earlier)
    assert not is_same_question(IP, MAILBOX)


def test_every_kind_has_its_own_fingerprint() -> None:
    assert len({fingerprint(target) for target in TARGETS}) == len(TARGETS)


FIELDS = ("kind", "address", "number", "chain", "scheme", "period", "logged_at", "zone", "name")
WORDS = ("ip", "email", "wallet", "device", "imei", "bitcoin", "tron", "", None, 7)


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(WORDS) | st.text() | st.just([]) | st.just({}))
)
def test_whatever_is_typed_is_a_target_or_an_invalid_one(typed: dict[str, Json]) -> None:
    try:
        target = read_target(typed)
    except InvalidTargetError:
        return
    assert read_target(write_target(target)) == target


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(TARGETS), st.data())
def test_one_changed_character_never_gives_the_same_identifier(target: Target, data: st.DataObject) -> None:
    json = write_target(target)
    assert isinstance(json, dict)
    field = next(name for name in ("transaction", "address", "number", "name", "account") if name in json)
    text = str(json[field])
    place = data.draw(st.integers(0, len(text) - 1))
    sign = data.draw(st.characters(min_codepoint=48, max_codepoint=122))
    changed = text[:place] + sign + text[place + 1 :]
    try:
        other = read_target({**json, field: changed})
    except InvalidTargetError:
        return
    assert changed.casefold() == text.casefold() or name_of(other) != name_of(target)


def test_all_that_is_wrong_with_a_target_is_told_at_once() -> None:
    typed: Json = {
        "kind": "ip", "address": "300.1.1.1", "port": 70000, "logged_at": "2026-11-20T22:41:07Z",
        "zone": "Mars/Olympus", "clock_offset": 3,
    }  # fmt: skip
    assert [fault.field for fault in faults_of_target(typed)] == ["address", "zone", "port"]
    assert all(isinstance(fault, InvalidTargetError) for fault in faults_of_target(typed))


@pytest.mark.parametrize("typed", [row[0] for row in TYPED], ids=[row[1] for row in TYPED])
def test_a_target_without_a_fault_can_be_read(typed: dict[str, Any]) -> None:
    faults = faults_of_target({**typed, "period": SPAN})
    if not faults:
        assert read_target({**typed, "period": SPAN})
    else:
        with pytest.raises(InvalidTargetError):
            read_target({**typed, "period": SPAN})


@given(
    st.dictionaries(
        st.sampled_from(["kind", "address", "port", "number", "scheme", "period", "logged_at", "zone", "x"]),
        st.one_of(
            st.sampled_from(["ip", "phone", "device", "imei", "UTC"]), st.text(max_size=8), st.integers()
        ),
    )
)
def test_a_target_is_refused_exactly_where_faults_are_found(typed: dict[str, Any]) -> None:
    faults = faults_of_target(typed)
    try:
        read_target(typed)
    except InvalidTargetError:
        assert faults
    else:
        assert not faults


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({**LOG, "clock_offset": 10**15}, "clock_offset"),
        ({**LOG, "clock_offset": -(10**30)}, "clock_offset"),
        ({**LOG, "logged_at": "0001-01-01T00:00:00Z", "clock_offset": 5}, "logged_at"),
        ({**LOG, "logged_at": "9999-12-31T23:59:59Z", "clock_offset": -5}, "logged_at"),
    ],
    ids=["more than a clock can count", "less than that", "before all years", "after all years"],
)
def test_an_instant_beyond_the_calendar_is_refused_at_its_field(typed: dict[str, Any], field: str) -> None:
    given_ = {"kind": "ip", "address": "203.0.113.7", **typed}
    with pytest.raises(InvalidTargetError) as fault:
        read_target(given_)
    assert fault.value.field == field
    assert field in {one.field for one in faults_of_target(given_)}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("\u0430dmin@example.org", "U+0430 CYRILLIC SMALL LETTER A"),
        ("\u0440aypal.example", "On the wire its domain is xn--"),
        ("12\u3164345", "cannot be seen is in it: U+3164"),
        ("12\u034f345", "cannot be seen is in it: U+034F"),
        ("user\u200dname", "cannot be seen is in it: U+200D"),
        ("12345\u00a0", "cannot be seen is in it: U+00A0"),
        ("\uff11\uff12\uff13", "written otherwise than it reads: U+FF11"),
    ],
)
def test_letters_that_hide_or_pass_for_others_are_named(text: str, says: str) -> None:
    assert any(says in one for one in say_look_alikes(text))


@pytest.mark.parametrize(
    "text", ["facturas@red-austral.example", "a b", "\u0438\u0432\u0430\u043d", "caf\u00e9-12", ""]
)
def test_an_identifier_of_one_script_is_no_look_alike(text: str) -> None:
    assert list(say_look_alikes(text)) == []


def test_an_address_that_looks_like_another_is_to_be_looked_at_again() -> None:
    one = dataclasses.replace(MAILBOX, address="\u0430dmin@example.org")
    assert "look_alike" in keys(one)
    assert "look_alike" not in keys(MAILBOX)
