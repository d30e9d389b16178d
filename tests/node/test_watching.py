"""What machines and the doctor see of a node: heartbeats, readiness, meters, and what is wrong."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.test import Client

from glacy.cli.doctor_examining import examine_node
from glacy.cli.findings import worst
from glacy.journal import Checkpoint
from glacy.node import health, metrics
from glacy.node.behind import hold
from glacy.node.health import WORKER, all_hearts, beat
from glacy.node.opened import Node
from glacy.node.quiet import mark_restored
from glacy.node.readiness import readiness
from glacy.store.models import ExhibitRow, OutboxRow
from tests.node.neighbour import Neighbour
from tests.node.people import hire, send_preservation

LINE = re.compile(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? (\+Inf|NaN|-?[0-9.e+-]+)')


@pytest.fixture(autouse=True)
def _no_memory_of_beats() -> None:
    health._beaten.clear()


def test_a_loop_that_never_went_round_is_seen_and_one_that_does_is(home: Node) -> None:
    assert [(heart.name, heart.is_beating) for heart in all_hearts(home.path)] == [
        (name, False) for name in sorted(WORKER)
    ]
    beat(home, "carry")
    beat(home, "mail", within=-1.0)
    found = {heart.name: heart.is_beating for heart in all_hearts(home.path)}
    assert found == {"carry": True, "mail": False, "journal": False, "recheck": False}


def test_a_beat_of_another_start_of_the_machine_is_judged_by_the_clock(home: Node) -> None:
    beat(home, "carry")
    file = home.path / "run" / "carry.beat"
    fact = json.loads(file.read_text())
    file.write_text(json.dumps(fact | {"boot": "another", "at": fact["at"] - 1000, "monotonic": 0}))
    assert not next(heart for heart in all_hearts(home.path) if heart.name == "carry").is_beating
    file.write_text("{")
    assert not next(heart for heart in all_hearts(home.path) if heart.name == "carry").is_beating


def test_a_beat_never_raises(home: Node) -> None:
    (home.path / "run").write_text("no folder")
    beat(home, "carry")
    assert not any(heart.is_beating for heart in all_hearts(home.path))


def test_readiness_is_told_in_yes_and_no(home: Node, web: Client) -> None:
    answer = web.get("/health/ready")
    assert (answer.status_code, answer.json()["parts"]["worker"]) == (503, False)
    for name in WORKER:
        beat(home, name)
    answer = web.get("/health/ready")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    mark_restored(home.path, backup_at=home.clock(), at=home.clock(), size=0)
    assert web.get("/health/ready").json()["parts"]["awake"] is False
    assert web.get("/health").content == b"ok\n"


def test_the_meters_take_a_token_and_name_nobody(home: Node, chile: Neighbour, web: Client) -> None:
    ama = hire(home, "ama", "duty_officer")
    send_preservation(home, ama, title="Canary (invented)")
    assert chile.node.country == "CL"
    assert web.get("/metrics").status_code == 404
    token = Path(metrics.make_token(home)).read_text().strip()
    assert web.get("/metrics", headers={"Authorization": "Bearer x"}).status_code == 404
    answer = web.get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == metrics.CONTENT_TYPE
    lines = answer.content.decode().splitlines()
    values = [line for line in lines if not line.startswith("# ")]
    assert [line for line in values if not LINE.fullmatch(line)] == []
    assert 'glacy_outbox_parcels{state="pending"} 1' in values
    names = {line.split("{")[0].split(" ")[0] for line in values}
    assert names == {line.split(" ")[2] for line in lines if line.startswith("# TYPE ")}
    for secret in ("Canary", "CL", "Chile", "ama", "ETS185"):
        assert not any(secret in line for line in values), secret


def prepared(home: Node, _: Neighbour) -> None:
    for name in WORKER:
        beat(home, name)


def readable_keys(home: Node, _: Neighbour) -> None:
    (home.path / "keys" / "seal.pem").chmod(0o644)


def stuck(home: Node, _: Neighbour) -> None:
    send_preservation(home, hire(home, "ama", "duty_officer"))
    OutboxRow.objects.update(state="stuck")


def waits(home: Node, _: Neighbour) -> None:
    send_preservation(home, hire(home, "ama", "duty_officer"))
    OutboxRow.objects.update(queued_at=home.clock() - timedelta(hours=7))


def held(home: Node, _: Neighbour) -> None:
    hold(home, Checkpoint(origin="x", size=9, root=bytes(32)), b"note\n", says="Another head is known.")


def quiet(home: Node, _: Neighbour) -> None:
    mark_restored(home.path, backup_at=home.clock(), at=home.clock(), size=0)


def differing(home: Node, _: Neighbour) -> None:
    from glacy.node.acts import cases, evidence

    kwame = hire(home, "kwame", "custodian", "case_officer")
    evidence.put_exhibit(home, kwame, cases.open_case(home, kwame, title="x"), "a", [b"a"])
    ExhibitRow.objects.update(check_holds=False)


def no_directory(home: Node, _: Neighbour) -> None:
    (home.path / "directory.json").unlink()


def still(home: Node, _: Neighbour) -> None:
    (home.path / "run" / "journal.beat").unlink()


@pytest.mark.parametrize(
    ("spoil", "name", "grade"),
    [
        (readable_keys, "permissions", "wrong"),
        (stuck, "outbox", "wrong"),
        (waits, "outbox", "look"),
        (held, "journal", "wrong"),
        (quiet, "quiet", "wrong"),
        (differing, "vault", "wrong"),
        (no_directory, "directory", "look"),
        (still, "worker", "wrong"),
        (prepared, "backup", "look"),
        (prepared, "worker", "well"),
        (prepared, "database", "well"),
    ],
    ids=lambda one: getattr(one, "__name__", str(one)),
)
def test_the_doctor_tells_what_is_wrong_and_what_to_do(
    home: Node, chile: Neighbour, spoil: Callable[[Node, Neighbour], None], name: str, grade: str
) -> None:
    prepared(home, chile)
    spoil(home, chile)
    found = {one.name: one for one in examine_node(home.path, online=False)}
    assert found[name].grade == grade, found[name]
    assert found[name].remedy or grade == "well"
    assert worst(tuple(found.values())) in (grade, "wrong")


def test_readiness_and_doctor_agree_on_the_worker(home: Node) -> None:
    assert readiness(home)["worker"] is False
    assert next(one for one in examine_node(home.path, online=False) if one.name == "worker").grade == "wrong"


@pytest.fixture
def web(home: Node, settings: SimpleNamespace) -> Client:
    """A caller on this machine."""
    settings.NODE_PATH = home.path
    settings.NODE = tomllib.loads((home.path / "node.toml").read_text("utf-8"))
    return Client(HTTP_HOST="localhost")
