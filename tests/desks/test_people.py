"""Signing in, staying in, and what slows a guesser down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from glacy.desks.people import throttle
from glacy.desks.people.throttle import TRIES
from glacy.node.acts import officers
from glacy.node.opened import Node
from glacy.store.models import EntryRow, OfficerRow
from glacy.store.people import Officer
from glacy.times import whole_seconds, write_instant
from tests.desks.conftest import PASSWORD

Sit = Callable[[str], Client]
pytestmark = pytest.mark.usefixtures("people")


def browser() -> Client:
    return Client(HTTP_HOST="localhost")


def test_the_first_page_asks_who_one_is() -> None:
    assert browser().get("/").headers["Location"] == "/sign-in"


def test_the_right_password_leads_to_the_shift(seat: Sit) -> None:
    page = seat("ama").get("/", follow=True)
    assert page.redirect_chain == [("/shift", 302)]
    assert "Ama (invented)" in page.content.decode()


def test_case_of_the_name_does_not_matter() -> None:
    answer = browser().post("/sign-in", {"username": " AMA", "password": PASSWORD})
    assert answer.status_code == 302


def test_a_wrong_password_is_said_without_saying_which_of_the_two_is_wrong() -> None:
    pages = [
        browser().post("/sign-in", {"username": name, "password": "wrong"}).content.decode()
        for name in ("ama", "nobody")
    ]
    assert all("Name and password do not belong together" in page for page in pages)
    assert all('value="wrong"' not in page for page in pages)


def test_a_guesser_is_slowed_and_the_right_password_no_longer_helps() -> None:
    client = browser()
    for _ in range(TRIES):
        client.post("/sign-in", {"username": "ama", "password": "wrong"})
    page = client.post("/sign-in", {"username": "ama", "password": PASSWORD})
    assert "Too many tries" in page.content.decode()
    assert client.post("/sign-in", {"username": "kofi", "password": PASSWORD}).status_code == 302


def test_a_guesser_behind_the_web_server_locks_out_nobody_else(settings: object) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # type: ignore[attr-defined]  # any name
    client = Client(HTTP_HOST="localhost", REMOTE_ADDR="127.0.0.1")
    for number in range(TRIES):
        passed_on = f"203.0.113.{number}, 198.51.100.7"  # the first is what the guesser made up
        client.post("/sign-in", {"username": "ama", "password": "guess"}, HTTP_X_FORWARDED_FOR=passed_on)
    right = {"username": "ama", "password": PASSWORD}
    guessed = client.post("/sign-in", right, HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.7")
    assert "Too many tries" in guessed.content.decode()
    assert client.post("/sign-in", right, HTTP_X_FORWARDED_FOR="198.51.100.8").status_code == 302


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(wanted: str) -> None:
    answer = browser().post("/sign-in", {"username": "ama", "password": PASSWORD, "next": wanted})
    assert answer.headers["Location"] == "/"


def test_signing_in_leads_back_to_the_page_that_was_asked_for() -> None:
    client = browser()
    asked = client.get("/statistics?since_day=1")
    answer = client.post(asked.headers["Location"], {"username": "ama", "password": PASSWORD})
    assert answer.headers["Location"] == "/statistics?since_day=1"


def test_signing_out_takes_a_post_and_has_the_browser_forget(seat: Sit) -> None:
    client = seat("ama")
    assert client.get("/sign-out").status_code == 405
    answer = client.post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert client.get("/cases").headers["Location"].startswith("/sign-in")


def test_a_form_from_elsewhere_is_refused() -> None:
    client = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    page = client.post("/sign-in", {"username": "ama", "password": PASSWORD})
    assert page.status_code == 403
    assert "This page had expired" in page.content.decode()


def test_the_password_is_asked_again_when_it_was_given_long_ago(seat: Sit) -> None:
    client = seat("ama")
    session = client.session
    del session["confirmed_at"]
    session.save()
    page = client.post("/confirm?next=/cases", {"password": "wrong"})
    assert "This is not your password" in page.content.decode()
    assert client.post("/confirm?next=/cases", {"password": PASSWORD}).headers["Location"] == "/cases"


@pytest.mark.parametrize(
    ("code", "word"), [("es", "Iniciar sesión"), ("fr", "Se connecter"), ("pt", "Entrar")]
)
def test_the_reader_chooses_the_language(code: str, word: str) -> None:
    client = browser()
    assert client.post("/language", {"language": code, "next": "/sign-in"}).headers["Location"] == "/sign-in"
    page = client.get("/sign-in").content.decode()
    assert f'<html lang="{code}"' in page
    assert word in page


def test_a_language_that_we_do_not_have_changes_nothing() -> None:
    client = browser()
    client.post("/language", {"language": "tlh"})
    assert '<html lang="en"' in client.get("/sign-in").content.decode()


def test_an_officer_reads_in_their_own_language_unless_the_browser_chose(seat: Sit) -> None:
    OfficerRow.objects.filter(username="ama").update(language="fr")
    assert '<html lang="fr"' in seat("ama").get("/cases").content.decode()


@pytest.mark.parametrize("hand", [None, "yaw"])
def test_who_signs_in_reads_once_that_another_hand_set_the_password(
    node: Node, people: dict[str, Officer], seat: Sit, hand: str | None
) -> None:
    seat("ama")
    officers.add_officer(
        node,
        None if hand is None else people[hand],
        username="ama",
        name="Ama (invented)",
        roles=["duty_officer"],
        authority="Invented Cybercrime Unit",
        password=PASSWORD,
    )
    first = seat("ama").get("/", follow=True).content.decode()
    assert "Your password was set on" in first
    assert ("by yaw" if hand else "on the command line of this node") in first
    assert "Your password was set on" not in seat("ama").get("/", follow=True).content.decode()
    assert "Your password was set on" not in seat("kofi").get("/", follow=True).content.decode()


NEW = "seven quiet herons wade"


def change(client: Client, **typed: str) -> str:
    """The page after a change of password was asked."""
    given = {"current": PASSWORD, "new": NEW, "again": NEW, **typed}
    return client.post("/password", given, follow=True).content.decode()


def test_an_officer_changes_their_own_password_and_other_sessions_end(seat: Sit) -> None:
    here, elsewhere = seat("ama"), seat("ama")
    assert "Your password is changed" in change(here)
    assert here.get("/cases").status_code == 200
    assert elsewhere.get("/cases").headers["Location"].startswith("/sign-in")
    assert browser().post("/sign-in", {"username": "ama", "password": PASSWORD}).status_code == 200
    assert browser().post("/sign-in", {"username": "ama", "password": NEW}).status_code == 302


def test_a_change_of_password_is_recorded_without_its_content(seat: Sit) -> None:
    change(seat("ama"))
    (entry,) = EntryRow.objects.filter(kind="officer.password_changed")
    assert (entry.who, entry.what) == ("ama", {})


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"current": "wrong"}, "This is not your password"),
        ({"new": "short", "again": "short"}, "too short"),
        ({"new": "123456789012", "again": "123456789012"}, "entirely numeric"),
        ({"new": "ama-invented", "again": "ama-invented"}, "too similar"),
        ({"again": "another one of them"}, "The two new passwords are not the same"),
        ({"new": PASSWORD, "again": PASSWORD}, "choose another"),
        ({"new": ""}, "Enter a new password"),
    ],
    ids=["wrong", "short", "digits", "like the name", "mistyped", "the same", "empty"],
)
def test_a_password_that_will_not_do_changes_nothing(seat: Sit, typed: dict[str, str], says: str) -> None:
    client = seat("ama")
    page = change(client, **typed)
    assert says in page
    assert NEW not in page
    assert client.get("/cases").status_code == 200
    assert browser().post("/sign-in", {"username": "ama", "password": PASSWORD}).status_code == 302
    assert not EntryRow.objects.filter(kind="officer.password_changed").exists()


def test_whoever_guesses_the_password_at_an_open_desk_is_slowed_and_recorded(seat: Sit) -> None:
    client = seat("ama")
    for _ in range(TRIES):
        change(client, current="wrong")
    assert "Too many tries" in change(client)
    assert EntryRow.objects.filter(kind="officer.sign_in_failed", who="ama").count() == TRIES


def test_a_sign_in_that_failed_is_recorded_and_tells_neither_name_nor_password() -> None:
    browser().post("/sign-in", {"username": "hunter2-as-name", "password": "secret-word"})
    (entry,) = EntryRow.objects.filter(kind="officer.sign_in_failed")
    told = f"{entry.who} {entry.what} {bytes(entry.data)!r} {bytes(entry.salt)!r}"
    assert "hunter2" not in told
    assert "secret-word" not in told
    assert "ama" not in entry.what["mark"]


def test_tries_under_one_name_bear_one_mark_and_the_last_says_that_it_was_slowed() -> None:
    client = browser()
    for name in ("ama", " AMA", "ama", "ama", "ama", "ama", "ama"):
        client.post("/sign-in", {"username": name, "password": "wrong"})
    entries = list(EntryRow.objects.filter(kind="officer.sign_in_failed").order_by("id"))
    assert len(entries) == TRIES
    assert len({one.what["mark"] for one in entries}) == 1
    assert [one.what.get("slowed", False) for one in entries] == [False] * (TRIES - 1) + [True]


def test_many_names_from_many_places_do_not_swell_the_journal(
    settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LOCAL_ONLY = False  # type: ignore[attr-defined]  # pytest-django's settings take any name
    monkeypatch.setattr(throttle, "MOST_RECORDED", 3)
    for number in range(6):
        client = Client(HTTP_HOST="localhost", REMOTE_ADDR=f"198.51.100.{number}")
        client.post("/sign-in", {"username": f"name{number}", "password": "wrong"})
    assert EntryRow.objects.filter(kind="officer.sign_in_failed").count() == 3


def test_who_signs_in_reads_once_how_often_their_name_was_tried(seat: Sit) -> None:
    seat("ama")
    for _ in range(2):
        browser().post("/sign-in", {"username": "Ama", "password": "wrong"})
    browser().post("/sign-in", {"username": "kofi", "password": "wrong"})
    assert "a wrong password 2 times" in seat("ama").get("/", follow=True).content.decode()
    assert "a wrong password" not in seat("ama").get("/", follow=True).content.decode()


@pytest.mark.parametrize(("ahead", "is_asked"), [(30, False), (120, True)])
def test_a_clock_that_was_set_back_a_little_asks_for_no_password(
    seat: Sit, node: Node, ahead: int, is_asked: bool
) -> None:
    client = seat("ama")
    session = client.session
    session["confirmed_at"] = write_instant(whole_seconds(node.clock() + timedelta(seconds=ahead)))
    session.save()
    answer = client.get("/token")
    assert (answer.status_code == 302) is is_asked
