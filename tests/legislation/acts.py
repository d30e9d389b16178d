"""The six acts that are kept beside the tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from glacy.legislation import Act, ActText, segment

FOLDER = Path(__file__).resolve().parents[1] / "vectors" / "law"
SPOKEN = {"cl": "es", "co": "es", "ke": "en", "mu": "en", "pt": "pt", "sn": "fr"}


def names() -> list[str]:
    return sorted(path.stem for path in (FOLDER / "acts").glob("*.txt"))


@cache
def text_of(name: str) -> str:
    return (FOLDER / "acts" / f"{name}.txt").read_text(encoding="utf-8")


@cache
def act_of(name: str) -> Act:
    return segment(ActText((text_of(name),)))
