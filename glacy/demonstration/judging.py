"""What a judge and a defence expert do with the files: check each alone, and see one changed byte fail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from glacy.canon import digest_of
from glacy.checks import Report
from glacy.demonstration.errors import ServerError
from glacy.demonstration.servers import run_glacy
from glacy.exchange import Directory, read_directory
from glacy.verify import examine_file, summary

DIRECTORY = "directory.json"
_CHANGED = 0x01


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A file that was checked: its kind, whether the answer is the right one, and the answer in words."""

    file: str
    kind: str
    holds: bool
    says: str


def judge(kept: Mapping[str, bytes], *, at: datetime) -> Iterator[Judged]:
    """Each file as it is, which must hold; then each again with one byte changed, which must not."""
    directory = read_directory(kept[DIRECTORY])
    for name, data in sorted(kept.items()):
        if name != DIRECTORY:
            yield _as_it_is(name, data, directory=directory, at=at)
            yield _changed(name, data, directory=directory, at=at)
    yield from _by_command(kept)


def _as_it_is(name: str, data: bytes, *, directory: Directory, at: datetime) -> Judged:
    report = examine_file(data, name=name, directory=directory, at=at)
    return Judged(file=name, kind=report.kind, holds=report.holds is True, says=_told(report))


def _changed(name: str, data: bytes, *, directory: Directory, at: datetime) -> Judged:
    """The same file with one bit changed, at a place that depends on its content.

    A checkpoint whose first line was changed names another journal: then it cannot be told who signed it.
    """
    place = int(digest_of(data)[:12], 16) % len(data)
    report = examine_file(change_byte(data, place), name=name, directory=directory, at=at)
    wrong = next((check for check in report.checks if check.holds is False), None)
    unsure = next((check for check in report.checks if check.holds is None and check.decisive), None)
    found = wrong or (unsure if report.kind == "checkpoint" else None)
    says = f"byte {place:,} of {len(data):,} was changed, and "
    says += f"this broke: {found.about}: {found.says}" if found else "nobody noticed"
    holds = found is not None and report.holds is not True
    return Judged(file=name, kind=report.kind, holds=holds, says=says)


def change_byte(data: bytes, place: int) -> bytes:
    """The data with one bit of the byte at that place turned over."""
    return data[:place] + bytes([data[place] ^ _CHANGED]) + data[place + 1 :]


def _by_command(kept: Mapping[str, bytes]) -> Iterator[Judged]:
    """A bundle through the command line, in a folder of its own, as an expert far from both nodes would."""
    bundles = [name for name in sorted(kept) if "bundle" in name]
    with TemporaryDirectory(prefix="glacy-") as folder:
        place = Path(folder)
        (place / DIRECTORY).write_bytes(kept[DIRECTORY])
        for name in bundles[:1]:
            for data, fine in ((kept[name], True), (change_byte(kept[name], len(kept[name]) // 2), False)):
                (place / name).write_bytes(data)
                found = _exits_zero(place / name)
                says = f"`glacy verify` on it alone says {'it holds' if found else 'it does not hold'}"
                told = says if fine else f"with one byte changed, {says}"
                yield Judged(file=name, kind="command", holds=found == fine, says=told)


def _exits_zero(path: Path) -> bool:
    try:
        run_glacy(["verify", str(path), "--directory", str(path.parent / DIRECTORY)])
    except ServerError:
        return False
    return True


def _told(report: Report) -> str:
    wrong = [
        check for check in report.checks if check.holds is False or (check.holds is None and check.decisive)
    ]
    return f"{wrong[0].about}: {wrong[0].says}" if wrong and report.holds is not True else summary(report)
