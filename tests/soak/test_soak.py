"""Three nodes, kills, cuts, repeats and delays: nothing is lost, doubled or out of order, all is receipted.

`GLACY_MESSAGES`, `GLACY_KILLS`, `GLACY_CUTS` and `GLACY_SEED` say how long; `make soak` takes 20,000
messages, 200 kills and 200 cuts, the suite a short form with the same checks.
"""

from __future__ import annotations

import os
import random
import threading
import time
from pathlib import Path

import pytest

from tests.journeys.killed import Killer, is_up, look, patiently
from tests.soak.three import Post, make_three

MESSAGES = int(os.environ.get("GLACY_MESSAGES", "60"))
KILLS = int(os.environ.get("GLACY_KILLS", "4"))
CUTS = int(os.environ.get("GLACY_CUTS", "8"))
SEED = int(os.environ.get("GLACY_SEED", "224"))
BATCH = 5 if MESSAGES < 1_000 else 25
REQUESTS = 1 if MESSAGES < 1_000 else 8

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900 + MESSAGES), pytest.mark.xdist_group("killed")]


def test_nothing_is_lost_doubled_or_out_of_order(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    posts = make_three(tmp_path, chance=chance, cuts=CUTS)
    killer = Killer(halves=[], chance=random.Random(SEED + 1), at_most=KILLS, pause=(0.2, 3.0))
    started = time.monotonic()
    try:
        for post in posts:
            post.start()
        patiently(lambda: all(is_up(post.place) for post in posts))
        killer.halves.extend(half for post in posts for half in post.halves)
        killer.start()
        begin(posts)
        sent = talk(posts, killer)
        killer.join()
        for post in posts:
            post.line.rough = False
        patiently(lambda: not any(any(post.call("on_the_way")) for post in posts), within=120 + MESSAGES / 20)
        took = time.monotonic() - started
        orders = [post.call("faults_of_order") for post in posts]
    finally:
        killer.stop.set()
        for post in posts:
            post.stop()
    cuts = sum(post.line.done[one] for post in posts for one in ("cut up", "cut down", "refused"))
    twice = sum(post.line.done["twice"] for post in posts)
    seen = [look(post.place) for post in posts]
    print(f"{sent} messages, {killer.kills.total()} kills, {cuts} cuts, {twice} carried twice, {took:.0f} s")
    assert killer.kills.total() >= KILLS
    assert cuts >= CUTS
    assert orders == [[], [], []]
    assert [one["faults"] for one in seen] == [[], [], []]
    assert [(one["early"], one["quarantined"]) for one in seen] == [(0, 0)] * 3
    for one in seen:
        assert one["arrivals"] == len(one["given"]) == len(set(one["given"])) == len(one["received"])
    assert gathered(seen, "sent") == gathered(seen, "received")
    assert gathered(seen, "given") == gathered(seen, "got")
    assert len(gathered(seen, "sent")) == sent


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

    patiently(all_taken, within=300)


def talk(posts: list[Post], killer: Killer) -> int:
    """Words and questions both ways from all nodes at once, until there were enough of everything."""
    sent = 2 * len(posts) * (len(posts) - 1) * REQUESTS  # each request, and the notice that it was opened
    round_ = 0
    while sent < MESSAGES or killer.is_alive() or not enough_cuts(posts):
        counts: list[int] = []

        def speak(post: Post, counts: list[int] = counts, round_: int = round_) -> None:
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
        sent += sum(counts)
        round_ += 1
        time.sleep(0.2)
    return sent


def enough_cuts(posts: list[Post]) -> bool:
    return sum(post.line.done[one] for post in posts for one in ("cut up", "cut down", "refused")) >= CUTS


def gathered(seen: list[dict[str, object]], name: str) -> list[str]:
    """What all nodes tell under a name, in one order."""
    rows: list[str] = []
    for one in seen:
        found = one[name]
        assert isinstance(found, list)
        rows += [str(row) for row in found]
    return sorted(rows)
