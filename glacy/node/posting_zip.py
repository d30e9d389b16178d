"""A stick as one ZIP file, for an officer whose only way to the node is a browser."""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from glacy.exchange import MAX_SEALED_SIZE
from glacy.node.errors import NodeError
from glacy.node.opened import Node
from glacy.node.posting_stick import PutOn, TakenIn, put_on_stick, take_from_stick
from glacy.sayings import say
from glacy.store.people import Officer

MOST_FILES = 2000
MOST_BYTES = 4 * MAX_SEALED_SIZE
_OURS = re.compile(r"(?:.*/)?(?P<name>[0-9a-f]{64}\.(?:age|asice)|manifest\.json)")
_PIECE = 1 << 20


def zip_for(node: Node, *, country: str, by: Officer) -> tuple[IO[bytes], PutOn]:
    """What would be put on a stick, as an open ZIP file that is gone when it is closed.

    Pieces of large payloads do not travel through a browser: the command line puts them on the stick.
    """
    with _room(node) as root:
        did = put_on_stick(node, root, country=country, by=by, has_pieces=False)
        packed = tempfile.TemporaryFile(dir=root.parent)  # noqa: SIM115  # who asked closes it
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
            for file in sorted((root / "GLACY").glob("*")):
                archive.write(file, f"GLACY/{file.name}")
    packed.seek(0)
    return packed, did


def take_zip(node: Node, given: IO[bytes], *, by: Officer) -> TakenIn:
    """Takes in the ZIP of a stick; only files of the exchange are taken out of it, under names of ours."""
    with _room(node) as root, tempfile.TemporaryFile(dir=root.parent) as packed:
        shutil.copyfileobj(given, packed, _PIECE)
        others = _unpack(packed, root)
        did = take_from_stick(node, root, by=by)
    did.others = others
    return did


def _unpack(packed: IO[bytes], root: Path) -> tuple[str, ...]:
    """Puts files of the exchange where a stick has them; the names of the others."""
    folder, others, left = root / "GLACY", [], MOST_BYTES
    folder.mkdir()
    try:
        with zipfile.ZipFile(packed) as archive:
            entries = [one for one in archive.infolist() if not one.is_dir()]
            if len(entries) > MOST_FILES:
                raise _not_a_stick(say("It holds more than {most} files.", most=MOST_FILES))
            for entry in entries:
                found = _OURS.fullmatch(entry.filename)
                if found is None or entry.file_size > MAX_SEALED_SIZE:
                    others.append(entry.filename[:200])
                    continue
                left -= entry.file_size
                if left < 0:
                    raise _not_a_stick(say("It holds more than {most} bytes.", most=MOST_BYTES))
                _copy(archive, entry, folder / found["name"])
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError) as fault:
        raise _not_a_stick(say("It is no ZIP file that can be read.")) from fault
    return tuple(name for name in others if not name.endswith("GLACY/README.txt"))


def _copy(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, place: Path) -> None:
    with archive.open(entry) as source, place.open("wb") as target:
        left = entry.file_size
        while left > 0 and (piece := source.read(min(_PIECE, left))):
            target.write(piece)
            left -= len(piece)


@contextmanager
def _room(node: Node) -> Iterator[Path]:
    """An empty folder on the disk of the node, gone at the end; what lies there is sealed."""
    beside = node.path / "run"
    beside.mkdir(mode=0o700, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=beside, prefix="stick-") as folder:
        root = Path(folder) / "stick"
        root.mkdir()
        yield root


def _not_a_stick(why: str) -> NodeError:
    return NodeError(
        why, remedy=say("Make a ZIP of the folder GLACY of the stick, and nothing else, and choose it again.")
    )
