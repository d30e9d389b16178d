"""Runs acts at a node in a process of its own: one process serves one node, so two nodes take two processes.

`python -m tests.node.acting DIR` reads pickled calls from stdin and writes pickled results to stdout.
"""

from __future__ import annotations

import base64
import importlib
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any  # acts take and give values of many types

ROOT = Path(__file__).resolve().parents[2]


class Acting:
    """A node at which acts can be called, in the name of an officer."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.node.acting", str(path)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=plain_environment(),
        )

    def call(self, act: str, by: str | None, *args: Any, **kwargs: Any) -> Any:
        """What an act gives, such as `call("cases.open_case", "ama", title="x")`; its errors are raised here.

        `confirmed_at="now"` is the node's own instant.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(base64.b64encode(pickle.dumps((act, by, args, kwargs))) + b"\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, f"the process of {self.path} ended"
        holds, value = pickle.loads(base64.b64decode(answer))
        if not holds:
            raise value
        return value

    def close(self) -> None:
        """Ends the process."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(60)
        if self._process.stdout is not None:
            self._process.stdout.close()


def plain_environment() -> dict[str, str]:
    """The environment without what belongs to the tests' own database."""
    return {
        key: value
        for key, value in os.environ.items()
        if key not in ("DATABASE_URL", "GLACY_NODE", "DJANGO_SETTINGS_MODULE")
    }


def _serve(path: Path) -> None:
    from glacy.node import open_node, start_django

    start_django(path)
    from glacy.store import get_officer

    node = open_node(path)
    out = sys.stdout.buffer
    for line in sys.stdin.buffer:
        act, by, args, kwargs = pickle.loads(base64.b64decode(line))
        module, _, name = act.rpartition(".")
        try:
            if kwargs.get("confirmed_at") == "now":
                kwargs["confirmed_at"] = node.clock()
            home = module if module.startswith(("glacy", "tests")) else f"glacy.node.acts.{module}"
            officer = () if by is None else (get_officer(by),)
            made = getattr(importlib.import_module(home), name)(node, *officer, *args, **kwargs)
            result = (True, b"".join(made) if isinstance(made, Iterator) else made)
        except Exception as error:
            result = (False, error)
        out.write(base64.b64encode(pickle.dumps(result)) + b"\n")
        out.flush()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
