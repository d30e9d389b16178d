"""Need to know at the command line: every verb that acts in a name, with every object of another's case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from glacy.cli import main
from glacy.node.opened import Node
from glacy.store.models import CaseRow, EntryRow
from glacy.store.people import Officer
from tests.desks.conftest import PASSWORD
from tests.desks.test_attacked import SECRETS, World, build

OBJECTS = {
    "case": "case_id", "draft": "draft_id", "answer": "answer_id", "request": "request_id",
    "message": "message_id", "offer": "request_id", "disclosure": "request_id", "exhibit": "exhibit_id",
    "exhibits": "exhibit_id", "hand_over_id": "act_id", "act": "act_id", "glass": "glass_id",
    "erasure": "erasure_id",
}  # fmt: skip
"""What an argument names, as an object of the world."""
WORDS = {
    "country": "CL", "person": "kofi", "pseudonym": "B", "section": "facts", "text": "zebra",
    "digest": "0" * 64, "change": "1", "values": "keep_days=1", "question": "x", "provider": "x",
    "provider_country": "CL", "steps": "x", "agree": "yes", "note": "x", "why": "x", "how": "x", "mark": "x",
    "subject": "x", "measure": "ETS185-29", "verdict": "in_order", "title": "x", "theirs": "x",
    "on": "2026-11-20", "category": "image", "to": "x", "decided_by": "x", "use": "other", "what": "x",
    "kind": "order", "ground": "x",
    "number": "1", "given_by": "x",
}  # fmt: skip
"""What stands where a verb asks for words."""
FILES = ("file", "files", "scan", "paths")
SKIPPED = {
    "officer": "people of the node, kept by its administrator",
    "evidence seal": "seals files of one's own without a node",
    "node": "rules of the node",
    "treaty": "facts of treaties",
}
REFUSED = 2


def verbs() -> Iterator[tuple[str, click.Command]]:
    """Every verb that acts in an officer's name."""
    context = click.Context(main)

    def walk(group: click.Group, path: tuple[str, ...]) -> Iterator[tuple[str, click.Command]]:
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            if isinstance(command, click.Group):
                yield from walk(command, (*path, name))
            elif command is not None and any(one.name == "username" for one in command.params):
                yield " ".join((*path, name)), command

    yield from walk(main, ())


VERBS = {name: command for name, command in verbs() if not name.startswith(tuple(SKIPPED))}


def given(command: click.Command, world: World, folder: Path) -> tuple[list[str], bool]:
    """The words after a verb, and whether they name an object of the case."""
    words, names_object = [], False
    reference = CaseRow.objects.get(pk=world.held.case).reference
    for one in command.params:
        name = str(one.name)
        if name in ("folder", "username") or not (isinstance(one, click.Argument) or one.required):
            continue
        if name == "out":
            value = str(folder / "out")
        elif name == "reference":
            value = reference
        elif name in FILES:
            value = str(folder / "given.json")
        elif name in OBJECTS and isinstance(one, click.Argument):
            value, names_object = world.parts[OBJECTS[name]][0], True
        else:
            assert name in WORDS, f"say in OBJECTS or WORDS what is tried for {name} of {command.name}"
            value = WORDS[name]
        words += [value] if isinstance(one, click.Argument) else [one.opts[0], value]
    return words, names_object


def ids(command: click.Command) -> set[str]:
    return {str(one.name) for one in command.params}


@pytest.mark.parametrize("outsider", ["esi", "kwame"])
def test_no_verb_opens_another_case(
    outsider: str, node: Node, people: dict[str, Officer], tmp_path: Path
) -> None:
    world = build(node, people)
    (tmp_path / "given.json").write_text("{}")
    (tmp_path / "password").write_text(PASSWORD + "\n")
    assert len(VERBS) > 70
    for name, command in VERBS.items():
        words, names_object = given(command, world, tmp_path)
        more = ["--password-file", str(tmp_path / "password")] if "password_file" in ids(command) else []
        line = [*name.split(), str(node.path), *words, "--as", outsider, *more]
        done = CliRunner().invoke(main, line, input="")
        told = done.output.lower().replace("zebra", "" if name == "case search" else "zebra")
        assert done.exception is None or isinstance(done.exception, SystemExit), f"{line}: {done.exception!r}"
        assert not [secret for secret in SECRETS if secret in told], f"{outsider} reads it with {name}"
        if names_object:
            assert done.exit_code == REFUSED, f"{outsider} with {name}: {done.output}"
    theirs = EntryRow.objects.filter(officer=int(people[outsider].id), case__in=world.parts["case_id"])
    assert not theirs.exists()
