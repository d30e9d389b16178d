"""The read-only API: the same need-to-know, by session or by token."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from glacy.desks.api.tokens import write_token
from glacy.store.models import OfficerRow
from tests.desks.conftest import Held

Sit = Callable[[str], Client]


def bearer(name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {write_token(OfficerRow.objects.get(username=name))}"}


def program() -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.mark.django_db
def test_the_api_describes_itself_and_only_reads() -> None:
    description = program().get("/api/openapi.json").json()
    assert "/api/cases/{case_id}" in description["paths"]
    assert {method for path in description["paths"].values() for method in path} == {"get"}


@pytest.mark.django_db
def test_routes_are_open_to_all_and_read_as_the_command_prints_them() -> None:
    found = program().get("/api/routes", {"requesting": "GH", "requested": "CL", "data": "subscriber"}).json()
    assert found["routes"][0]["answer"] == "allowed"
    assert {"instrument", "article", "reasons", "facts", "time_limits"} <= set(found["routes"][0])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "more", [{"requested": "ZZ"}, {"requested": "GH"}, {"requested": "CL", "data": "all"}]
)
def test_a_wrong_wish_is_answered_with_what_is_wrong(more: dict[str, str]) -> None:
    answer = program().get("/api/routes", {"requesting": "GH", **more})
    assert answer.status_code in (404, 409, 422)
    assert answer.headers["Content-Type"].startswith("application/json")


def test_a_case_is_read_by_session_and_by_token(seat: Sit, held: Held) -> None:
    by_session = seat("ama").get(f"/api/cases/{held.case}").json()
    by_token = program().get(f"/api/cases/{held.case}", headers=bearer("ama")).json()
    assert by_session == by_token
    assert by_token["title"] == held.title
    assert [case["id"] for case in program().get("/api/cases", headers=bearer("kofi")).json()["cases"]] == [
        held.case
    ]


@pytest.mark.parametrize("name", ["efua", "esi", "kwame", "yaw"])
def test_a_token_opens_no_case_of_others(name: str, held: Held) -> None:
    client = program()
    answer = client.get(f"/api/cases/{held.case}", headers=bearer(name))
    assert answer.status_code in (403, 404)
    assert held.title not in answer.content.decode()


@pytest.mark.usefixtures("held")
def test_a_token_is_void_when_it_is_changed_or_the_password_is() -> None:
    given = bearer("ama")
    client = program()
    assert client.get("/api/cases", headers=given).status_code == 200
    assert (
        client.get("/api/cases", headers={"Authorization": given["Authorization"] + "x"}).status_code == 401
    )
    row = OfficerRow.objects.get(username="ama")
    row.set_password("another lamp entirely")
    row.save()
    assert client.get("/api/cases", headers=given).status_code == 401


@pytest.mark.usefixtures("held")
def test_who_has_left_reads_no_more() -> None:
    given = bearer("ama")
    OfficerRow.objects.filter(username="ama").update(is_active=False)
    assert program().get("/api/cases", headers=given).status_code == 401


def test_a_page_hands_out_a_token_after_the_password(seat: Sit, held: Held) -> None:
    client = seat("ama")
    assert "Make a token" in client.get("/token").content.decode()
    token = client.post("/token").content.decode().split('glacy-code">')[1].split("<")[0]
    answer = program().get(f"/api/cases/{held.case}", headers={"Authorization": f"Bearer {token}"})
    assert answer.json()["title"] == held.title
    session = client.session
    del session["confirmed_at"]
    session.save()
    assert "Confirm that it is you" in client.post("/token").content.decode()
