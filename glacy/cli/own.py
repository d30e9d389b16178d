"""The sealing keys of a person who has no node, and the seals and operators that this account knows."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from glacy.cli.errors import UnreadableInputError

SEALER_VARIABLE: Final = "GLACY_SEALER"
_OPERATORS: Final = "operators"
_DIGITS: Final = 64


def own_folder() -> Path:
    """Where they lie: GLACY_SEALER, else below the folder in which programs keep the data of an account."""
    chosen = os.environ.get(SEALER_VARIABLE)
    if chosen:
        return Path(chosen)
    data = os.environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "glacy" / "sealer"


def accepted_operators() -> frozenset[str]:
    """The fingerprints of operators of directories that were accepted on this account."""
    try:
        return frozenset((own_folder() / _OPERATORS).read_text("ascii").split())
    except (OSError, UnicodeDecodeError):
        return frozenset()


def accept_operator(fingerprint: str) -> None:
    """Notes the fingerprint of an operator: directories of theirs count on this account from now on."""
    plain = "".join(fingerprint.split()).lower()
    if len(plain) != _DIGITS or set(plain) - set("0123456789abcdef"):
        raise UnreadableInputError(
            "A fingerprint has 64 digits and letters from a to f.",
            remedy="Have the operator of the directory read it to you again.",
        )
    folder = own_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        known = sorted({*accepted_operators(), plain})
        (folder / _OPERATORS).write_text("".join(f"{one}\n" for one in known), "ascii")
    except OSError as fault:
        raise UnreadableInputError(
            f"{folder} cannot be written: {fault.strerror}.", remedy="Name another folder with GLACY_SEALER."
        ) from fault
