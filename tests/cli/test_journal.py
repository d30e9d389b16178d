"""`glacy journal` shows, proves, audits and witnesses, and says by its exit code whether it holds."""

from __future__ import annotations

import json
import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any  # Any: the JSON of a command

import pytest
from click.testing import CliRunner, Result
from django.db import transaction

from glacy.cli import main
from glacy.journal import Checkpoint, read_note, read_policy, read_proof, sign_checkpoint, write_verifier_key
from glacy.node.cosigning import Due, policy_of, submit_due
from glacy.node.making import make_node
from glacy.node.opened import Node
from glacy.node.sequencer import sequence
from glacy.store import journal
from glacy.store.models import EntryRow
from tests import nodes
from tests.node.neighbour import Neighbour, at_home
from tests.node.witnesses import MemoryLine, MemoryWitness


@pytest.fixture
def home(tmp_path: Path, db: None) -> Node:  # noqa: ARG001  # the database
    node = make_node(
        tmp_path / "gh",
        country="GH",
        name="Node of Ghana (invented)",
        url="http://127.0.0.1:8101",
        exercise=True,
        story_at=nodes.NOW,
    )
    with transaction.atomic():
        for number in range(300):
            journal.put_entry("case.opened", by=None, what={"secret": f"okapi {number}"}, at=node.clock())
    sequence(node)
    return node


@pytest.fixture
def chile(home: Node) -> Neighbour:
    return at_home(home)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["journal", *arguments])


def witness_here(home: Node, chile: Neighbour) -> None:
    """The witness of Chile sees the head of this journal and countersigns it."""
    witness = MemoryWitness(keys=nodes.witness_keys("CL"), knows=home.journal_verifiers)
    submit_due(home, MemoryLine(at={f"{chile.node.entry.url}/witness": witness}), Due())


def test_the_checkpoint_is_printed_as_it_is_published(home: Node) -> None:
    done = run("checkpoint", str(home.path))
    assert done.exit_code == 0
    assert done.output.encode() == (home.path / "journal" / "checkpoint").read_bytes()
    told = json.loads(run("checkpoint", str(home.path), "--json").output)
    assert (told["size"], told["origin"]) == (300, home.journal_key.name)
    assert [one["algorithm"] for one in told["signed"]] == ["Ed25519", "ML-DSA-44"]


@pytest.mark.parametrize("opened", [False, True])
def test_a_proof_shows_who_and_what_only_when_asked(
    home: Node, chile: Neighbour, tmp_path: Path, opened: bool
) -> None:
    witness_here(home, chile)
    out = tmp_path / "x.tlog-proof"
    done = run("prove", str(home.path), "7", "--out", str(out), *(["--open"] if opened else []))
    assert done.exit_code == 0
    proof = read_proof(out.read_bytes())
    assert proof.index == 7
    assert (b"okapi" in proof.extra) is opened
    assert verified(home, out)["holds"] is True


def test_a_proof_whose_head_no_witness_has_seen_cannot_be_told(
    home: Node, chile: Neighbour, tmp_path: Path
) -> None:
    out = tmp_path / "x.tlog-proof"
    assert run("prove", str(home.path), "7", "--out", str(out)).exit_code == 0
    told = verified(home, out)
    assert told["holds"] is None
    open_checks = {check["name"] for check in told["checks"] if check["holds"] is None}
    assert "checkpoint.policy" in open_checks
    witness_here(home, chile)
    assert run("prove", str(home.path), "7", "--out", str(out)).exit_code == 0
    assert verified(home, out)["holds"] is True


def verified(home: Node, proof: Path) -> dict[str, Any]:
    """What `glacy verify` says of a proof, with the directory of the node."""
    directory = str(home.path / "directory.json")
    told = CliRunner().invoke(main, ["verify", str(proof), "--directory", directory, "--json"])
    return dict(json.loads(told.output))


