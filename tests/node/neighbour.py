"""Chile as a real neighbour in memory of the node under test: it asks, answers, and carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from glacy.cooperation import Message, Request, kind_of, write_message
from glacy.courier import CourierError
from glacy.exchange import NodeEntry, Reply
from glacy.node.files import write_durably
from glacy.node.gate import receive
from glacy.node.opened import DIRECTORY_FILE, Node
from tests import nodes
from tests.cooperation import story
from tests.directory_operator import directory_file


class Killed(BaseException):
    """What a test raises where a SIGKILL would come: nothing catches it."""


@dataclass(frozen=True, kw_only=True)
class Home:
    """What the neighbour knows of the node under test."""

    country: str
    entry: NodeEntry


@dataclass(kw_only=True)
class Neighbour:
    """Chile's node, and what it does towards the node under test."""

    node: nodes.MemoryNode
    home: Node
    is_down: bool = False
    loses_answers: bool = False

    @property
    def to(self) -> Home:
        """The node under test as an address."""
        return Home(country=self.home.country, entry=self.home.entry)

    def seal(self, message: Message, parts: Mapping[str, bytes] | None = None) -> bytes:
        """The sealed envelope of a message, which stands in Chile's outbox."""
        all_parts = {"body.json": write_message(message), **(parts or {})}
        return self.node.send(  # type: ignore[arg-type]  # an address is enough
            all_parts, to=self.to, thread=message.thread, kind=kind_of(message), id=message.id
        )

    def say(self, message: Message, parts: Mapping[str, bytes] | None = None) -> Reply:
        """Sends a message to the node under test; what its answer proves."""
        return self.node.settle(receive(self.home, self.seal(message, parts)))

    def carry(self, sealed: bytes, *, to: NodeEntry) -> bytes:  # noqa: ARG002  # as a courier
        """A courier: carries from the node under test to Chile, unless Chile is down."""
        if self.is_down:
            raise CourierError("There is no way to Chile.", remedy="Wait.", kind="unreachable")
        answer = self.node.receive(sealed)
        if self.loses_answers:
            raise CourierError("The line broke.", remedy="Wait.", kind="broken_answer")
        return answer


def at_home(home: Node) -> Neighbour:
    """Chile beside the node under test; both in one directory."""
    chile = nodes.make_node("CL", clock=nodes.MemoryClock(home.clock()))
    directory = nodes.make_directory(chile, home.entry, at=home.clock())
    write_durably(home.path / DIRECTORY_FILE, directory_file(directory))
    return Neighbour(node=chile, home=home)


def from_chile(word: str = "asked", *, thread: str = "thread", measure: str = "ETS185-29") -> Request:
    """A request of Chile to Ghana."""
    asked = story.PRESERVATION
    return replace(
        asked,
        id=nodes.id_of(word),
        thread=nodes.id_of(thread),
        authority=story.CHILE,
        addressee=replace(asked.addressee, country="GH"),
        basis=replace(asked.basis, measure=measure),
        reference="CL-2026-1",
        dated_at=asked.dated_at - timedelta(minutes=5),
    )
