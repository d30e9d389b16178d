"""What sealing costs beside hashing alone: one large file and many small ones, sealed, checked, re-checked.

All figures of a run are taken by turns on the same bytes, so that a ratio compares like with like. Processor
time counts user and system time of the whole command, its start included. The sizes are those of the bounds
(2 GiB and 20,000 files); GLACY_BENCH_SCALE=0.1 takes a tenth of both where the machine is busy, and says so.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

COMMAND = "python benchmarks/sealing.py"
SCALE = float(os.environ.get("GLACY_BENCH_SCALE", "1"))
LARGE = int((2 << 30) * SCALE)
SMALL = int(20_000 * SCALE)
SIZES = (1_000, 5_000, 20_000, 40_000, 110_000)
IN_A_FOLDER = 200
TURNS = 3
GLACY = (sys.executable, "-m", "glacy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a command took: processor seconds, seconds, and the most memory in MB."""

    cpu: float
    wall: float
    memory: float


def main() -> int:
    """Prints the figures."""
    with tempfile.TemporaryDirectory(prefix="glacy-sealing-") as folder:
        place = Path(folder)
        os.environ["GLACY_SEALER"] = str(place / "sealer")
        os.environ["PYTHONPYCACHEPREFIX"] = str(place / "compiled")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        source = place / "source"
        names = make_source(source)
        if SCALE != 1:
            print(f"scaled to {SCALE}: the bounds are for the whole sizes", file=sys.stderr)
        measure(place, source, names)
    return 0


def make_source(source: Path) -> list[str]:
    """One large file and many small ones, the same at every run."""
    chance = random.Random(20261122)
    block = chance.randbytes(1 << 20)
    source.mkdir()
    names = [str(source / "disk.img")]
    with (source / "disk.img").open("wb") as file:
        for number in range(LARGE >> 20):
            file.write(number.to_bytes(8, "big") + block[8:])
    for number in range(SMALL):
        inside = source / f"d{number // IN_A_FOLDER:03}"
        if number % IN_A_FOLDER == 0:
            inside.mkdir()
        size = chance.choice(SIZES)
        start = chance.randrange(len(block) - size)
        path = inside / f"f{number:05}.bin"
        path.write_bytes(number.to_bytes(8, "big") + block[start + 8 : start + size])
        names.append(str(path))
    return names


def measure(place: Path, source: Path, names: Sequence[str]) -> None:
    """Everything by turns; the medians of the turns are told."""
    listed = "\0".join(names).encode()
    spent: dict[str, list[Spent]] = {}

    def take(name: str, *command: str | Path, stdin: bytes = b"", good: int = 0) -> None:
        spent.setdefault(name, []).append(run(command, stdin=stdin, good=good))

    warm = place / "warm"
    warm.mkdir()
    (warm / "file").write_bytes(b"warm")
    for mode in ("--leave", "--sha256-only"):
        out = place / f"warm{mode}.asice"
        run((*GLACY, "evidence", "seal", warm, mode, "--out", out), good=0)
        run((*GLACY, "verify", out), good=0)
    for turn in range(TURNS):
        take("openssl", "xargs", "-0", "openssl", "dgst", "-sha256", stdin=listed)
        left, both = place / f"left{turn}.asice", place / f"both{turn}.asice"
        take("left", *GLACY, "evidence", "seal", source, "--leave", "--sha256-only", "--out", left)
        take("verify left", *GLACY, "verify", left)
        take("openssl", "xargs", "-0", "openssl", "dgst", "-sha256", stdin=listed)
        take("blake3", *GLACY, "evidence", "seal", source, "--leave", "--out", both)
        take("quick", *GLACY, "verify", "--quick", both)
        if shutil.which("b3sum"):
            take("b3sum", "xargs", "-0", "b3sum", stdin=listed)
        carried = place / "carried.asice"
        take("carried", *GLACY, "evidence", "seal", source, "--sha256-only", "--out", carried)
        take("verify carried", *GLACY, "verify", carried)
        carried.unlink()
    take("sha256sum", "xargs", "-0", "sha256sum", stdin=listed)
    take("list", *GLACY, "evidence", "list-files", place / "both0.asice")
    take("one", *GLACY, "verify", place / "both0.asice", "--only", "source/d000/f00007.bin")
    bag = (
        sys.executable,
        "-c",
        "import bagit,sys; bagit.make_bag(sys.argv[1], checksums=['sha256'])",
        source,
    )
    take("bagit make", *bag)
    check = (sys.executable, "-c", "import bagit,sys; bagit.Bag(sys.argv[1]).validate()", source)
    take("bagit check", *check)
    tell(spent)


