"""The pages: every link leads somewhere, every command exists, and what code writes is up to date."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")])
BLOCK = re.compile(r"^( *)```(?:console|sh|bash)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def commands_in(path: Path) -> Iterator[str]:
    """The commands that a page tells its reader to type, each whole."""
    for _, block in BLOCK.findall(path.read_text(encoding="utf-8")):
        joined = re.sub(r"\\\n\s*", " ", block)
        yield from (line.strip()[2:] for line in joined.splitlines() if line.strip().startswith("$ "))


def glacy_commands() -> list[tuple[str, str]]:
    found = []
    for path in PAGES:
        for command in commands_in(path):
            tail = command.removeprefix(".venv/bin/")
            if tail.startswith("glacy "):
                found.append((name_of(path), tail))
    return sorted(set(found))


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_link_leads_somewhere(path: Path) -> None:
    links = LINK.findall(path.read_text(encoding="utf-8"))
    inner = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in inner if not (path.parent / link).exists()] == []


@pytest.mark.parametrize(("page", "command"), glacy_commands())
def test_a_command_of_a_page_is_one_that_exists(page: str, command: str) -> None:
    """Walk the words down the command line and parse the options, without doing anything."""
    from glacy.cli import main

    words = [word for word in shlex.split(command.split(" > ")[0].split(" | ")[0], comments=True)][1:]
    here: click.Command = main
    context = click.Context(main, info_name="glacy")
    while isinstance(here, click.Group) and words and not (words[0].startswith("-") and here is main):
        if words[0].startswith("-"):  # an option of the group, with its value
            assert words[0] in {name for one in here.params for name in one.opts}, f"{page}: {command}"
            del words[:2]
            continue
        below = here.get_command(context, words.pop(0))
        assert below is not None, f"{page}: {command}"
        here, context = below, click.Context(below, info_name=below.name, parent=context)
    known = {name for parameter in here.params for name in (*parameter.opts, *parameter.secondary_opts)} | {
        "--help"
    }
    used = {word.split("=")[0] for word in words if word.startswith("--")}
    assert used <= known, f"{page}: {command}"


def test_make_lists_what_readme_tells() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for page in PAGES:
        for command in commands_in(page):
            if command.startswith("make ") and "=" not in command.split()[1]:
                assert f"make {command.split()[1]} " in listed, name_of(page)


def test_pages_written_from_the_code_are_up_to_date() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "glacy.site.settings"}
    done = subprocess.run(
        [sys.executable, "tools/reference.py", "--check"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_setting_stands_on_its_page() -> None:
    settings = (ROOT / "glacy" / "site" / "settings.py").read_text(encoding="utf-8")
    page = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    read = set(re.findall(r"environ(?:\.get\(|\[)\s*\"([A-Z_]+)\"", settings))
    read |= set(re.findall(r"NODE\.get\(\s*\"([a-z_]+)\"", settings))
    assert read
    assert sorted(name for name in read if f"`{name}`" not in page) == []
    assert len(settings.splitlines()) < 100
