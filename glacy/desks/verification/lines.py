"""A report as a person reads it: the verdict in one sentence, then every check."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from glacy.checks import Check, Report
from glacy.desks.frame.moments import say_instant
from glacy.desks.frame.parts import Column, Row, Table, Tag
from glacy.desks.frame.sayings import follow, said
from glacy.desks.frame.sizes import say_size
from glacy.desks.frame.words import holds_tag
from glacy.desks.verification.words import CODES, FACTS, KINDS
from glacy.store.models import ForkRow
from glacy.verify import with_checks


def verdict(report: Report) -> str:
    """The one sentence that a judge needs."""
    if report.kind == "unknown":
        return _("This is no file of a kind that GLACY writes, and nothing was checked.")
    kind = str(KINDS[report.kind])
    if report.holds is None:
        return _("Whether this file is genuine cannot be told here: %(why)s") % {"why": _first(report, None)}
    if not report.holds:
        says = _("This %(kind)s does not hold: %(why)s")
        return says % {"kind": kind, "why": _first(report, False)}
    signer = next((one.who for one in report.checks if one.name == "signer" and one.holds), None)
    at = next((one.when for one in report.checks if one.name in ("claimed_time", "stamp") and one.when), None)
    if signer is None or at is None:
        return _("This %(kind)s is whole and unchanged.") % {"kind": kind}
    words = {"kind": kind, "who": signer, "at": say_instant(at)}
    return _("This %(kind)s is what %(who)s sealed on %(at)s, unchanged.") % words


def with_forks(report: Report, forks: Sequence[ForkRow]) -> Report:
    """The report, which holds no more where it rests on a journal of which this node keeps a fork."""
    forked = {row.origin for row in forks}
    told = {one.who for one in report.checks if one.name == "checkpoint.signature" and one.who in forked}
    says = _("This node keeps two heads of this journal that do not go together: it signed two histories.")
    found = tuple(
        Check(name="checkpoint.fork", holds=None, about=str(origin), says=says) for origin in sorted(told)
    )
    return with_checks(report, found) if found else report


def _first(report: Report, holds: bool | None) -> str:
    """The first of the checks that decide, and how many more stand in the table."""
    found = [
        said(one.says) for one in report.checks if one.holds is holds and (one.decisive or holds is False)
    ]
    if len(found) < 2:
        return follow(*found)
    more = ngettext("(%(n)d more below)", "(%(n)d more below)", len(found) - 1) % {"n": len(found) - 1}
    return follow(found[0], more)


def checks(report: Report) -> Table:
    """Every check, those that fail first."""
    order = {False: 0, None: 1, True: 2}
    ordered = sorted(report.checks, key=lambda one: order[one.holds])
    columns = (
        Column(says=_("Finding")),
        Column(says=_("What was looked at")),
        Column(says=_("Who and when")),
    )
    return Table(
        caption=_("Every check"),
        columns=columns,
        rows=tuple((holds_tag(one.holds), (said(one.says), said(one.about)), _who(one)) for one in ordered),
    )


def _who(one: Check) -> str:
    at = say_instant(one.when) if one.when else ""
    return ", ".join(part for part in (one.who or "", at) if part) or "–"


def facts(report: Report) -> tuple[Row, ...]:
    """What is told of the file besides the checks."""
    return tuple(
        Row(key=FACTS[key], value=say_size(int(says)) if key == "size" else said(says), is_code=key in CODES)
        for key, says in report.facts.items()
        if key in FACTS
    )


def tone(report: Report) -> str:
    """How the verdict looks."""
    tag: Tag = holds_tag(report.holds)
    return tag.tone
