"""The texts of the fact tables: the packaged ones, or those that a node has accepted in their place."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources

ADOPTABLE = ("status.csv", "conflicts.csv", "declarations.csv", "agreements.csv", "practice.csv")
"""The tables that may be replaced; the articles of the instruments are not among them."""
OF_AN_INSTRUMENT = ("instrument.toml", "safeguards.toml", "words.csv", "status.csv", "declarations.csv")
"""The files that the folder of an instrument may hold; the first must be there."""
_adopted: dict[str, str] = {}
_added: dict[str, dict[str, str]] = {}


def text_of(name: str) -> str:
    """The text of a table."""
    text = _adopted.get(name)
    return packaged(name) if text is None else text


def packaged(name: str) -> str:
    """The text of a table as it was packaged."""
    return resources.files("glacy.facts").joinpath(name).read_text(encoding="utf-8")


def adopted() -> Mapping[str, str]:
    """The tables that stand in the place of packaged ones, by name."""
    return dict(_adopted)


def added() -> Mapping[str, Mapping[str, str]]:
    """The instruments that stand beside the packaged ones: the texts of their files, by name."""
    return {name: dict(files) for name, files in _added.items()}


def instrument_files() -> tuple[str, ...]:
    """The names of the instruments that have a folder, such as `ETS185`."""
    folder = resources.files("glacy.facts").joinpath("instruments")
    ours = (entry.name for entry in folder.iterdir() if entry.is_dir() and entry.name.isalnum())
    return tuple(sorted((*ours, *_added)))


def packaged_instruments() -> tuple[str, ...]:
    """The names of the instruments that came with the package."""
    return tuple(name for name in instrument_files() if name not in _added)


def instrument_text(name: str, file: str) -> str | None:
    """The text of a file in the folder of an instrument; None where there is no such file."""
    if name in _added:
        return _added[name].get(file)
    place = resources.files("glacy.facts").joinpath("instruments", name, file)
    return place.read_text(encoding="utf-8") if place.is_file() else None


def replace_tables(tables: Mapping[str, str], instruments: Mapping[str, Mapping[str, str]]) -> None:
    """Puts tables and instruments in use; see `adopt`, which also forgets what was read."""
    global _adopted, _added
    _adopted = {name: tables[name] for name in ADOPTABLE if name in tables}
    _added = {name: dict(files) for name, files in instruments.items()}
