"""The nodes of the demonstration as processes of their own: made, served, and stopped again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx

from glacy.demonstration.errors import ServerError
from glacy.times import write_instant

HOST = "127.0.0.1"
_START_WITHIN = 60.0
_STOP_WITHIN = 15.0
_LAST_LINES = 15
_NOT_OURS = ("DATABASE_URL", "GLACY_NODE", "GLACY_SECRET_KEY", "DJANGO_SETTINGS_MODULE")


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeFolder:
    """A node of the demonstration: its country, its folder and its address."""

    country: str
    path: Path
    url: str

    @property
    def port(self) -> int:
        """The port at which it serves."""
        return int(self.url.rsplit(":", 1)[1])


def environment() -> Mapping[str, str]:
    """This process's environment without what would lead a node to another node's data."""
    return {name: value for name, value in os.environ.items() if name not in _NOT_OURS}


def run_glacy(arguments: Sequence[str], *, data: bytes | None = None) -> bytes:
    """What a command of GLACY prints; its own words when it fails."""
    command = [sys.executable, "-m", "glacy", *arguments]
    done = subprocess.run(command, input=data, capture_output=True, env=environment(), check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).decode("utf-8", "replace").strip()
        raise ServerError(f"`glacy {' '.join(arguments)}` failed: {said}", remedy="", code=done.returncode)
    return done.stdout


def set_clock(node: NodeFolder, at: datetime) -> None:
    """Put the story's clock of a node on an instant."""
    run_glacy(["node", "clock", str(node.path), write_instant(at)])


def free_port(preferred: int) -> int:
    """The preferred port when nobody listens there, else any free one."""
    for port in (preferred, 0):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((HOST, port))
            except OSError:
                continue
            return int(listener.getsockname()[1])
    raise ServerError("No port is free on this machine.", remedy="Stop another server first.")


class Server:
    """A node that serves in a process of its own, its words in `serve.log` of its folder."""

    def __init__(self, node: NodeFolder) -> None:
        self.node = node
        self._log = node.path / "serve.log"
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            if probe.connect_ex((HOST, node.port)) == 0:
                raise ServerError(
                    f"Something already serves at {node.url}.",
                    remedy="Stop it, or choose another folder with --folder, or with `make run FOLDER=...`.",
                    port=node.port,
                )
        command = [sys.executable, "-m", "glacy", "serve", str(node.path), "--port", str(node.port)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                env=environment(),
                start_new_session=True,
            )

    def wait_until_ready(self) -> None:
        """Return when the node answers; raise with its last words when it does not."""
        until = time.monotonic() + _START_WITHIN
        while time.monotonic() < until:
            if self._process.poll() is not None:
                raise ServerError(f"The node of {self.node.country} stopped: {self._last_words()}")
            if self._answers():
                return
            time.sleep(0.1)
        raise ServerError(f"The node of {self.node.country} does not answer: {self._last_words()}")

    def _answers(self) -> bool:
        try:
            return (
                httpx.get(f"{self.node.url}/health", timeout=2, trust_env=False).status_code == httpx.codes.OK
            )
        except httpx.HTTPError:
            return False

    @property
    def process_id(self) -> int:
        """The number of the process that started the node's others."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def stop(self) -> None:
        """Ask the node to finish what it does and end; end it when it does not."""
        if self.is_running:
            self._process.terminate()
        try:
            self._process.wait(_STOP_WITHIN)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def kill(self) -> None:
        """End the node at once with everything it started, as a power cut would."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _last_words(self) -> str:
        lines = self._log.read_text("utf-8", "replace").splitlines()
        return "\n".join(lines[-_LAST_LINES:]) or "it said nothing"
