"""The page of the log shows head, witnesses and forks to everyone at the node, and no case to anybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client

from glacy.journal import Checkpoint
from glacy.node.behind import hold
from glacy.node.cosigning import Due, submit_due
from glacy.node.files import write_durably
from glacy.node.opened import DIRECTORY_FILE, Node
from glacy.node.sequencer import sequence
from glacy.node.witnessing import answer_submission
from glacy.store import journal
from glacy.store.people import Officer
from tests import nodes
from tests.desks.conftest import PEOPLE, Held
from tests.directory_operator import directory_file
from tests.node.neighbour import Neighbour, at_home
from tests.node.test_witnessing import ChilesJournal
from tests.node.witnesses import MemoryLine, MemoryWitness

Sit = Callable[[str], Client]


@pytest.fixture
def chile(node: Node, people: dict[str, Officer]) -> Neighbour:  # noqa: ARG001  # people sign in
    with transaction.atomic():
        journal.put_entry("case.opened", by=None, what={"title": "Zebra"}, at=node.clock())
    sequence(node)
    return at_home(node)


def line_to(node: Node, chile: Neighbour) -> MemoryLine:
    witness = MemoryWitness(keys=nodes.witness_keys("CL"), knows=node.journal_verifiers)
    return MemoryLine(at={f"{chile.node.entry.url}/witness": witness})


def page(client: Client, url: str = "/log") -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_head_waits_for_its_witness_and_is_then_witnessed(
    node: Node, chile: Neighbour, seat: Sit
) -> None:
    before = page(seat("yaw"))
    assert "Waits for witnesses" in before
    assert "Not met" in before
    submit_due(node, line_to(node, chile), Due())
    after = page(seat("yaw"))
    head = journal.find_head()
    assert head is not None
    for says in (
        head.root.hex(),
        "Chile",
        "cl.example/witness",
        "Witnessed",
        "21 November 2026, 03:00:00 UTC",
    ):
        assert says in after


@pytest.mark.parametrize("name", PEOPLE)
def test_everyone_at_the_node_may_look_and_nobody_sees_a_case(
    chile: Neighbour, held: Held, seat: Sit, name: str
) -> None:
    assert "Zebra" in held.title
    assert "Zebra" not in page(seat(name))
    assert chile.node.country == "CL"


def test_a_fork_is_shown_with_both_checkpoints(node: Node, chile: Neighbour, seat: Sit) -> None:
    answer_submission(node, ChilesJournal(chile, 5).submit(0))
    answer_submission(node, ChilesJournal(chile, 5, other=2).submit(5))
    shown = page(seat("yaw"))
    assert "has signed two histories" in shown
    assert "/log/forks/" in shown
    address = next(part for part in shown.split('"') if part.startswith("/log/forks/"))
    detail = page(seat("yaw"), address)
    assert detail.count(f"{chile.node.journal.key.name}<br>5<br>") == 2
    assert seat("yaw").get("/log/forks/999").status_code == 404


def test_a_journal_that_is_held_says_so_first(node: Node, chile: Neighbour, seat: Sit) -> None:
    later = Checkpoint(origin=node.journal_key.name, size=9, root=b"\1" * 32)
    hold(node, later, b"", says=f"{chile.node.country} holds a head over 9 entries.")
    shown = page(seat("yaw"))
    assert "Nothing is signed" in shown
    assert "holds a head over 9 entries" in shown


def test_a_node_alone_says_that_its_word_is_alone(node: Node, chile: Neighbour, seat: Sit) -> None:
    alone = nodes.make_directory(node.entry, at=node.clock())
    write_durably(node.path / DIRECTORY_FILE, directory_file(alone))
    assert chile is not None
    assert "only this node&#x27;s own word" in page(seat("yaw"))


def test_the_administrator_finds_the_way(people: dict[str, Officer], seat: Sit) -> None:
    assert 'href="/log"' in page(seat("yaw"), "/shift")
    assert people
