"""An answer with much evidence is made ready by the node: followed, stopped, gone on with after a kill."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from glacy.node import release_loop
from glacy.node.acts import answers, cases, inbox, releasing_long, staffing
from glacy.node.errors import SecondPersonError, VaultError, WrongStateError
from glacy.node.opened import Node
from glacy.node.payload_pieces import folder_of
from glacy.node.release_loop import message_id_of, release_due
from glacy.store.models import DraftRow, EntryRow, MessageRow, OfficerRow, PayloadRow, ReleaseRow
from glacy.store.people import Officer
from tests.node.neighbour import Killed
from tests.node.test_payloads_served import PIECE, people, prepared

__all__ = ["people", "prepared"]
People = tuple[Officer, Officer, Officer]
PASSWORD = "orchard-lamp-7"


def begin(home: Node, by: Officer, answer: str) -> str | None:
    return releasing_long.begin_release(home, by, answer, confirmed_at=home.clock())


def go_on(home: Node) -> ReleaseRow:
    """A round of the worker; what waits is due at once."""
    ReleaseRow.objects.update(next_at=home.clock())
    release_due(home, stop=threading.Event())
    return ReleaseRow.objects.get()


def pieces(home: Node) -> set[str]:
    return {one.name for one in (home.path / "payloads").glob("*")}


@pytest.fixture(autouse=True)
def little_counts_as_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releasing_long, "APART_FROM", PIECE)


@pytest.fixture
def short_beats(monkeypatch: pytest.MonkeyPatch) -> None:
    """How far it is is written down at every chunk."""
    monkeypatch.setattr(release_loop, "_TELL_EVERY", 0.0)


def test_much_evidence_is_made_ready_by_the_node_and_then_sent(
    home: Node, people: People, prepared: str
) -> None:
    assert begin(home, people[1], prepared) is None
    assert DraftRow.objects.get(pk=prepared).state != "sent"
    for act in (begin, lambda *given: inbox.release_answer(*given, confirmed_at=home.clock())):
        with pytest.raises(WrongStateError, match="ready already"):
            act(home, people[1], prepared)
    assert go_on(home).state == "sent"
    sent = MessageRow.objects.get(direction="sent", kind="answer")
    assert DraftRow.objects.get(pk=prepared).sent_as == sent.pk
    assert PayloadRow.objects.get().message_id == sent.pk
    assert (sent.sent_by_id, sent.pk) == (int(people[1].id), message_id_of(ReleaseRow.objects.get()))
    kinds = [one.kind for one in EntryRow.objects.filter(kind__startswith="answer.").order_by("pk")]
    assert kinds == ["answer.prepared", "answer.release_asked", "answer.released"]
    assert release_due(home, stop=threading.Event()) == 0


def test_little_evidence_leaves_at_once(
    home: Node, people: People, prepared: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releasing_long, "APART_FROM", 1 << 25)
    assert begin(home, people[1], prepared) == DraftRow.objects.get(pk=prepared).sent_as
    assert not ReleaseRow.objects.exists()


def test_who_prepared_it_does_not_begin_it(home: Node, people: People, prepared: str) -> None:
    with pytest.raises(SecondPersonError):
        begin(home, people[0], prepared)
    assert not ReleaseRow.objects.exists()


@pytest.mark.parametrize("limit", [1, 2, 3, 5])
def test_a_kill_anywhere_loses_nothing_and_leaves_nothing_behind(
    home: Node, people: People, prepared: str, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    begin(home, people[1], prepared)
    told = 0

    def kill(*_: object) -> None:
        nonlocal told
        told += 1
        if told >= limit:
            raise Killed

    with monkeypatch.context() as held:
        held.setattr(release_loop._Telling, "__call__", kill)
        held.setattr(answers, "remove_pieces", lambda *_: None)
        with pytest.raises(Killed):
            go_on(home)
    assert ReleaseRow.objects.get().state == "asked"
    left = folder_of(home, message_id_of(ReleaseRow.objects.get()))
    left.mkdir(parents=True, exist_ok=True)
    (left / "00001.age").write_bytes(b"what a kill left")
    assert go_on(home).state == "sent"
    sent = MessageRow.objects.get(direction="sent", kind="answer")
    assert pieces(home) == {sent.pk}
    assert (left / "00001.age").stat().st_size > PIECE


@pytest.mark.usefixtures("short_beats")
def test_it_tells_how_far_it_is_and_is_stopped_by_anybody_on_the_case(
    home: Node, people: People, prepared: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ama, kofi, _ = people
    begin(home, kofi, prepared)
    seen: list[int] = []
    real = release_loop._Telling.__call__

    def stop_midway(telling: release_loop._Telling, size: int) -> None:
        real(telling, size)
        seen.append(ReleaseRow.objects.get().done)
        if len(seen) == 2:
            releasing_long.stop_release(home, ama, prepared)

    with monkeypatch.context() as held:
        held.setattr(release_loop._Telling, "__call__", stop_midway)
        row = go_on(home)
    assert (row.state, "stopped it" in row.says) == ("stopped", True)
    assert 0 < seen[0] < seen[1] <= row.size
    assert not pieces(home)
    with pytest.raises(WrongStateError):
        releasing_long.stop_release(home, ama, prepared)
    begin(home, kofi, prepared)
    assert go_on(home).state == "sent"


def leave_the_case(home: Node, people: People) -> None:
    case = MessageRow.objects.get(kind="request").case_id
    cases.remove_member(home, people[0], str(case), people[1].username, "went")


CHANGES: dict[str, Callable[[Node, People], None]] = {
    "who let it go left the case": leave_the_case,
    "who let it go left the node": lambda home, people: staffing.let_go(
        home, None, people[1].username, why="x"
    ),
    "the answer was given back": lambda *_: (
        DraftRow.objects.filter(kind="answer").update(state="draft") and None
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_meanwhile_is_judged_anew(
    home: Node, people: People, prepared: str, change: str
) -> None:
    begin(home, people[1], prepared)
    CHANGES[change](home, people)
    row = go_on(home)
    assert row.state == "stopped"
    assert row.says
    assert not MessageRow.objects.filter(direction="sent", kind="answer").exists()
    assert not pieces(home)


def test_a_full_disk_is_said_and_tried_again(
    home: Node, people: People, prepared: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(home, people[1], prepared)

    def full(*_: object, **__: object) -> None:
        raise VaultError("The disk is full.", remedy="Free some space.")

    with monkeypatch.context() as held:
        held.setattr(answers, "make_pieces", full)
        row = go_on(home)
    assert (row.state, row.tries) == ("asked", 1)
    assert "The disk is full" in row.says
    assert row.next_at > home.clock() + timedelta(seconds=10)
    assert go_on(home).state == "sent"


@pytest.mark.usefixtures("people", "chile")
def test_the_page_shows_it_and_stops_it(home: Node, prepared: str, settings: object) -> None:
    settings.NODE_PATH = home.path  # type: ignore[attr-defined]  # pytest-django's settings take any name
    settings.NODE = tomllib.loads((home.path / "node.toml").read_text("utf-8"))  # type: ignore[attr-defined]  # the same
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]  # quick
    cache.clear()
    row = OfficerRow.objects.get(username="kofi")
    row.set_password(PASSWORD)
    row.save()
    desk = Client(HTTP_HOST="localhost")
    desk.post("/sign-in", {"username": "kofi", "password": PASSWORD})
    url = f"/answers/{prepared}"
    page = desk.post(f"{url}/release", follow=True)
    assert page.redirect_chain[-1][0] == url
    assert page.headers["Refresh"] == "10"
    text = page.content.decode()
    assert "Being made ready" in text
    assert f'action="{url}/release"' not in text
    stopped = desk.post(f"{url}/stop", follow=True).content.decode()
    assert "Stopped: nothing has left." in stopped
    assert f'action="{url}/release"' in stopped
    desk.post(f"{url}/release")
    assert go_on(home).state == "sent"
    assert "Refresh" not in desk.get(url).headers
    assert desk.get(f"{url}/stop").headers["Location"] == url
