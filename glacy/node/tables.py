"""Whether the tables of a node are those of this program, told without loading them.

The supervisor asks before it starts anything: it opens no node, so that it costs little memory.
"""

from __future__ import annotations

import os
import sqlite3
import tomllib
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote, urlsplit

from glacy.node.errors import TablesError
from glacy.sayings import say

_ASKED = "SELECT name FROM django_migrations WHERE app = 'store'"
_MIGRATIONS = Path(__file__).resolve().parents[1] / "store" / "migrations"


def verify_tables(path: Path) -> None:
    """Returns if the tables are of this version; raises with what to do where they are older or newer.

    Where the database does not answer, that is told by whoever needs it first.
    """
    try:
        had = set(_had(path))
    except (OSError, ValueError, sqlite3.Error):
        return
    ours = {file.stem for file in _MIGRATIONS.glob("[0-9]*.py")}
    if had - ours:
        raise TablesError(
            say(
                "The tables of this node are newer than this program: {names}.",
                names=tuple(sorted(had - ours)),
            ),
            remedy=say("Install the version that made them, or a newer one. Nothing was changed."),
        )
    if ours - had:
        raise TablesError(
            say("The tables of this node are older than this program: {count} steps.", count=len(ours - had)),
            remedy=say(
                "Back the node up, then bring them up: glacy node upgrade {path}. Nothing was changed.",
                path=path,
            ),
        )


def _had(path: Path) -> Iterable[str]:
    facts = tomllib.loads((path / "node.toml").read_text("utf-8"))
    url = str(facts.get("database", "")) or os.environ.get("DATABASE_URL", "")
    parts = urlsplit(url)
    if parts.scheme in ("postgres", "postgresql"):
        import psycopg  # late: a node on SQLite does not need it

        try:
            with psycopg.connect(url, connect_timeout=5) as line:
                return [str(row[0]) for row in line.execute(_ASKED)]
        except psycopg.Error as fault:
            raise OSError(str(fault)) from fault
    file = (unquote(parts.path) if parts.scheme == "sqlite" else url) or str(path / "glacy.sqlite3")
    with closing(sqlite3.connect(f"{Path(file).absolute().as_uri()}?mode=ro", uri=True)) as line:
        return [str(row[0]) for row in line.execute(_ASKED)]
