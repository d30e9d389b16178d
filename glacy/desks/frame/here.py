"""The node that this process serves, and the officer who asks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest

from glacy.desks.frame.errors import NoNodeError
from glacy.store.models import OfficerRow
from glacy.store.people import Officer, officer_of
from glacy.times import local

if TYPE_CHECKING:
    from glacy.node.opened import Node


def this_node() -> Node:
    """The node under `GLACY_NODE`, opened once a process, and again when its keys have changed."""
    from glacy.node.opened import (
        current_node,
    )  # late: signing costs a second, and pages without a node do not need it

    if settings.NODE_PATH is None:
        raise NoNodeError("This process serves no node.", remedy="Start it with `glacy serve DIR`.")
    return current_node(settings.NODE_PATH)


def officer(request: HttpRequest) -> Officer:
    """The officer who is signed in; only for views behind `signed_in`."""
    row = request.user
    assert isinstance(row, OfficerRow), "a view asked for the officer before `signed_in`"
    from glacy.store.glass import seeing  # late: its rows

    return seeing(officer_of(row), at=now())


def today(by: Officer) -> date:
    """The day on the calendar of an officer: what came today there may be tomorrow in UTC."""
    return local(now(), by.zone).date()


def now() -> datetime:
    """The instant by the node's clock (the story's, in an exercise); the machine's where there is no node."""
    return datetime.now(UTC) if settings.NODE_PATH is None else this_node().clock()
