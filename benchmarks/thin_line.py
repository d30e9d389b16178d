"""A line of 600 ms there and back, 64 kbit/s and 5 % loss: when a request is receipted, how pages open on it.

Chile's node serves in a network namespace of its own; Ghana's node and an officer with a real Chromium are on
the other side. Between them every packet is kept for its time and some are dropped, so that the machine's own
TCP meets the line. A kernel without netem will do; root is needed. Where namespaces cannot be had, a proxy
shapes the bytes instead: what is lost there comes later, as after a second try.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import fcntl
import os
import queue
import random
import select
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import httpx
from messages import (  # type: ignore[import-not-found]  # the script beside this one
    drafts,
    send,
    wait_for_receipts,
)

from glacy.demonstration import read_story
from glacy.demonstration.making import World, make_world
from glacy.demonstration.servers import environment
from glacy.times import read_instant

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from glacy.node import Node

COMMAND = "python benchmarks/thin_line.py"
THERE_AND_BACK = 0.6
BITS = 64_000
LOSS = 0.05
REQUESTS = 5
VIEWS = 3
OFFICER, ABROAD = "efua", "catalina"
NEAR, FAR = "10.213.77.1", "10.213.77.2"
WAITING = 200
"""Packets that wait at each end before more are dropped."""
TOO_LATE = 900.0
Made = TypeVar("Made")
Pump = Callable[[socket.socket, socket.socket], None]


def main() -> None:
    """Make two nodes with the line between them; measure requests, then pages."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--proxy", action="store_true", help="shape by a proxy where namespaces could be had")
    asked.add_argument("--requests", type=int, default=REQUESTS)
    asked.add_argument("--views", type=int, default=VIEWS)
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        at = read_instant("2026-11-20T23:52:00Z")
        world = make_world(Path(folder), read_story(), at=at, any_port=True, told=lambda _: None)
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        with (
            thin_line(world["CL"].port, has_proxy=wanted.proxy) as (words, port),
            serving(world, "CL", words, port),
            serving(world, "GH", (), world["GH"].port),
        ):
            told_requests(world, wanted.requests)
            if wanted.views:
                told_pages(world, wanted.views)


def told_requests(world: World, number: int) -> None:
    """From the officer's button to the receipt, one request after the other."""
    from glacy.node import open_node, start_django

    start_django(world["GH"].path)
    from glacy.store.people import get_officer

    node, officer = open_node(world["GH"].path), get_officer(OFFICER)
    taken, sizes = [], []
    for draft in drafts(node, officer, number):
        started = time.perf_counter()
        wait_for_receipts([send(node, officer, draft)], within=TOO_LATE)
        taken.append(time.perf_counter() - started)
        sizes.append(size_of(node))
    told("thin line, a request as it leaves", statistics.median(sizes) / 1024, "KiB", "")
    told("thin line, a request with its document to its receipt", statistics.median(taken), "s", "")
    told("thin line, the slowest of these requests", max(taken), "s", "< 120")


def size_of(node: Node) -> int:
    """The bytes of the newest envelope that left."""
    from glacy.store.models import MessageRow

    newest = MessageRow.objects.filter(direction="sent").latest("changed_at")
    return len(node.vault.get(newest.envelope_digest))


