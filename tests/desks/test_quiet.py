"""A restored node that is quiet: every page of an officer says so, and nothing can be sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from django.test import Client

from glacy.node.opened import Node
from glacy.node.quiet import end_quiet, mark_restored, write_mark
from tests.desks.conftest import Held


def quiet(node: Node) -> None:
    mark = mark_restored(node.path, backup_at=node.clock() - timedelta(days=1), at=node.clock(), size=0)
    write_mark(node.path, replace(mark, failed={"CL": "There is no way to it."}))


def test_every_page_says_it_and_for_whom_it_waits(node: Node, seat: Callable[[str], Client]) -> None:
    ama = seat("ama")
    assert b"was restored from the backup" not in ama.get("/").content
    quiet(node)
    page = ama.get("/", follow=True).content.decode()
    assert "This node was restored from the backup of" in page
    assert "It waits for: Chile." in " ".join(page.split())
    assert "was restored" not in Client(HTTP_HOST="localhost").get("/sign-in").content.decode()
    end_quiet(node.path)
    assert "was restored from the backup" not in ama.get("/", follow=True).content.decode()


def test_a_case_can_be_read_meanwhile(node: Node, held: Held, seat: Callable[[str], Client]) -> None:
    quiet(node)
    page = seat("ama").get(f"/cases/{held.case}")
    assert page.status_code == 200
    assert held.title in page.content.decode()
