"""A desk over a node in a temporary folder, with invented people who sign in as officers do."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from glacy.desks.frame.here import this_node
from glacy.node.acts import cases, requests
from glacy.node.making import make_node
from glacy.node.opened import Node
from glacy.store.people import Officer, put_officer

PASSWORD = "orchard-lamp-7"
NIGHT = datetime(2026, 11, 20, 23, 52, tzinfo=UTC)
PEOPLE = {
    "ama": ("duty_officer",),
    "kofi": ("approver", "case_officer"),
    "efua": ("central_authority_lawyer",),
    "esi": ("custodian",),
    "kwame": ("duty_officer", "case_officer"),
    "yaw": ("administrator",),
    "dede": ("drafter", "law_reviewer"),
}


@pytest.fixture
def node(tmp_path: Path, settings: object, db: None) -> Node:  # noqa: ARG001  it opens the database
    """Ghana's node, on the night of the story."""
    path = tmp_path / "gh"
    url = "http://127.0.0.1:8101"
    make_node(path, country="GH", name="Ghana contact point", url=url, exercise=True, story_at=NIGHT)
    settings.NODE_PATH = path  # type: ignore[attr-defined]  # pytest-django's settings take any name
    settings.NODE = tomllib.loads((path / "node.toml").read_text("utf-8"))  # type: ignore[attr-defined]  # the same
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]  # quick
    cache.clear()
    return this_node()


@pytest.fixture
def people(node: Node) -> dict[str, Officer]:
    """Everyone at the node, by sign-in name."""
    return {
        name: put_officer(
            username=name,
            name=f"{name.title()} (invented)",
            roles=roles,
            authority="Invented Cybercrime Unit",
            password=PASSWORD,
            at=node.clock(),
            zone="Africa/Accra",
            exercise=True,
        )
        for name, roles in PEOPLE.items()
    }


@pytest.fixture
def seat(people: dict[str, Officer]) -> Callable[[str], Client]:  # noqa: ARG001  they must be there
    """A browser in which that person is signed in."""

    def sit(name: str) -> Client:
        client = Client(HTTP_HOST="localhost", enforce_csrf_checks=False)
        answer = client.post("/sign-in", {"username": name, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        return client

    return sit


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The ids of a case on which only Ama and Kofi are."""

    case: str
    draft: str
    title: str


@pytest.fixture
def held(node: Node, people: dict[str, Officer]) -> Held:
    """A case with a draft, and Kofi put on it."""
    title = "Zebra ledger, invented"
    case = cases.open_case(node, people["ama"], title=title, summary="Marked words: quagga okapi.")
    cases.add_member(node, people["ama"], case, "kofi", "second person of the night")
    draft = requests.start_draft(node, people["ama"], case, country="CL", measure="ETS185-29")
    return Held(case=case, draft=draft, title=title)
