"""Sign-ins as sessions: seen, ended, left alone, fixed by another, and led astray."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.test import Client

from glacy.desks.people.throttle import TRIES, TRIES_OF_ADDRESS
from glacy.node.clock import machine_clock
from glacy.node.opened import Node
from glacy.store.models import EntryRow, SessionRow
from glacy.store.people import Officer
from tests.desks.conftest import PASSWORD, Held
from tests.desks.signing_in import browser, give_password, set_rules

Sit = Callable[[str], Client]
pytestmark = pytest.mark.usefixtures("people")
COOKIE = django_settings.SESSION_COOKIE_NAME


def key_of(client: Client) -> str:
    return client.cookies[COOKIE].value


def ended() -> list[object]:
    return [one.what for one in EntryRow.objects.filter(kind="officer.session_ended").order_by("id")]


def test_signing_in_and_confirming_change_the_key_of_the_session() -> None:
    client = browser()
    client.get("/sign-in/passkey")
    fixed = key_of(client)
    give_password(client, "ama")
    signed = key_of(client)
    client.post("/confirm", {"password": PASSWORD})
    confirmed = key_of(client)
    assert len({fixed, signed, confirmed}) == 3
    for old in (fixed, signed):
        thief = browser()
        thief.cookies[COOKIE] = old
        assert thief.get("/cases").headers["Location"].startswith("/sign-in")


def test_a_session_that_an_attacker_made_up_is_not_taken_over() -> None:
    client = browser()
    client.cookies[COOKIE] = "a" * 32
    give_password(client, "ama")
    assert key_of(client) != "a" * 32
    assert not Session.objects.filter(session_key="a" * 32).exists()


def test_cookies_are_kept_from_scripts_and_from_other_sites(settings: object) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True  # type: ignore[attr-defined]  # any name
    client = browser()
    give_password(client, "ama")
    for name, cookie in client.cookies.items():
        assert cookie["secure"], name
        assert cookie["httponly"], name
        assert cookie["samesite"] in ("Lax", "Strict"), name
        assert not cookie["domain"], name


def test_one_sees_where_one_is_signed_in_and_ends_one_or_all(seat: Sit) -> None:
    here, other, third = seat("ama"), seat("ama"), seat("ama")
    kofi = seat("kofi")
    page = here.get("/my-sign-in").content.decode()
    assert page.count('/end"') == 2
    assert "(this one)" in page
    gone = other.session["desk_session"]
    assert (
        "That sign-in is ended" in here.post(f"/my-sign-in/sessions/{gone}/end", follow=True).content.decode()
    )
    assert other.get("/cases").headers["Location"].startswith("/sign-in?")
    here.post("/my-sign-in/sessions/end-others")
    assert third.get("/cases").status_code == 302
    assert here.get("/cases").status_code == 200
    assert kofi.get("/cases").status_code == 200
    assert ended() == [{"why": "by_hand", "count": 1}] * 2


def test_nobody_ends_the_sign_in_of_another(seat: Sit) -> None:
    ama, kofi = seat("ama"), seat("kofi")
    ama.post(f"/my-sign-in/sessions/{kofi.session['desk_session']}/end")
    assert kofi.get("/cases").status_code == 200


def test_an_administrator_ends_every_sign_in_of_an_officer_and_only_an_administrator(seat: Sit) -> None:
    ama = seat("ama")
    assert seat("kofi").post("/people/ama/end-sessions").status_code == 403
    assert ama.get("/cases").status_code == 200
    page = seat("yaw").post("/people/ama/end-sessions", follow=True).content.decode()
    assert "1 sign-in is ended" in page
    assert ama.get("/cases").status_code == 302


@pytest.mark.parametrize(
    ("field", "ago", "why", "says"),
    [
        ("seen_at", timedelta(minutes=30), "idle", "because nothing was done for 30 minutes"),
        ("started_at", timedelta(hours=12), "too_long", "does not last longer than a shift"),
    ],
)
def test_a_sign_in_ends_when_left_alone_and_after_a_shift(
    seat: Sit, field: str, ago: timedelta, why: str, says: str
) -> None:
    client = seat("ama")
    just_before = machine_clock() - ago + timedelta(seconds=30)
    SessionRow.objects.update(**{field: just_before})
    assert client.get("/cases").status_code == 200
    SessionRow.objects.update(**{field: machine_clock() - ago})
    answer = client.get("/cases")
    assert answer.headers["Location"] == f"/sign-in?next=%2Fcases&why={why}"
    assert says in client.get(answer.headers["Location"]).content.decode()
    assert ended() == [{"why": why, "count": 1}]


def test_what_was_typed_before_a_sign_in_ran_out_is_there_after_the_next(held: Held, seat: Sit) -> None:
    client = seat("ama")
    SessionRow.objects.update(seen_at=machine_clock() - timedelta(hours=1))
    typed = {"title": "A long story (invented)", "summary": "typed for half an hour"}
    way = client.post("/cases/new", typed).headers["Location"]
    assert "why=idle" in way
    page = client.post(way, {"username": "ama", "password": PASSWORD}).content.decode()
    assert "Go on where you were" in page
    assert "typed for half an hour" in page
    assert 'action="/cases/new"' in page
    del held


def test_what_was_typed_waits_for_nobody_else(seat: Sit) -> None:
    client = seat("ama")
    SessionRow.objects.update(seen_at=machine_clock() - timedelta(hours=1))
    way = client.post("/cases/new", {"summary": "words of Ama"}).headers["Location"]
    answer = client.post(way, {"username": "kofi", "password": PASSWORD})
    assert answer.status_code == 302
    assert "words of Ama" not in answer.content.decode()


def test_limits_are_those_of_the_node(seat: Sit, node: Node) -> None:
    set_rules(node, idle_minutes=5, longest_hours=1)
    client = seat("ama")
    SessionRow.objects.update(seen_at=machine_clock() - timedelta(minutes=5))
    assert "why=idle" in client.get("/cases").headers["Location"]


def test_a_sign_in_that_the_node_does_not_know_is_none(seat: Sit) -> None:
    client = seat("ama")
    SessionRow.objects.all().delete()
    assert client.get("/cases").headers["Location"].startswith("/sign-in")


def test_signing_out_ends_the_sign_in_for_whoever_kept_the_cookie(seat: Sit) -> None:
    client = seat("ama")
    thief = browser()
    thief.cookies[COOKIE] = key_of(client)
    assert thief.get("/cases").status_code == 200
    client.post("/sign-out")
    assert thief.get("/cases").status_code == 302


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "http:///evil.example",
     "https:evil.example", "\x00//evil.example", " //evil.example", "///evil.example", "/%09/evil.example"],
)  # fmt: skip
def test_no_step_of_signing_in_leads_to_another_site(seat: Sit, wanted: str) -> None:
    client = seat("ama")
    ways = [
        browser().post("/sign-in", {"username": "ama", "password": PASSWORD, "next": wanted}),
        client.post("/confirm", {"password": PASSWORD, "next": wanted}),
        client.post("/language", {"language": "en", "next": wanted}),
    ]
    for answer in ways:
        way = answer.headers["Location"]
        assert way == "/" or (way.startswith("/") and not way.startswith(("//", "/\\"))), way


@pytest.mark.parametrize(
    "url",
    ["/sign-in", "/sign-in/second", "/sign-in/passkey", "/enrol", "/confirm", "/password", "/my-sign-in/app",
     "/my-sign-in/codes", "/my-sign-in/sessions/end-others", "/people/ama/end-sessions", "/sign-out"],
)  # fmt: skip
def test_forms_from_elsewhere_are_refused(url: str) -> None:
    client = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    assert client.post(url, {"x": "y"}).status_code == 403


def test_a_guesser_in_the_same_building_locks_out_neither_the_officer_nor_the_others(seat: Sit) -> None:
    own = seat("ama")
    guesser = browser()
    for number in range(TRIES_OF_ADDRESS + 5):
        give_password(guesser, f"name{number}", "wrong")
    for _ in range(TRIES + 1):
        give_password(guesser, "ama", "wrong")
    assert (
        "Too many tries"
        in guesser.post("/sign-in", {"username": "kofi", "password": PASSWORD}).content.decode()
    )
    own.post("/sign-out")
    assert give_password(own, "ama") == "/"
    for _ in range(TRIES):
        give_password(own, "ama", "wrong")
    assert give_password(own, "ama") == "", "a browser that is known is counted too"


def test_a_mark_of_a_known_browser_cannot_be_made_up() -> None:
    client = browser()
    client.cookies[COOKIE.removesuffix("_session") + "_known"] = "eyJhbWEiOiJ4In0:1abc:forged"
    for _ in range(TRIES):
        give_password(client, "ama", "wrong")
    assert give_password(client, "ama") == ""


@pytest.mark.parametrize(
    ("proxies", "remote", "header", "seen"),
    [
        (["10.0.0.0/8"], "10.0.0.1", "203.0.113.9", "203.0.113.9"),
        (["10.0.0.0/8"], "10.0.0.1", "1.2.3.4, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (["10.0.0.0/8"], "203.0.113.9", "1.2.3.4", "203.0.113.9"),
        ([], "127.0.0.1", "1.2.3.4", "127.0.0.1"),
        (["10.0.0.0/8"], "10.0.0.1", "junk", "unreadable"),
        (["10.0.0.0/8"], "10.0.0.1", "", "10.0.0.1"),
    ],
    ids=["one of ours", "two of ours", "a stranger's word", "nobody's word", "junk", "silent"],
)
def test_where_a_caller_is_says_a_web_server_of_ours_alone(
    node: Node, settings: object, proxies: list[str], remote: str, header: str, seen: str
) -> None:
    settings.LOCAL_ONLY = False  # type: ignore[attr-defined]  # pytest-django's settings take any name
    set_rules(node, trusted_proxies=proxies)
    client = browser(REMOTE_ADDR=remote)
    more = {"HTTP_X_FORWARDED_FOR": header} if header else {}
    client.post("/sign-in", {"username": "ama", "password": PASSWORD}, **more)
    assert SessionRow.objects.get().place == seen


def test_a_browser_is_told_in_plain_words_whatever_it_says(people: dict[str, Officer]) -> None:
    client = Client(HTTP_HOST="localhost", HTTP_USER_AGENT="<script>alert(1)</script>" + "é\x00" * 500)
    give_password(client, "ama")
    page = client.get("/my-sign-in").content.decode()
    assert "Unknown browser" in page
    assert "<script>alert" not in page
    del people


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ({"second_factor": "never"}, "second_factor"),
        ({"fresh_minutes": 0}, "fresh_minutes"),
        ({"idle_minutes": 100_000}, "idle_minutes"),
        ({"longest_hours": "12"}, "longest_hours"),
        ({"trusted_proxies": ["nowhere"]}, "trusted_proxies"),
        ({"trusted_proxies": "10.0.0.1"}, "trusted_proxies"),
        ({"second_faktor": "demanded"}, "second_faktor"),
    ],
    ids=lambda one: str(one)[:40],
)
def test_rules_that_cannot_be_are_named_with_what_can(
    node: Node, rules: dict[str, object], says: str
) -> None:
    with pytest.raises(Exception, match=says) as fault:
        set_rules(node, **rules)
    assert "node.toml" in str(fault.value)


def test_what_a_node_asks_is_in_the_journal_and_again_when_it_changes(seat: Sit, node: Node) -> None:
    seat("ama")
    seat("kofi")
    set_rules(node, second_factor="demanded", fresh_minutes=3)
    seat("ama")
    noted = [one.what for one in EntryRow.objects.filter(kind="node.sign_in_rules").order_by("id")]
    assert [one["second_factor"] for one in noted] == ["offered", "demanded"]
    assert noted[1]["fresh_minutes"] == 3
