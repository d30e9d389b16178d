"""How long a directory of 200 States takes: to refresh it at a node, and to judge it offline.

Each State has all its keys (seal, stamp, age, journal and witness in two algorithms) and three authorities.
The refresh is whole: over HTTP from a plain web server, a new version in which one number changed, to the
file on the disk.
"""

from __future__ import annotations

import http.server
import json
import secrets
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

from glacy.exchange import NodeEntry, Office, new_identity, recipient_of
from glacy.journal import SigningKey, write_verifier_key

COMMAND = "python benchmarks/bench.py directory"
STATES = 200
ROUNDS = 5
OFFICES = ("contact_24_7", "central_authority", "competent_authority")
ROLES = ("targets", "online")


def main() -> int:
    """Make the directory, let a node join, and refresh it some times."""
    with tempfile.TemporaryDirectory(prefix="glacy-") as folder:
        return _measure(Path(folder))


def _measure(folder: Path) -> int:
    home = folder / "gh"
    _run("node", "init", str(home), "--country", "GH", "--url", "http://127.0.0.1:8199", "--exercise")
    start = time.perf_counter()
    from glacy.cli.here import open_here

    node = open_here(home)
    from glacy.exchange import read_directory
    from glacy.node.joining import find_offered, join_directory
    from glacy.node.refreshing import refresh
    from glacy.operator import Call, change_entry, open_office, publish, put_call, read_key_file
    from glacy.operator import rehearse as rehearsed
    from glacy.operator.vetting import entry_fingerprint

    print(f"loaded in {time.perf_counter() - start:.1f} s", file=sys.stderr)
    entries = [node.entry, *(_entry(code, node.entry) for code in _codes())]
    entries.sort(key=lambda one: one.country)
    rehearsed(folder / "office", entries, name="bench.example", at=node.clock())
    office = open_office(folder / "office")
    listing, online = (read_key_file(office.path / "keys" / f"{one}.key", phrase=None) for one in ROLES)
    published = office.path / "published"
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(published)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    source = f"http://127.0.0.1:{server.server_port}"
    join_directory(node, find_offered(source), source=source)
    taken: list[float] = []
    for number in range(ROUNDS):
        changed = _renumbered(next(one for one in office.entries() if one.country != "GH"), number)
        change_entry(office, changed, by="bench")
        heard = entry_fingerprint(changed)
        put_call(
            office, changed.country, Call(by="a", spoke_to="b", number="1", at=office.clock(), heard=heard)
        )
        publish(office, keys=[listing], online=online, by="bench")
        begun = time.perf_counter()
        done = refresh(node)
        taken.append(time.perf_counter() - begun)
        assert [one.kind for one in done.changes] == ["number"], done.changes
    begun = time.perf_counter()
    unchanged = refresh(node)
    idle = time.perf_counter() - begun
    assert unchanged.outcome == "same"
    data = (home / "directory.json").read_bytes()
    begun = time.perf_counter()
    read_directory(data)
    judged = time.perf_counter() - begun
    server.shutdown()
    _print(f"directory of {STATES} States: refresh with a change", statistics.median(taken), "s", "< 1")
    _print(f"directory of {STATES} States: refresh without one", idle, "s", "< 1")
    _print(f"directory of {STATES} States: judged offline", judged, "s", "")
    _print(f"directory of {STATES} States: size of the chain", len(data) / 2**20, "MiB", "")
    print(json.dumps({"rounds": [round(one, 3) for one in taken]}), file=sys.stderr)
    return 0


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing."""


def _codes() -> list[str]:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    codes = [a + b for a in letters for b in letters if a + b != "GH"]
    return codes[: STATES - 1]


def _entry(code: str, like: NodeEntry) -> NodeEntry:
    """An invented node with keys of its own, each as large as a real one."""
    name = f"{code.lower()}.example/{code.lower()}"
    journal = (_key(name, "log"), _key(name, "cosigner"))
    witness = (_key(f"{name}/witness", "witness"), _key(f"{name}/witness", "cosigner"))
    certificate = like.seal_roots[0][:-32]
    return replace(
        like,
        country=code,
        name=f"Node of {code} (invented)",
        url=f"https://{code.lower()}.example",
        seal_roots=(certificate + secrets.token_bytes(32),),
        stamp_roots=(certificate + secrets.token_bytes(32),),
        age_recipients=(recipient_of(new_identity()),),
        journal_keys=journal,
        witness_keys=witness,
        mail=f"envelopes@{code.lower()}.example",
        offices=tuple(
            _office(role, code) for role in ("contact_24_7", "central_authority", "competent_authority")
        ),
    )


def _office(role: str, code: str) -> Office:
    return Office(
        role=role,
        name=f"Authority of {code} (invented)",
        phone="+999 20 555 0100",
        email=f"{role}@{code.lower()}.example",
        hours="00:00-24:00",
        zone="UTC",
        languages=("en", "fr"),
    )


def _renumbered(entry: NodeEntry, number: int) -> NodeEntry:
    first = replace(entry.offices[0], phone=f"+999 20 555 {1000 + number}")
    return replace(entry, offices=(first, *entry.offices[1:]))


def _key(name: str, use: str) -> str:
    key = SigningKey(name=name, seed=secrets.token_bytes(32), use=use)  # type: ignore[arg-type]  # known words
    return write_verifier_key(key.verifier)


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "glacy", *arguments], check=True, capture_output=True)


def _print(figure: str, value: float, unit: str, target: str) -> None:
    print(f"{figure} | {value:.3f} | {unit} | {target} | {COMMAND}")


if __name__ == "__main__":
    sys.exit(main())
