"""An administrator adds, changes and lets go on pages; who gains anything waits for a second person."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from glacy.node.acts import erasing, recovering, rules, staffing
from glacy.node.errors import SecondPersonError, SectionError, WrongStateError
from glacy.node.opened import Node
from glacy.store.errors import NotAllowedError, RoleError
from glacy.store.models import EntryRow, OfficerRow, PeopleChangeRow
from glacy.store.people import Officer, find_officer, get_officer

Sit = Callable[[str], Client]
WANTED = {
    "username": "abla", "name": "Abla Mensah (invented)", "roles": ["case_officer"],
    "authority": "Unit (invented)", "title": "", "phone": "+233 30 000 0009",
    "email": "abla@unit.example", "language": "fr", "zone": "Africa/Accra",
    "why": "Joined the unit on Monday",
}  # fmt: skip


def entries(kind: str) -> list[dict[str, object]]:
    return [dict(one.what) for one in EntryRow.objects.filter(kind=kind).order_by("pk")]


def ask(node: Node, by: Officer, username: str, **values: object) -> PeopleChangeRow | None:
    """Yaw asks for an officer with these values, all else as it is."""
    known = find_officer(username)
    now = {name: getattr(known, name) for name in staffing.FIELDS} if known else dict(WANTED)
    return staffing.ask_officer(node, by, username, now | values, why="x", confirmed_at=node.clock())


def test_a_newcomer_is_added_by_two(seat: Sit) -> None:
    admin, approver = seat("yaw"), seat("kofi")
    page = admin.get("/people/changes/new").content.decode()
    assert "take a second person" in page
    asked = admin.post("/people/changes/new", WANTED)
    url = asked.headers["Location"]
    assert find_officer("abla") is None
    assert "Agree to the change" not in admin.get(url).content.decode()
    assert admin.post(f"{url}/agree").status_code == 403
    shown = approver.get(url).content.decode()
    assert "Abla Mensah (invented)" in shown
    assert "Agree to the change" in shown
    assert url in approver.get("/people").content.decode()
    done = approver.post(f"{url}/agree", follow=True).content.decode()
    assert "it stands from now on" in done
    found = get_officer("abla")
    assert (found.roles, found.language) == (frozenset({"case_officer"}), "fr")
    (entry,) = entries("officer.added")
    assert (entry["person"], entry["asked_by"], entry["before"]) == ("abla", "yaw", [])
    assert approver.post(f"{url}/agree").status_code == 409
    assert "Give a one-time code" in admin.get("/people/abla").content.decode()


def test_what_was_typed_wrong_is_said_on_its_field_and_nothing_is_asked(seat: Sit) -> None:
    admin = seat("yaw")
    for field, value, says in (
        ("username", "a b", "no space"),
        ("name", "Kofi (Invented)", "bears this name already"),
        ("zone", "Mars/Olympus", "is not a time zone"),
        ("phone", "12", "with its country"),
        ("why", "", "Say why"),
    ):
        answer = admin.post("/people/changes/new", WANTED | {field: value})
        assert answer.status_code == 200
        assert says in answer.content.decode(), field
        assert f'href="#id_{field}' in answer.content.decode()
    both = admin.post("/people/changes/new", WANTED | {"roles": ["administrator", "approver"]})
    assert "holds no other role" in both.content.decode()
    assert not PeopleChangeRow.objects.exists()


def test_a_role_more_waits_and_a_role_less_stands_at_once(
    node: Node, people: dict[str, Officer], seat: Sit
) -> None:
    yaw, kofi = people["yaw"], people["kofi"]
    other = seat("kwame")
    row = ask(node, yaw, "kwame", roles=["duty_officer", "case_officer", "approver"])
    assert row is not None
    with pytest.raises(WrongStateError, match="waits already"):
        ask(node, yaw, "kwame", roles=["custodian"])
    staffing.agree_officer(node, kofi, row.pk, confirmed_at=node.clock())
    assert "approver" in get_officer("kwame").roles
    assert other.get("/shift").status_code == 200
    assert ask(node, yaw, "kwame", roles=["duty_officer"], phone="+233 30 000 0010") is None
    assert get_officer("kwame").roles == {"duty_officer"}
    assert other.get("/shift").status_code == 302
    assert [one["before"] for one in entries("officer.changed")][-1] == [
        "approver",
        "case_officer",
        "duty_officer",
    ]


def test_nobody_decides_about_themselves_or_alone(node: Node, people: dict[str, Officer]) -> None:
    yaw, kofi, ama = people["yaw"], people["kofi"], people["ama"]
    with pytest.raises(NotAllowedError, match="their own roles"):
        ask(node, yaw, "yaw", roles=["approver"])
    row = ask(node, yaw, "kofi", roles=["approver", "case_officer", "custodian"])
    assert row is not None
    with pytest.raises(SecondPersonError):
        staffing.agree_officer(node, kofi, row.pk, confirmed_at=node.clock())
    for by in (ama, yaw):
        with pytest.raises(NotAllowedError):
            staffing.agree_officer(node, by, row.pk, confirmed_at=node.clock())
    with pytest.raises(NotAllowedError):
        ask(node, kofi, "ama", roles=["approver"])
    with pytest.raises(RoleError):
        ask(node, yaw, "ama", roles=["god"])
    with pytest.raises(SectionError, match="Say why"):
        staffing.ask_officer(node, yaw, "abla", WANTED, why=" ", confirmed_at=node.clock())


def test_who_asked_takes_it_back_and_who_decides_refuses(
    node: Node, people: dict[str, Officer], seat: Sit
) -> None:
    for name in ("yaw", "efua"):
        row = ask(node, people["yaw"], "abla")
        assert row is not None
        url = f"/people/changes/{row.pk}"
        assert "Do not change them" in seat(name).get(f"{url}/refuse").content.decode()
        assert seat("ama").get(f"{url}/refuse").status_code == 403
        seat(name).post(f"{url}/refuse", {"why": "not now"})
        row.refresh_from_db()
        assert row.state == "refused"
        assert seat(name).get(f"{url}/refuse").status_code == 404
    assert [one["why"] for one in entries("officer.change_refused")] == ["not now", "not now"]
    assert find_officer("abla") is None


def test_who_left_signs_in_no_more_and_comes_back_by_two(
    node: Node, people: dict[str, Officer], seat: Sit
) -> None:
    admin, gone = seat("yaw"), seat("ama")
    assert "Let Ama (invented) go" in admin.get("/people/ama/let-go").content.decode()
    admin.post("/people/ama/let-go", {"why": "Moved to another ministry"})
    assert gone.get("/shift").status_code == 302
    assert Client(HTTP_HOST="localhost").post(
        "/sign-in", {"username": "ama", "password": "orchard-lamp-7"}
    ).status_code == 200  # fmt: skip
    assert entries("officer.let_go") == [{"person": "ama", "why": "Moved to another ministry"}]
    page = admin.get("/people").content.decode()
    assert "Who left" in page
    assert re.search(r'href="/people/ama/change"', page)
    assert admin.get("/people/ama").status_code == 404
    row = ask(node, people["yaw"], "ama", **{name: getattr(people["ama"], name) for name in staffing.FIELDS})
    assert row is not None
    staffing.agree_officer(node, people["kofi"], row.pk, confirmed_at=node.clock())
    assert find_officer("ama") is not None


def test_the_last_administrator_stays_and_nobody_lets_themselves_go(
    node: Node, people: dict[str, Officer]
) -> None:
    with pytest.raises(NotAllowedError, match="lets themselves go"):
        staffing.let_go(node, people["yaw"], "yaw", why="x", confirmed_at=node.clock())
    with pytest.raises(WrongStateError, match="only administrator"):
        staffing.let_go(node, None, "yaw", why="x")
    assert not recovering.going_on(node, people["yaw"])


def test_an_erased_name_stands_in_no_change_any_more(node: Node, people: dict[str, Officer]) -> None:
    row = ask(node, people["yaw"], "abla")
    assert row is not None
    staffing.agree_officer(node, people["kofi"], row.pk, confirmed_at=node.clock())
    holders = {"office_holders": ["kofi", "efua"]}
    change = rules.ask_change(node, people["kofi"], holders, why="x", confirmed_at=node.clock())
    rules.agree_change(node, people["efua"], change.pk, confirmed_at=node.clock())
    asked = erasing.ask_person_erasure(node, people["yaw"], "abla", why="left", confirmed_at=node.clock())
    erasing.agree_erasure(node, people["kofi"], asked, confirmed_at=node.clock())
    row.refresh_from_db()
    assert (row.value, row.why) == ({}, "")
    assert not OfficerRow.objects.filter(name__contains="Abla").exists()


def test_who_decides_finds_what_waits_on_the_page_of_the_rules(
    node: Node, people: dict[str, Officer], seat: Sit
) -> None:
    assert "waits for a second person" not in seat("kofi").get("/rules").content.decode()
    ask(node, people["yaw"], "abla")
    assert "1 change of an officer waits for a second person" in seat("kofi").get("/rules").content.decode()
    assert "change of an officer waits" not in seat("ama").get("/rules").content.decode()
