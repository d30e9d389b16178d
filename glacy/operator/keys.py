"""The operator's keys as files: the secret half under a passphrase (age, scrypt), the public half as text."""

from __future__ import annotations

import secrets
from pathlib import Path

from pyrage import DecryptError, passphrase  # type: ignore[import-untyped]  # it ships no types

from glacy.exchange import OperatorKey, PublicKey
from glacy.node.files import write_durably
from glacy.operator.errors import OperatorError
from glacy.sayings import say

_OPEN = "GLACY-REHEARSAL-KEY-"
"""How a key without a passphrase begins; it signs exercises alone."""
_LEAST = 12


def new_key_file(path: Path, *, phrase: str | None) -> PublicKey:
    """A new key in a file that did not exist, its public half beside it as `NAME.pub`."""
    if path.exists():
        raise OperatorError(
            say("{path} exists.", path=path), remedy=say("Name a file that does not exist."), path=str(path)
        )
    key = OperatorKey(seed=secrets.token_bytes(32))
    if phrase is None:
        data = f"{_OPEN}{key.seed.hex()}\n".encode("ascii")
    elif len(phrase) < _LEAST:
        raise OperatorError(
            say("A passphrase has {least} characters or more.", least=_LEAST),
            remedy=say("Choose some words that nobody has put together before."),
        )
    else:
        data = passphrase.encrypt(key.seed, phrase)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_durably(path, data)
    write_durably(public_of(path), f"{key.public.raw.hex()}\n".encode("ascii"), mode=0o644)
    return key.public


def public_of(path: Path) -> Path:
    """The file of the public half."""
    return path.with_name(f"{path.name}.pub")


def read_public_file(path: Path) -> PublicKey:
    """The public half in a file."""
    try:
        raw = bytes.fromhex(path.read_text("ascii").strip())
    except (OSError, ValueError) as fault:
        raise _unreadable(path, fault) from fault
    if len(raw) != len(secrets.token_bytes(32)):
        raise _unreadable(path, ValueError("a key has 32 bytes"))
    return PublicKey(raw=raw)


def is_open(path: Path) -> bool:
    """Whether a key lies there without a passphrase."""
    try:
        with path.open("rb") as file:
            return file.read(len(_OPEN)) == _OPEN.encode("ascii")
    except OSError as fault:
        raise _unreadable(path, fault) from fault


def demand_closed(path: Path) -> None:
    """Returns if a key lies under a passphrase, as one that signs for real cases must."""
    if is_open(path):
        raise OperatorError(
            say("{path} lies open: it signs exercises alone.", path=path),
            remedy=say("Make a key under a passphrase, and put it into the next root."),
            path=str(path),
        )


def read_key_file(path: Path, *, phrase: str | None) -> OperatorKey:
    """The key in a file; the passphrase opens it."""
    try:
        if is_open(path):
            return OperatorKey(seed=bytes.fromhex(path.read_text("ascii").strip().removeprefix(_OPEN)))
        seed = passphrase.decrypt(path.read_bytes(), phrase or "")
    except (OSError, ValueError) as fault:
        raise _unreadable(path, fault) from fault
    except DecryptError as fault:
        raise OperatorError(
            say("The passphrase does not open {path}.", path=path),
            remedy=say("Try again; there is no way around it. A lost key is replaced by a new root."),
            path=str(path),
        ) from fault
    return OperatorKey(seed=seed)


def _unreadable(path: Path, fault: Exception) -> OperatorError:
    return OperatorError(
        say("{path} is no key that can be read: {why}.", path=path, why=fault),
        remedy=say("Name the file that `glacy directory key` made."),
        path=str(path),
    )