def test_an_entry_that_is_not_there_is_wrongly_asked(home: Node) -> None:
    done = run("prove", str(home.path), "300")
    assert done.exit_code == 2
    assert "no entry 300" in done.output


def test_a_sound_journal_passes_its_audit_as_a_node_and_as_a_folder(home: Node) -> None:
    done = run("audit", str(home.path))
    assert done.exit_code == 0, done.output
    assert "rows of the database: 300" in done.output
    keys = [part for key in home.journal_verifiers for part in ("--key", write_verifier_key(key))]
    assert run("audit", str(home.path / "journal"), *keys).exit_code == 0
    unsure = run("audit", str(home.path / "journal"), "--json")
    assert unsure.exit_code == 1  # nobody said whose key counts
    assert json.loads(unsure.output)["holds"] is None


@pytest.mark.parametrize("path", ["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000"])
def test_the_tile_that_was_tampered_with_is_named(home: Node, path: str) -> None:
    file = home.path / "journal" / path
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    done = run("audit", str(home.path), "--json")
    assert done.exit_code == 1
    report = json.loads(done.output)
    assert report["holds"] is False
    assert [check["about"] for check in report["checks"] if check["holds"] is False] == [path]


def test_an_outsider_audits_over_http_what_the_node_serves(home: Node) -> None:
    handler = partial(QuietHandler, directory=str(home.path / "journal"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        at = f"http://127.0.0.1:{server.server_port}"
        keys = [part for key in home.journal_verifiers for part in ("--key", write_verifier_key(key))]
        assert run("audit", at, *keys).exit_code == 0
        (home.path / "journal" / "tile" / "0" / "000").unlink()
        broken = run("audit", at, *keys)
        assert broken.exit_code == 1
        assert "tile/0/000 is missing" in broken.output
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves a folder and tells nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is told."""


def test_the_policy_is_printed_as_a_node_may_keep_its_own(home: Node, chile: Neighbour) -> None:
    done = run("witness", str(home.path), "--policy")
    assert done.exit_code == 0
    policy = read_policy(done.output.encode())
    assert policy == policy_of(home)
    assert chile.node.entry.url in done.output


def test_a_row_that_was_changed_is_named(home: Node) -> None:
    EntryRow.objects.filter(index=5).update(data=b"another")
    done = run("audit", str(home.path))
    assert done.exit_code == 1
    assert "Entry 5 of the database is not the one that was signed" in done.output


def test_a_kept_checkpoint_of_another_history_shows_the_fork(home: Node, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    shutil.copy(home.path / "journal" / "checkpoint", kept)
    assert run("audit", str(home.path), "--against", str(kept)).exit_code == 0
    other = Checkpoint(origin=home.journal_key.name, size=299, root=b"\1" * 32)
    kept.write_bytes(sign_checkpoint(other, key=home.journal_key))
    done = run("audit", str(home.path), "--against", str(kept))
    assert done.exit_code == 1
    assert "the journal has forked" in done.output
    later = Checkpoint(origin=home.journal_key.name, size=301, root=b"\1" * 32)
    kept.write_bytes(sign_checkpoint(later, key=home.journal_key))
    assert "older copy" in run("audit", str(home.path), "--against", str(kept)).output


def test_witnesses_are_shown_by_country_and_decide_the_exit(home: Node, chile: Neighbour) -> None:
    before = run("witness", str(home.path))
    assert before.exit_code == 1
    assert "CL HAS NOT WITNESSED this head" in before.output
    witness_here(home, chile)
    after = run("witness", str(home.path), "--json")
    assert after.exit_code == 0, after.output
    told = json.loads(after.output)
    assert told["is_met"] is True
    assert told["countries"][0]["witnesses"][0]["size"] == 300
    assert len(read_note((home.path / "journal" / "checkpoint").read_bytes()).signatures) == 4


def test_a_place_that_holds_no_journal_cannot_be_told(tmp_path: Path) -> None:
    done = run("audit", str(tmp_path))
    assert done.exit_code == 1
    assert "There is no checkpoint" in done.output
