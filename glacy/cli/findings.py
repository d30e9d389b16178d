"""What the doctor of a node finds: how bad it is, in a sentence, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Grade = Literal["well", "look", "wrong"]
"""All is well; somebody should look at it in the next days; something does not work, or soon will not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at: `name` is a stable key, `says` the sentence, `remedy` the next step."""

    name: str
    grade: Grade
    says: str
    remedy: str = ""


def well(name: str, says: str) -> Finding:
    """All is well with it."""
    return Finding(name=name, grade="well", says=says)


def look(name: str, says: str, remedy: str) -> Finding:
    """Somebody should look at it."""
    return Finding(name=name, grade="look", says=says, remedy=remedy)


def wrong(name: str, says: str, remedy: str) -> Finding:
    """It does not work, or soon will not."""
    return Finding(name=name, grade="wrong", says=says, remedy=remedy)


def worst(findings: tuple[Finding, ...]) -> Grade:
    """The worst grade among them."""
    grades = {one.grade for one in findings}
    return "wrong" if "wrong" in grades else "look" if "look" in grades else "well"
