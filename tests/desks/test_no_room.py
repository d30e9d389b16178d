"""A full disk is said in plain words, changes nothing, and the same act works once there is room again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner
from django.db import OperationalError
from django.test import Client

from glacy.cli import main
from glacy.node.exhausted import find_no_room
from tests.desks.conftest import Held

Sit = Callable[[str], Client]
FULL = [
    OSError(28, "No space left on device"),
    OperationalError("database or disk is full"),
    OperationalError('could not extend file "base/1/2": No space left on device'),
]


def full(fault: Exception) -> Callable[..., None]:
    def write(*_: object, **__: object) -> None:
        raise fault

    return write


@pytest.mark.parametrize("fault", FULL, ids=str)
def test_a_full_disk_is_said_to_the_officer(
    fault: Exception, held: Held, seat: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, url = seat("ama"), f"/cases/{held.case}/victims"
    with monkeypatch.context() as patched:
        patched.setattr("glacy.store.journal.put_entry", full(fault))
        answer = client.post(url, {"pseudonym": "V-1", "note": ""})
    assert answer.status_code == 503
    page = answer.content.decode()
    assert "cannot write to its disk" in page
    assert "Traceback" not in page
    assert "V-1" not in client.get(f"/cases/{held.case}").content.decode()
    assert client.post(url, {"pseudonym": "V-1", "note": ""}).status_code == 302


def test_a_full_disk_is_said_on_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glacy.cli.treaty.treaty.invoke", full(OperationalError("database or disk is full")))
    told = CliRunner().invoke(main, ["treaty", "route", "GH", "CL"])
    assert told.exit_code == 2
    assert "cannot write to its disk" in told.output


def test_another_fault_is_not_taken_for_a_full_disk() -> None:
    assert find_no_room(ValueError("no such thing")) is None
    wrapped = RuntimeError("it failed")
    wrapped.__cause__ = FULL[0]
    assert find_no_room(wrapped) is not None
