"""`glacy doctor`: what is wrong with a node, and what to do."""

from __future__ import annotations

from pathlib import Path

import click

from glacy.cli.showing import json_option, show

_WORDS = {"well": "well ", "look": "LOOK ", "wrong": "WRONG"}


@click.command()
@click.argument("path", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--offline", is_flag=True, help="Do not ask the node by its own address.")
@json_option
def doctor(path: Path, offline: bool, as_json: bool) -> None:
    """Look a node over: folder, disk, clock, database, keys, directory, worker, outbox, journal, backup.

    It changes nothing and shows nothing of a case. Exit 0: nothing is wrong, though something may want a
    look. 1: something is wrong.
    """
    from glacy.node import start_django

    start_django(path)
    from glacy.cli.doctor_examining import examine_node
    from glacy.cli.findings import worst

    found = examine_node(path, online=not offline)
    lines: list[str] = []
    for one in sorted(found, key=lambda one: ("wrong", "look", "well").index(one.grade)):
        lines.append(f"{_WORDS[one.grade]} {one.name}: {one.says}")
        lines += [f"      {one.remedy}"] if one.remedy else []
    grade = worst(found)
    facts = {
        "grade": grade,
        "findings": [
            {"name": one.name, "grade": one.grade, "says": one.says, "remedy": one.remedy} for one in found
        ],
    }
    show(facts, as_json=as_json, lines=lines)
    if grade == "wrong":
        raise SystemExit(1)
