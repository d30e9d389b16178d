"""Cases: opening, seeing, and who is on them."""

from __future__ import annotations

from collections.abc import Iterable

from glacy.node.opened import Node
from glacy.node.views import CaseView, Page, Shift
from glacy.store.models import CaseRow
from glacy.store.people import Officer


def open_case(
    node: Node, by: Officer, *, title: str, summary: str = "", language: str = "", victims: Iterable[str] = ()
) -> str:
    """The id of a new case with the opener on it; victims are pseudonyms."""
    raise NotImplementedError


def list_cases(
    node: Node, by: Officer, *, after: str | None = None, limit: int = 25, closed: bool = False
) -> Page[CaseRow]:
    """The officer's cases, last touched first; `after` is the key of the page before."""
    raise NotImplementedError


def view_case(node: Node, by: Officer, case_id: str) -> CaseView:
    """Everything about a case, for a person who is on it."""
    raise NotImplementedError


def add_victim(node: Node, by: Officer, case_id: str, pseudonym: str, note: str = "") -> None:
    """Adds a victim under a pseudonym."""
    raise NotImplementedError


def add_member(node: Node, by: Officer, case_id: str, username: str, why: str) -> None:
    """Puts a person on the case; an administrator cannot be put on one."""
    raise NotImplementedError


def remove_member(node: Node, by: Officer, case_id: str, username: str, why: str) -> None:
    """Takes a person off the case; the last one cannot be taken off."""
    raise NotImplementedError


def close_case(node: Node, by: Officer, case_id: str, why: str) -> None:
    """Closes a case; it stays readable to those who are on it."""
    raise NotImplementedError


def start_of_shift(node: Node, by: Officer) -> Shift:
    """What needs this officer now, and what waits for others."""
    raise NotImplementedError


def search(node: Node, by: Officer, text: str, *, after: str | None = None, limit: int = 25) -> Page[CaseRow]:
    """The officer's cases in which every word of the text occurs (references, titles, targets)."""
    raise NotImplementedError
