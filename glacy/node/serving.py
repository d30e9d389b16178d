"""Serves a node: a web process and a worker under one supervisor that starts again what died."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from collections.abc import Callable, Iterable
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from glacy.node.alone import wait_for_worker
from glacy.node.errors import NodeError, NotANodeError, PortTakenError
from glacy.node.tables import verify_tables
from glacy.sayings import join, say

LOOPBACK = "127.0.0.1"
_NEAR = (LOOPBACK, "localhost", "::1")
_AS_ONESELF = {"Host": "localhost"}
"""By this name every node answers its own machine, whatever address it listens on."""
THREADS = 8
_SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG, prctl(2)
_PATIENCE = 20.0
_PATIENCE_FOR_OTHERS = 10.0
_LONGEST_PAUSE = 10.0


def web_command(*, port: int, host: str) -> list[str]:
    """The command of the web process: one process, some threads, so that memory stays small."""
    gunicorn = [sys.executable, "-m", "gunicorn", "glacy.site.wsgi:application", "--bind", f"{host}:{port}"]
    limits = ["--workers", "1", "--worker-class", "gthread", "--threads", str(THREADS), "--timeout", "120"]
    quiet = ["--graceful-timeout", "15", "--log-level", "warning", "--worker-tmp-dir", _fast_folder()]
    return [*gunicorn, *limits, *quiet, "--no-control-socket"]


def worker_command(path: Path) -> list[str]:
    """The command of the worker process."""
    return [sys.executable, "-m", "glacy", "node", "work", str(path)]


def serve(path: Path, *, host: str, port: int | None, tell: Callable[[str], None]) -> None:
    """Runs web and worker until SIGTERM or SIGINT; each is started again when it dies, with growing pauses.

    The supervisor itself opens no node and loads no tables, so that it costs little memory. An exercise node
    listens on this machine alone.
    """
    facts = _facts(path)
    if facts["exercise"] is True and host not in _NEAR:
        raise NodeError(say("An exercise node serves this machine alone."), remedy=say("Leave --host out."))
    if host not in _NEAR and not os.environ.get("GLACY_SECRET_KEY"):
        raise NodeError(
            say(
                "Without a secret of its own a node answers this machine alone, and {host} is for others.",
                host=host,
            ),
            remedy=say(
                "Put a long random text into the environment as GLACY_SECRET_KEY (such as from "
                "`openssl rand -hex 32`), or leave --host out."
            ),
        )
    port = port or urlsplit(str(facts["url"])).port or 8000
    verify_tables(path)
    stop = threading.Event()

    def on_signal(_: int, __: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, on_signal)
    wait_for_worker(path, patience=_PATIENCE_FOR_OTHERS, stop=stop.is_set)
    _wait_for_port(host, port, stop)
    commands = {"web": web_command(port=port, host=host), "worker": worker_command(path)}
    running: dict[str, subprocess.Popen[bytes]] = {}
    failures = dict.fromkeys(commands, 0)
    try:
        for name, command in commands.items():
            running[name] = _start(command)
        _wait_until_up(host, port, running["web"], stop)
        if not stop.is_set():
            tell(
                say(
                    "{name} ({country}) serves http://{host}:{port}",
                    name=facts["name"],
                    country=facts["country"],
                    host=host,
                    port=port,
                )
            )
        while not stop.wait(0.5):
            for name, process in running.items():
                if process.poll() is not None and not stop.is_set():
                    failures[name] += 1
                    tell(
                        say(
                            "The {name} ended with {returncode} and is started again.",
                            name=name,
                            returncode=process.returncode,
                        )
                    )
                    stop.wait(min(0.2 * 2 ** failures[name], _LONGEST_PAUSE))
                    running[name] = _start(commands[name])
    finally:
        _end(running.values())


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    """A child that ends when the supervisor does, even one that was killed (Linux; elsewhere it lives on)."""
    supervisor = os.getpid()

    def end_with_parent() -> None:
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, signal.SIGTERM)
            if os.getppid() != supervisor:  # it was killed before this could be asked for
                os._exit(1)

    return subprocess.Popen(command, preexec_fn=end_with_parent)  # no thread runs here yet


def _end(processes: Iterable[subprocess.Popen[bytes]]) -> None:
    alive = [one for one in processes if one.poll() is None]
    for process in alive:
        process.terminate()
    ends_at = time.monotonic() + _PATIENCE
    for process in alive:
        try:
            process.wait(max(0.1, ends_at - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_up(host: str, port: int, web: subprocess.Popen[bytes], stop: threading.Event) -> None:
    ends_at = time.monotonic() + 60
    while time.monotonic() < ends_at and not stop.is_set():
        if web.poll() is not None:
            raise NodeError(
                say("The web could not start on port {port}.", port=port),
                remedy=say("Look at the lines above; is the port taken?"),
            )
        try:
            line = HTTPConnection(host, port, timeout=2.0)
            line.request("GET", "/health", headers=_AS_ONESELF)
            if line.getresponse().status == HTTPStatus.OK:
                return
        except (OSError, HTTPException):
            pass
        stop.wait(0.1)


def _wait_for_port(host: str, port: int, stop: threading.Event) -> None:
    """Returns when the port can be had: the web of a supervisor that was killed needs a moment to end."""
    ends_at = time.monotonic() + _PATIENCE_FOR_OTHERS
    while not stop.is_set():
        fault = _fault_of_port(host, port)
        if fault is None:
            return
        if fault.errno != errno.EADDRINUSE or time.monotonic() >= ends_at:
            raise PortTakenError(
                join(
                    say(
                        "The node cannot listen on {host} port {port}: {why}.",
                        host=host,
                        port=port,
                        why=os.strerror(fault.errno or 0),
                    ),
                    _listener(host, port) if fault.errno == errno.EADDRINUSE else "",
                ),
                remedy=say(
                    "End what holds it (`ss -ltnp 'sport = :{port}'` names it), or give another --port.",
                    port=port,
                ),
                port=port,
            )
        stop.wait(0.2)


def _fault_of_port(host: str, port: int) -> OSError | None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn does
            probe.bind(address)
    except OSError as fault:
        return fault
    return None


def _listener(host: str, port: int) -> str:
    """Which node answers there, in words; nothing where none does."""
    line = HTTPConnection(host, port, timeout=2.0)
    try:
        line.request("GET", "/exchange/directory-entry", headers=_AS_ONESELF)
        found = json.loads(line.getresponse().read(1 << 20))
        return say("{name} ({country}) answers there.", name=found["name"], country=found["country"])
    except (OSError, HTTPException, ValueError, LookupError, TypeError):
        return ""
    finally:
        line.close()


def _fast_folder() -> str:
    """Where gunicorn's heartbeat file lies: in memory where the machine has that."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else tempfile.gettempdir()


def _facts(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads((path / "node.toml").read_text("utf-8"))
    except (OSError, ValueError) as fault:
        raise NotANodeError(
            say("{path} is not a complete node: {why}.", path=path, why=fault),
            remedy=say("Make it, or finish making it, with `glacy node init`."),
        ) from fault
