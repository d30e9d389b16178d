"""The root: which keys may sign; staged, signed by its holders one after the other, and then taken."""

from __future__ import annotations

from pathlib import Path

from glacy.exchange import (
    Keyring,
    OperatorKey,
    add_signatures,
    count_signers,
    make_root,
    root_digest,
    write_fingerprint,
)
from glacy.node.files import write_durably
from glacy.operator.errors import OperatorError
from glacy.operator.office import OperatorOffice, ends
from glacy.sayings import say

_LEAST = 2
"""How many holders sign a root for real cases, at the least."""


def stage_root(office: OperatorOffice, keyring: Keyring, *, by: str) -> Path:
    """The file of the next root; its holders sign it, on other machines if they like."""
    if not office.exercise and keyring.root_threshold < _LEAST:
        raise OperatorError(
            say("A root for real cases is signed by {least} keys or more.", least=_LEAST),
            remedy=say("Let two or three persons hold a key each."),
        )
    expires_at = ends(office.clock(), office.days.root)
    data = make_root(keyring, after=office.roots(), expires_at=expires_at)
    staged = office.staged
    write_durably(staged, data, mode=0o644)
    version = str(len(office.roots()) + 1)
    office.note("root.staged", by=by, what={"version": version, "root": root_digest(data)})
    return staged


def sign_root(file: Path, key: OperatorKey) -> str:
    """The fingerprint of the root in a file, which now bears one signature more."""
    data = file.read_bytes()
    write_durably(file, add_signatures(data, [key]), mode=0o644)
    return write_fingerprint(root_digest(data))


def missing_signatures(office: OperatorOffice, data: bytes) -> tuple[int, int]:
    """How many signatures a staged root lacks: of the keys that hold now, and of its own."""
    roots = office.roots()
    own, wanted = count_signers(data, role="root", by=data)
    before, wanted_before = count_signers(data, role="root", by=roots[-1]) if roots else (own, wanted)
    return max(0, wanted_before - before), max(0, wanted - own)


def accept_root(office: OperatorOffice, *, by: str, file: Path | None = None) -> str:
    """The fingerprint of the root that holds from now on: enough keys, old and new, have signed it."""
    given = office.staged if file is None else file
    if not given.is_file():
        raise OperatorError(
            say("There is no root to take."), remedy=say("Stage one with `glacy directory rotate-root`.")
        )
    data = given.read_bytes()
    if not office.staged.is_file() or root_digest(data) != root_digest(office.staged.read_bytes()):
        raise OperatorError(
            say("This is not the root that was staged here."),
            remedy=say("Take the file that the holders of the keys have signed."),
        )
    before, own = missing_signatures(office, data)
    if before or own:
        raise OperatorError(
            say("The root lacks {before} signatures of the keys that hold now and {own} of its own.",
                before=before, own=own),
            remedy=say("Let more holders sign it with `glacy directory sign-root`."),
            before=before,
            own=own,
        )  # fmt: skip
    number = len(office.roots()) + 1
    write_durably(office.path / "roots" / f"{number}.root.json", data, mode=0o644)
    fingerprint = write_fingerprint(root_digest(data))
    office.note("root.accepted", by=by, what={"version": str(number), "root": root_digest(data)})
    return fingerprint
