"""This node as a witness: it answers as tlog-witness says, keeps what it cosigned, and keeps every fork."""

from __future__ import annotations

import threading
import tomllib
from dataclasses import replace
from hashlib import sha256

import pytest
from django.db import connection
from django.test import Client

from glacy.journal import (
    Submission,
    grow,
    read_lines,
    read_note,
    sign_checkpoint,
    sign_note,
    take_cosignatures,
    write_submission,
)
from glacy.journal.proofs import consistency_proof
from glacy.node.files import write_durably
from glacy.node.opened import DIRECTORY_FILE, Node
from glacy.node.witnessing import answer_submission, latest_checkpoint
from glacy.store import witnesses
from glacy.store.models import EntryRow, ForkRow, WitnessedHeadRow
from tests.directory_operator import directory_file
from tests.journal.journals import KEY, MemoryJournal
from tests.node.neighbour import Neighbour


class ChilesJournal(MemoryJournal):
    """A journal of any length that Chile's key signs."""

    def __init__(self, chile: Neighbour, size: int, *, other: int | None = None) -> None:
        super().__init__()
        self.key = chile.node.journal.key
        self.append([b"x%d" % n if other is not None and n >= other else b"e%d" % n for n in range(size)])

    def submit(self, old: int) -> bytes:
        """The body of add-checkpoint, with the proof from the old size."""
        proof = consistency_proof(old, self.edge.size, self.hashes().hash_at) if old else ()
        head = grow(self.edge, [], find_tile=self.tiles.get).checkpoint(self.key.name)
        note = read_note(sign_checkpoint(head, key=self.key))
        return write_submission(Submission(old_size=old, proof=proof, note=note))


def test_what_is_cosigned_is_kept_and_served(home: Node, chile: Neighbour) -> None:
    first, then = ChilesJournal(chile, 5), ChilesJournal(chile, 300)
    for body in (first.submit(0), then.submit(5)):
        answer = answer_submission(home, body)
        assert answer.status == 200
        assert [line.name for line in read_lines(answer.body.decode())] == [home.witness_keys[0].name] * 2
    name = sha256(then.key.name.encode()).hexdigest()
    latest = latest_checkpoint(name)
    assert latest is not None
    assert read_note(latest).text.split("\n")[1] == "300"
    assert len(read_note(latest).signatures) == 3
    assert [head.size for head in WitnessedHeadRow.objects.order_by("size")] == [5, 300]
    assert latest_checkpoint("0" * 64) is None
    keys = [key.verifier for key in home.witness_keys]
    note = read_note(then.submit(0).partition(b"\n\n")[2])
    assert len(take_cosignatures(note, answer.body, keys=keys).signatures) == 3


def test_nothing_is_written_for_what_its_journal_did_not_sign(home: Node, chile: Neighbour) -> None:
    own = write_submission(
        Submission(
            old_size=0, proof=(), note=sign_note(f"{home.journal_key.name}\n0\nx\n", keys=[home.journal_key])
        )
    )
    strange = ChilesJournal(chile, 3)
    strange.key = KEY
    forged = ChilesJournal(chile, 3).submit(0).replace(b"\n3\n", b"\n4\n")
    assert [answer_submission(home, body).status for body in (b"", own, strange.submit(0), forged)] == [
        400, 404, 404, 403,
    ]  # fmt: skip
    assert not witnesses.all_witnessed()
    assert not ForkRow.objects.exists()


def test_the_size_seen_is_told_where_the_old_one_is_wrong(home: Node, chile: Neighbour) -> None:
    answer_submission(home, ChilesJournal(chile, 5).submit(0))
    answer = answer_submission(home, ChilesJournal(chile, 9).submit(3))
    assert (answer.status, answer.body, answer.content_type) == (409, b"5\n", "text/x.tlog.size")


@pytest.mark.parametrize(
    ("size", "old", "kind", "status"),
    [(5, 5, "two_roots", 422), (9, 5, "not_continued", 422), (2, 0, "two_roots", 409)],
    ids=["two roots for one size", "a proof that fails", "another root for an older size"],
)
def test_a_fork_is_refused_kept_once_and_logged(
    home: Node, chile: Neighbour, size: int, old: int, kind: str, status: int
) -> None:
    answer_submission(home, ChilesJournal(chile, 2).submit(0))
    answer_submission(home, ChilesJournal(chile, 5).submit(2))
    forked = ChilesJournal(chile, size, other=1).submit(old)
    for _ in range(2):
        assert answer_submission(home, forked).status == status
    (fork,) = witnesses.all_forks()
    assert (fork.kind, fork.size, fork.country) == (kind, size, "CL")
    assert fork.submission.encode() == forked
    assert read_note(fork.note.encode()).text != read_note(fork.held_note.encode()).text
    assert EntryRow.objects.filter(kind="journal.fork").count() == 1
    honest = ChilesJournal(chile, 6).submit(5)
    assert answer_submission(home, honest).status == 200


def test_a_replayed_checkpoint_is_no_evidence(home: Node, chile: Neighbour) -> None:
    bodies = [ChilesJournal(chile, 2).submit(0), ChilesJournal(chile, 5).submit(2)]
    assert [answer_submission(home, body).status for body in (*bodies, *bodies)] == [200, 200, 409, 409]
    assert not ForkRow.objects.exists()


def test_a_node_out_of_the_directory_is_unknown(home: Node, chile: Neighbour) -> None:
    body = ChilesJournal(chile, 2).submit(0)
    directory = home.directory
    assert directory is not None
    alone = replace(directory, nodes=(home.entry,))
    write_durably(home.path / DIRECTORY_FILE, directory_file(alone))
    (home.path / DIRECTORY_FILE).touch()
    assert answer_submission(home, body).status == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_none_takes_the_witness_back(home: Node, chile: Neighbour) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("threads share no database in memory")
    answer_submission(home, ChilesJournal(chile, 2).submit(0))
    bodies = [ChilesJournal(chile, size).submit(2) for size in range(3, 11)]
    found: list[int] = []

    def work(body: bytes) -> None:
        try:
            found.append(answer_submission(home, body).status)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [200, *[409] * 7]


def test_over_http_it_is_the_same(home: Node, chile: Neighbour, settings: object) -> None:
    settings.NODE_PATH = home.path  # type: ignore[attr-defined]  # pytest-django's settings take any name
    settings.NODE = tomllib.loads((home.path / "node.toml").read_text("utf-8"))  # type: ignore[attr-defined]  # the same
    client = Client(HTTP_HOST="localhost")
    body = ChilesJournal(chile, 5).submit(0)
    at = "/witness/add-checkpoint"
    answer = client.post(at, body, content_type="text/plain")
    assert answer.status_code == 200
    again = client.post(at, body, content_type="text/plain")
    assert (again.status_code, again.content) == (409, b"5\n")
    assert again.headers["Content-Type"] == "text/x.tlog.size"
    assert client.get(at).status_code == 405
    assert client.post(at, b"x" * 400_000, content_type="text/plain").status_code == 413
    name = sha256(chile.node.journal.key.name.encode()).hexdigest()
    assert client.get(f"/witness/{name}/checkpoint").status_code == 200
    assert client.get(f"/witness/{'0' * 64}/checkpoint").status_code == 404
