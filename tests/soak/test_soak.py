"""Three nodes and all that can befall them: nothing is lost, doubled or out of order, all is receipted.

Processes are killed, lines cut, slow, and late, messages come twice and in another order, sticks travel
beside the line, clocks jump, a disk is full; in the long form a machine is lost and restored from its backup.
`GLACY_MESSAGES`, `GLACY_KILLS`, `GLACY_CUTS`, `GLACY_RESTORES` and `GLACY_SEED` say how long; `make soak`
takes 20,000 messages, 200 kills and 200 cuts, the suite a short form with the same checks.
"""

from __future__ import annotations

import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.journeys.killed import Killer, is_up, look, patiently
from tests.soak.three import Post, make_three
from tests.soak.troubles import Disk, Troubles, back_up, carry_stick, lose_and_restore

MESSAGES = int(os.environ.get("GLACY_MESSAGES", "60"))
KILLS = int(os.environ.get("GLACY_KILLS", "4"))
CUTS = int(os.environ.get("GLACY_CUTS", "8"))
RESTORES = int(os.environ.get("GLACY_RESTORES", "0"))
SEED = int(os.environ.get("GLACY_SEED", "224"))
IS_LONG = MESSAGES >= 1_000
BATCH = 25 if IS_LONG else 3
REQUESTS = 8 if IS_LONG else 1
EACH_TROUBLE = 10 if IS_LONG else 1
STICK_EVERY = 10 if IS_LONG else 2
ON_THE_WAY = 40 * BATCH
WITHIN = 300.0 + MESSAGES / 10

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200 + MESSAGES), pytest.mark.xdist_group("killed")]


def test_nothing_is_lost_doubled_or_out_of_order(tmp_path: Path) -> None:
    chance, progress = random.Random(SEED), Progress()
    disk = Disk.mounted(tmp_path / "disk")
    posts = make_three(tmp_path, chance=chance, cuts=0, small=tmp_path / "disk")
    killer = Killer(halves=[], chance=random.Random(SEED + 1), at_most=KILLS, pause=(0.2, 3.0))
    killer.may = lambda kills: kills < progress.due(KILLS)
    troubles = Troubles(posts=posts, chance=random.Random(SEED + 2), at_least=EACH_TROUBLE, disk=disk)
    started = time.monotonic()
    try:
        for post in posts:
            post.start()
        patiently(lambda: all(is_up(post.place) for post in posts), within=WITHIN)
        killer.halves.extend(half for post in posts for half in post.halves)
        killer.start()
        begin(posts)
        troubles.start()
        if RESTORES:
            back_up(posts[1], tmp_path)
        talk(posts, killer, troubles, progress, stick=tmp_path / "stick")
        killer.join()
        settle(posts, troubles)
        if RESTORES:
            lose_and_restore(posts[1], [posts[0], posts[2]], tmp_path)
            progress.sent += speak_once(posts, progress.rounds)
            settle(posts, troubles)
        took = time.monotonic() - started
        orders = [post.call("faults_of_order") for post in posts]
        for post in posts:
            post.stop()
        with ThreadPoolExecutor(len(posts)) as pool:
            seen = list(pool.map(lambda post: look(post.place), posts))
    finally:
        killer.stop.set()
        troubles.stop.set()
        for post in posts:
            post.stop()
        if disk is not None:
            disk.unmount()
    print(
        f"{progress.sent} messages, {killer.kills.total()} kills, {cuts_of(posts)} cuts, "
        f"{sum(post.line.done['late'] for post in posts)} of them late, "
        f"{sum(post.line.done['twice'] for post in posts)} carried twice, {progress.sticks} sticks, "
        f"{dict(troubles.done)}, {RESTORES} restored, {took:.0f} s"
    )
    assert killer.kills.total() >= KILLS
    assert cuts_of(posts) >= CUTS
    assert troubles.is_enough
    assert orders == [[], [], []]
    assert [one["faults"] for one in seen] == [[], [], []]
    assert [(one["early"], one["quarantined"], one["unplaced"]) for one in seen] == [(0, 0, [])] * 3
    for one in seen:
        assert one["arrivals"] == len(one["given"]) == len(set(one["given"])) == len(one["received"])
    assert gathered(seen, "sent") == gathered(seen, "received")
    assert gathered(seen, "given") == gathered(seen, "got")
    assert len(gathered(seen, "sent")) == progress.sent


