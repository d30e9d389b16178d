"""Whether a node can do its work now: yes or no for each part, and no word more."""

from __future__ import annotations

import shutil
from collections.abc import Mapping

from django.db import DatabaseError

from glacy.errors import GlacyError
from glacy.node.behind import find_held
from glacy.node.health import all_hearts
from glacy.node.opened import Node
from glacy.store import dumping

LEAST_FREE = 256 << 20


def readiness(node: Node) -> Mapping[str, bool]:
    """Each part of the node by its name, and whether it works."""
    database, tables = _database()
    return {
        "database": database,
        "tables": tables,
        "disk": shutil.disk_usage(node.path).free >= LEAST_FREE,
        "worker": all(heart.is_beating for heart in all_hearts(node.path)),
        "journal": find_held(node) is None,
        "awake": not node.is_quiet(),
    }


def _database() -> tuple[bool, bool]:
    try:
        return True, not dumping.missing_migrations()
    except (DatabaseError, GlacyError):
        return False, False
