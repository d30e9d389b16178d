"""Passkeys: made, shown, copied, stolen, replayed, and those of other people and other places."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from glacy.store.models import EntryRow, OfficerRow
from tests.desks.authenticator import Passkey
from tests.desks.conftest import PASSWORD
from tests.desks.signing_in import browser, give_password

Sit = Callable[[str], Client]
pytestmark = pytest.mark.usefixtures("people")


def asked(client: Client, url: str) -> dict[str, object]:
    """What a page asks of a browser's passkeys."""
    page = client.get(url).content.decode()
    found = re.search(r'data-glacy-passkey="([^"]*)"', page)
    assert found, page
    return dict(json.loads(html.unescape(found[1])))


def add(client: Client, passkey: Passkey, name: str = "Key on my ring") -> None:
    made = passkey.make(asked(client, "/my-sign-in/passkey"))
    answer = client.post("/my-sign-in/passkey", {"answer": made, "name": name})
    assert answer.status_code == 302, answer.content.decode()


@pytest.fixture
def ama(seat: Sit) -> tuple[Client, Passkey]:
    """Ama at her desk, with a passkey."""
    client, passkey = seat("ama"), Passkey()
    add(client, passkey)
    return client, passkey


def test_a_passkey_alone_signs_in_and_names_its_officer(ama: tuple[Client, Passkey]) -> None:
    client = browser()
    answer = client.post(
        "/sign-in/passkey?next=/cases", {"answer": ama[1].answer(asked(client, "/sign-in/passkey"))}
    )
    assert answer.headers["Location"] == "/cases"
    assert "Ama (invented)" in client.get("/cases").content.decode()
    assert EntryRow.objects.filter(kind="officer.signed_in").latest("id").what == {"means": "passkey"}


def test_every_question_demands_that_the_person_is_verified(ama: tuple[Client, Passkey]) -> None:
    own, _ = ama
    half = browser()
    give_password(half, "ama")
    for client, url in (
        (browser(), "/sign-in/passkey"),
        (half, "/sign-in/second"),
        (own, "/confirm"),
    ):
        assert asked(client, url)["userVerification"] == "required", url
    wish = asked(own, "/my-sign-in/passkey")["authenticatorSelection"]
    assert wish["userVerification"] == "required"  # type: ignore[index]  # JSON of a page
    assert wish["residentKey"] == "required"  # type: ignore[index]  # JSON of a page


def test_before_it_is_known_who_asks_no_passkey_is_named(ama: tuple[Client, Passkey]) -> None:  # noqa: ARG001  she has one
    assert "allowCredentials" not in asked(browser(), "/sign-in/passkey")


@pytest.mark.parametrize(
    "change",
    [
        {"verifies": False},
        {"origin": "https://localhost.evil.example"},
        {"origin": "http://sub.localhost"},
        {"origin": "http://localhost:9999"},
        {"rp": "evil.example"},
    ],
    ids=["nobody verified", "false page", "subdomain", "another port", "made for another place"],
)
def test_an_answer_that_is_not_from_here_or_of_nobody_is_refused(
    ama: tuple[Client, Passkey], change: dict[str, object]
) -> None:
    for name, value in change.items():
        setattr(ama[1], name, value)
    client = browser()
    page = client.post("/sign-in/passkey", {"answer": ama[1].answer(asked(client, "/sign-in/passkey"))})
    assert "The passkey was not accepted" in page.content.decode()
    assert client.get("/cases").status_code == 302


def test_an_unverified_passkey_cannot_be_made(seat: Sit) -> None:
    client = seat("kofi")
    made = Passkey(verifies=False).make(asked(client, "/my-sign-in/passkey"))
    page = client.post("/my-sign-in/passkey", {"answer": made, "name": "x"}).content.decode()
    assert "The passkey was not made" in page
    assert not Authenticator.objects.exists()


def test_an_answer_counts_once_and_in_its_own_session(ama: tuple[Client, Passkey]) -> None:
    client, thief = browser(), browser()
    answer = ama[1].answer(asked(client, "/sign-in/passkey"))
    asked(thief, "/sign-in/passkey")
    assert "not accepted" in thief.post("/sign-in/passkey", {"answer": answer}).content.decode()
    assert client.post("/sign-in/passkey", {"answer": answer}).status_code == 302
    client.post("/sign-out")
    assert "not accepted" in client.post("/sign-in/passkey", {"answer": answer}).content.decode()


def test_an_answer_is_for_the_use_it_was_asked_for(ama: tuple[Client, Passkey]) -> None:
    own, passkey = ama
    half = browser()
    give_password(half, "ama")
    answer = passkey.answer(asked(half, "/sign-in/second"))
    assert "not accepted" in half.post("/sign-in/passkey", {"answer": answer}).content.decode()
    confirmed = passkey.answer(asked(own, "/sign-in/passkey"))
    assert "not accepted" in own.post("/confirm", {"answer": confirmed}).content.decode()


def test_the_passkey_of_another_officer_is_no_second_step_and_confirms_nothing(
    ama: tuple[Client, Passkey], seat: Sit
) -> None:
    kofis = Passkey()
    add(seat("kofi"), kofis)
    half = browser()
    give_password(half, "ama")
    page = half.post("/sign-in/second", {"answer": kofis.answer(asked(half, "/sign-in/second"))})
    assert "not accepted" in page.content.decode()
    page = ama[0].post("/confirm", {"answer": kofis.answer(asked(ama[0], "/confirm"))})
    assert "not accepted" in page.content.decode()