def run(command: Sequence[str | Path], *, stdin: bytes = b"", good: int = 0) -> Spent:
    """What one command took."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as told:
        given.write(stdin)
        given.seek(0)
        began = time.perf_counter()
        child = subprocess.Popen(
            [str(one) for one in command], stdin=given, stdout=subprocess.DEVNULL, stderr=told
        )
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != good:
            told.seek(0)
            raise SystemExit(f"{command}: exit {child.returncode}\n{told.read()[-2000:].decode()}")
    return Spent(cpu=used.ru_utime + used.ru_stime, wall=wall, memory=used.ru_maxrss / 1024)


def tell(spent: dict[str, list[Spent]]) -> None:
    """One line to a figure."""
    cpu = {name: median(one.cpu for one in taken) for name, taken in spent.items()}
    wall = {name: median(one.wall for one in taken) for name, taken in spent.items()}
    plain = cpu["openssl"]
    figure("sealing: openssl dgst -sha256 over the same bytes", plain, "CPU s")
    figure("sealing, SHA-256, files left where they lie", cpu["left"] / plain, "x openssl", "<= 1.3")
    figure("sealing, BLAKE3 beside it, files left", cpu["blake3"] / plain, "x openssl", "<= 1.6")
    figure("sealing, SHA-256, files carried in the container", cpu["carried"] / plain, "x openssl", "<= 2.0")
    figure("verifying, files left where they lie", cpu["verify left"] / plain, "x openssl", "<= 1.3")
    figure("verifying, files carried in the container", cpu["verify carried"] / plain, "x openssl", "<= 1.3")
    ours, bags = cpu["left"] + cpu["verify left"], cpu["bagit make"] + cpu["bagit check"]
    figure("sealing and verifying, processor time", ours / bags, "x bagit.py", "<= 0.75")
    walls = (wall["left"] + wall["verify left"]) / (wall["bagit make"] + wall["bagit check"])
    figure("sealing and verifying, wall time", walls, "x bagit.py", "<= 0.4")
    figure("coreutils sha256sum beside sealing", cpu["sha256sum"] / cpu["left"], "x ours", ">= 6")
    if "b3sum" in cpu:
        figure("quick re-check by BLAKE3, files left", cpu["quick"] / cpu["b3sum"], "x b3sum", "<= 1.5")
    else:
        print("b3sum is not installed (Debian: b3sum): the quick re-check stands alone", file=sys.stderr)
        figure("quick re-check by BLAKE3, files left", cpu["quick"], "CPU s")
    figure("listing of a sealed bundle, whole command", wall["list"], "s", "< 1")
    figure("one file of it verified, whole command", wall["one"], "s")
    figure("sealing: most memory of any of our commands", _most_memory(spent), "MB", "< 200")


def _most_memory(spent: dict[str, list[Spent]]) -> float:
    ours = ("left", "blake3", "carried", "verify left", "verify carried", "quick", "list", "one")
    return max(one.memory for name in ours for one in spent[name])


def figure(name: str, value: float, unit: str, target: str = "") -> None:
    """One line."""
    print(f"{name} | {value:.3g} | {unit} | {target} | {COMMAND}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
