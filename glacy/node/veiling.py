"""Keeps secrets of the tables unreadable to whoever has the tables alone: they lie under a key of the node.

The key is a file beside the node's others, so that a stolen copy of the database opens no second factor.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cryptography.fernet import Fernet, InvalidToken

from glacy.node.errors import VeilError
from glacy.node.files import sync_folder, write_durably
from glacy.sayings import say

if TYPE_CHECKING:
    from glacy.node.opened import Node

KEY_FILE: Final = "sign-in.key"


def veil(node: Node, text: str) -> str:
    """The text under the key of the node; another token at each call."""
    return _cipher(node).encrypt(text.encode("utf-8")).decode("ascii")


def unveil(node: Node, token: str, *, seconds: int | None = None) -> str:
    """The text of a token that this node made, at most `seconds` ago where that is asked."""
    try:
        return _cipher(node).decrypt(token.encode("ascii"), ttl=seconds).decode("utf-8")
    except (InvalidToken, UnicodeEncodeError) as fault:
        raise VeilError(
            say("A secret of the tables does not open with the key of this node, or is too old."),
            remedy=say("Bring back keys/{file} from the backup, or recover the sign-in.", file=KEY_FILE),
        ) from fault


def _cipher(node: Node) -> Fernet:
    return Fernet(_key(node.path / "keys"))


def _key(folder: Path) -> bytes:
    """The key, made at its first use; of several that make it at once, all take the first one's."""
    file = folder / KEY_FILE
    with suppress(FileNotFoundError):
        return file.read_bytes().strip()
    draft = folder / f".{KEY_FILE}.{secrets.token_hex(8)}"
    write_durably(draft, Fernet.generate_key() + b"\n")
    with suppress(FileExistsError):
        file.hardlink_to(draft)
    draft.unlink()
    sync_folder(folder)
    return file.read_bytes().strip()
