"""What befalls nodes beside kills: clocks jump, a disk is full, a stick is carried, a machine is lost."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from glacy.node.clock import clock_of, set_story_clock
from glacy.times import read_instant
from tests.journeys.killed import is_up, patiently
from tests.node.pair import STORY_AT, glacy
from tests.soak.three import Post

ROOMY = 3 << 30
_LEFT = 64 * 1024
_EARLIEST = read_instant(STORY_AT) + timedelta(minutes=5)
_LATEST = read_instant(STORY_AT) + timedelta(hours=14)
_BY = ("--by", "the operator (invented)")
_SPOKEN = ("--spoke-to", "Yaw (invented)", "--number", "+233 30 000 0000")


@dataclass(kw_only=True)
class Troubles(threading.Thread):
    """Clocks that jump and a disk that is full now and then, until it is told to stop."""

    posts: list[Post]
    chance: random.Random
    at_least: int
    disk: Disk | None
    done: Counter[str] = field(default_factory=Counter)
    stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    @property
    def is_enough(self) -> bool:
        """Whether everything has happened so often."""
        wanted = ("clock on", "clock back", *(("full disk",) if self.disk is not None else ()))
        return all(self.done[one] >= self.at_least for one in wanted)

    def run(self) -> None:
        while not self.stop.is_set():
            self.stop.wait(self.chance.uniform(0.2, 3.0))
            for post in self.posts:
                post.revive()
            if self.disk is not None and self.chance.random() < 0.4:
                self.fill()
            else:
                self.jump()

    def jump(self) -> None:
        """The clock of a node is set on or back by hours, in turn; its processes follow at once."""
        is_back = self.done["clock on"] > self.done["clock back"]
        clocks = {post.place.path: clock_of(post.place.path, exercise=True)() for post in self.posts}
        if is_back:
            path, now = max(clocks.items(), key=lambda one: one[1])
            to = max(_EARLIEST, now - timedelta(minutes=self.chance.randrange(20, 360)))
        else:
            path, now = self.chance.choice(list(clocks.items()))
            to = min(_LATEST, now + timedelta(minutes=self.chance.randrange(20, 360)))
        set_story_clock(path, exercise=True, story_at=to)
        self.done["clock back" if to < now else "clock on"] += 1

    def fill(self) -> None:
        """The disk has room for next to nothing for some moments."""
        assert self.disk is not None
        if self.disk.set_full():
            self.done["full disk"] += 1
            self.stop.wait(self.chance.uniform(0.3, 1.5))
            self.disk.set_roomy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """A small file system of its own in memory, which can be made as small as what lies on it."""

    path: Path

    @classmethod
    def mounted(cls, path: Path) -> Disk | None:
        """A file system at that folder; None where this machine does not let us."""
        path.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={ROOMY}", "glacy-soak", str(path)]
        if os.geteuid() or subprocess.run(command, capture_output=True).returncode:
            return None
        return cls(path=path)

    def set_full(self) -> bool:
        """No room any more, but for some last kilobytes; False where it grew in the same moment."""
        found = os.statvfs(self.path)
        used = (found.f_blocks - found.f_bfree) * found.f_frsize
        return self._resize(used + _LEFT)

    def set_roomy(self) -> None:
        """Room for everything."""
        assert self._resize(ROOMY)

    def unmount(self) -> None:
        """Gone, with all that lies on it."""
        subprocess.run(["umount", "-l", str(self.path)], capture_output=True, check=False)

    def _resize(self, size: int) -> bool:
        command = ["mount", "-o", f"remount,size={size}", str(self.path)]
        return subprocess.run(command, capture_output=True).returncode == 0


def carry_stick(sender: Post, receiver: Post, stick: Path) -> None:
    """What waits at a node goes to another on a stick, in no order, beside the line; replies come back."""
    stick.mkdir(exist_ok=True)
    sender.call("put_on_stick", str(stick), receiver.place.country)
    receiver.call("take_stick", str(stick))
    sender.call("take_stick", str(stick))
    shutil.rmtree(stick)


def back_up(post: Post, folder: Path) -> None:
    """A backup of a node while it runs."""
    glacy("backup", str(post.place.path), "--new-key", str(folder / "recovery.key"))
    glacy("backup", str(post.place.path), "--to", str(folder / "backups"))


def lose_and_restore(post: Post, others: list[Post], folder: Path) -> None:
    """The machine of a node is gone; the backup is restored, it asks the others, and is listed anew."""
    post.stop_processes()
    shutil.rmtree(post.place.path)
    key = ("--key", str(folder / "recovery.key"))
    glacy("restore", str(folder / "backups"), str(post.place.path), *key)
    post.start()
    patiently(lambda: not (post.place.path / "restored.json").exists(), within=600)
    patiently(lambda: is_up(post.place))
    _list_anew(folder, post)
    for one in (post, *others):
        glacy("directory", "refresh", str(one.place.path))


def _list_anew(folder: Path, post: Post) -> None:
    """The operator lists the node with the journal that it has now, after a call."""
    from glacy.exchange import read_node_entry
    from glacy.operator.vetting import entry_fingerprint

    code = post.place.country
    entry, office = folder / f"{code}.json", str(folder / "operator")
    glacy("node", "entry", str(post.place.path), "--out", str(entry))
    glacy("directory", "change", office, str(entry), *_BY)
    heard = entry_fingerprint(read_node_entry(entry.read_bytes()))
    glacy("directory", "call", office, code, *_BY, *_SPOKEN, "--heard", heard)
    keys = (f"{office}/keys/targets.key", f"{office}/keys/online.key")
    glacy("directory", "publish", office, "--key", keys[0], "--online", keys[1], *_BY)
