"""Signing in, staying in, and what slows a guesser down."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from glacy.desks.people.throttle import TRIES
from glacy.node.acts import officers
from glacy.node.opened import Node
from glacy.store.models import OfficerRow
from glacy.store.people import Officer
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
