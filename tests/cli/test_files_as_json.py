"""Every verb that gives a file tells, with --json, where it is, how large, and its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from glacy.cli import main
from tests.cli.conftest import Line
from tests.cli.test_request import start

NO_RESULT = {
    "node clock", "node entry", "node meters", "node offices", "node work", "node roll", "node revoke",
    "officer password", "request discard", "serve", "payload fetch", "payload let-go", "paper scan",
}  # fmt: skip
"""Verbs that print nothing but talk, or a text of a form of its own."""


def verbs(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from verbs(found, (*path, name))
    else:
        yield " ".join(path), command


def test_every_verb_that_has_a_result_offers_it_as_json() -> None:
    without = {
        name
        for name, command in verbs(main)
        if "--json" not in {option for one in command.params for option in one.opts}
    }
    assert without - NO_RESULT == set()


@pytest.fixture
def draft(line: Line) -> str:
    return start(line, line.say("case", "new", "--title", "A case (invented)"))


def test_a_file_is_told_by_its_digest(line: Line, draft: str, tmp_path: Path) -> None:
    out = tmp_path / "draft.pdf"
    told = line.ask("request", "preview", draft, "--out", out)
    data = out.read_bytes()
    assert told == {"file": str(out), "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def test_json_and_the_file_do_not_share_stdout(line: Line, draft: str) -> None:
    assert "Name it with --out" in line.fail("request", "preview", draft, "--json")


def test_without_json_the_file_goes_to_stdout_as_before(line: Line, draft: str) -> None:
    done = line.run("request", "preview", line.node.path, draft, "--as", "ama")
    assert done.stdout_bytes.startswith(b"%PDF")


def test_a_category_without_a_node_is_said_to_put_nothing_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GLACY_SEALER", str(tmp_path / "keys"))
    (tmp_path / "a").write_text("stands for what nobody should see")
    words = ("evidence", "seal", str(tmp_path / "a"), "--out", str(tmp_path / "a.asice"))
    told = CliRunner().invoke(main, [*words, "--category", "child_abuse_material"])
    assert told.exit_code == 0, told.output
    assert "is not kept apart" in told.stderr
