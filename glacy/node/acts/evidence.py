"""Exhibits: taken in, sealed, given on, and checked on arrival."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from glacy.checks import Report
from glacy.node.opened import Node
from glacy.store.models import CustodyRow, ExhibitRow
from glacy.store.people import Officer


def put_exhibit(node: Node, by: Officer, case_id: str, name: str, chunks: Iterable[bytes]) -> str:
    """The id of an exhibit, its content sealed into the vault and its custody begun."""
    raise NotImplementedError


def exhibits_of(node: Node, by: Officer, case_id: str) -> tuple[ExhibitRow, ...]:
    """The exhibits of a case, in the order in which they were sealed."""
    raise NotImplementedError


def custody_of(node: Node, by: Officer, exhibit_id: str) -> tuple[CustodyRow, ...]:
    """What happened to an exhibit."""
    raise NotImplementedError


def read_exhibit(node: Node, by: Officer, exhibit_id: str, *, why: str) -> Iterable[bytes]:
    """The content of an exhibit, in chunks; the reading is in its custody."""
    raise NotImplementedError


def bundle_of(
    node: Node, by: Officer, request_id: str, exhibits: Sequence[str], *, conditions: str = ""
) -> bytes:
    """The signed bundle of exhibits for a request, as it would travel with the answer."""
    raise NotImplementedError


def bundle_received(node: Node, by: Officer, answer_id: str) -> bytes:
    """The bundle that came with an answer, as it came."""
    raise NotImplementedError


def verify_received(node: Node, by: Officer, exhibit_id: str) -> Report:
    """Every check of the bundle in which an exhibit came, and of the exhibit as it lies in the vault."""
    raise NotImplementedError
