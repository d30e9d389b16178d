"""A node of Ghana in the tests' own database, with Chile as a real neighbour in memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from glacy.courier import Mailbox
from glacy.node.making import make_node
from glacy.node.opened import Node
from tests.courier.mail_town import MailTown, demand_mail_town, mail_town
from tests.node.by_mail import Post, with_mail
from tests.node.neighbour import Neighbour, at_home

STORY_AT = datetime(2026, 11, 21, 0, 41, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path, db: None) -> Node:  # noqa: ARG001  # the database
    """Ghana's node, alone."""
    return make_node(
        tmp_path / "gh",
        country="GH",
        name="Node of Ghana (invented)",
        url="http://127.0.0.1:8101",
        exercise=True,
        story_at=STORY_AT,
    )


@pytest.fixture
def chile(home: Node) -> Neighbour:
    """Chile's node in memory; the two are in one directory."""
    return at_home(home)


@pytest.fixture(scope="session")
def servers() -> Iterator[MailTown]:
    """Exim and Dovecot, for all tests here."""
    demand_mail_town()
    with mail_town() as town:
        yield town


@pytest.fixture
def town(servers: MailTown) -> MailTown:
    """The servers, with empty mailboxes."""
    for user in ("gh", "cl", "stranger"):
        with Mailbox(servers.settings(user)) as box:
            for uid in box.uids():
                box.move(uid, "Before")
    return servers


@pytest.fixture
def post(home: Node, chile: Neighbour, town: MailTown) -> Post:
    """Both nodes have a mailbox."""
    return with_mail(home, chile, town)
