"""Reminders: 30, 14, 7 and 2 days before a deadline, each given once, into the case's time line."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from glacy.cooperation import REMINDER_DAYS
from glacy.node.opened import Node
from glacy.store import cases, deadlines, journal
from glacy.times import local, write_day


def remind(node: Node) -> int:
    """Gives the reminders that are due now; how many."""
    at = node.clock()
    given = 0
    for row in deadlines.due_until((at + timedelta(days=max(REMINDER_DAYS) + 1)).date()):
        if row.due_on is None:
            continue
        left = (row.due_on - local(at, row.zone).date()).days
        due = [days for days in REMINDER_DAYS if left <= days and days not in row.reminded]
        if not due or left < 0:
            continue
        with transaction.atomic():
            for days in due:
                deadlines.set_reminded(row, days)
            journal.put_entry(
                "deadline.reminded",
                by=None,
                what={"message": row.message_id, "deadline": row.kind, "due_on": write_day(row.due_on)},
                at=at,
                case=row.message.case_id,
            )
            cases.touch_case(row.message.case_id or "", at=at)
        given += 1
    return given
