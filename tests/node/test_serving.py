"""A node that is served survives the death of any of its processes, and ends cleanly when told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import psutil
import pytest

from glacy.node.alone import LOCK
from glacy.node.errors import NodeError, NodeExistsError, NotANodeError
from glacy.node.making import make_node
from glacy.node.opened import open_node
from glacy.node.serving import _PATIENCE as KILLED_AFTER
from glacy.node.serving import _wait_until_up, serve
from tests.node.acting import ROOT, plain_environment
from tests.node.filled import PRESERVATION
from tests.node.neighbour import Killed
from tests.node.pair import PATIENCE, Place, acting, free_port, make_pair, served, wait_for


def is_up(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", timeout=2, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def test_killed_processes_come_back_and_the_journey_goes_on(tmp_path: Path) -> None:
    ghana, chile = make_pair(tmp_path)
    with acting(ghana) as gh, acting(chile) as cl:
        case = gh.call("cases.open_case", "ama", title="Diverted payment (invented)")
        requests = []
        for number in range(3):
            draft = gh.call("requests.start_draft", "ama", case, country="CL", measure="ETS185-29")
            for section, values in PRESERVATION.items():
                gh.call("requests.save_section", "ama", draft, section, values)
            requests.append(gh.call("requests.send", "ama", draft, confirmed_at="now"))
            assert len(requests) == number + 1
        with served(chile) as theirs, served(ghana) as ours:
            for process in psutil.Process(theirs.pid).children(recursive=True):
                process.kill()
            for process in psutil.Process(ours.pid).children():
                process.kill()
            wait_for(
                lambda: all(
                    gh.call("requests.view_request", "ama", one).state == "received" for one in requests
                ),
            )
            waiting = cl.call("inbox.waiting", "elena")
            assert sorted(row.pk for row in waiting) == sorted(requests)
            wait_for(lambda: is_up(ghana.url) and is_up(chile.url))


def test_a_killed_supervisor_leaves_nobody_behind_and_a_start_goes_on(tmp_path: Path) -> None:
    ghana, _ = make_pair(tmp_path)
    with served(ghana) as process:
        children = psutil.Process(process.pid).children(recursive=True)
        os.kill(process.pid, signal.SIGKILL)
        psutil.wait_procs(children, timeout=PATIENCE)
        assert not [one for one in children if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
    with served(ghana) as process:
        assert is_up(ghana.url)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
        assert time.monotonic() - began < KILLED_AFTER, "its processes ended by themselves"
    assert not is_up(ghana.url)


def workers(place: Place) -> list[int]:
    """The processes that work for a node."""
    found = []
    for process in psutil.process_iter(["pid", "cmdline", "status"]):
        line = process.info["cmdline"] or []
        if line[-3:] == ["node", "work", str(place.path)] and process.info["status"] != psutil.STATUS_ZOMBIE:
            found.append(process.info["pid"])
    return found


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "glacy", *arguments]
    return subprocess.run(command, cwd=ROOT, env=plain_environment(), capture_output=True, text=True)


def test_a_node_is_served_once_and_who_serves_it_is_named(tmp_path: Path) -> None:
    ghana, chile = make_pair(tmp_path)
    with served(ghana):
        wait_for(lambda: (ghana.path / LOCK).read_text().strip())
        (worker,) = workers(ghana)
        for command in (
            ("serve", str(ghana.path), "--port", str(free_port())),
            ("node", "work", str(ghana.path)),
        ):
            again = run(*command)
            assert again.returncode == 2
            assert f"process {worker} holds {ghana.path / LOCK}" in again.stderr
            assert "Traceback" not in again.stderr
        taken = run("serve", str(chile.path), "--port", str(ghana.port))
        assert taken.returncode == 2
        assert f"port {ghana.port}: Address already in use" in taken.stderr
        assert "(GH) answers there" in taken.stderr
        assert workers(ghana) == [worker]
        assert workers(chile) == []
        assert is_up(ghana.url)


def test_a_start_right_after_the_supervisor_was_killed_has_one_worker(tmp_path: Path) -> None:
    ghana, _ = make_pair(tmp_path)
    with served(ghana) as process:
        wait_for(lambda: (ghana.path / LOCK).read_text().strip())
        (old,) = workers(ghana)
        os.kill(process.pid, signal.SIGKILL)
        with served(ghana):
            wait_for(lambda: (ghana.path / LOCK).read_text().strip() != str(old))
            (new,) = workers(ghana)
            assert new != old
            assert is_up(ghana.url)


@pytest.mark.parametrize("step", ["clock", "keys", "folders", "tables", "node.toml"])
def test_a_node_whose_making_was_killed_is_made_again(tmp_path: Path, step: str) -> None:
    from tests.node.conftest import STORY_AT

    def before(name: str) -> None:
        if name == step:
            raise Killed

    place = {"country": "GH", "name": "Ghana (invented)", "url": "http://127.0.0.1:8101", "exercise": True}
    with pytest.raises(Killed):
        make_node(tmp_path / "gh", **place, story_at=STORY_AT, before=before)  # type: ignore[arg-type]  # a table
    with pytest.raises(NotANodeError):
        open_node(tmp_path / "gh")
    made = make_node(tmp_path / "gh", **place, story_at=STORY_AT)  # type: ignore[arg-type]  # a table
    assert open_node(tmp_path / "gh").root == made.root
    with pytest.raises(NodeExistsError):
        make_node(tmp_path / "gh", **place)  # type: ignore[arg-type]  # a table


def test_secrets_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    make_node(tmp_path / "gh", country="GH", name="Ghana", url="http://127.0.0.1:8101", exercise=True)
    for file in (tmp_path / "gh" / "keys").iterdir():
        if file.suffix != ".der":
            assert file.stat().st_mode & 0o077 == 0, file.name


def test_the_tables_of_a_node_are_readable_by_its_owner_alone(tmp_path: Path) -> None:
    """A copy of the file out of its folder carries its mode along."""
    place = ["--country", "GH", "--url", "http://127.0.0.1:8101", "--exercise"]
    command = [sys.executable, "-m", "glacy", "node", "init", str(tmp_path / "gh"), *place]
    subprocess.run(command, cwd=ROOT, env=plain_environment(), check=True, capture_output=True)
    assert (tmp_path / "gh" / "glacy.sqlite3").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::"])  # it is refused
def test_a_node_without_a_secret_is_not_served_to_others(
    host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GLACY_SECRET_KEY", raising=False)
    (tmp_path / "node.toml").write_text(
        'country = "GH"\nname = "N (invented)"\nurl = "http://x"\nexercise = false\n', encoding="utf-8"
    )
    with pytest.raises(NodeError, match="answers this machine alone") as refused:
        serve(tmp_path, host=host, port=8000, tell=lambda _: None)
    assert "GLACY_SECRET_KEY" in refused.value.remedy


def test_a_node_that_listens_for_others_is_asked_by_a_name_that_it_answers() -> None:
    class Picky(BaseHTTPRequestHandler):
        """Answers to `localhost` alone, as a node does."""

        def do_GET(self) -> None:
            self.send_response(200 if self.headers["Host"] == "localhost" else 400)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    class Patient:
        """The process of the web, which gives up when it was asked in vain too often."""

        asked = 0

        def poll(self) -> int | None:
            self.asked += 1
            return 1 if self.asked > 50 else None

    with HTTPServer(("0.0.0.0", 0), Picky) as web:
        threading.Thread(target=web.serve_forever, daemon=True).start()
        _wait_until_up("0.0.0.0", web.server_port, Patient(), threading.Event())  # type: ignore[arg-type]  # a process
        web.shutdown()
