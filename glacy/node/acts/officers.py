"""The people of a node, as its administrator keeps them."""

from __future__ import annotations

from collections.abc import Iterable

from glacy.node.opened import Node
from glacy.store.people import Officer


def add_officer(
    node: Node,
    by: Officer | None,
    *,
    username: str,
    name: str,
    roles: Iterable[str],
    authority: str,
    password: str | None,
    title: str = "",
    phone: str = "",
    email: str = "",
    language: str = "en",
    zone: str = "UTC",
) -> Officer:
    """Adds an officer or changes one; `by` is an administrator, or None on the node's own command line."""
    raise NotImplementedError


def list_officers(node: Node, by: Officer) -> tuple[Officer, ...]:
    """Everyone at the node; names and roles are no secret inside it."""
    raise NotImplementedError


def record_sign_in(node: Node, by: Officer, *, succeeded: bool = True) -> None:
    """Records a sign-in."""
    raise NotImplementedError
