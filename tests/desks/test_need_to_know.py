"""Nobody reaches a case they are not on: every address is tried, by every role, with every method."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from glacy.node.acts import evidence
from glacy.node.opened import Node
from glacy.store.people import Officer
from tests.desks.conftest import PEOPLE, Held

Sit = Callable[[str], Client]
TREATY_PAGES = ("articles", "map", "country", "matrix", "curve", "unknown", "roads")
OPEN = {
    "people:start",
    "people:sign_in",
    "people:enrol",
    "people:passkey",
    "people:sign_out",
    "people:language",
    "routes:ask",
    "verification:check",
    "api:openapi-json",
    "api:api-root",
    "api:ask_routes",
    *(f"treaty:{page}{form}" for page in TREATY_PAGES for form in ("", "_as")),
}
"""What anyone may open without signing in."""
MACHINES = ("/exchange/", "/journal/", "/health")
OUTSIDERS = [name for name in PEOPLE if name not in ("ama", "kofi")]
SECRETS = ("Zebra", "quagga", "okapi")
_TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*')


def words_of(page: bytes) -> str:
    """What a page tells, in lower case, without its random tokens: their letters can spell any short word."""
    return _TOKEN.sub(r"\1", page.decode("utf-8", "replace")).lower()


def names(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, frozenset[str]]]:
    """Every named address of the node with the parts that it takes."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from names(entry, f"{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{space}{entry.name}", frozenset(entry.pattern.regex.groupindex)


ALL = sorted(set(names(get_resolver())))
OF_THE_NODE = ("treaty:", "people:", "directory:", "legislation:", "authority:agree", "authority:refuse")
"""Addresses whose parts name no case: States, colleagues, laws, and a change of the node's own rules."""
TAKES_A_CASE = [
    name for name, parts in ALL if parts and not name.startswith(OF_THE_NODE[:4]) and name not in OF_THE_NODE
]


def address(name: str, held: Held, exhibit: str) -> str:
    parts = dict(ALL)[name]
    known = {
        "case_id": held.case,
        "draft_id": held.draft,
        "answer_id": held.draft,
        "request_id": held.draft,
        "message_id": held.draft,
        "exhibit_id": exhibit,
        "act_id": held.draft,
        "username": "kofi",
        "kind": "ip",
        "which": "new",
        "what": "document",
        "name": "facts",
        "index": "0",
        "fork_id": "1",
        "change_id": "1",
        "glass_id": held.draft,
        "erasure_id": held.draft,
        "country": "CL",
        "digest": "0" * 64,
        "session_id": held.draft,
        "recovery_id": held.draft,
        "factor_id": "1",
        "form": "csv",
        "law_id": held.draft,
        "version_id": held.draft,
        "policy_id": held.draft,
    }
    return reverse(name, kwargs={part: known[part] for part in parts})


@pytest.fixture
def exhibit(node: Node, people: dict[str, Officer], held: Held) -> str:
    return evidence.put_exhibit(node, people["ama"], held.case, "okapi.log", [b"quagga"])


@pytest.mark.parametrize("name", TAKES_A_CASE)
def test_another_persons_case_is_not_there(name: str, held: Held, exhibit: str, seat: Sit) -> None:
    url = address(name, held, exhibit)
    for outsider in OUTSIDERS:
        client = seat(outsider)
        for answer in (client.get(url, follow=True), client.post(url, {"why": "x"}, follow=True)):
            is_their_own_list = answer.request["PATH_INFO"] == "/inbox"
            assert answer.status_code in (403, 404, 405) or is_their_own_list, f"{outsider} at {url}"
            assert not any(secret.lower() in words_of(answer.content) for secret in SECRETS)


@pytest.mark.parametrize("name", [name for name, _ in ALL if name not in OPEN])
def test_without_signing_in_there_is_only_the_way_in(name: str, held: Held, exhibit: str) -> None:
    url = address(name, held, exhibit)
    client = Client(HTTP_HOST="localhost")
    if url.startswith("/api/"):
        assert client.get(url).status_code == 401
        return
    for answer in (client.get(url), client.post(url)):
        assert answer.status_code in (302, 405)
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_a_case_of_others_looks_like_no_case(outsider: str, held: Held, seat: Sit) -> None:
    client = seat(outsider)
    pages = [
        re.sub(r'(name="csrfmiddlewaretoken" value="|name="next" value=")[^"]*', "", page.content.decode())
        for page in (
            client.get(f"/cases/{held.case}"),
            client.get("/cases/00000000-0000-4000-8000-000000000000"),
        )
    ]
    assert pages[0] == pages[1]


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_lists_and_search_hold_only_ones_own_cases(outsider: str, seat: Sit) -> None:
    client = seat(outsider)
    for url in ("/shift", "/cases", "/cases?closed=1", "/cases/search?q=zebra", "/inbox", "/api/cases"):
        page = client.get(url).content.decode()
        assert not any(secret in page for secret in SECRETS), f"{outsider} reads the case at {url}"


def test_a_random_token_tells_nothing() -> None:
    page = b'<h1>Not here</h1><input name="csrfmiddlewaretoken" value="xxZeBRAxxOkapixx"> Quagga'
    assert "zebra" not in words_of(page)
    assert "quagga" in words_of(page)


def test_who_is_on_the_case_sees_it(held: Held, seat: Sit) -> None:
    for insider in ("ama", "kofi"):
        assert held.title in seat(insider).get(f"/cases/{held.case}").content.decode()


def test_who_was_taken_off_sees_it_no_more(held: Held, seat: Sit) -> None:
    seat("ama").post(f"/cases/{held.case}/people/kofi", {"why": "the night is over"})
    assert seat("kofi").get(f"/cases/{held.case}").status_code == 404


def test_an_administrator_cannot_be_put_on_a_case(held: Held, seat: Sit) -> None:
    page = seat("ama").get(f"/cases/{held.case}/people").content.decode()
    assert "Esi (invented)" in page
    assert "Yaw (invented)" not in page
