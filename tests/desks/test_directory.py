"""The desk shows how the directory stands, its States and changes, and walks an administrator to join."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from glacy.exchange import NodeEntry, write_node_entry
from glacy.node.acts import inbox
from glacy.node.clock import set_story_clock
from glacy.node.joining import entry_fingerprint
from glacy.node.opened import DIRECTORY_FILE, Node
from glacy.node.refreshing import refresh
from glacy.store.models import CallBackRow, EntryRow, JoiningCallRow, MessageRow
from glacy.store.people import Officer
from tests.node.neighbour import Neighbour, at_home, from_chile
from tests.node.test_refreshing import lay, new_number
from tests.nodes import make_directory, make_node
from tests.repositories import Repository, next_of, sign_as

Sit = Callable[[str], Client]
DAY = timedelta(days=1)


@pytest.fixture
def chile(node: Node, people: dict[str, Officer]) -> Neighbour:  # noqa: ARG001  # people sign in
    return at_home(node)


def page(client: Client, address: str = "/directory") -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def after(client: Client, address: str, values: dict[str, str]) -> str:
    answer = client.post(address, values, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_everyone_sees_the_states_and_the_numbers(chile: Neighbour, seat: Sit) -> None:
    for who in ("ama", "esi", "yaw"):
        shown = page(seat(who))
        assert "The directory holds until 18 February 2027" in shown
        assert "+999 20 555 0100" in shown
    state = page(seat("ama"), "/directory/states/CL")
    for words in ("24/7 contact point (invented), CL", "English", "ETS185 35", chile.node.entry.url):
        assert words in state


def test_nobody_sees_it_who_is_not_signed_in(chile: Neighbour, client: Client) -> None:
    assert chile is not None
    for address in ("/directory", "/directory/changes", "/directory/joining", "/directory/states/CL"):
        assert client.get(address, headers={"host": "localhost"}).status_code == 302


def test_officers_neither_join_nor_refresh(chile: Neighbour, seat: Sit) -> None:
    assert chile is not None
    ama = seat("ama")
    assert "Refresh now" not in page(ama)
    for address in ("/directory/joining", "/directory/joining/call", "/directory/joining/join"):
        assert ama.get(address).status_code == 403
    assert ama.post("/directory/refresh").status_code == 403


def test_a_new_number_is_marked_on_every_page_that_shows_it(node: Node, chile: Neighbour, seat: Sit) -> None:
    refresh(node, fetcher=Repository(sign_as(new_number(chile.node.directory))))
    set_story_clock(node.path, exercise=True, story_at=node.clock() + 2 * DAY)
    ama = seat("ama")
    assert "New number, changed 2 days ago" in page(ama)
    state = page(ama, "/directory/states/CL")
    assert "changed 2 days ago; before it was +999 20 555 0100. Call that one too." in state
    told = page(ama, "/directory/changes")
    assert "! Another telephone number" in told
    assert "24/7 contact point (invented), CL" in told
    assert "+999 20 555 0199" in told


def test_a_call_back_is_offered_the_new_number_marked_and_the_one_before(
    node: Node, people: dict[str, Officer], chile: Neighbour, seat: Sit
) -> None:
    chile.say(from_chile())
    request = MessageRow.objects.get(kind="request").pk
    inbox.open_request(node, people["ama"], request)
    assert inbox.new_numbers(node, people["ama"], request) == {}
    refresh(node, fetcher=Repository(sign_as(new_number(chile.node.directory))))
    shown = page(seat("ama"), f"/requests/{request}/call-back")
    assert "+999 20 555 0199 (24/7 contact point (invented), CL) ! New number, changed today" in shown
    assert "+999 20 555 0100 (24/7 contact point (invented), CL, until lately)" in shown
    called = {"number": "+999 20 555 0100", "spoke_to": "Duty", "result": "not_theirs", "note": ""}
    after(seat("ama"), f"/requests/{request}/call-back", called)
    assert CallBackRow.objects.get().number == "+999 20 555 0100"


def test_a_stale_directory_is_told_on_every_page_and_then_stops(
    node: Node, chile: Neighbour, seat: Sit
) -> None:
    until = chile.node.directory.valid_until
    set_story_clock(node.path, exercise=True, story_at=until + DAY)
    ama = seat("ama")
    for address in ("/shift", "/cases", "/directory"):
        assert "has been over since 18 February 2027" in page(ama, address)
    assert "no new key is accepted" in page(ama)
    set_story_clock(node.path, exercise=True, story_at=until + node.stale_for + DAY)
    shown = page(seat("ama"))
    assert "Nothing is sent or taken by it any more" in shown
    assert "and for too long" in shown


def test_other_keys_than_our_own_raise_an_alarm(node: Node, chile: Neighbour, seat: Sit) -> None:
    stolen = make_node("GH", clock=chile.node.clock, seed="thief").entry
    nodes = tuple(stolen if one.country == "GH" else one for one in chile.node.directory.nodes)
    refresh(node, fetcher=Repository(sign_as(next_of(chile.node.directory, nodes=nodes))))
    assert "The directory lists other keys for this node than it has" in page(seat("yaw"))


def test_a_refresh_that_fails_says_why(node: Node, chile: Neighbour, seat: Sit, tmp_path: Path) -> None:
    assert chile is not None
    yaw = seat("yaw")
    assert "does not know where its directory is published" in after(yaw, "/directory/refresh", {})
    lay(tmp_path / "stick", sign_as(new_number(chile.node.directory)))
    (node.path / "directory.source").write_text(str(tmp_path / "stick"))
    assert "see what changed" in after(yaw, "/directory/refresh", {})
    assert "nothing has changed about any State" in after(yaw, "/directory/refresh", {})


def offered(node: Node, tmp_path: Path, *entries: NodeEntry) -> str:
    folder = tmp_path / "offered"
    lay(folder, sign_as(make_directory(node.entry, *entries, at=node.clock())))
    return str(folder)


def test_an_administrator_is_walked_to_joining(
    node: Node, people: dict[str, Officer], seat: Sit, tmp_path: Path
) -> None:
    assert people
    yaw, source = seat("yaw"), offered(node, tmp_path)
    assert "This node has joined no directory" in page(yaw)
    walk = page(yaw, "/directory/joining")
    assert entry_fingerprint(node) in walk
    assert walk.count("To do") == 3
    root = make_directory(node.entry, at=node.clock()).fingerprint
    typed = {"source": source, "spoke_to": "Ines", "number": "+999 2", "heard": "ffff " * 16}
    step = page(yaw, "/directory/joining/call")
    assert entry_fingerprint(node) in step
    assert root not in step
    assert "Do not join" in after(yaw, "/directory/joining/call", typed)
    assert "the call is in the journal" in after(yaw, "/directory/joining/call", {**typed, "heard": root})
    assert [row.fits for row in JoiningCallRow.objects.order_by("pk")] == [False, True]
    assert EntryRow.objects.filter(kind="directory.comparison_failed").count() == 1
    assert "has joined the directory of" in after(yaw, "/directory/joining/join", {"source": source})
    assert page(yaw, "/directory/joining").count("To do") == 0
    assert node.directory is not None
    assert (node.path / "directory.source").read_text() == source


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("http://example.org/d", "neither a folder nor an https address"),
        ("/no/such/place", "neither a folder nor an https address"),
        ("", "Write something here"),
    ],
)
def test_a_source_that_is_none_is_told(
    source: str, says: str, node: Node, people: dict[str, Officer], seat: Sit
) -> None:
    assert people
    assert says in after(seat("yaw"), "/directory/joining/join", {"source": source}).replace(
        "Where the directory is published: write", "Write"
    )
    assert node.directory is None


def test_a_damaged_directory_is_not_joined(
    node: Node, people: dict[str, Officer], seat: Sit, tmp_path: Path
) -> None:
    assert people
    source = Path(offered(node, tmp_path))
    listing = next((source / "targets").iterdir())
    listing.write_bytes(listing.read_bytes().replace(b"example", b"elpmaxe"))
    said = after(seat("yaw"), "/directory/joining/join", {"source": str(source)})
    assert "its files do not belong together" in said
    assert not (node.path / DIRECTORY_FILE).exists()


def test_the_entry_that_is_handed_over_is_the_one_whose_fingerprint_is_read(
    node: Node, people: dict[str, Officer], seat: Sit
) -> None:
    assert people
    answer = seat("yaw").get("/exchange/directory-entry")
    assert answer.content == write_node_entry(node.entry)
