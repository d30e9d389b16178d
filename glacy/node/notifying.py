"""Tells officers that something is at the node, by the mail of their choice, and never what it is.

A notice is a row; the worker sends it. It names no case, State, person or number, so that a mailbox that is
read by others tells them nothing but that officers work here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Final, Literal, get_args

from django.db import transaction

from glacy.canon import Json
from glacy.courier import CourierError
from glacy.node.errors import RulesError
from glacy.node.opened import Node
from glacy.sayings import say
from glacy.store import journal, notices
from glacy.store.models import ChannelRow
from glacy.store.people import Officer, officer_of

Kind = Literal["alarm", "arrived", "approve", "review", "glass", "rules", "erasure", "recovery"]
"""Why an officer is told; the mail does not say it."""
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
CHOSEN: Final[tuple[Kind, ...]] = ("arrived", "approve", "review", "rules", "erasure")
"""What an officer may turn off; an alarm, broken glass and a recovery are always told."""
MOST_MINUTES: Final = 24 * 60
_MOST_TRIES: Final = 12
_APART_ALARMS: Final = timedelta(minutes=1)
_KEPT: Final = timedelta(days=30)
_LONGEST_WAIT: Final = timedelta(hours=1)
Send = Callable[[str, str, str], None]
"""Sends a mail of words alone: address, subject, text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The words of a mail."""

    subject: str
    text: str


def notify(node: Node, officers: Iterable[Officer], *, kind: Kind) -> int:
    """Has these officers told that something is here; how many are told anew. Inside or outside an act."""
    at, told = node.clock(), 0
    for officer in {one.id: one for one in officers}.values():
        channel = notices.find_channel(officer)
        if not channel.by_mail or not officer.email or not _wants(channel, kind):
            continue
        is_alarm = kind == "alarm"
        apart = _APART_ALARMS if is_alarm else timedelta(minutes=channel.at_most_minutes)
        told += notices.put_notice(officer, is_alarm=is_alarm, at=at, not_within=apart)
    return told


def choose_channel(
    node: Node, by: Officer, *, by_mail: bool, what: Iterable[str], at_most_minutes: int
) -> None:
    """How an officer wants to be told; an alarm comes by mail unless mail is turned off altogether."""
    chosen = [one for one in CHOSEN if one in set(what)]
    if not 0 <= at_most_minutes <= MOST_MINUTES:
        raise RulesError(
            say("Between 0 and {most} minutes were expected.", most=MOST_MINUTES),
            remedy=say("Say how far apart two mails are at least."),
            field="at_most_minutes",
        )
    at = node.clock()
    with transaction.atomic():
        notices.put_channel(by, by_mail=by_mail, what=chosen, at_most_minutes=at_most_minutes)
        told: dict[str, Json] = {"by_mail": by_mail, "what": list(chosen), "at_most_minutes": at_most_minutes}
        journal.put_entry("officer.channel_chosen", by=by, what=told, at=at)


def send_notices(node: Node, send: Send) -> int:
    """Sends what is due; how many left. What cannot be sent is tried again, ever later, for half a day."""
    at, left = node.clock(), 0
    for row in notices.due_notices(at):
        officer = officer_of(row.officer)
        if not officer.email or not notices.find_channel(officer).by_mail or not row.officer.is_active:
            notices.set_sent(row, at=at, says=say("not wanted any more"))
            continue
        words = words_for(node, officer, is_alarm=row.is_alarm)
        try:
            send(officer.email, words.subject, words.text)
        except CourierError as fault:
            if row.tries + 1 >= _MOST_TRIES:
                notices.set_sent(row, at=at, says=fault.says)
            else:
                notices.set_failed(row, says=fault.says, next_at=at + _wait(row.tries))
        else:
            notices.set_sent(row, at=at)
            left += 1
    notices.forget_sent(before=at - _KEPT)
    return left


def words_for(node: Node, officer: Officer, *, is_alarm: bool) -> Notice:
    """The words of a notice in the officer's language: that something is here, and where to sign in."""
    found = _texts().get(officer.language.partition("-")[0], _texts()["en"])
    text = found["text"].format(node=node.name, url=node.url)
    return Notice(subject=found["alarm" if is_alarm else "subject"], text=f"{text}\n\n{found['reply']}\n")


def _wants(channel: ChannelRow, kind: Kind) -> bool:
    return kind not in CHOSEN or not _has_chosen(channel) or kind in channel.what


def _has_chosen(channel: ChannelRow) -> bool:
    return not channel._state.adding


def _wait(tries: int) -> timedelta:
    return min(_LONGEST_WAIT, timedelta(minutes=2**tries))


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads((resources.files("glacy.node") / "notices.toml").read_text("utf-8"))
