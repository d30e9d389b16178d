"""The ruling on one measure, and all measures best first."""

from __future__ import annotations

from collections.abc import Sequence

from glacy.sayings import join
from glacy.treaty.dual import dual_criminality
from glacy.treaty.facts import facts
from glacy.treaty.finding import Case, Finding, case_of
from glacy.treaty.measures import measures
from glacy.treaty.questions import QUESTIONS
from glacy.treaty.safeguards import safeguards
from glacy.treaty.terms import channel, contents, grounds, time_limits, urgency
from glacy.treaty.values import Answer, Reason, Ruling
from glacy.treaty.wish import Measure, Wish

_GATES = ("in_force", "parties")
"""Where the instrument is not in force, or not between the two, nothing further is asked."""
_BEST_FIRST: tuple[Answer, ...] = ("allowed", "unknown", "not_allowed")


def rule(wish: Wish, measure: Measure) -> Ruling:
    """What the treaties say about this measure for this wish, on the packaged facts."""
    provision = facts().provisions[measure]
    case = case_of(wish, provision)
    findings = _ask(case)
    answer = _answer(findings)
    reasons = tuple(reason for finding in findings for reason in finding.reasons)
    if answer != "not_allowed":
        reasons = (*reasons, *urgency(case))
    dual, dual_says, dual_rows = dual_criminality(case)
    through = channel(case)
    limits = time_limits(case)
    guards = safeguards(case)
    cited = (
        *(id_ for reason in reasons for id_ in reason.facts),
        *dual_rows,
        *through.sources,
        *(id_ for limit in limits for id_ in limit.facts),
        *(id_ for guard in guards for id_ in guard.facts),
    )
    return Ruling(
        measure=measure,
        instrument=provision.instrument,
        article=provision.article,
        title=provision.title,
        answer=answer,
        reasons=reasons,
        facts=facts().cited((provision.fact.id, *cited)),
        time_limits=limits,
        must_contain=contents(case),
        grounds_for_refusal=grounds(case),
        safeguards=guards,
        dual_criminality=dual,
        dual_says=dual_says,
        channel=through,
        what_follows=provision.follow_up,
        what_would_change=join(*(f.change or "" for f in findings if f.answer != "yes")) or None,
        decided_by=_decided_by(findings, answer),
    )


def routes(wish: Wish) -> tuple[Ruling, ...]:
    """A ruling on every measure, best first for the wish; refused and unknown ones are listed too."""
    known = facts()
    order = tuple(dict.fromkeys((*known.first[wish.urgency], *known.order[wish.data], *measures())))
    rulings = [rule(wish, measure) for measure in measures()]
    return tuple(sorted(rulings, key=lambda r: (_BEST_FIRST.index(r.answer), order.index(r.measure))))


def _ask(case: Case) -> tuple[Finding, ...]:
    findings: list[Finding] = []
    for name in case.provision.questions:
        if name not in _GATES and any(finding.answer == "no" for finding in findings):
            break
        finding = QUESTIONS[name](case)
        if finding is not None:
            findings.append(finding)
    return tuple(findings)


def _decided_by(findings: Sequence[Finding], answer: Answer) -> tuple[Reason, ...]:
    against = {"not_allowed": "no", "unknown": "unknown"}.get(answer)
    return tuple(why for one in findings if one.answer == against for why in one.decisive or one.reasons)


def _answer(findings: Sequence[Finding]) -> Answer:
    answers = {finding.answer for finding in findings}
    return "not_allowed" if "no" in answers else "unknown" if "unknown" in answers else "allowed"
