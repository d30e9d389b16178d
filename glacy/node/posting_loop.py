"""The mail of a node, round after round: what is due leaves, what came is taken in."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections

from glacy.courier import CourierError, Mailbox, Mailer, MailSettings
from glacy.errors import GlacyError
from glacy.node.carriers import EVERY, read_mailbox, settings_of
from glacy.node.faults import lines_of
from glacy.node.health import beat
from glacy.node.opened import Node, current_node
from glacy.node.posting import mail_due
from glacy.node.posting_in import take_letters
from glacy.store import carrying

_WITHIN = 1800.0
"""A round may take so long on a bad line before its heart counts as standing still."""
_SHORT = 0.2
_LONGEST = 900.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What a round of mail came to; `says` is empty where servers answered."""

    left: int = 0
    looked: int = 0
    says: str = ""

    @property
    def is_idle(self) -> bool:
        """Whether there was nothing to do."""
        return not self.left and not self.looked


def post_round(node: Node, settings: MailSettings) -> Round:
    """One round: parcels and replies leave, then the mailbox is looked at, then the replies to that leave.

    A server that is down ends its half of the round, and the next round tries again.
    """
    left, out = _send(node, settings)
    looked, came = _fetch(node, settings)
    if looked and not out:
        more, out = _send(node, settings)
        left += more
    return Round(left=left, looked=looked, says=" ".join(one for one in (out, came) if one))


def keep_posting(node: Node, *, stop: threading.Event, tell: Callable[[str], None]) -> None:
    """Rounds of mail until it is told to stop; without a mailbox in node.toml it waits for one.

    While a server does not answer or does not let the node in, the rounds come ever later, so that no account
    is locked: each wait is twice the one before, up to a quarter of an hour.
    """
    told, failures = "", 0
    while not stop.is_set():
        pause, says = EVERY, ""
        try:
            facts = read_mailbox(node.path)
            if facts is not None:
                beat(node, "mail", within=_WITHIN)
                pause = max(facts.every, _SHORT)
                node = current_node(node.path)  # its keys may have been rolled meanwhile
                done = post_round(node, settings_of(node.path, facts))
                says = done.says
                pause = pause if done.is_idle or done.says else _SHORT
        except GlacyError as fault:
            says = str(fault)
        except Exception as fault:
            says = lines_of(fault)
        if says and says != told:
            tell(says)
        told, failures = says, failures + 1 if says else 0
        if failures:
            pause = min(_LONGEST, max(pause, 1.0) * 2 ** min(failures - 1, 10))
        close_old_connections()
        stop.wait(pause)


def _send(node: Node, settings: MailSettings) -> tuple[int, str]:
    left, fault = mail_due(node, settings, Mailer(settings))
    says = "" if fault is None else str(fault)
    if left or fault is not None:
        carrying.put_carrier_state("mail_out", at=node.clock(), says=says)
    return left, says


def _fetch(node: Node, settings: MailSettings) -> tuple[int, str]:
    try:
        with Mailbox(settings) as box:
            looked = take_letters(node, box)
    except CourierError as fault:
        carrying.put_carrier_state("mail_in", at=node.clock(), says=str(fault))
        return 0, str(fault)
    carrying.put_carrier_state("mail_in", at=node.clock())
    return looked, ""