class Progress:
    """How much was sent; kills and cuts are spread over it."""

    sent = 0
    rounds = 0
    sticks = 0

    def due(self, of: int) -> int:
        """How many of so many may have happened by now."""
        return of if self.sent >= MESSAGES else 1 + of * self.sent // MESSAGES


def begin(posts: list[Post]) -> None:
    """Each node sends requests to each other, and opens those that it got."""
    for post in posts:
        for other in posts:
            if other is not post:
                post.requests += [
                    str(post.call("request", other.place.country, number)) for number in range(REQUESTS)
                ]
    expected = REQUESTS * (len(posts) - 1)

    def all_taken() -> bool:
        for post in posts:
            taken = post.call("take")
            assert isinstance(taken, list)
            post.taken += taken
        return all(len(post.taken) == expected for post in posts)

    patiently(all_taken, within=WITHIN)


def talk(posts: list[Post], killer: Killer, troubles: Troubles, progress: Progress, *, stick: Path) -> None:
    """Words and questions both ways from all nodes at once, until there were enough of everything."""
    progress.sent = 2 * len(posts) * (len(posts) - 1) * REQUESTS  # each request, and that it was opened
    while progress.sent < MESSAGES or killer.is_alive() or cuts_of(posts) < CUTS or not troubles.is_enough:
        for post in posts:
            post.line.at_most_cuts = -(-progress.due(CUTS) // len(posts))
        progress.sent += speak_once(posts, progress.rounds)
        progress.rounds += 1
        if progress.rounds % STICK_EVERY == 0:
            sender, receiver = troubles.chance.sample(posts, 2)
            carry_stick(sender, receiver, stick)
            progress.sticks += 1
        patiently(lambda: sum(on_the_way(post)[0] for post in posts) < ON_THE_WAY, within=WITHIN)


def speak_once(posts: list[Post], round_: int) -> int:
    """One round of words and questions from all nodes at once; how many were sent."""
    counts: list[int] = []

    def speak(post: Post) -> None:
        for act, ids in (("tell", post.requests), ("ask", post.taken)):
            said = post.call(act, ids, BATCH, round_)
            assert isinstance(said, int)
            counts.append(said)

    threads = [threading.Thread(target=speak, args=(post,)) for post in posts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(counts) == 2 * len(posts), "an officer could not go on"
    return sum(counts)


def settle(posts: list[Post], troubles: Troubles) -> None:
    """Nothing befalls them any more; returns when nothing is on its way."""
    troubles.stop.set()
    troubles.join()
    for post in posts:
        post.line.rough = False

    def is_quiet() -> bool:
        for post in posts:
            post.revive()
        return not any(any(on_the_way(post)) for post in posts)

    patiently(is_quiet, within=WITHIN)


def on_the_way(post: Post) -> tuple[int, int, int]:
    """Parcels without receipts, entries without places, messages that wait."""
    found = post.call("on_the_way")
    assert isinstance(found, tuple)
    return found


def cuts_of(posts: list[Post]) -> int:
    """How many connections were cut."""
    return sum(post.line.cuts for post in posts)


def gathered(seen: list[dict[str, object]], name: str) -> list[str]:
    """What all nodes tell under a name, in one order."""
    rows: list[str] = []
    for one in seen:
        found = one[name]
        assert isinstance(found, list)
        rows += [str(row) for row in found]
    return sorted(rows)
