"""A data set in its folder: parts are added whole or not at all, so that a killed load can go on."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from glacy.sayings import say
from glacy.tracing.chains import Chain, get_chain
from glacy.tracing.dataset.manifest import FILE, Manifest, read_manifest, write_manifest
from glacy.tracing.errors import DataSetError

_PARTS, _NUMBERED, _LOCK, _NEW = "parts", "numbered", ".lock", ".new"


class Folder:
    """The files of a data set. What the manifest does not name is what a killed load left, and is removed."""

    def __init__(self, path: Path, manifest: Manifest) -> None:
        self.path = path
        self.manifest = manifest

    @property
    def chain(self) -> Chain:
        """The chain whose blocks it holds."""
        return get_chain(self.manifest.chain)

    def parts(self, table: str) -> list[str]:
        """The files of a table as it was taken over."""
        return [
            os.fspath(self.path / _PARTS / f"{number:06d}" / f"{table}.parquet")
            for number in range(1, self.manifest.parts + 1)
        ]

    def numbered(self, table: str) -> Path:
        """The file of a numbered table; raises while there is none."""
        if not self.manifest.numbered:
            raise DataSetError(
                say("The data set was not loaded to its end."), remedy=say("Run the same load once more.")
            )
        return self.path / _NUMBERED / self.manifest.numbered / f"{table}.parquet"

    def commit(self) -> None:
        """Makes the manifest durable; what it names must be on the disk before."""
        new = self.path / (FILE + _NEW)
        with new.open("wb") as file:
            file.write(write_manifest(self.manifest))
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path / FILE)
        _sync(self.path)

    def add_part(self, tables: Mapping[str, pa.Table]) -> None:
        """Writes a part and makes it durable; it belongs to the data set when the manifest counts it."""
        self.manifest.parts += 1
        with self.making(_PARTS, f"{self.manifest.parts:06d}") as folder:
            for name, table in tables.items():
                pq.write_table(table, folder / f"{name}.parquet", compression="zstd")

    @contextmanager
    def making(self, kind: str, name: str) -> Iterator[Path]:
        """A folder to fill, which takes its name when it is whole."""
        new = self.path / kind / (name + _NEW)
        if new.exists():
            shutil.rmtree(new)
        new.mkdir(parents=True)
        yield new
        for file in new.iterdir():
            _sync(file)
        _sync(new)
        final = self.path / kind / name
        if final.exists():
            shutil.rmtree(final)
        new.rename(final)
        _sync(final.parent)

    def sweep(self) -> None:
        """Removes what no manifest names."""
        kept = {f"{number:06d}" for number in range(1, self.manifest.parts + 1)}
        for kind, names in ((_PARTS, kept), (_NUMBERED, {self.manifest.numbered})):
            for one in (self.path / kind).glob("*"):
                if one.name not in names:
                    shutil.rmtree(one)


@contextmanager
def open_folder(path: Path, *, chain: Chain) -> Iterator[Folder]:
    """The data set of a folder to load into, made if it is not there; one load at a time."""
    path.mkdir(parents=True, exist_ok=True)
    with (path / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DataSetError(
                say("Another load into this data set is going on."), remedy=say("Wait until it has ended.")
            ) from None
        folder = _opened(path, chain)
        folder.sweep()
        yield folder


def read_folder(path: Path) -> Folder:
    """The data set of a folder, to ask it."""
    if not (path / FILE).is_file():
        raise _none(path)
    return Folder(path, read_manifest((path / FILE).read_bytes()))


def _opened(path: Path, chain: Chain) -> Folder:
    if (path / FILE).exists():
        folder = read_folder(path)
        if folder.manifest.chain != chain.key:
            raise DataSetError(
                say(
                    "The data set is of {held}, and not of {asked}.",
                    held=folder.chain.called,
                    asked=chain.called,
                ),
                remedy=say("Load another chain into another folder."),
            )
        return folder
    if any(one.name != _LOCK and not one.name.endswith(_NEW) for one in path.iterdir()):
        raise _none(path)
    folder = Folder(path, Manifest(chain=chain.key))
    folder.commit()
    return folder


def _none(path: Path) -> DataSetError:
    return DataSetError(
        say("{folder} holds no data set.", folder=path.name),
        remedy=say("Load sources into an empty or new folder first."),
    )


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
