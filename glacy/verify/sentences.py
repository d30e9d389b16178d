"""The sentences of a report: what was found, how far a time can be trusted, what is not proved."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from glacy.checks import Check, Report
from glacy.sayings import join, say
from glacy.times import write_instant

_NOUNS: Mapping[str, str] = {
    "document": say("document"),
    "envelope": say("envelope"),
    "receipt": say("receipt"),
    "bundle": say("evidence bundle"),
    "container": say("signed container"),
    "sealed": say("encrypted envelope"),
    "checkpoint": say("journal checkpoint"),
    "proof": say("journal proof"),
    "directory": say("directory of nodes"),
    "bag": say("bag"),
    "image": say("disk image"),
}
_SIGNERS = ("signer", "checkpoint.signature")
_WHO = ("signer", "stamp_authority", "document.speaker", "envelope.sender", "reply.giver")
NOT_PROVED = say(
    "That what it says is true; which person wrote it (a seal names a node, not a person); that "
    "what it contains was collected lawfully."
)
"""What no check of this kind proves."""


def _of_a_part(names: Collection[str], who: str) -> str | None:
    """What a report says that has looked at a part alone."""
    if "bundle.others" in names:
        return say("It holds, of the one file that was asked for: it is as {who} sealed it.", who=who)
    if "payload.legal" in names:
        return say("It holds as far as BLAKE3 tells: nothing differs from what {who} sealed.", who=who)
    return None


def summary(report: Report) -> str:
    """The report in one sentence."""
    if report.kind == "unknown":
        nothing = say("This is no file of a kind that GLACY writes, and nothing was checked.")
        return join(nothing, *(check.says for check in report.checks))
    noun = report.facts.get("reply") or _NOUNS[report.kind]
    if report.holds is True:
        by = next((c for c in report.checks if c.name in _SIGNERS and c.who), None)
        who = str(by.who) if by is not None else say("somebody")
        part = _of_a_part({c.name for c in report.checks}, who)
        if part is not None:
            return part
        if any(c.name == "checkpoint.policy" and c.holds is None for c in report.checks):
            return say(
                "It holds: this {noun} is whole and unchanged, sealed by {who}; too few States have seen the"
                " journal on which its custody rests.",
                noun=noun,
                who=who,
            )
        if by is None:
            return say("It holds: this {noun} is whole and unchanged.", noun=noun)
        if by.name == "signer":
            return say(
                "It holds: this {noun} is whole and unchanged, sealed by {who}.", noun=noun, who=by.who
            )
        return say("It holds: this {noun} is whole and unchanged, signed by {who}.", noun=noun, who=by.who)
    if report.holds is False:
        failed = next(check for check in report.checks if check.holds is False)
        fails = say("It does not hold: this {noun} fails at {about}.", noun=noun, about=failed.about)
        return join(fails, failed.says)
    unknown = next((c for c in report.checks if c.holds is None and c.decisive), None)
    if unknown is not None and unknown.name in _WHO:
        whose = say(
            "Cannot tell whose this {noun} is, so do not rely on it: anyone can seal a file under any name.",
            noun=noun,
        )
        return join(whose, unknown.says)
    if unknown is None:
        return say("Cannot tell: nothing in this {noun} is wrong as far as it can be checked.", noun=noun)
    return say(
        "Cannot tell: nothing in this {noun} is wrong as far as it can be checked, but: {why}",
        noun=noun,
        why=unknown.says,
    )


def time_facts(checks: Iterable[Check]) -> dict[str, str]:
    """Each time that the checks speak of, with its grade: own clock, another State's witness, time-stamp."""
    facts: dict[str, str] = {}
    for check in checks:
        if check.when is None or check.holds is False:
            continue
        instant = write_instant(check.when)
        if check.name == "claimed_time":
            facts.setdefault(
                "signed_at",
                say("{instant} by the sealer's own clock, which proves nothing alone", instant=instant),
            )
        elif check.name == "stamp":
            facts.setdefault(
                "stamped_at",
                say("{instant} by {who}", instant=instant, who=_stamp_grade(check)),
            )
        elif check.name == "renewal":
            facts["renewed_at"] = say("{instant} by {who}", instant=instant, who=_stamp_grade(check))
        elif check.name == "checkpoint.signature":
            facts.setdefault(
                "logged_at",
                say("{instant} by the journal's own clock, which proves nothing alone", instant=instant),
            )
        elif check.name == "checkpoint.witness":
            facts.setdefault(
                "witnessed_at", say("{instant} by the witness {who}", instant=instant, who=check.who)
            )
    return facts


def _stamp_grade(check: Check) -> str:
    _, _, grade = check.says.rstrip(".").rpartition("it is from ")
    return f"{grade} ({check.who})" if check.who else grade
