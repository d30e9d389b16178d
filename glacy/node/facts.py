"""The facts that a node has accepted in the place of the packaged ones: the folder `facts` of the node."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from glacy.treaty import ADOPTABLE, adopt, adopted

FOLDER = "facts"


def use_accepted(node: Path) -> None:
    """Lets the treaties be read with what the node in that folder has accepted, and nothing else."""
    tables = read_accepted(node)
    if tables != adopted():
        adopt(tables)


def read_accepted(node: Path) -> Mapping[str, str]:
    """The tables that the node has accepted, by name."""
    found = {name: node / FOLDER / name for name in ADOPTABLE}
    return {name: path.read_text("utf-8") for name, path in found.items() if path.is_file()}


def put_accepted(folder: Path, tables: Mapping[str, str]) -> None:
    """Writes the tables so that each is there whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in tables.items():
        part = folder / f"{name}.part"
        with part.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.rename(folder / name)
