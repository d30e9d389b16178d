"""What was named to be sealed: files, folders and devices, each by its whole path and a name of its own."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from glacy.acquisition.errors import SourceError
from glacy.acquisition.walking import Root
from glacy.evidence import Source, SourceKind, spell_text
from glacy.sayings import say

_TOP = "root"


def roots_of(paths: Sequence[Path]) -> tuple[Root, ...]:
    """The roots of a walk, in the order of their names; a link that was named is followed once."""
    roots = sorted((root_of(path) for path in paths), key=lambda root: root.name)
    for one, other in pairwise(roots):
        if one.name == other.name:
            raise SourceError(
                say("Two of what you named are called {name!r}.", name=one.name),
                remedy=say("Name the folder that holds both, or seal them in two bundles."),
                name=one.name,
            )
    return tuple(roots)


def sources_of(roots: Sequence[Root], stored: Sequence[str]) -> tuple[Source, ...]:
    """What the record says of the roots; `stored` has the stored name of each."""
    return tuple(
        Source(name=name, path=spell_text(root.path), kind=_kind_of(root))
        for root, name in zip(roots, stored, strict=True)
    )


def root_of(path: Path) -> Root:
    """The root of a walk that was named; a link is followed once, to what it means."""
    whole = os.path.realpath(path)
    try:
        status = Path(whole).lstat()
    except OSError as fault:
        raise SourceError(
            say("{path} cannot be read: {why}.", path=path, why=fault.strerror or str(fault)),
            remedy=say("Nothing was sealed. Check its name."),
        ) from fault
    kind = stat.S_IFMT(status.st_mode)
    if kind not in (stat.S_IFREG, stat.S_IFDIR, stat.S_IFBLK):
        raise SourceError(
            say("{path} is neither a file, a folder nor a disk.", path=path),
            remedy=say("Name the file, the folder or the disk that holds the evidence."),
        )
    return Root(path=whole, name=Path(whole).name or _TOP, status=status)


def _kind_of(root: Root) -> SourceKind:
    if stat.S_ISDIR(root.status.st_mode):
        return "folder"
    return "device" if stat.S_ISBLK(root.status.st_mode) else "file"
