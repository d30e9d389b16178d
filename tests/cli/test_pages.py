"""The commands of the how-to pages, run one after the other as their reader would type them."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from glacy.cooperation import Addressee, write_message
from tests.cli.conftest import NIGHT, PASSWORD, Line
from tests.cooperation.story import CHILE, PRESERVATION

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
PEOPLE = {"elena": "ama", "pablo": "abena"}
PAGES = (
    "send-a-preservation-request-at-night.md",
    "answer-a-request.md",
    "work-with-a-state-that-has-no-node.md",
)


def typed(page: str) -> list[str]:
    text = (ROOT / "docs" / "how-to" / page).read_text(encoding="utf-8")
    return [line.strip()[2:] for block in BLOCK.findall(text) for line in block.splitlines() if "$ " in line]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_can_be_followed_to_its_end(
    page: str, line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = replace(PRESERVATION, authority=CHILE, addressee=Addressee(country="GH"), dated_at=NIGHT)
    known = {"REQUEST": line.arrive(write_message(asked))}
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-scan")
    monkeypatch.chdir(tmp_path)
    commands = typed(page)
    assert commands
    for command in commands:
        name, stdin, words = parts(command)
        for variable, value in known.items():
            words = [word.replace(f"${variable}", value) for word in words]
        words = [str(line.node.path) if word in ("gh", "cl") else PEOPLE.get(word, word) for word in words]
        done = line.run(*words, stdin=f"{stdin}\n" if stdin else f"{PASSWORD}\n")
        assert done.exit_code == 0, f"{command}: {done.output}"
        if name:
            known[name] = done.stdout.strip()


def parts(command: str) -> tuple[str | None, str | None, list[str]]:
    """The variable that takes the result, what comes on stdin, and the words of a command."""
    name = stdin = None
    if found := re.fullmatch(r"([A-Z]+)=\$\((.*)\)", command):
        name, command = found.groups()
    if found := re.fullmatch(r"echo '(.*)' \| (.*)", command):
        stdin, command = found.groups()
    words = shlex.split(command)
    assert words[0] == "glacy"
    return name, stdin, words[1:]
