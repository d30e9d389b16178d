"""The line to other nodes: the certificate that this one shows them, and whose certificates it trusts."""

from __future__ import annotations

import ssl
import tomllib
from collections.abc import Mapping

from glacy.node.errors import NodeError
from glacy.node.opened import NODE_FILE, Node
from glacy.sayings import say


def line_context(node: Node) -> ssl.SSLContext | bool:
    """The same for who takes True as the way of the machine."""
    return own_context(node) or True


def own_context(node: Node) -> ssl.SSLContext | None:
    """How connections to other nodes are made, as `[line]` in node.toml says; None for as the machine does.

    `certificate` and `key` are shown to nodes that ask for one (mutual TLS), `authorities` are trusted beside
    those of the machine; each is a file, by its path in the folder of the node.
    """
    table = tomllib.loads((node.path / NODE_FILE).read_text("utf-8")).get("line")
    if table is None:
        return None
    try:
        if not isinstance(table, Mapping) or not set(table) <= {"certificate", "key", "authorities"}:
            raise ValueError("it has other names than certificate, key and authorities")
        context = ssl.create_default_context()
        if "authorities" in table:
            context.load_verify_locations(cafile=str(node.path / table["authorities"]))
        if "certificate" in table:
            context.load_cert_chain(str(node.path / table["certificate"]), str(node.path / table["key"]))
    except (OSError, ValueError, LookupError, TypeError) as fault:
        raise NodeError(
            say("[line] in {file} cannot be used: {why}.", file=node.path / NODE_FILE, why=fault),
            remedy=say("Name the files of the certificate, its key and the authorities."),
        ) from fault
    return context
