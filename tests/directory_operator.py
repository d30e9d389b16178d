"""The invented operator of the tests' directories: fixed keys, a root that two of three holders signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from glacy.exchange import (
    Chain,
    Directory,
    Keyring,
    OperatorKey,
    add_signatures,
    make_root,
    sign_directory,
    write_chain,
)
from tests.node_parts import NOW, seed_of

OPERATOR = "operator.example/directory"
HOLDERS = tuple(OperatorKey(seed=seed_of(f"root of {name}")) for name in ("Ines", "Joao", "Kai"))
TARGETS = OperatorKey(seed=seed_of("targets"))
ONLINE = OperatorKey(seed=seed_of("online"))
ROOT_LASTS = timedelta(days=3650)


def make_keyring(
    root: Sequence[OperatorKey] = HOLDERS,
    *,
    targets: OperatorKey = TARGETS,
    online: OperatorKey = ONLINE,
    threshold: int = 2,
) -> Keyring:
    """Two of three for the root, one for the listing, one that is online."""
    return Keyring(
        root=tuple(key.public for key in root),
        root_threshold=threshold,
        targets=(targets.public,),
        targets_threshold=1,
        online=(online.public,),
    )


@cache
def operator_root() -> bytes:
    """The operator's first root."""
    root = make_root(make_keyring(), after=(), expires_at=NOW + ROOT_LASTS)
    return add_signatures(root, HOLDERS[:2])


def sign(
    directory: Directory,
    *,
    roots: Sequence[bytes] = (),
    targets: OperatorKey = TARGETS,
    online: OperatorKey = ONLINE,
    expires_at: datetime | None = None,
) -> Chain:
    """A directory with all that signs it."""
    return sign_directory(
        directory,
        roots=roots or (operator_root(),),
        keys=(targets,),
        online=(online,),
        expires_at=expires_at or directory.valid_until,
        checked=directory.checked_at,
    )


def directory_file(directory: Directory) -> bytes:
    """The file `directory.json` of a directory."""
    return write_chain(sign(directory))
