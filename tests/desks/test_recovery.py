"""The first way in and a new one: one-time codes, two office-holders, and those who would rather be one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from glacy.desks.people.throttle import TRIES
from glacy.node.acts import enrolling, officers, rules
from glacy.node.errors import EnrolmentError
from glacy.node.opened import Node
from glacy.store.models import EnrolmentRow, EntryRow, NoticeRow, OfficerRow, RecoveryRow
from glacy.store.people import Officer, get_officer
from tests.desks.conftest import PASSWORD
from tests.desks.signing_in import browser, give_password, set_rules, set_up_app

Sit = Callable[[str], Client]
NEW = "seven quiet herons wade"
pytestmark = pytest.mark.usefixtures("people")


def enrol(client: Client, name: str, code: str, new: str = NEW, again: str | None = None) -> str:
    typed = {"username": name, "code": code, "new": new, "again": new if again is None else again}
    return client.post("/enrol", typed, follow=True).content.decode()


def shown_code(page: str) -> str:
    found = re.search(r'glacy-code">([A-Z2-9-]{9,})<', page)
    assert found, page
    return found[1]


@pytest.fixture
def newcomer(node: Node) -> Officer:
    """Somebody who was added without a password."""
    return officers.add_officer(
        node, None, username="abla", name="Abla (invented)", roles=["approver"], authority="x", password=None
    )


def test_a_newcomer_chooses_a_password_that_nobody_else_knew(newcomer: Officer, seat: Sit) -> None:
    page = seat("yaw").post("/people/abla/code").content.decode()
    code = shown_code(page)
    client = browser()
    assert give_password(client, "abla", "") == ""
    enrol(client, "ABLA ", code.lower().replace("-", " "))
    assert client.get("/cases").status_code == 200
    assert give_password(browser(), "abla", NEW) == "/"
    kinds = [one.kind for one in EntryRow.objects.filter(kind__startswith="officer.").order_by("id")]
    assert {"officer.code_issued", "officer.enrolled"} <= set(kinds)
    told = " ".join(f"{one.kind} {one.what}" for one in EntryRow.objects.all())
    assert code not in told
    assert code.replace("-", "") not in told + str(list(EnrolmentRow.objects.values()))
    del newcomer


def test_where_it_is_demanded_a_code_leads_on_to_the_second_factor(
    newcomer: Officer, seat: Sit, node: Node
) -> None:
    code = shown_code(seat("yaw").post("/people/abla/code").content.decode())
    set_rules(node, second_factor="demanded")
    client = browser()
    assert "Set up your second step" in enrol(client, newcomer.username, code)
    assert client.get("/cases").headers["Location"] == "/sign-in/first"


def test_a_code_opens_once_and_for_its_officer_and_in_its_time(newcomer: Officer, node: Node) -> None:
    code = enrolling.issue_code(node, None, newcomer.username).code
    wrong = "Name and code do not belong together"
    assert wrong in enrol(browser(), "kofi", code)
    assert wrong in enrol(browser(), "nobody", code)
    assert wrong in enrol(browser(), "abla", "ABCD-EFGH-JKMN-PQRS")
    EnrolmentRow.objects.update(until_at=EnrolmentRow.objects.get().issued_at)
    assert wrong in enrol(browser(), "abla", code)
    EnrolmentRow.objects.update(until_at=EnrolmentRow.objects.get().issued_at + timedelta(days=1))
    enrol(browser(), "abla", code)
    assert wrong in enrol(browser(), "abla", code, "another quiet heron wades")
    assert give_password(browser(), "abla", NEW) == "/"


def test_a_newer_code_makes_the_older_nothing(newcomer: Officer, node: Node) -> None:
    first = enrolling.issue_code(node, None, newcomer.username).code
    enrolling.issue_code(node, None, newcomer.username)
    assert "Name and code do not belong together" in enrol(browser(), "abla", first)


def test_a_weak_password_leaves_the_code_as_it_was(newcomer: Officer, node: Node) -> None:
    code = enrolling.issue_code(node, None, newcomer.username).code
    client = browser()
    assert "too short" in enrol(client, "abla", code, "short")
    assert "not the same" in enrol(client, "abla", code, NEW, "seven quiet herons")
    enrol(client, "abla", code)
    assert client.get("/cases").status_code == 200


def test_codes_are_guessed_at_slowly_and_recorded(newcomer: Officer, node: Node) -> None:
    code = enrolling.issue_code(node, None, newcomer.username).code
    for _ in range(TRIES):
        enrol(browser(), "abla", "ABCD-EFGH-JKMN-PQRS")
    assert "Too many tries" in enrol(browser(), "abla", code)
    failed = EntryRow.objects.filter(kind="officer.sign_in_failed")
    assert {one.what["step"] for one in failed} == {"code"}


def test_no_code_is_given_to_one_who_has_a_way_in(seat: Sit, node: Node) -> None:
    seat("ama")
    with pytest.raises(EnrolmentError, match="has signed in before"):
        enrolling.issue_code(node, None, "ama")
    page = seat("yaw").post("/people/ama/code")
    assert page.status_code == 409
    assert "Two office-holders" in page.content.decode()


@pytest.mark.parametrize("who", ["ama", "kofi", "efua", "esi"])
def test_only_an_administrator_gives_the_first_code(newcomer: Officer, seat: Sit, who: str) -> None:
    assert seat(who).post(f"/people/{newcomer.username}/code").status_code == 403
    assert not EnrolmentRow.objects.exists()


def ask(client: Client, name: str, why: str = "Saw her; the telephone fell into the sea") -> str:
    return client.post(f"/people/{name}/recover", {"why": why}).headers["Location"]


@pytest.fixture
def lost(seat: Sit) -> Client:
    """Ama signed in once, with an app, and then lost everything."""
    client = seat("ama")
    set_up_app(client)
    return client


def test_two_office_holders_give_a_new_way_in_and_neither_has_the_whole_code(lost: Client, seat: Sit) -> None:
    kofi, efua = seat("kofi"), seat("efua")
    way = ask(kofi, "ama")
    assert "Waits for a second person" in efua.get("/people").content.decode()
    second = shown_code(efua.post(way, {"act": "agree"}).content.decode())
    first = shown_code(kofi.post(way, {"act": "half"}).content.decode())
    assert "read the first half already" in kofi.post(way, {"act": "half"}).content.decode()
    for half in (first, second, second + first):
        assert "do not belong together" in enrol(browser(), "ama", half)
    client = browser()
    enrol(client, "ama", f"{first} {second}")
    assert client.get("/cases").status_code == 200
    assert lost.get("/cases").status_code == 302, "the sign-ins of before are ended"
    assert not Authenticator.objects.filter(user__username="ama").exists()
    assert give_password(browser(), "ama", PASSWORD) == ""
    assert RecoveryRow.objects.get().state == "used"
    kinds = [one.kind for one in EntryRow.objects.filter(kind__contains="recover").order_by("id")]
    assert kinds == ["officer.recovery_asked", "officer.recovery_agreed", "officer.recovered"]
    told = " ".join(str(one.what) for one in EntryRow.objects.all())
    assert first not in told
    assert second not in told


def test_one_person_alone_or_the_one_it_is_for_is_not_two(lost: Client, seat: Sit) -> None:
    kofi = seat("kofi")
    way = ask(kofi, "ama")
    assert "takes another person" in kofi.post(way, {"act": "agree"}).content.decode()
    assert lost.post(way, {"act": "agree"}).status_code == 403
    assert kofi.post("/people/kofi/recover", {"why": "me"}).status_code == 409
    efua = seat("efua")
    assert efua.post(way, {"act": "half"}).status_code == 403
    assert not EnrolmentRow.objects.exists()


def test_two_administrators_are_not_enough(lost: Client, seat: Sit, node: Node) -> None:
    officers.add_officer(
        node, None, username="adjoa", name="Adjoa (invented)", roles=["administrator"], authority="x",
        password=PASSWORD,
    )  # fmt: skip
    way = ask(seat("yaw"), "ama")
    page = seat("adjoa").post(way, {"act": "agree"})
    assert page.status_code == 409
    assert "another office than that of administrator" in page.content.decode()
    assert seat("efua").post(way, {"act": "agree"}).status_code == 200
    del lost


@pytest.mark.parametrize("who", ["esi", "kwame"])
def test_who_holds_no_office_sees_and_does_nothing_of_it(lost: Client, seat: Sit, who: str) -> None:
    way = ask(seat("kofi"), "ama")
    client = seat(who)
    assert client.get(way).status_code == 403
    assert client.post(way, {"act": "agree"}).status_code == 403
    assert client.get("/people").status_code == 403
    assert client.get("/people/ama").status_code == 403
    assert client.post("/people/ama/recover", {"why": "x"}).status_code == 403
    del lost


def test_a_node_names_its_office_holders(lost: Client, seat: Sit, node: Node) -> None:
    people = {name: get_officer(name) for name in ("kofi", "efua")}
    asked = rules.ask_change(
        node, people["kofi"], {"office_holders": ["esi", "efua"]}, why="x", confirmed_at=node.clock()
    )
    rules.agree_change(node, people["efua"], asked.pk, confirmed_at=node.clock())
    assert seat("kofi").post("/people/ama/recover", {"why": "x"}).status_code == 403
    way = ask(seat("esi"), "ama")
    assert "Second half of the code" in seat("efua").post(way, {"act": "agree"}).content.decode()
    del lost


def test_the_officer_who_comes_in_as_ever_ends_it_and_is_told(seat: Sit, node: Node) -> None:
    own = seat("kwame")
    way = ask(seat("kofi"), "kwame")
    seat("efua").post(way, {"act": "agree"})
    assert "A new way in was being made for you" in seat("kwame").get("/", follow=True).content.decode()
    assert RecoveryRow.objects.get().state == "ended"
    assert EnrolmentRow.objects.get().void_at is not None
    assert own.get("/cases").status_code == 200
    del node


def test_an_ended_recovery_opens_nothing_and_another_can_begin(lost: Client, seat: Sit) -> None:
    kofi, efua = seat("kofi"), seat("efua")
    way = ask(kofi, "ama")
    assert kofi.post("/people/ama/recover", {"why": "again"}).status_code == 409
    second = shown_code(efua.post(way, {"act": "agree"}).content.decode())
    first = shown_code(kofi.post(way, {"act": "half"}).content.decode())
    assert efua.post(way, {"act": "agree"}).status_code == 409
    efua.post(way, {"act": "end"})
    assert "do not belong together" in enrol(browser(), "ama", first + second)
    assert ask(kofi, "ama") != way
    del lost


def test_no_address_resets_anything_by_mail() -> None:
    page = browser().get("/sign-in").content.decode() + browser().get("/enrol").content.decode()
    assert "@" not in re.sub(r"csrfmiddlewaretoken.*?>", "", page)
    for address in ("/accounts/password/reset/", "/accounts/login/", "/password/reset", "/reset", "/mfa/"):
        assert browser().get(address).status_code == 404


def test_allauth_serves_no_address_of_its_own() -> None:
    from django.urls import NoReverseMatch, reverse

    for name in (
        "account_login",
        "account_reset_password",
        "mfa_index",
        "mfa_reauthenticate",
        "account_signup",
    ):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_a_name_that_is_not_there_reads_like_one_that_is(seat: Sit) -> None:
    set_up_app(seat("ama"))
    OfficerRow.objects.filter(username="esi").update(is_active=False)

    def clean(page: bytes) -> str:
        return re.sub(r'csrfmiddlewaretoken" value="[^"]*', "", page.decode())

    for url, more in (
        ("/sign-in", {"password": "wrong"}),
        ("/enrol", {"code": "ABCDEFGH", "new": NEW, "again": NEW}),
    ):
        pages = {
            clean(browser().post(url, {"username": name} | more).content).replace(f'"{name}"', "NAME")
            for name in ("ama", "kofi", "esi", "nobody", "yaw")
        }
        assert len(pages) == 1, url
    assert get_officer("ama").username == "ama"


def test_the_other_holders_and_the_officer_are_told_that_something_is_here(lost: Client, seat: Sit) -> None:
    OfficerRow.objects.update(email="someone@node.example")
    ask(seat("kofi"), "ama")
    told = set(NoticeRow.objects.values_list("officer__username", flat=True))
    assert told == {"ama", "efua", "yaw"}
    del lost
