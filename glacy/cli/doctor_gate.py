"""The doctor's look at the gate: who handed in more than their share in the last hour."""

from __future__ import annotations

from collections.abc import Iterator

from glacy.cli.findings import Finding, look, well
from glacy.node.floods import all_held_back
from glacy.node.opened import Node
from glacy.sayings import say


def look_at_gate(node: Node) -> Iterator[Finding]:
    """Whether a flood was held back."""
    held = all_held_back(node.path)
    if not held:
        yield well("gate", say("Nobody was held back at the gate in the last hour."))
    for one in held:
        if one.country:
            yield look(
                "gate",
                say(
                    "The node of {country} was held back {count} times in the last hour, the last at {at}.",
                    country=one.country,
                    count=one.count,
                    at=one.at,
                ),
                say(
                    "It sends the rest by itself. Ask its administrator; if it has that much to send, raise "
                    "peer_envelopes in [gate] of node.toml."
                ),
            )
        else:
            yield look(
                "gate",
                say(
                    "Callers that no node vouches for were held back {count} times in the last hour, "
                    "the last at {at}.",
                    count=one.count,
                    at=one.at,
                ),
                say(
                    "Nothing of theirs was read. If all callers come through a web server of yours, name it "
                    "in trusted_proxies of [sign_in]; else stop the address before the node."
                ),
            )
