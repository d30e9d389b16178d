"""What a check found: it holds, it does not hold, or it cannot be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from glacy.canon import Json
from glacy.times import write_instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One finding about a file: `holds` is True, False, or None for "cannot tell".

    `name` is a stable key, `about` the part that was looked at, `says` a plain sentence. A check that is not
    decisive is worth telling but does not change the verdict.
    """

    name: str
    holds: bool | None
    about: str
    says: str
    who: str | None = None
    when: datetime | None = None
    decisive: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All checks of one file, what kind of file it is, and facts worth showing about it."""

    kind: str
    checks: tuple[Check, ...]
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def holds(self) -> bool | None:
        """The verdict over all checks."""
        return verdict(self.checks)


def verdict(checks: Iterable[Check]) -> bool | None:
    """False if any check fails, None if a decisive one cannot be told or there is none, else True."""
    found = tuple(checks)
    if any(check.holds is False for check in found):
        return False
    decisive = [check for check in found if check.decisive]
    if not decisive or any(check.holds is None for check in decisive):
        return None
    return True


def write_report(report: Report) -> Json:
    """The report as JSON: kind, holds, facts, and for each check name, holds, about, who, when and says."""
    return {
        "kind": report.kind,
        "holds": report.holds,
        "facts": dict(report.facts),
        "checks": [
            {
                "name": check.name,
                "holds": check.holds,
                "about": check.about,
                "who": check.who,
                "when": None if check.when is None else write_instant(check.when),
                "says": check.says,
            }
            for check in report.checks
        ],
    }
