"""Web and worker are killed between any two steps: after that everything is there, once, and provable.

`GLACY_KILLS` says how many kills there must be (8 in the suite; `make soak` takes more), `GLACY_SEED` which.
"""

from __future__ import annotations

import os
import random
import signal
from pathlib import Path

import pytest

from tests.journeys.killed import Desk, Half, Killer, is_up, look, patiently, play_round
from tests.node.pair import make_pair

KILLS = int(os.environ.get("GLACY_KILLS", "8"))
SEED = int(os.environ.get("GLACY_SEED", "185"))

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60 + 60 * KILLS), pytest.mark.xdist_group("killed")]


def test_killed_at_random_everything_arrives_once_and_is_proved(tmp_path: Path) -> None:
    ghana, chile = make_pair(tmp_path)
    chance = random.Random(SEED)
    halves = [Half(place=place, kind=kind) for place in (ghana, chile) for kind in ("web", "worker")]
    gh, cl = (Desk(place=place, chance=chance, killed_share=0.6) for place in (ghana, chile))
    killer = Killer(halves=halves, chance=random.Random(SEED + 1), at_most=KILLS)
    try:
        for half in halves:
            half.start()
        patiently(lambda: is_up(ghana) and is_up(chile))
        killer.start()
        asked = 0
        while killer.is_alive() or not asked:
            asked += play_round(gh, cl, asked, requests=2 if KILLS < 20 else 4)
        killer.join()
        gh_seen, cl_seen = patiently(lambda: _settled(look(ghana), look(chile)), within=180)
    finally:
        killer.stop.set()
        killer.join()
        gh.close()
        cl.close()
        for half in halves:
            half.end(signal.SIGTERM)
    print(f"{killer.kills.total()} kills of halves, {gh.kills + cl.kills} inside acts, {asked} requests")
    print(dict(killer.kills), {name: gh_seen[name] for name in ("entries", "left")})
    for seen in (gh_seen, cl_seen):
        assert seen["faults"] == []
        assert (seen["early"], seen["quarantined"]) == (0, 0)
        assert seen["arrivals"] == len(seen["given"]) == len(set(seen["given"])) == len(seen["received"])
    assert gh_seen["sent"] == cl_seen["received"]
    assert cl_seen["sent"] == gh_seen["received"]
    assert len(gh_seen["sent"]) == asked
    assert gh_seen["got"] == cl_seen["given"]
    assert cl_seen["got"] == gh_seen["given"]


def _settled(*seen: dict[str, object]) -> tuple[dict[str, object], ...] | None:
    """What was seen, once nothing is on its way and every entry has its place."""
    return None if any(one["open"] or one["unplaced"] for one in seen) else seen
