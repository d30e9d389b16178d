"""The how-to pages, followed as their reader would after `make run`: typed in a shell as they are printed."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

from glacy.demonstration import read_story
from glacy.demonstration.journey import SCENES
from glacy.demonstration.making import make_world, put_mark
from glacy.times import read_instant
from tests.courier.mail_town import SECRET, demand_mail_town, mail_town
from tests.node.tables import lay_file
from tests.verify import files

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "how-to"
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
NIGHT = "send-a-preservation-request-at-night.md"
LAST = read_instant(SCENES[-1].at)
SERVES_ELSEWHERE = "run-on-postgresql.md"
"""A page whose commands want a server of its own; the suite runs on one."""

NOT_TYPED = ("pip install ", "GLACY_SECRET_KEY=")
"""What fetches from the network, and what serves until it is stopped."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.xdist_group("pages")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A person in the folder of GLACY, while the demonstration serves."""

    folder: Path
    password: str

    def follow(self, page: str, *, named: Mapping[str, str] = MappingProxyType({})) -> None:
        """Types every command of a page into one shell, each with the password at hand.

        `named` puts servers of the tests in the place of those that the page invents.
        """
        typed = [command for command in commands_of(page) if not command.startswith(NOT_TYPED)]
        for invented, real in named.items():
            typed = [command.replace(invented, real) for command in typed]
        assert typed
        script = "\n".join(f"{{ {command}\n}} < password" for command in typed)
        done = self.type(script)
        assert done.returncode == 0, f"{page}: {done.stdout}{done.stderr}"

    def type(self, script: str) -> subprocess.CompletedProcess[str]:
        """What a shell made of it; it stops at the first command that fails, and tells each."""
        shell = ["bash", "-e", "-u", "-x", "-o", "pipefail", "-c", script]
        return subprocess.run(
            shell, cwd=self.folder, env=environment(), capture_output=True, text=True,
            check=False, timeout=240, start_new_session=True,
        )  # fmt: skip

    def wait_for_arrival(self) -> None:
        """Returns when a request waits at the node of Chile."""
        until = time.monotonic() + 180
        while time.monotonic() < until:
            told = self.type("set +x; .venv/bin/glacy inbox list demo/cl --as catalina --json")
            if json.loads(told.stdout)["waiting"]:
                return
            time.sleep(0.5)
        raise AssertionError("nothing arrived")


