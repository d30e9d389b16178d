"""The sentences of a report: what was found, how far a time can be trusted, what is not proved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from glacy.checks import Check, Report
from glacy.times import write_instant

_NOUNS: Mapping[str, str] = {
    "document": "document",
    "envelope": "envelope",
    "receipt": "receipt",
    "bundle": "evidence bundle",
    "container": "signed container",
    "sealed": "encrypted envelope",
    "checkpoint": "journal checkpoint",
    "proof": "journal proof",
    "directory": "directory of nodes",
}
_BY: Mapping[str, str] = {"signer": "sealed by", "checkpoint.signature": "signed by"}
_WHO = ("signer", "stamp_authority", "document.speaker", "envelope.sender", "reply.giver")
NOT_PROVED = (
    "That what it says is true; which person wrote it (a seal names a node, not a person); that what it "
    "contains was collected lawfully."
)
"""What no check of this kind proves."""


def summary(report: Report) -> str:
    """The report in one sentence."""
    if report.kind == "unknown":
        says = " ".join(check.says for check in report.checks)
        return f"This is no file of a kind that GLACY writes, and nothing was checked. {says}"
    noun = report.facts.get("reply") or _NOUNS[report.kind]
    if report.holds is True:
        who = next((f", {_BY[c.name]} {c.who}" for c in report.checks if c.name in _BY and c.who), "")
        return f"It holds: this {noun} is whole and unchanged{who}."
    if report.holds is False:
        failed = next(check for check in report.checks if check.holds is False)
        return f"It does not hold: this {noun} fails at {failed.about}. {failed.says}"
    unknown = next((c for c in report.checks if c.holds is None and c.decisive), None)
    if unknown is not None and unknown.name in _WHO:
        return (
            f"Cannot tell whose this {noun} is, so do not rely on it: anyone can seal a file under any name. "
            f"{unknown.says}"
        )
    return f"Cannot tell: nothing in this {noun} is wrong as far as it can be checked" + (
        f", but: {unknown.says}" if unknown else "."
    )


def time_facts(checks: Iterable[Check]) -> dict[str, str]:
    """Each time that the checks speak of, with its grade: own clock, time-stamp, witness."""
    facts: dict[str, str] = {}
    for check in checks:
        if check.when is None or check.holds is False:
            continue
        instant = write_instant(check.when)
        if check.name == "claimed_time":
            facts.setdefault("signed_at", f"{instant} by the sealer's own clock, which proves nothing alone")
        elif check.name == "stamp":
            facts.setdefault("stamped_at", f"{instant} by {_stamp_grade(check)}")
        elif check.name == "checkpoint.witness":
            facts.setdefault("witnessed_at", f"{instant} by the witness {check.who}")
    return facts


def _stamp_grade(check: Check) -> str:
    _, _, grade = check.says.rstrip(".").rpartition("it is from ")
    return f"{grade} ({check.who})" if check.who else grade
