"""Authenticator apps and recovery codes: set up, used once, guessed at, replayed, and taken away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from glacy.desks.people.throttle import TRIES
from glacy.node.opened import Node
from glacy.store.models import EntryRow, OfficerRow, TryRow
from tests.desks.conftest import PASSWORD
from tests.desks.signing_in import App, browser, give_password, make_codes, set_rules, set_up_app

Sit = Callable[[str], Client]
pytestmark = pytest.mark.usefixtures("people")


def kinds(prefix: str = "officer.") -> list[str]:
    return [one.kind for one in EntryRow.objects.filter(kind__startswith=prefix).order_by("id")]


@pytest.fixture
def ama(seat: Sit) -> tuple[Client, App]:
    """Ama at her desk, with an app."""
    client = seat("ama")
    return client, set_up_app(client)


def test_with_an_app_the_password_alone_opens_nothing(ama: tuple[Client, App]) -> None:
    _, app = ama
    client = browser()
    assert give_password(client, "ama", next="/cases") == "/sign-in/second?next=%2Fcases"
    assert client.get("/cases").headers["Location"].startswith("/sign-in?")
    assert "Name and password were right" in client.get("/sign-in/second").content.decode()
    answer = client.post("/sign-in/second?next=/cases", {"code": app.code(ahead=1)})
    assert answer.headers["Location"] == "/cases"
    assert client.get("/cases").status_code == 200
    entry = EntryRow.objects.filter(kind="officer.signed_in").latest("id")
    assert entry.what == {"means": "password+app"}


def test_the_second_step_is_nothing_without_the_first(ama: tuple[Client, App]) -> None:
    _, app = ama
    client = browser()
    assert client.get("/sign-in/second").headers["Location"] == "/sign-in"
    assert client.post("/sign-in/second", {"code": app.code(ahead=1)}).headers["Location"] == "/sign-in"
    assert client.get("/cases").status_code == 302


@pytest.mark.parametrize("ahead", [-3, 2, 40])
def test_a_code_of_another_time_is_refused(ama: tuple[Client, App], ahead: int) -> None:
    client = browser()
    give_password(client, "ama")
    page = client.post("/sign-in/second", {"code": ama[1].code(ahead=ahead)}).content.decode()
    assert "This code is not right" in page


def test_a_code_counts_once_whoever_gives_it_again(ama: tuple[Client, App]) -> None:
    _, app = ama
    code = app.code(ahead=1)
    first, second = browser(), browser()
    for client in (first, second):
        give_password(client, "ama")
    assert first.post("/sign-in/second", {"code": code}).status_code == 302
    assert "was used already" in second.post("/sign-in/second", {"code": code}).content.decode()
    older = second.post("/sign-in/second", {"code": app.code()}).content.decode()
    assert "was used already" in older, "a code of before the one that was used is used too"


def test_the_code_with_which_an_app_was_set_up_is_used(ama: tuple[Client, App]) -> None:
    client = browser()
    give_password(client, "ama")
    assert "used already" in client.post("/sign-in/second", {"code": ama[1].code()}).content.decode()


def test_six_digits_are_guessed_at_from_everywhere_and_the_guessers_share_one_count(
    ama: tuple[Client, App], settings: object
) -> None:
    settings.LOCAL_ONLY = False  # type: ignore[attr-defined]  # pytest-django's settings take any name
    _, app = ama
    for place in range(TRIES):
        client = browser(REMOTE_ADDR=f"198.51.100.{place}")
        give_password(client, "ama")
        assert "not right" in client.post("/sign-in/second", {"code": "000000"}).content.decode()
    late = browser(REMOTE_ADDR="203.0.113.9")
    give_password(late, "ama")
    assert "Too many tries" in late.post("/sign-in/second", {"code": app.code(ahead=1)}).content.decode()


def test_a_guesser_who_knows_the_password_does_not_lock_out_the_browser_of_the_officer(
    ama: tuple[Client, App],
) -> None:
    own, app = ama
    for _ in range(TRIES + 1):
        client = browser()
        give_password(client, "ama")
        client.post("/sign-in/second", {"code": "000000"})
    own.post("/sign-out")
    give_password(own, "ama")
    assert own.post("/sign-in/second", {"code": app.code(ahead=1)}).status_code == 302


@pytest.mark.usefixtures("ama")
def test_each_wait_is_twice_the_last() -> None:
    client = browser()
    waits = []
    for _ in range(3):
        give_password(client, "ama")
        for _ in range(TRIES):
            client.post("/sign-in/second", {"code": "000000"})
        row = TryRow.objects.exclude(locks=0).get()
        waits.append(round((row.until_at - timezone.now()).total_seconds() / 60))
        TryRow.objects.filter(pk=row.pk).update(until_at=timezone.now() - timedelta(seconds=2))
    assert waits == [15, 30, 60]


def test_recovery_codes_open_once_each_and_are_guessed_at_under_the_same_count(
    ama: tuple[Client, App],
) -> None:
    own, _ = ama
    codes = make_codes(own)
    assert len(set(codes)) == 10
    client = browser()
    give_password(client, "ama")
    assert client.post("/sign-in/second", {"code": codes[0]}).status_code == 302
    again = browser()
    give_password(again, "ama")
    assert "used already" in again.post("/sign-in/second", {"code": codes[0]}).content.decode()
    assert again.post("/sign-in/second", {"code": codes[1].replace(" ", "")}).status_code == 302
    entry = EntryRow.objects.filter(kind="officer.recovery_code_used").latest("id")
    assert entry.what == {"left": 8}


def test_new_recovery_codes_make_the_old_ones_nothing(ama: tuple[Client, App]) -> None:
    old = make_codes(ama[0])
    new = make_codes(ama[0])
    assert not set(old) & set(new)
    client = browser()
    give_password(client, "ama")
    assert "not right" in client.post("/sign-in/second", {"code": old[0]}).content.decode()


def test_secrets_lie_in_the_tables_under_the_nodes_key(ama: tuple[Client, App], node: Node) -> None:
    own, app = ama
    codes = make_codes(own)
    told = "".join(str(one.data) for one in Authenticator.objects.all())
    assert app.secret not in told
    assert not any(code.replace(" ", "") in told for code in codes)
    fresh = browser()
    give_password(fresh, "kofi")
    page = fresh.get("/my-sign-in/app").content.decode()
    secret = page.split('class="glacy-code">', 1)[1].split("<", 1)[0].replace(" ", "")
    assert secret not in str(dict(fresh.session))
    assert (node.path / "keys" / "sign-in.key").stat().st_mode & 0o077 == 0


def test_the_journal_holds_what_was_done_and_no_secret(ama: tuple[Client, App]) -> None:
    own, app = ama
    codes = make_codes(own)
    told = " ".join(f"{one.kind} {one.who} {one.what}" for one in EntryRow.objects.all())
    assert {"officer.factor_added", "officer.recovery_codes_made"} <= set(kinds())
    for secret in (app.secret, PASSWORD, *codes, *(code.replace(" ", "") for code in codes)):
        assert secret not in told


def test_a_node_that_demands_it_lets_nobody_pass_without(seat: Sit, node: Node) -> None:
    set_rules(node, second_factor="demanded")
    client = browser()
    assert give_password(client, "kofi", next="/cases") == "/cases"
    for url in ("/cases", "/shift", "/my-sign-in", "/token", "/people", "/cases/new"):
        assert client.get(url).headers["Location"] == "/sign-in/first"
        assert client.post(url).headers["Location"] == "/sign-in/first"
    page = client.get("/sign-in/first").content.decode()
    assert "demands a second factor from everybody" in page
    set_up_app(client)
    assert client.get("/cases").status_code == 200
    assert client.get("/sign-in/first").headers["Location"] == "/"
    assert seat("ama").get("/cases").headers["Location"] == "/sign-in/first"


def test_the_last_factor_stays_where_one_is_demanded(ama: tuple[Client, App], node: Node) -> None:
    own, _ = ama
    set_rules(node, second_factor="demanded")
    factor = Authenticator.objects.get(type="totp")
    page = own.post(f"/my-sign-in/factors/{factor.pk}/remove").content.decode()
    assert "this is your only one" in page
    assert Authenticator.objects.filter(pk=factor.pk).exists()
    set_rules(node, second_factor="offered")
    assert own.post(f"/my-sign-in/factors/{factor.pk}/remove").status_code == 302
    assert not Authenticator.objects.exists()
    assert kinds()[-1] == "officer.factor_removed"


@pytest.mark.usefixtures("ama")
def test_nobody_removes_the_factor_of_another(seat: Sit) -> None:
    factor = Authenticator.objects.get(type="totp")
    kofi = seat("kofi")
    assert kofi.post(f"/my-sign-in/factors/{factor.pk}/remove").headers["Location"] == "/my-sign-in"
    assert Authenticator.objects.filter(pk=factor.pk).exists()


def test_a_new_app_takes_the_place_of_the_old(ama: tuple[Client, App]) -> None:
    own, old = ama
    assert "takes the place of the app" in own.get("/my-sign-in/app").content.decode()
    new = set_up_app(own)
    assert new.secret != old.secret
    assert Authenticator.objects.filter(type="totp").count() == 1
    client = browser()
    give_password(client, "ama")
    assert "not right" in client.post("/sign-in/second", {"code": old.code(ahead=1)}).content.decode()
    assert client.post("/sign-in/second", {"code": new.code(ahead=1)}).status_code == 302


def test_an_app_is_not_set_up_with_a_wrong_code(seat: Sit) -> None:
    client = seat("kofi")
    first = client.get("/my-sign-in/app").content.decode()
    page = client.post("/my-sign-in/app", {"code": "000000"}).content.decode()
    assert "shows another code" in page
    secret = first.split('class="glacy-code">', 1)[1].split("<", 1)[0]
    assert secret in page, "the same secret is shown again"
    assert not Authenticator.objects.exists()


def test_confirming_takes_the_code_too_where_there_is_one(ama: tuple[Client, App]) -> None:
    own, app = ama
    page = own.post("/confirm?next=/cases", {"password": PASSWORD}).content.decode()
    assert "Enter a code" in page
    wrong = own.post("/confirm?next=/cases", {"password": PASSWORD, "code": "000000"}).content.decode()
    assert "not right" in wrong
    right = own.post("/confirm?next=/cases", {"password": PASSWORD, "code": app.code(ahead=1)})
    assert right.headers["Location"] == "/cases"
    assert kinds()[-1] == "officer.confirmed"


def test_the_half_that_was_given_runs_out_and_ends_with_the_password(ama: tuple[Client, App]) -> None:
    _, app = ama
    client = browser()
    give_password(client, "ama")
    row = OfficerRow.objects.get(username="ama")
    row.set_password("another password of hers")
    row.save()
    assert client.post("/sign-in/second", {"code": app.code(ahead=1)}).headers["Location"] == "/sign-in"
    late = browser()
    give_password(late, "ama", "another password of hers")
    session = late.session
    session["half_signed_in"] = session["half_signed_in"] | {"at": session["half_signed_in"]["at"] - 601}
    session.save()
    assert late.post("/sign-in/second", {"code": app.code(ahead=1)}).headers["Location"] == "/sign-in"


def test_a_damaged_key_of_the_node_is_told_and_lets_nobody_in(ama: tuple[Client, App], node: Node) -> None:
    from cryptography.fernet import Fernet

    (node.path / "keys" / "sign-in.key").write_bytes(Fernet.generate_key())
    client = browser()
    give_password(client, "ama")
    answer = client.post("/sign-in/second", {"code": ama[1].code(ahead=1)})
    assert answer.status_code == 409
    assert "keys/sign-in.key" in answer.content.decode()
