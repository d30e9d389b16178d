"""The pieces of an answer are given to whom the list was sent, from any place on, and to nobody else."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest
from django.test import Client

from glacy.courier import HAVE, TICKET
from glacy.exchange import PayloadList, ticket
from glacy.node.acts import answers, evidence, inbox, payloads
from glacy.node.errors import VaultError, WrongStateError
from glacy.node.opened import Node
from glacy.node.payload_pieces import folder_of, list_of
from glacy.node.payload_stick import PIECE_NAME, pieces_to_carry
from glacy.store.errors import NoAccessError, NotFoundError
from glacy.store.models import DraftRow, EntryRow, MessageRow, PayloadRow
from glacy.store.people import Officer
from tests.node.neighbour import Neighbour, from_chile
from tests.node.people import hire

PIECE = 4096
OUTCOME = {"kind": "delivered", "what": "The log", "conditions": ["This case only."]}


@pytest.fixture
def people(home: Node) -> tuple[Officer, Officer, Officer]:
    """Ama prepares, Kofi releases, Yaw is not on the case."""
    return (
        hire(home, "ama", "duty_officer", "case_officer"),
        hire(home, "kofi", "approver"),
        hire(home, "yaw", "duty_officer"),
    )


@pytest.fixture
def prepared(
    home: Node, chile: Neighbour, people: tuple[Officer, Officer, Officer], monkeypatch: pytest.MonkeyPatch
) -> str:
    """An answer with evidence that is large here, because little counts as large."""
    monkeypatch.setattr(answers, "APART_FROM", PIECE)
    monkeypatch.setattr(answers, "make_pieces", functools.partial(answers.make_pieces, piece_size=PIECE))
    ama, kofi, _ = people
    chile.say(from_chile(measure="ETS185-31"))
    asked = MessageRow.objects.get(kind="request").pk
    case = inbox.open_request(home, ama, asked)
    from glacy.node.acts import cases

    cases.add_member(home, ama, case, kofi.username, "releases it")
    log = evidence.put_exhibit(home, ama, case, "log.bin", (bytes(range(256)) * 64,))
    return inbox.prepare_answer(home, ama, asked, outcomes=[OUTCOME], exhibits=[log])


@pytest.fixture
def sent(home: Node, people: tuple[Officer, Officer, Officer], prepared: str) -> str:
    """The answer, released."""
    return inbox.release_answer(home, people[1], prepared, confirmed_at=home.clock())


@pytest.fixture
def listed(home: Node, sent: str) -> PayloadList:
    """Its list."""
    return list_of(home, MessageRow.objects.get(pk=sent))


@pytest.fixture
def client(home: Node, settings: object) -> Client:
    """A machine that calls the node."""
    settings.NODE_PATH = home.path  # type: ignore[attr-defined]  # pytest-django's settings
    return Client()


def get(client: Client, sent: str, number: int, word: str, **headers: str) -> tuple[int, bytes]:
    """The status and the content of an answer."""
    found = client.get(f"/exchange/pieces/{sent}/{number}", headers={TICKET: word, **headers})
    return found.status_code, b"".join(found) if found.streaming else found.content


def test_each_piece_is_given_whole_and_from_a_place_on(
    home: Node, client: Client, sent: str, listed: PayloadList
) -> None:
    assert len(listed.pieces) > 3
    for number in range(1, len(listed.pieces) + 1):
        word = ticket(listed.key, "fetch", envelope=sent, number=number)
        data = (folder_of(home, sent) / f"{number:05}.age").read_bytes()
        assert get(client, sent, number, word) == (200, data)
        assert get(client, sent, number, word, Range="bytes=1000-") == (206, data[1000:])
        assert get(client, sent, number, word, Range=f"bytes={len(data)}-")[0] == 404


def test_nobody_else_gets_one_and_learns_nothing(client: Client, sent: str, listed: PayloadList) -> None:
    word = ticket(listed.key, "fetch", envelope=sent, number=1)
    nothing = get(client, sent, 1, "")
    assert nothing[0] == 404
    other = "00000000-0000-4000-8000-000000000000"
    for where, number, shown in (
        (sent, 1, ticket("00" * 32, "fetch", envelope=sent, number=1)),
        (sent, 2, word),
        (sent, 99, ticket(listed.key, "fetch", envelope=sent, number=99)),
        (sent, 1, ticket(listed.key, "done", envelope=sent, number=1)),
        (other, 1, ticket(listed.key, "fetch", envelope=other, number=1)),
    ):
        assert get(client, where, number, shown) == nothing
    done = client.post(f"/exchange/pieces/{sent}/done", headers={TICKET: word})
    assert done.status_code == 404
    assert PayloadRow.objects.get().state == "offered"


def test_the_sender_sees_how_far_it_is_and_lets_go_at_the_end(
    home: Node, client: Client, people: tuple[Officer, Officer, Officer], sent: str, listed: PayloadList
) -> None:
    word = ticket(listed.key, "fetch", envelope=sent, number=3)
    get(client, sent, 3, word, **{HAVE: "2"})
    assert payloads.view_payload(home, people[0], sent).had == 2
    get(client, sent, 3, word, **{HAVE: "1"})
    get(client, sent, 3, word, **{HAVE: "a lot"})
    assert payloads.view_payload(home, people[0], sent).had == 2
    for _ in range(2):
        done = client.post(
            f"/exchange/pieces/{sent}/done", headers={TICKET: ticket(listed.key, "done", envelope=sent)}
        )
        assert done.status_code == 204
    row = payloads.view_payload(home, people[0], sent)
    assert (row.state, row.had) == ("gathered", row.count)
    assert not folder_of(home, sent).exists()
    assert EntryRow.objects.filter(kind="payload.gathered").count() == 1


def test_only_who_is_on_the_case_sees_it(
    home: Node, people: tuple[Officer, Officer, Officer], sent: str
) -> None:
    ama, _, yaw = people
    assert [row.message_id for row in payloads.all_payloads(home, ama)] == [sent]
    assert payloads.all_payloads(home, yaw) == ()
    for act in (payloads.view_payload, payloads.let_go, payloads.fetch_again):
        with pytest.raises((NoAccessError, NotFoundError)):
            act(home, yaw, sent)
    with pytest.raises(WrongStateError):
        payloads.fetch_again(home, ama, sent)
    payloads.let_go(home, ama, sent)
    assert not folder_of(home, sent).exists()
    assert EntryRow.objects.get(kind="payload.gathered").officer_id == int(ama.id)
    with pytest.raises(WrongStateError):
        payloads.let_go(home, ama, sent)


def test_pieces_are_split_onto_sticks_by_name(home: Node, sent: str, listed: PayloadList) -> None:
    files = list(pieces_to_carry(home))
    assert [file.digest for file in files] == [piece.sealed for piece in listed.pieces]
    assert all(PIECE_NAME.fullmatch(file.name) and file.path.is_file() for file in files)
    assert list(pieces_to_carry(home, "BR")) == []
    assert files[0].name.startswith(sent)


def test_a_release_on_a_full_disk_leaves_nothing_and_can_be_repeated(
    home: Node, people: tuple[Officer, Officer, Officer], prepared: str
) -> None:
    (home.path / "payloads").write_bytes(b"")  # where a folder is to be made, a file stands
    with pytest.raises(VaultError, match="cannot be written"):
        inbox.release_answer(home, people[1], prepared, confirmed_at=home.clock())
    assert not PayloadRow.objects.exists()
    assert DraftRow.objects.get(pk=prepared).state != "sent"
    (home.path / "payloads").unlink()
    again = inbox.release_answer(home, people[1], prepared, confirmed_at=home.clock())
    assert list(Path(folder_of(home, again)).glob("*.age"))
