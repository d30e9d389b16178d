"""Over 600 ms, 64 kbit/s and 5 % loss a request with its document arrives and is receipted.

`benchmarks/thin_line.py` measures how long it takes and how pages open; here it is done once, both ways.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.node.acting import ROOT, plain_environment

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900), pytest.mark.xdist_group("killed")]


@pytest.mark.parametrize("shaped_by", ["namespaces", "proxy"])
def test_a_request_is_receipted_over_a_thin_line(shaped_by: str) -> None:
    """Where this machine gives no namespaces, both are the proxy."""
    options = ["--requests", "1", "--views", "0", *(["--proxy"] if shaped_by == "proxy" else [])]
    done = subprocess.run(
        [sys.executable, "benchmarks/thin_line.py", *options],
        cwd=ROOT,
        env=plain_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "to its receipt" in done.stdout