def environment() -> dict[str, str]:
    """A person's environment: the tests' own node and database are not in it."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "GLACY_NODE")}
    scripts = str(Path(sys.executable).parent)
    return kept | {"PYTHONPATH": str(ROOT), "PATH": f"{scripts}{os.pathsep}{kept.get('PATH', '')}"}


def commands_of(page: str) -> list[str]:
    """The commands that a page prints, each as it stands."""
    text = (PAGES / page).read_text(encoding="utf-8")
    lines = [line.strip() for block in BLOCK.findall(text) for line in block.splitlines()]
    return [line[2:] for line in lines if line.startswith("$ ")]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """The folder as `make run` leaves it, on the last day of the story, and `glacy demo` that serves it."""
    folder = tmp_path_factory.mktemp("pages")
    story = read_story()
    for place in story.places:
        lay_file(folder / "demo" / place.country.lower())
    world = make_world(folder / "demo", story, at=LAST, any_port=True, told=lambda _: None)
    put_mark(world, played=True)
    (folder / "examples").symlink_to(ROOT / "examples")
    (folder / ".venv").symlink_to(Path(sys.executable).parents[1])
    (folder / "password").write_text(f"{world.password}\n")
    log = folder / "demo.log"
    with log.open("wb") as out:
        demo = subprocess.Popen(
            [folder / ".venv/bin/glacy", "demo"],
            cwd=folder, env=environment(), stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    try:
        until = time.monotonic() + 180
        while "Stop with Ctrl-C" not in log.read_text():
            assert demo.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.2)
        yield Reader(folder=folder, password=world.password)
    finally:
        for _ in range(2):  # Ctrl-C comes twice: from the terminal and through uv
            os.killpg(demo.pid, signal.SIGINT)
        code = demo.wait(60)
    assert code == 0, "Ctrl-C should end without failure what only serves"


def test_a_request_is_sent_at_night_and_answered(reader: Reader) -> None:
    reader.follow(NIGHT)
    reader.wait_for_arrival()
    reader.follow("answer-a-request.md")


def test_a_state_without_a_node_is_asked_on_paper(reader: Reader) -> None:
    reader.follow("work-with-a-state-that-has-no-node.md")


def test_a_node_is_set_up(reader: Reader) -> None:
    reader.follow("set-up-a-node.md")
    assert (reader.folder / "entry-cl.json").is_file()


def test_a_directory_is_run(reader: Reader) -> None:
    reader.follow("run-the-directory.md")
    assert (reader.folder / "office" / "published" / "metadata" / "1.targets.json").is_file()


def test_a_directory_is_joined(reader: Reader) -> None:
    reader.follow("join-a-directory.md")
    assert (reader.folder / "exercise-gh" / "directory.json").is_file()


def test_a_stick_and_a_mailbox_carry(reader: Reader) -> None:
    demand_mail_town()
    with mail_town() as town:
        (reader.folder / "ca.pem").write_bytes(town.ca_file.read_bytes())
        (reader.folder / "mail-password").write_text(f"{SECRET}\n")
        named = {"mail.example:587": f"localhost:{town.smtp}", "mail.example:993": f"localhost:{town.imap}"}
        named |= {"ghana": "stranger", "chile": "cl"}  # accounts of the town; demo/gh has the third
        reader.follow("carry-by-mail-or-stick.md", named=named)
    told = reader.type("set +x; .venv/bin/glacy courier list demo/gh --json")
    assert json.loads(told.stdout)["parcels"] == []
    told = reader.type("set +x; .venv/bin/glacy courier list mail-gh --json")
    assert json.loads(told.stdout)["parcels"] == [], "its receipt came by mail"
    assert list((reader.folder / "stick" / "GLACY").glob("*.a*")) == []


def test_a_file_is_checked(reader: Reader) -> None:
    kept = reader.folder / "kept"
    kept.mkdir()
    (kept / "directory.json").write_bytes(files.directory_file())
    (kept / "6-answer-bundle.asice").write_bytes(files.bundle())
    (kept / "1-preservation-document.pdf").write_bytes(files.document())
    reader.follow("check-a-file.md")


def test_glass_is_broken(reader: Reader) -> None:
    reader.follow("break-glass.md")


def test_people_are_given_a_way_in(reader: Reader) -> None:
    reader.follow("sign-in.md")


def test_a_case_is_erased(reader: Reader) -> None:
    reader.follow("erase.md")


def test_evidence_is_sealed(reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GLACY_SEALER", str(tmp_path / "keys"))
    reader.follow("seal-evidence.md")
    assert (reader.folder / "taken-out" / "examples" / "letter.pdf").is_file()


def test_the_chart_is_kept_true(reader: Reader) -> None:
    reader.follow("keep-the-chart-true.md")
    assert list((reader.folder / "demo" / "gh" / "facts").iterdir())


def test_an_instrument_is_tested_as_its_page_says(reader: Reader) -> None:
    for name in ("tests", "glacy", "pyproject.toml", "docs", "README.md"):
        (reader.folder / name).symlink_to(ROOT / name)
    reader.follow("add-an-instrument.md")


def test_a_node_is_backed_up_and_restored(reader: Reader) -> None:
    reader.follow("back-up-and-restore.md")


def test_every_page_with_commands_is_followed() -> None:
    pages = {page.name for page in PAGES.glob("*.md") if commands_of(page.name)} - {SERVES_ELSEWHERE}
    text = Path(__file__).read_text(encoding="utf-8")
    assert {name for name in pages if f'"{name}"' not in text} == set()


def test_the_days_of_the_examples_lie_long_after_the_story() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "examples").glob("pres*.json")]
    found = re.findall(r'_on": "([0-9-]{10})"', "".join(texts))
    assert len(found) >= 3
    assert min(date.fromisoformat(day) for day in found) > LAST.date() + timedelta(days=3 * 365)
