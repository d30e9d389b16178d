"""The texts of the fact tables: the packaged ones, or those that a node has accepted in their place."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources

ADOPTABLE = ("status.csv", "conflicts.csv", "declarations.csv", "agreements.csv", "practice.csv")
"""The tables that may be replaced; the articles of the instruments are not among them."""
_TOML = ".toml"
_adopted: dict[str, str] = {}


def text_of(name: str) -> str:
    """The text of a table."""
    return _adopted[name] if name in _adopted else packaged(name)


def packaged(name: str) -> str:
    """The text of a table as it was packaged."""
    return resources.files("glacy.facts").joinpath(name).read_text(encoding="utf-8")


def adopted() -> Mapping[str, str]:
    """The tables that stand in the place of packaged ones, by name."""
    return dict(_adopted)


def instrument_files() -> tuple[str, ...]:
    """The names of the instruments that have a file, such as `ETS185`."""
    folder = resources.files("glacy.facts").joinpath("instruments")
    return tuple(
        sorted(entry.name[: -len(_TOML)] for entry in folder.iterdir() if entry.name.endswith(_TOML))
    )


def replace_tables(tables: Mapping[str, str]) -> None:
    """Puts these tables in the place of the packaged ones; see `adopt`, which also forgets what was read."""
    _adopted.clear()
    _adopted.update({name: tables[name] for name in ADOPTABLE if name in tables})