def told_pages(world: World, number: int) -> None:
    """How long pages take in a browser: the first view with everything, later ones with what it kept."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", headless=True, args=quiet)
        first, signing, later = [], [], []
        for _ in range(number):
            context = browser.new_context(base_url=world["CL"].url, locale="en")
            context.set_default_timeout(TOO_LATE * 1000)
            tab = context.new_page()
            first.append(seconds_of(lambda: tab.goto("/sign-in")))  # noqa: B023  called at once
            signing.append(seconds_of(lambda: sign_in(tab, world.password)))  # noqa: B023  called at once
            later += [seconds_of(lambda: tab.goto(page)) for page in ("/", "/cases", "/routes")]  # noqa: B023  at once
            context.close()
        browser.close()
    told("thin line, first view of a page", statistics.median(first), "s", "< 20")
    told("thin line, signing in to the start of the shift", statistics.median(signing), "s", "< 30")
    told("thin line, a later view, median", statistics.median(later), "s", "< 10")
    told("thin line, a later view, slowest", max(later), "s", "")


def sign_in(tab: Page, password: str) -> None:
    tab.fill("[name=username]", ABROAD)
    tab.fill("[name=password]", password)
    tab.click("main form button")
    tab.wait_for_load_state("load")


def seconds_of(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


@contextmanager
def serving(world: World, country: str, words: Sequence[str], port: int) -> Iterator[None]:
    """A node that serves; the words before its command put it on the other side of the line."""
    node = world[country]
    command = [*words, sys.executable, "-m", "glacy", "serve", str(node.path), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment())
    try:
        until = time.monotonic() + 120
        while not is_up(node.url):
            assert time.monotonic() < until, f"the node of {country} does not answer"
            time.sleep(0.5)
        yield
    finally:
        process.terminate()
        process.wait(60)


def is_up(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", timeout=30, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


@contextmanager
def thin_line(port: int, *, has_proxy: bool) -> Iterator[tuple[Sequence[str], int]]:
    """The line to a port here; the words that put a command on its other side, and the port there."""
    name = f"glacy-thin-{os.getpid()}"
    begin = socket.create_server(("127.0.0.1", port), backlog=64)
    if has_proxy or os.geteuid() or not Path("/dev/net/tun").exists() or not run("netns", "add", name):
        print("No network namespace here: a proxy shapes the bytes.", file=sys.stderr)
        with socket.create_server(("127.0.0.1", 0)) as free:
            beyond = int(free.getsockname()[1])
        shape = Shape(), Shape()
        relay(begin, lambda: reach_slowly(beyond), pump_by=lambda way: shape[way].pump)
        yield (), beyond
        return
    stop = threading.Event()
    try:
        near, far = f"gn{os.getpid() % 10**6}", f"gf{os.getpid() % 10**6}"
        here, there = open_tun(near), inside(name, lambda: open_tun(far))
        run("addr", "add", f"{NEAR}/30", "dev", near)
        run("link", "set", near, "up")
        run("-n", name, "addr", "add", f"{FAR}/30", "dev", far)
        run("-n", name, "link", "set", far, "up")
        run("-n", name, "link", "set", "lo", "up")
        for source, to in ((here, there), (there, here)):
            threading.Thread(target=carry, args=(source, to, stop), daemon=True).start()
        end = inside(name, lambda: socket.create_server((FAR, port), backlog=64))
        relay(begin, lambda: socket.create_connection((FAR, port), timeout=120))
        relay(end, lambda: inside(name, lambda: socket.create_connection(("127.0.0.1", port), timeout=30)))
        yield ("ip", "netns", "exec", name), port
    finally:
        stop.set()
        run("netns", "del", name)


def carry(source: int, to: int, stop: threading.Event) -> None:
    """Packets one way: each takes its time on the line, arrives half a round trip later, or is lost."""
    chance = random.Random(64)
    free_at, waiting = 0.0, deque[tuple[float, bytes]]()
    while not stop.is_set():
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            with suppress(OSError):
                os.write(to, waiting.popleft()[1])
        pause = 0.2 if not waiting else max(0.0, min(0.2, waiting[0][0] - now))
        if not select.select([source], [], [], pause)[0]:
            continue
        packet = os.read(source, 65_536)
        if len(waiting) >= WAITING:
            continue
        free_at = max(free_at, time.monotonic()) + len(packet) * 8 / BITS
        if chance.random() >= LOSS:
            waiting.append((free_at + THERE_AND_BACK / 2, packet))


class Shape:
    """One way of the line where there is no namespace: what is lost comes a second try later, in order."""

    def __init__(self) -> None:
        self._chance, self._guard, self._free_at = random.Random(64), threading.Lock(), 0.0

    def pump(self, source: socket.socket, to: socket.socket) -> None:
        """Carries one way until the end."""
        waiting: queue.Queue[tuple[float, bytes]] = queue.Queue(WAITING)
        writer = threading.Thread(target=self._write, args=(waiting, to), daemon=True)
        writer.start()
        due_at = 0.0
        with suppress(OSError):
            while piece := source.recv(1400):
                due_at = max(due_at, self._due_at(len(piece)))
                waiting.put((due_at, piece))
        waiting.put((due_at, b""))
        writer.join()

    def _due_at(self, size: int) -> float:
        with self._guard:
            self._free_at = max(self._free_at, time.monotonic()) + (size + 52) * 8 / BITS
            again = 1.5 * THERE_AND_BACK if self._chance.random() < LOSS else 0.0
            return self._free_at + THERE_AND_BACK / 2 + again

    @staticmethod
    def _write(waiting: queue.Queue[tuple[float, bytes]], to: socket.socket) -> None:
        with suppress(OSError):
            while True:
                due_at, piece = waiting.get()
                time.sleep(max(0.0, due_at - time.monotonic()))
                if not piece:
                    to.shutdown(socket.SHUT_WR)
                    return
                to.sendall(piece)


def reach_slowly(port: int) -> socket.socket:
    time.sleep(THERE_AND_BACK)
    return socket.create_connection(("127.0.0.1", port), timeout=30)


def pump_plainly(source: socket.socket, to: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65_536):
            to.sendall(piece)
    with suppress(OSError):
        to.shutdown(socket.SHUT_WR)


def relay(
    listener: socket.socket,
    reach: Callable[[], socket.socket],
    *,
    pump_by: Callable[[int], Pump] = lambda _: pump_plainly,
) -> None:
    """Carries every connection that comes on to another socket, both ways, until the program ends."""

    def join(caller: socket.socket) -> None:
        with closing(caller), suppress(OSError), closing(reach()) as called:
            called.settimeout(None)
            back = threading.Thread(target=pump_by(1), args=(called, caller), daemon=True)
            back.start()
            pump_by(0)(caller, called)
            back.join()

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=join, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()


def inside(name: str, act: Callable[[], Made]) -> Made:
    """What an act makes inside a network namespace; only a thread of its own goes in."""
    made: list[Made] = []

    def enter() -> None:
        with Path("/var/run/netns", name).open("rb") as namespace:
            if ctypes.CDLL(None, use_errno=True).setns(namespace.fileno(), 0x40000000):
                raise OSError(ctypes.get_errno(), "setns")
        made.append(act())

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    if not made:
        raise ConnectionError("it could not be made in the namespace")
    return made[0]


def open_tun(name: str) -> int:
    """A network interface whose packets this process carries."""
    descriptor = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(descriptor, 0x400454CA, struct.pack("16sH", name.encode("ascii"), 0x1001))  # TUN, no header
    return descriptor


def run(*words: str) -> bool:
    return subprocess.run(["ip", *words], capture_output=True, check=False).returncode == 0


def told(name: str, value: float, unit: str, target: str) -> None:
    print(f"{name} | {value:.2f} | {unit} | {target} | {COMMAND}", flush=True)


if __name__ == "__main__":
    main()
