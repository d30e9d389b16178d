"""The node that this process serves, and the officer who asks."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest

from glacy.desks.frame.errors import NoNodeError

if TYPE_CHECKING:
    from glacy.node import Node
    from glacy.store import Officer


@cache
def this_node() -> Node:
    """The node under `GLACY_NODE`, opened once a process."""
    from glacy.node import open_node  # late: signing costs a second, and pages without a node do not need it

    if settings.NODE_PATH is None:
        raise NoNodeError("This process serves no node.", remedy="Start it with `glacy serve DIR`.")
    return open_node(settings.NODE_PATH)


def officer_of(request: HttpRequest) -> Officer:
    """The officer who is signed in; only for views behind `signed_in`."""
    from glacy.store import officer_of_row

    return officer_of_row(request.user)
