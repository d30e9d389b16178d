"""A flood is held back before it costs anything, told where it bites, and nothing of it is lost."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from glacy.cli.doctor_gate import look_at_gate
from glacy.exchange import Receipt
from glacy.node import floods, metrics
from glacy.node.errors import FloodError, NotANodeError, RatesError
from glacy.node.floods import FILE, admit, all_held_back, came_from
from glacy.node.opened import NODE_FILE, Node, open_node
from glacy.node.rates import STRANGERS, Rate, Rates, read_rates
from glacy.site import machines
from glacy.store.models import EntryRow, MessageRow, QuarantineRow
from tests.node.acting import ROOT, plain_environment
from tests.node.neighbour import Neighbour, from_chile

PEER, OTHER, STRANGER = "192.0.2.7", "192.0.2.8", "198.51.100.9"
RATES = Rates(peer=Rate(envelopes=4, size=1 << 30), stranger=Rate(envelopes=2, size=1 << 20))
OK, LATER = 200, 429


class Clock:
    """The machine's time, put forward by hand."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def time(self) -> float:
        """The instant."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(floods, "time", made)
    return made


@pytest.fixture
def here(home: Node, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Node:  # noqa: ARG001  # its time
    strict = replace(home, rates=RATES)
    monkeypatch.setattr(machines, "this_node", lambda: strict)
    return strict


class Unread(io.BytesIO):
    """A body that tells whether anybody read it."""

    was_read = False

    def read(self, size: int | None = -1) -> bytes:
        """What was asked for."""
        self.was_read = True
        return super().read(size)


def post(sealed: bytes, *, address: str, proxied: str = "", body: io.BytesIO | None = None) -> HttpResponse:
    given: dict[str, object] = {
        "wsgi.input": body or io.BytesIO(sealed), "CONTENT_LENGTH": str(len(sealed)), "REMOTE_ADDR": address,
    }  # fmt: skip
    if proxied:
        given["HTTP_X_FORWARDED_FOR"] = proxied
    request = RequestFactory().generic("POST", "/exchange/envelopes", **given)  # type: ignore[arg-type]  # WSGI
    return machines.take_envelope(request)


def test_a_stranger_is_held_back_unread_and_comes_in_again_after_the_minute(here: Node, clock: Clock) -> None:
    assert [post(b"noise %d" % one, address=STRANGER).status_code for one in range(2)] == [OK, OK]
    entries, body = EntryRow.objects.count(), Unread(b"noise")
    answer = post(b"noise", address=STRANGER, body=body)
    assert (answer.status_code, answer.headers["Retry-After"]) == (LATER, "61")
    assert not body.was_read
    assert (EntryRow.objects.count(), QuarantineRow.objects.count()) == (entries, 2)
    assert post(b"other noise", address=OTHER).status_code == OK
    clock.now += 61
    assert post(b"noise", address=STRANGER).status_code == OK
    assert [(one.country, one.count) for one in all_held_back(here.path)] == [("", 1)]


def test_a_strangers_bytes_count_and_one_large_envelope_is_always_let_in(here: Node) -> None:
    admit(here, STRANGER, 5 << 20)
    with pytest.raises(FloodError):
        admit(here, STRANGER, 1)


@pytest.mark.usefixtures("here")
def test_behind_a_web_server_of_ours_each_caller_counts_alone() -> None:
    sent = [post(b"noise", address="127.0.0.1", proxied=STRANGER).status_code for _ in range(3)]
    assert sent == [OK, OK, LATER]
    assert post(b"noise", address="127.0.0.1", proxied=OTHER).status_code == OK
    assert (
        post(b"noise", address=STRANGER, proxied="203.0.113.1").status_code == LATER
    )  # its word is not taken


def test_many_strangers_together_have_a_share_and_a_peer_keeps_its_own(here: Node) -> None:
    came_from(here, "CL", PEER, 10)
    for one in range(STRANGERS * RATES.stranger.envelopes):
        admit(here, f"203.0.113.{one}", 10)
    with pytest.raises(FloodError):
        admit(here, STRANGER, 10)
    for _ in range(RATES.peer.envelopes):
        admit(here, PEER, 10)
    with pytest.raises(FloodError):
        admit(here, PEER, 10)


@pytest.mark.usefixtures("here")
def test_a_peer_whose_seal_was_proven_has_more_until_a_week_without_one(
    chile: Neighbour, clock: Clock
) -> None:
    assert post(chile.seal(from_chile()), address=PEER).status_code == OK
    clock.now += 61
    sent = [post(b"noise %d" % one, address=PEER).status_code for one in range(5)]
    assert sent == [OK] * 4 + [LATER]
    clock.now += floods.VOUCHED_FOR
    assert [post(b"noise %d" % one, address=PEER).status_code for one in range(3)] == [OK, OK, LATER]


def test_a_state_counts_from_all_its_addresses_and_its_outbox_brings_the_rest_later(
    here: Node, chile: Neighbour, clock: Clock
) -> None:
    sealed = [chile.seal(from_chile(f"asked {one}", thread=f"thread {one}")) for one in range(6)]
    answers = [post(one, address=f"203.0.113.{place}") for place, one in enumerate(sealed)]
    assert [one.status_code for one in answers] == [OK] * 4 + [LATER] * 2
    assert (MessageRow.objects.count(), QuarantineRow.objects.count()) == (4, 0)
    assert [(one.country, one.count) for one in all_held_back(here.path)] == [("CL", 2)]
    clock.now += 61
    again = [post(one, address=f"203.0.113.{place}") for place, one in enumerate(sealed[4:], 4)]
    assert [one.status_code for one in again] == [OK, OK]
    assert MessageRow.objects.count() == len(sealed)
    assert isinstance(chile.node.settle(again[-1].content), Receipt)


def test_processes_share_the_counts(home: Node) -> None:
    """Four processes at once want more than the share; together they get exactly it."""
    with (home.path / NODE_FILE).open("a", encoding="utf-8") as file:
        file.write("\n[gate]\nstranger_envelopes = 25\n")
    code = (
        "import sys; from pathlib import Path; from glacy.node import start_django\n"
        "start_django(Path(sys.argv[1]))\n"
        "from glacy.node.opened import open_node; from glacy.node.floods import admit\n"
        "from glacy.node.errors import FloodError\n"
        "node, got = open_node(Path(sys.argv[1])), 0\n"
        "for _ in range(20):\n"
        "    try: admit(node, '198.51.100.9', 10); got += 1\n"
        "    except FloodError: pass\n"
        "print(got)"
    )
    command = [sys.executable, "-c", code, os.fspath(home.path)]
    running = [
        subprocess.Popen(command, cwd=ROOT, env=plain_environment(), stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert sum(int(one.communicate(timeout=60)[0]) for one in running) == 25
    assert [one.count for one in all_held_back(home.path)] == [55]


@pytest.mark.parametrize("damage", [b"", b"not a database at all" * 100])
def test_a_damaged_count_holds_nobody_back_and_begins_anew(here: Node, damage: bytes) -> None:
    for _ in range(2):
        admit(here, STRANGER, 10)
    file = here.path / "run" / FILE
    file.write_bytes(damage)
    if damage:
        admit(here, OTHER, 10)  # finds it damaged, and removes it
    for _ in range(2):
        admit(here, STRANGER, 10)
    with pytest.raises(FloodError):
        admit(here, STRANGER, 10)


def test_a_folder_that_takes_no_counts_stops_no_message(here: Node) -> None:
    (here.path / "run" / FILE).unlink(missing_ok=True)
    (here.path / "run" / FILE).mkdir(parents=True)
    for _ in range(5):
        admit(here, STRANGER, 10)
        came_from(here, "CL", PEER, 10)
    assert all_held_back(here.path) == ()


def test_a_clock_that_went_back_holds_nobody_for_longer_than_a_minute(here: Node, clock: Clock) -> None:
    for _ in range(2):
        admit(here, STRANGER, 10)
    clock.now -= 86400
    admit(here, STRANGER, 10)


def test_the_doctor_and_the_meters_tell_of_it_for_an_hour(here: Node, clock: Clock) -> None:
    assert [one.grade for one in look_at_gate(here)] == ["well"]
    for _ in range(4):
        came_from(here, "CL", PEER, 10)
    with pytest.raises(FloodError):
        came_from(here, "CL", PEER, 10)
    for _ in range(3):
        with_no_care(here)
    found = list(look_at_gate(here))
    assert [one.grade for one in found] == ["look", "look"]
    assert "CL" in " ".join(one.says for one in found)
    (meter,) = [one for one in metrics.all_meters(here) if one.name == "glacy_gate_held_back"]
    assert meter.values == (({"sender": "peers"}, 1.0), ({"sender": "strangers"}, 1.0))
    clock.now += floods.TOLD_FOR + 1
    assert [one.grade for one in look_at_gate(here)] == ["well"]


def with_no_care(node: Node) -> None:
    """A stranger who does not look at the answer."""
    try:
        admit(node, STRANGER, 10)
    except FloodError:
        return


def test_the_table_of_the_gate_is_read_or_refused(home: Node) -> None:
    real, exercise = read_rates({}, exercise=False), read_rates({}, exercise=True)
    assert (real.peer.envelopes, real.stranger.envelopes) == (600, 60)
    assert exercise.peer.envelopes > real.peer.envelopes
    assert read_rates({"peer_envelopes": 5}, exercise=True).peer.envelopes == 5
    wrong_ones: tuple[object, ...] = (
        {"peers": 5},
        {"peer_envelopes": 0},
        {"peer_envelopes": True},
        {"stranger_megabytes": 1},
        [],
    )
    for wrong in wrong_ones:
        with pytest.raises(RatesError):
            read_rates(wrong, exercise=False)
    (home.path / NODE_FILE).write_text(
        (home.path / NODE_FILE).read_text("utf-8") + "\n[gate]\npeer_envelopes = 0\n", "utf-8"
    )
    assert tomllib.loads((home.path / NODE_FILE).read_text("utf-8"))["gate"]
    with pytest.raises(NotANodeError, match="gate"):
        open_node(home.path)


def test_the_counts_are_the_owners_alone(here: Node) -> None:
    admit(here, STRANGER, 10)
    file: Path = here.path / "run" / FILE
    assert file.stat().st_mode & 0o077 == 0
