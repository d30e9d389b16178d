"""What a container costs: 2 GiB in one file and 20,000 small ones, and 1,000,000 files, beside OpenSSL.

Each step runs in a process of its own, which tells its processor time and the most memory it held. The
payload is carried inside; `openssl dgst -sha256` reads the same files in the same run.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, cast

from glacy.container import examine_container, open_container, renew_container, seal_container
from glacy.signing import LocalStamper, NodeName, Signer, Trust, issue_certificate, issue_root, new_key

COMMAND = "python benchmarks/container.py"
LARGE = 2 << 30
SMALL, COUNT = 36_000, 20_000
MANY = 1_000_000
PIECE = 1 << 18
NOW = datetime(2026, 11, 21, tzinfo=UTC)
LAST = f"data/{COUNT - 1:07}"


def keys() -> tuple[Signer, LocalStamper]:
    """The keys of an invented node."""
    name = NodeName(name="Bench", country="GH", exercise=True)
    start, end = NOW - timedelta(days=1), NOW + timedelta(days=900)
    root = issue_root(subject=name, key=new_key(), serial=1, not_before=start, not_after=end)

    def leaf(serial: int, use: str) -> Signer:
        key = new_key()
        certificate = issue_certificate(
            subject=name, public_key=key.public_key(), issuer=root, serial=serial, not_before=start,
            not_after=end, use=use,  # type: ignore[arg-type]  # the two words below
        )  # fmt: skip
        return Signer(certificate=certificate, key=key)

    stamp = leaf(3, "stamp")
    stamper = LocalStamper(certificate=stamp.certificate, key=stamp.key, clock=lambda: NOW)
    return leaf(2, "seal"), stamper


def pieces(path: Path) -> Iterator[bytes]:
    """The bytes of a file."""
    with path.open("rb", buffering=0) as file:
        while piece := file.read(PIECE):
            yield piece


def read_files(folder: Path) -> Iterator[tuple[str, Iterator[bytes], int | None]]:
    """The files of the folder, read where they lie."""
    for path in sorted(folder.iterdir()):
        yield f"data/{path.name}", pieces(path), path.stat().st_size
    yield "bagit.txt", iter((b"BagIt-Version: 1.0\n",)), None


def made_files() -> Iterator[tuple[str, Iterator[bytes], int | None]]:
    """A million small files, made as they are asked for."""
    for number in range(MANY):
        yield f"data/{number // 1000:04}/{number:07}.txt", iter((b"%016d" % number,)), 16
    yield "bagit.txt", iter((b"BagIt-Version: 1.0\n",)), None


def step(name: str, folder: Path) -> dict[str, float]:
    """One step, measured: processor seconds, seconds, and the most memory in MB."""
    signer, stamper = keys()
    container, renewed = folder / "made.asice", folder / "renewed.asice"

    def spool() -> BinaryIO:
        return cast("BinaryIO", tempfile.TemporaryFile(dir=folder))  # the plain kind of temporary file

    def seal(files: Iterator[tuple[str, Iterator[bytes], int | None]]) -> None:
        with container.open("w+b") as out:
            seal_container(out, files, by=signer, at=NOW, stamper=stamper, kind="bundle", spool=spool)

    def verify() -> None:
        with container.open("rb") as file:
            reading = examine_container(file, trust=Trust.none(), at=NOW)
        faults = [check for check in reading.checks if check.holds is False]
        if faults or reading.opened is None:
            raise SystemExit(f"It does not hold: {faults}")

    def show() -> None:
        with container.open("rb") as file:
            if sum(1 for _ in open_container(file).sizes()) < COUNT:
                raise SystemExit("Files are missing.")

    def pick() -> None:
        with container.open("rb") as file:
            if sum(map(len, open_container(file).read(LAST))) != SMALL:
                raise SystemExit("The file is not whole.")

    def renew() -> None:
        later = replace(stamper, clock=lambda: NOW + timedelta(days=300))
        with container.open("rb") as file, renewed.open("w+b") as out:
            renew_container(file, out, stamper=later, spool=spool)

    steps: dict[str, Callable[[], None]] = {
        "seal": lambda: seal(read_files(folder / "files")),
        "seal many": lambda: seal(made_files()),
        "verify": verify,
        "list": show,
        "pick": pick,
        "renew": renew,
    }
    began, began_cpu = time.monotonic(), time.process_time()
    steps[name]()
    return {
        "cpu": time.process_time() - began_cpu,
        "wall": time.monotonic() - began,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def run(name: str, folder: Path) -> dict[str, float]:
    """A step in a process of its own."""
    command = [sys.executable, __file__, name, str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    told: dict[str, float] = json.loads(done.stdout)
    print(name, told, file=sys.stderr)
    return told


def openssl(folder: Path) -> float:
    """The processor seconds of `openssl dgst -sha256` over the same files."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = f"find {folder}/files -type f -print0 | xargs -0 openssl dgst -sha256 > {folder}/dgst"
    subprocess.run(command, shell=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def write_files(folder: Path) -> None:
    """The mix: small files, and one large one."""
    files = folder / "files"
    files.mkdir()
    noise = os.urandom(1 << 20)
    for number in range(COUNT):
        start = number * 37 % (len(noise) - SMALL)
        (files / f"{number:07}").write_bytes(noise[start : start + SMALL])
    with (files / "large").open("wb") as file:
        for _ in range(LARGE // len(noise)):
            file.write(noise)


def tell(figure: str, value: float, unit: str, target: str = "") -> None:
    """One line of the table."""
    print(f"{figure} | {value} | {unit} | {target} | {COMMAND}", flush=True)


def main() -> None:
    """Measure the mix, then the million."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder)
        digests = min(openssl(folder) for _ in range(2))
        sealed = run("seal", folder)
        verified, listed, picked, renewed = (
            run(each, folder) for each in ("verify", "list", "pick", "renew")
        )
        tell("container: 2.7 GiB sealed, CPU to openssl dgst", sealed["cpu"] / digests, "x", "<= 2")
        tell("container: 2.7 GiB verified, CPU to openssl dgst", verified["cpu"] / digests, "x", "<= 1.3")
        tell("container: 2.7 GiB renewed, CPU to openssl dgst", renewed["cpu"] / digests, "x")
        tell("container: most memory of these", max(sealed["memory"], verified["memory"]), "MB", "< 60")
        tell("container: 20,001 files listed", listed["wall"], "s", "< 1")
        tell("container: one of 20,001 files verified", picked["wall"], "s", "< 1")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        many, checked = run("seal many", folder), run("verify", folder)
        tell("container: 1,000,000 files sealed, CPU to a file", many["cpu"] * 1e6 / MANY, "us")
        tell("container: 1,000,000 files verified, CPU to a file", checked["cpu"] * 1e6 / MANY, "us")
        tell("container: 1,000,000 files, most memory", max(many["memory"], checked["memory"]), "MB", "< 80")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(step(sys.argv[1], Path(sys.argv[2]))))
    else:
        main()
