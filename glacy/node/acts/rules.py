"""The rules of authority: shown to everyone at the node, and changed by two persons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any  # the values of a form or a file, judged by `changed`

from django.db import IntegrityError, transaction

from glacy.canon import Json
from glacy.node import authority
from glacy.node.acts.breaking_glass import end_for_holders
from glacy.node.authority import Rules, may_decide, read_rules, rules_of, write_rules
from glacy.node.errors import RulesError, SecondPersonError, WrongStateError
from glacy.node.opened import Node
from glacy.node.rules import demand_confirmed
from glacy.sayings import say
from glacy.store import access, journal, people
from glacy.store import rules as stored
from glacy.store.errors import NotAllowedError
from glacy.store.models import RulesRow
from glacy.store.people import Officer


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesView:
    """The rules that stand, what is asked, what was decided before, and what this officer may do."""

    rules: Rules
    is_default: bool
    asked: RulesRow | None
    asked_rules: Rules | None
    decided: tuple[RulesRow, ...]
    may_ask: bool
    may_agree: bool
    holders: tuple[Officer, ...]


def view_rules(node: Node, by: Officer) -> RulesView:
    """The rules, for everyone at the node: they name offices, and nothing of a case."""
    rules, asked = rules_of(node), stored.find_asked()
    return RulesView(
        rules=rules,
        is_default=stored.find_standing() is None,
        asked=asked,
        asked_rules=None if asked is None else read_rules(asked.value),
        decided=tuple(stored.all_decided()),
        may_ask=_may_ask(rules, by),
        may_agree=asked is not None and str(asked.asked_by_id) != by.id and may_decide(rules, by),
        holders=tuple(one for one in people.all_officers() if one.username in rules.office_holders),
    )


def ask_change(
    node: Node, by: Officer, values: Mapping[str, Any], *, why: str, confirmed_at: datetime
) -> RulesRow:
    """Lays a change of the rules before a second person; `values` are those that change, as JSON has them."""
    rules = rules_of(node)
    if not _may_ask(rules, by):
        raise NotAllowedError(
            say("Rules are asked for by an administrator, an office-holder or who may approve."),
            remedy=say("Ask one of them."),
        )
    demand_confirmed(node, confirmed_at)
    if not why.strip():
        raise RulesError(say("Say why the rules change."), remedy=say("It is recorded."), field="why")
    wanted = authority.changed(rules, values)
    _demand_people(wanted)
    if wanted == rules:
        raise WrongStateError(say("These rules stand already."), remedy=say("Nothing was changed."))
    at = node.clock()
    try:
        with transaction.atomic():
            row = stored.put_asked(write_rules(wanted), why=why.strip(), by=by, at=at)
            what: dict[str, Json] = {
                "old": write_rules(rules),
                "new": write_rules(wanted),
                "why": why.strip(),
            }
            journal.put_entry("rules.asked", by=by, what=dict(what), at=at)
    except IntegrityError as fault:
        raise WrongStateError(
            say("Another change of the rules waits already."), remedy=say("Have it decided first.")
        ) from fault
    return row


def agree_change(node: Node, by: Officer, change: int, *, confirmed_at: datetime) -> Rules:
    """The rules that stand from now on: a second person agrees, by the rules that stood."""
    row, rules = _asked(node, by, change), rules_of(node)
    demand_confirmed(node, confirmed_at)
    wanted, at = read_rules(row.value), node.clock()
    _demand_people(wanted)
    with transaction.atomic():
        _settle(row, state="stands", by=by, at=at)
        what: dict[str, Json] = {
            "old": write_rules(rules),
            "new": write_rules(wanted),
            "asked_by": row.asked_by.username,
        }
        journal.put_entry("rules.changed", by=by, what=dict(what), at=at)
        end_for_holders(node, wanted)
    return wanted


def refuse_change(node: Node, by: Officer, change: int, *, why: str) -> None:
    """The rules stay as they are; who asked may also take a change back."""
    rules, row = rules_of(node), stored.find_asked()
    if row is None or row.pk != change:
        raise _gone()
    if str(row.asked_by_id) != by.id and not may_decide(rules, by):
        raise _not_theirs()
    at = node.clock()
    with transaction.atomic():
        _settle(row, state="refused", by=by, at=at)
        what = {"asked_by": row.asked_by.username, "why": why}
        journal.put_entry("rules.refused", by=by, what=dict(what), at=at)


def _may_ask(rules: Rules, by: Officer) -> bool:
    return by.has("administrator", *access.APPROVERS) or by.username in rules.office_holders


def _asked(node: Node, by: Officer, change: int) -> RulesRow:
    row = stored.find_asked()
    if not may_decide(rules_of(node), by):
        raise _not_theirs()
    if row is None or row.pk != change:
        raise _gone()
    if str(row.asked_by_id) == by.id:
        raise SecondPersonError(
            say("Who asks for other rules does not decide on them."),
            remedy=say("Ask another person who may agree."),
        )
    return row


def _settle(row: RulesRow, *, state: str, by: Officer, at: datetime) -> None:
    if not stored.settle(row, state=state, by=by, at=at):
        raise _gone()


def _demand_people(rules: Rules) -> None:
    """Returns if everyone who is named is here, and fit for what they are named for."""
    for name in rules.office_holders:
        person = people.find_officer(name)
        if person is None or person.has("administrator"):
            raise _unfit("office_holders", name)
    for name in rules.on_duty:
        person = people.find_officer(name)
        if person is None or not person.has(*access.RECEIVERS):
            raise _unfit("on_duty", name)


def _unfit(field: str, name: str) -> RulesError:
    return RulesError(
        say("{name} cannot be named there.", name=name),
        remedy=say("Office-holders are active and no administrators; on duty is who may receive."),
        field=field,
    )


def _gone() -> WrongStateError:
    return WrongStateError(say("This change does not wait any more."), remedy=say("Look at the rules again."))


def _not_theirs() -> NotAllowedError:
    return NotAllowedError(
        say("On rules decide the office-holders; before two are named, who may approve."),
        remedy=say("Ask one of them. An administrator never decides alone."),
    )
