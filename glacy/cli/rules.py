"""`glacy node rules` and its kin: the rules of authority, and how two persons change them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any  # values of rules, judged by the node

import click

from glacy.cli.acting import AtNode, act_at, acting, confirming
from glacy.cli.given import PROSE
from glacy.cli.lines import fields
from glacy.cli.showing import json_option, show, tell


@click.command("rules", cls=AtNode)
@acting
@json_option
def rules(folder: Path, username: str, as_json: bool) -> None:
    """Show the rules that stand, and a change that waits."""
    at = act_at(folder, username)
    from glacy.node.acts import rules as acts
    from glacy.node.authority import write_rules

    view = acts.view_rules(at.node, at.by)
    stands = write_rules(view.rules)
    waits = None
    if view.asked is not None:
        waits = {"id": view.asked.pk, "asked_by": view.asked.asked_by.username, "value": view.asked.value}
    shape = {"rules": stands, "is_default": view.is_default, "asked": waits}
    lines = [*fields({name: _said(value) for name, value in stands.items()}), *_waiting(waits)]
    show(shape, as_json=as_json, lines=lines)


@click.command("change-rules", cls=AtNode)
@confirming
@click.argument("values", nargs=-1, required=True, metavar="NAME=VALUE...")
@click.option("--why", type=PROSE, required=True, metavar="TEXT", help="Why; `-` reads it from stdin.")
@json_option
def change(
    folder: Path,
    username: str,
    password_file: Path | None,
    values: tuple[str, ...],
    why: str,
    as_json: bool,
) -> None:
    """Ask for other rules, such as alone=never or office_holders=abena,kofi; prints the id of the change."""
    at = act_at(folder, username, password_file)
    from glacy.node.acts import rules as acts

    row = acts.ask_change(at.node, at.by, dict(map(_value, values)), why=why, confirmed_at=at.confirm())
    tell("The change waits for a second person.")
    show({"id": row.pk}, as_json=as_json, lines=[str(row.pk)])


@click.command("agree-rules", cls=AtNode)
@confirming
@click.argument("change", type=int)
@json_option
def agree(folder: Path, username: str, password_file: Path | None, change: int, as_json: bool) -> None:
    """Agree to a change, as the second person."""
    at = act_at(folder, username, password_file)
    from glacy.node.acts import rules as acts
    from glacy.node.authority import write_rules

    stands = write_rules(acts.agree_change(at.node, at.by, change, confirmed_at=at.confirm()))
    tell("These rules stand from now on.")
    show({"rules": stands}, as_json=as_json, lines=list(fields({k: _said(v) for k, v in stands.items()})))


@click.command("refuse-rules", cls=AtNode)
@acting
@click.argument("change", type=int)
@click.option("--why", type=PROSE, required=True, metavar="TEXT", help="Why; `-` reads it from stdin.")
@json_option
def refuse(folder: Path, username: str, change: int, why: str, as_json: bool) -> None:
    """Leave the rules as they are."""
    at = act_at(folder, username)
    from glacy.node.acts import rules as acts

    acts.refuse_change(at.node, at.by, change, why=why)
    tell("The rules stay as they are.")
    show({"id": change}, as_json=as_json, lines=[str(change)])


VERBS = (rules, change, agree, refuse)
"""What `glacy node` shows of them."""


def _value(given: str) -> tuple[str, Any]:  # Any: as JSON has it
    name, sign, text = given.partition("=")
    if not sign:
        raise click.UsageError(f"NAME=VALUE was expected, found {given!r}.")
    if name in ("working_days", "holidays", "office_holders", "on_duty"):
        return name, [one.strip() for one in text.split(",") if one.strip()]
    return name, int(text) if text.isdecimal() else text


def _said(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _waiting(waits: dict[str, object] | None) -> Iterator[str]:
    if waits is not None:
        yield f"A change waits ({waits['id']}), asked by {waits['asked_by']}:"
        yield json.dumps(waits["value"], ensure_ascii=False)
