"""Two nodes whose web and worker processes are killed at random while officers go on working."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from typing import Any  # acts give values of many types

from glacy.node.errors import WrongStateError
from glacy.node.serving import web_command, worker_command
from glacy.store.errors import StaleDraftError
from tests.node.acting import ROOT, Acting, plain_environment
from tests.node.filled import PRESERVATION, PRESERVED
from tests.node.pair import Place


@dataclass(kw_only=True)
class Half:
    """The web or the worker of a node, as a group of processes that can be killed at once."""

    place: Place
    kind: str
    process: subprocess.Popen[bytes] | None = None
    guard: threading.RLock = field(default_factory=threading.RLock)

    def start(self) -> None:
        """Starts it; what it prints is thrown away."""
        web = web_command(port=self.place.port, host="127.0.0.1")
        self.process = subprocess.Popen(
            web if self.kind == "web" else worker_command(self.place.path),
            cwd=ROOT,
            env={**plain_environment(), "GLACY_NODE": str(self.place.path)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def revive(self) -> None:
        """Starts it again if it ended by itself, as the supervisor of a node does."""
        with self.guard:
            if self.process is not None and self.process.poll() is not None:
                self.start()

    def end(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Sends a signal to all of its processes and waits."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
        self.process.wait(60)
        self.process = None


@dataclass(kw_only=True)
class Killer(threading.Thread):
    """Kills a half, or both halves of a node, again and again, and starts them again."""

    halves: list[Half]
    chance: random.Random
    at_most: int
    pause: tuple[float, float] = (0.1, 2.5)
    kills: Counter[str] = field(default_factory=Counter)
    stop: threading.Event = field(default_factory=threading.Event)
    may: Callable[[int], bool] = lambda _: True
    """Whether there may be another after so many kills, so that they are spread over what goes on."""

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        while self.kills.total() < self.at_most and not self.stop.is_set():
            patiently(lambda: self._may_go_on() or self.stop.is_set(), within=3600)
            self.stop.wait(self.chance.uniform(*self.pause))
            victim = self.chance.choice(self.halves)
            both = self.chance.random() < 0.2
            struck = [one for one in self.halves if one is victim or (both and one.place is victim.place)]
            with contextlib.ExitStack() as held:
                for half in struck:
                    held.enter_context(half.guard)
                    half.end()
                    self.kills[f"{half.place.country} {half.kind}"] += 1
                for half in struck:
                    half.start()

    def _may_go_on(self) -> bool:
        for half in self.halves:
            half.revive()
        return self.may(self.kills.total()) and all(is_up(half.place) for half in self.halves)


@dataclass(kw_only=True)
class Desk:
    """Officers at one node whose own process may be killed in the middle of an act; they look and go on."""

    place: Place
    chance: random.Random
    killed_share: float = 0.0
    kills: int = 0
    _process: Acting | None = None

    def call(self, act: str, by: str | None, *args: Any, **kwargs: Any) -> Any:
        """What an act gives; a fault of the database that is busy is tried again."""
        if self._process is None:
            self._process = Acting(self.place.path)
        return self._process.call(act, by, *args, **kwargs)

    def commit(self, act: str, by: str, *args: Any) -> Any:
        """What a committing act gives, tried until it is done; the process may be killed inside it."""
        while True:
            self.call("cases.list_cases", by)  # the process is up
            process = self._process
            assert process is not None
            strikes = threading.Event()
            timer = threading.Timer(self.chance.uniform(0.0, 0.12), self._strike, (process, strikes))
            if self.chance.random() < self.killed_share:
                timer.start()
            try:
                return self.call(act, by, *args, confirmed_at="now")
            except (StaleDraftError, WrongStateError) as fault:
                return fault.fields.get("request")
            except (AssertionError, OSError):
                assert strikes.is_set(), "it ended by itself"
            finally:
                timer.cancel()
                if timer.ident is not None:
                    timer.join()
                if strikes.is_set():
                    self.kills += 1
                    self.close()

    @staticmethod
    def _strike(process: Acting, strikes: threading.Event) -> None:
        strikes.set()
        process._process.kill()

    def close(self) -> None:
        """Ends the process, if there is one."""
        if self._process is not None:
            with suppress(BrokenPipeError):
                self._process.close()
            self._process = None


def play_round(gh: Desk, cl: Desk, number: int, *, requests: int) -> int:
    """Some requests at once from their drafts to their answers; how many there were."""
    asked = []
    for each in range(requests):
        case = gh.call("cases.open_case", "ama", title=f"Case {number}.{each} (invented)")
        draft = gh.call("requests.start_draft", "ama", case, country="CL", measure="ETS185-29")
        for section, values in PRESERVATION.items():
            gh.call("requests.save_section", "ama", draft, section, values)
        asked.append(str(gh.commit("requests.send", "ama", draft)))
    for request in asked:
        patiently(lambda: request in [row.pk for row in cl.call("inbox.waiting", "elena") if not row.case_id])  # noqa: B023  asked at once
        cl.call("inbox.open_request", "elena", request)
        cl.commit("inbox.accept", "elena", request)
        answer = cl.call("inbox.prepare_answer", "elena", request, outcomes=[PRESERVED])
        cl.commit("inbox.release_answer", "elena", answer)
    for request in asked:
        patiently(lambda: gh.call("requests.view_request", "ama", request).state == "answered")  # noqa: B023  asked at once
    return requests


def patiently(found: Callable[[], Any], *, within: float = 120.0) -> Any:
    """What a question gives once it gives something."""
    ends_at = time.monotonic() + within
    while time.monotonic() < ends_at:
        value = found()
        if value:
            return value
        time.sleep(0.2)
    raise AssertionError("it did not happen in time")


def is_up(place: Place) -> bool:
    """Whether the web of a node answers."""
    with closing(HTTPConnection("127.0.0.1", place.port, timeout=2.0)) as line:
        try:
            line.request("GET", "/health")
            with line.getresponse() as answer:
                return answer.status == HTTPStatus.OK
        except (OSError, HTTPException):
            return False


def look(place: Place) -> dict[str, Any]:
    """What lies in a node's tables and journal, read by a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.looked", str(place.path)],
        cwd=ROOT,
        env=plain_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))
