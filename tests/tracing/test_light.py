"""Without the extra, blocks and addresses are still read, and the command line says what is lacking."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("duckdb", "gs_clustering", "ibis", "numba", "numpy", "pyarrow", "yaml")
WITHOUT = """
import sys
from importlib.abc import MetaPathFinder
class Lacking(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {heavy!r}:
            raise ModuleNotFoundError(name, name=name)
for name in {heavy!r}:
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Lacking())
"""


def run(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT.format(heavy=HEAVY) + script],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_library_of_blocks_needs_nothing_of_the_extra() -> None:
    script = "from glacy.tracing import get_chain, read_address\n"
    script += "print(read_address('1111111111111111111114oLvT2', chain=get_chain('bitcoin')).kind)"
    done = run(script)
    assert (done.returncode, done.stdout.strip()) == (0, "p2pkh"), done.stderr


def test_help_is_there_without_the_extra() -> None:
    done = run("from glacy.cli import main\nmain(['tracing', 'load', '--help'])")
    assert done.returncode == 0, done.stderr


def test_a_command_says_what_to_install() -> None:
    done = run("from glacy.cli import main\nmain(['tracing', 'cluster', '.'])")
    assert done.returncode == 2, done.stdout
    assert "glacy[tracing]" in done.stderr
