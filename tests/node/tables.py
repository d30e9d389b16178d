"""Tables that are made once: a node whose tables stand already is made in a fifth of the time.

To `glacy node init` it looks as if a run before it had been killed after its tables were made, which it takes
up. That it makes them itself is tested in tests/cli/test_node.py, and by each first call here.
"""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.node.acting import ROOT, plain_environment

FILE = "glacy.sqlite3"


def glacy(*arguments: str) -> str:
    """What a command printed; it must succeed."""
    command = [sys.executable, "-m", "glacy", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=plain_environment(), capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(arguments)}: {done.stderr}"
    return done.stdout


def lay_tables(node: Path) -> tuple[str, ...]:
    """Lays empty tables for a node that is to be made there; what `glacy node init` is told about them."""
    url = postgresql()
    if url:
        return ("--database", make_database(url, like=_database_with_tables(url)))
    lay_file(node)
    return ()


def lay_file(node: Path) -> None:
    """Lays an SQLite file with empty tables for a node that is to be made there."""
    node.mkdir(mode=0o700, parents=True)
    shutil.copyfile(_file_with_tables(), node / FILE)


def postgresql() -> str:
    """The address of the server of these tests, or nothing where they run on SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    return url if url.startswith("postgres") else ""


def make_database(server: str, *, like: str = "template1") -> str:
    """The address of a new database of the tests, which is gone when they end."""
    name = f"test_glacy_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as line:
        line.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"'.encode())
    atexit.register(_drop, server, name)
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def _drop(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as line:
        line.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


@cache
def _file_with_tables() -> Path:
    return _made() / FILE


@cache
def _database_with_tables(server: str) -> str:
    url = make_database(server)
    _made("--database", url)
    return urlsplit(url).path.strip("/")


def _made(*words: str) -> Path:
    """The folder of a node that nobody uses, but for its tables."""
    folder = Path(tempfile.mkdtemp(prefix="glacy-tables-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    glacy("node", "init", str(folder / "node"), "--country", "CL", "--url", "http://127.0.0.1:1", *words)
    return folder / "node"
