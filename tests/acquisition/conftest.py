"""A person who seals on a machine without a node, through the command line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any  # JSON of many shapes

import pytest
from click.testing import CliRunner, Result

from glacy.cli import main
from glacy.container import open_container
from glacy.evidence import SealedItem, read_found, read_item
from glacy.evidence.acquisition import FoundThing


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The command line of a person, with keys of their own."""

    folder: Path

    def run(self, *words: object) -> Result:
        """What a command did."""
        return CliRunner().invoke(main, [str(word) for word in words])

    def seal(self, *words: object, out: str = "sealed.asice", exit_code: int = 0) -> Any:
        """The JSON of a seal."""
        done = self.run("evidence", "seal", *words, "--out", self.folder / out, "--json")
        assert done.exit_code == exit_code, done.output
        return json.loads(done.stdout)

    def verify(self, *words: object, out: str = "sealed.asice", exit_code: int = 0) -> Any:
        """The JSON of a check."""
        done = self.run("verify", self.folder / out, "--json", *words)
        assert done.exit_code == exit_code, done.output
        return json.loads(done.stdout)

    def read(self, name: str, out: str = "sealed.asice") -> bytes:
        """A file of a bundle."""
        with (self.folder / out).open("rb") as file:
            return b"".join(open_container(file).read(name))

    def items(self, out: str = "sealed.asice") -> dict[str, SealedItem]:
        """The files under a seal, by their stored names."""
        lines = self.read("items.jsonl", out).splitlines(keepends=True)
        return {item.name: item for item in map(read_item, lines)}

    def found(self, out: str = "sealed.asice") -> dict[str, FoundThing]:
        """What else was found, by the stored names."""
        lines = self.read("found.jsonl", out).splitlines(keepends=True)
        return {thing.name: thing for thing in map(read_found, lines)}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A person with an empty folder to seal into, and keys that are not there yet."""
    monkeypatch.setenv("GLACY_SEALER", str(tmp_path / "keys"))
    monkeypatch.delenv("GLACY_NODE", raising=False)
    monkeypatch.delenv("GLACY_DIRECTORY", raising=False)
    folder = tmp_path / "desk"
    folder.mkdir()
    return Desk(folder=folder)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A small folder of evidence."""
    folder = tmp_path / "seized"
    (folder / "logs").mkdir(parents=True)
    (folder / "logs" / "mail.log").write_bytes(b"22:41:07 login\n")
    (folder / "logs" / "big.img").write_bytes(bytes(range(256)) * 8192)
    (folder / "note.txt").write_bytes(b"")
    return folder