def test_a_passkey_that_names_another_officer_opens_neither_desk(
    ama: tuple[Client, Passkey], seat: Sit
) -> None:
    kofis = Passkey()
    add(seat("kofi"), kofis)
    client = browser()
    answer = kofis.answer(asked(client, "/sign-in/passkey"), handle=ama[1].handle)
    assert "not accepted" in client.post("/sign-in/passkey", {"answer": answer}).content.decode()
    for handle in (b"", b"zzzzzz", b"\xff\xfe", b"0"):
        answer = kofis.answer(asked(client, "/sign-in/passkey"), handle=handle)
        assert "not accepted" in client.post("/sign-in/passkey", {"answer": answer}).content.decode()


def test_a_copied_passkey_is_found_out_by_its_counter_and_stopped(ama: tuple[Client, Passkey]) -> None:
    own, passkey = ama
    copy = passkey.copy()
    thief = browser()
    assert (
        thief.post("/sign-in/passkey", {"answer": copy.answer(asked(thief, "/sign-in/passkey"))}).status_code
        == 302
    )
    client = browser()
    page = client.post("/sign-in/passkey", {"answer": passkey.answer(asked(client, "/sign-in/passkey"))})
    assert "used from a copy of it" in page.content.decode()
    for each in (passkey, copy):
        each.counter += 100
        again = browser()
        page = again.post("/sign-in/passkey", {"answer": each.answer(asked(again, "/sign-in/passkey"))})
        assert "not accepted" in page.content.decode()
    entry = EntryRow.objects.get(kind="officer.passkey_stopped")
    assert (entry.who, entry.what) == ("ama", {"name": "Key on my ring"})
    assert "Stopped: a copy of it was used" in own.get("/my-sign-in").content.decode()


def test_a_passkey_that_does_not_count_is_no_copy(seat: Sit) -> None:
    own, passkey = seat("kofi"), Passkey(counts=False)
    add(own, passkey)
    for _ in range(2):
        client = browser()
        answer = passkey.answer(asked(client, "/sign-in/passkey"))
        assert client.post("/sign-in/passkey", {"answer": answer}).status_code == 302


def test_one_passkey_is_not_two_officers(ama: tuple[Client, Passkey], seat: Sit) -> None:
    client = seat("kofi")
    made = ama[1].make(asked(client, "/my-sign-in/passkey"))
    page = client.post("/my-sign-in/passkey", {"answer": made, "name": "mine"}).content.decode()
    assert "The passkey was not made" in page


def test_who_left_signs_in_by_no_passkey(ama: tuple[Client, Passkey]) -> None:
    OfficerRow.objects.filter(username="ama").update(is_active=False)
    client = browser()
    answer = ama[1].answer(asked(client, "/sign-in/passkey"))
    assert "not accepted" in client.post("/sign-in/passkey", {"answer": answer}).content.decode()


def test_a_passkey_confirms_and_is_a_second_step(ama: tuple[Client, Passkey]) -> None:
    own, passkey = ama
    assert (
        own.post("/confirm?next=/cases", {"answer": passkey.answer(asked(own, "/confirm"))}).headers[
            "Location"
        ]
        == "/cases"
    )
    half = browser()
    give_password(half, "ama", next="/cases")
    answer = passkey.answer(asked(half, "/sign-in/second"))
    assert half.post("/sign-in/second?next=/cases", {"answer": answer}).headers["Location"] == "/cases"


def test_what_was_typed_goes_on_after_a_passkey(ama: tuple[Client, Passkey]) -> None:
    own, passkey = ama
    session = own.session
    session["confirmed_at"] = "2026-11-20T00:00:00Z"
    session.save()
    page = own.post("/token", {"note": "kept words"}).content.decode()
    wanted = json.loads(html.unescape(re.search(r'data-glacy-passkey="([^"]*)"', page)[1]))  # type: ignore[index]  # it is there
    carried = re.search(r'name="carried" value="([^"]+)"', page)[1]  # type: ignore[index]  # the same
    after = own.post("/confirm", {"answer": passkey.answer(wanted), "carried": carried}).content.decode()
    assert 'action="/token"' in after
    assert "kept words" in after


@pytest.mark.parametrize(
    "junk",
    ["", "x", "{}", "[]", "null", "1", '{"id": 1}', '{"id": "a", "rawId": "b"}', "[" * 5000, "x" * 30_000,
     '{"id":"YQ","rawId":"YQ","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"","signature":""}}',
     '{"id":"YQ","rawId":"YQ","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"oA"}}'],
    ids=range(12),
)  # fmt: skip
def test_junk_is_no_answer(junk: str, ama: tuple[Client, Passkey]) -> None:
    client = browser()
    asked(client, "/sign-in/passkey")
    assert "not accepted" in client.post("/sign-in/passkey", {"answer": junk}).content.decode()
    own = ama[0]
    asked(own, "/my-sign-in/passkey")
    page = own.post("/my-sign-in/passkey", {"answer": junk, "name": "x"})
    assert page.status_code == 200
    assert "The passkey was not made" in page.content.decode()


def test_where_there_is_no_name_the_page_says_so(seat: Sit) -> None:
    client = seat("ama")
    client.defaults["HTTP_HOST"] = "127.0.0.1:8101"
    assert "No passkeys at this address" in client.get("/my-sign-in/passkey").content.decode()
    assert "open http://localhost" in client.get("/my-sign-in").content.decode()
    assert "with a passkey" not in browser().get("/sign-in", HTTP_HOST="127.0.0.1:8101").content.decode()


def test_the_password_still_takes_the_second_step(ama: tuple[Client, Passkey]) -> None:  # noqa: ARG001  she has one
    client = browser()
    assert give_password(client, "ama") == "/sign-in/second"
    page = client.post("/confirm", {"password": PASSWORD})
    assert page.headers["Location"].startswith("/sign-in")
