"""The worker's rounds of mail: they go on through everything, ever later while a server is down."""

from __future__ import annotations

import threading

import pytest

from glacy.courier import MailSettings
from glacy.node import posting_loop
from glacy.node.health import all_hearts
from glacy.node.opened import Node
from glacy.node.posting_loop import Round, keep_posting


class Waits(threading.Event):
    """A clock that does not wait: it notes how long it was to."""

    def __init__(self, rounds: int) -> None:
        super().__init__()
        self.rounds, self.pauses = rounds, list[float]()

    def wait(self, timeout: float | None = None) -> bool:
        self.pauses.append(timeout or 0.0)
        if len(self.pauses) == self.rounds:
            self.set()
        return self.is_set()


@pytest.fixture(autouse=True)
def one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test lies in one transaction of PostgreSQL, whose line must not be closed between two rounds."""
    monkeypatch.setattr(posting_loop, "close_old_connections", lambda: None)


def test_without_a_mailbox_it_waits_for_one(home: Node) -> None:
    stop, told = Waits(3), list[str]()
    keep_posting(home, stop=stop, tell=told.append)
    assert (stop.pauses, told) == ([30.0, 30.0, 30.0], [])


def test_it_comes_ever_later_while_a_server_is_down_and_tells_once(
    home: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home.path / "mail.secret").write_text("x\n")
    (home.path / "mail.secret").chmod(0o600)
    text = (home.path / "node.toml").read_text()
    box = 'user = "gh"\nsecret_file = "mail.secret"\nsmtp = "tls://localhost:1"\nimap = "tls://localhost:1"\n'
    (home.path / "node.toml").write_text(f'mail = "gh@mail.example"\n{text}\n[mailbox]\n{box}every = 10\n')
    stop, told = Waits(8), list[str]()
    keep_posting(home, stop=stop, tell=told.append)
    assert stop.pauses == [10.0, 20.0, 40.0, 80.0, 160.0, 320.0, 640.0, 900.0]
    assert len(told) == 1
    assert "no way to localhost, port 1" in told[0]
    assert "mail" in [heart.name for heart in all_hearts(home.path)]

    def broken(_: Node, __: MailSettings) -> Round:
        raise RuntimeError("Operation Kingfisher")

    monkeypatch.setattr(posting_loop, "post_round", broken)
    stop, told = Waits(2), []
    keep_posting(home, stop=stop, tell=told.append)
    assert "RuntimeError" in told[0]
    assert "Kingfisher" not in told[0], "a log tells no case"
    monkeypatch.setattr(posting_loop, "post_round", lambda _, __: Round(left=1))
    stop = Waits(2)
    keep_posting(home, stop=stop, tell=told.append)
    assert stop.pauses == [0.2, 0.2], "more may wait"


def test_what_node_toml_says_wrongly_is_told_in_words(home: Node) -> None:
    text = (home.path / "node.toml").read_text()
    told = list[str]()
    for box in ('mailbox = "x"\n', "[mailbox]\nuser = 1\n", '[mailbox]\nusr = "gh"\n'):
        (home.path / "node.toml").write_text(
            f"{box}{text}" if box.startswith("mailbox") else f"{text}\n{box}"
        )
        keep_posting(home, stop=Waits(1), tell=told.append)
    assert all("[mailbox] in node.toml cannot be read" in one for one in told), told
    assert len(told) == 3
