"""Statistics and help from the command line."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner

from glacy.canon import Json
from glacy.cli import main
from tests.cli.conftest import Line
from tests.node.filled import PRESERVATION


def test_what_was_sent_is_counted(line: Line, write: Callable[[Json], Path]) -> None:
    case = line.say("case", "new", "--title", "Diverted payment (invented)")
    draft = line.say(
        "request", "start", case, "--to", "CL", "--measure", "ETS185-29", "--from", write(PRESERVATION)
    )
    line.act("request", "send", draft)
    done = line.run("statistics", line.node.path, "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    (count,) = found["counts"]
    assert (count["direction"], count["article"], count["country"], count["count"]) == (
        "sent",
        "ETS185 29",
        "CL",
        1,
    )
    assert (count["data"], count["urgency"], count["outcome"]) == ("subscriber+traffic", "urgent", "")
    assert found["preservations"] == 1
    told = line.run("statistics", line.node.path).stdout
    assert "ETS185 29" in told
    assert "Baobab" not in told
    rows = list(csv.DictReader(io.StringIO(line.run("statistics", line.node.path, "--csv").stdout)))
    assert [row["country"] for row in rows] == ["CL"]


def test_days_in_the_wrong_order_are_told(line: Line) -> None:
    done = line.run("statistics", line.node.path, "--since", "2026-02-01", "--until", "2026-01-01")
    assert done.exit_code == 2
    assert "lies after the last" in done.stderr


def test_every_noun_explains_itself() -> None:
    for noun in ("case", "request", "inbox", "evidence", "paper", "review", "statistics"):
        done = CliRunner().invoke(main, [noun, "--help"])
        assert done.exit_code == 0
        assert "Usage" in done.output


def test_help_loads_neither_django_nor_signatures() -> None:
    script = (
        "import sys; from click.testing import CliRunner; from glacy.cli import main\n"
        "for noun in ('case', 'request', 'inbox', 'evidence', 'paper', 'review', 'statistics'):\n"
        "    assert CliRunner().invoke(main, [noun, '--help']).exit_code == 0\n"
        "print(sorted({'django', 'cryptography', 'typst', 'babel'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
