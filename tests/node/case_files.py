"""A case with exhibits and the people round it, for the acts of custody."""

from __future__ import annotations

from dataclasses import dataclass

from glacy.canon import digest_of
from glacy.cooperation import Languages, Offer, OfferContent
from glacy.node.acts import cases, evidence, inbox
from glacy.node.opened import Node
from glacy.store.models import ExhibitRow, MessageRow
from glacy.store.people import Officer
from tests import nodes
from tests.cooperation import story
from tests.evidence.bundles import sealed
from tests.node.neighbour import Neighbour, from_chile
from tests.node.people import hire

LOG = b"at,ip\n2026-11-20T22:41:07Z,203.0.113.77\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A case of Ghana with Ama (duty officer), Esi (custodian) and Kofi (approver) on it, Yaw is not."""

    node: Node
    case: str
    ama: Officer
    esi: Officer
    kofi: Officer
    yaw: Officer

    def put(self, name: str = "mailbox.csv", content: bytes = LOG) -> str:
        """The id of an exhibit that Esi took in."""
        return evidence.put_exhibit(self.node, self.esi, self.case, name, (content,))

    def row(self, exhibit: str) -> ExhibitRow:
        """The exhibit as it is now."""
        return ExhibitRow.objects.get(pk=exhibit)

    def chain(self, exhibit: str) -> list[tuple[str, str, str, str]]:
        """Kind, actor, receiver and keeper of each event of an exhibit."""
        rows = evidence.custody_of(self.node, self.ama, exhibit)
        return [
            (
                one.kind,
                one.by.split()[0],
                one.to.split()[0] if one.to else "",
                one.keeper.split()[0] if one.keeper else "",
            )
            for one in rows
        ]


def open_desk(node: Node) -> Desk:
    """The case and its people."""
    ama = hire(node, "ama", "duty_officer", "case_officer")
    esi = hire(node, "esi", "custodian")
    kofi = hire(node, "kofi", "approver")
    yaw = hire(node, "yaw", "duty_officer")
    case = cases.open_case(node, ama, title="A case (invented)")
    for name in ("esi", "kofi"):
        cases.add_member(node, ama, case, name, "works on it")
    return Desk(node=node, case=case, ama=ama, esi=esi, kofi=kofi, yaw=yaw)


def arrived(node: Node, chile: Neighbour, by: Officer) -> tuple[str, list[ExhibitRow]]:
    """A case whose exhibits came from Chile, for one case only (Article 28), and those exhibits."""
    data = sealed()
    offer = Offer(
        id=nodes.id_of("offer"),
        thread=nodes.id_of("offered"),
        dated_at=story.PRESERVED.dated_at,
        exercise=True,
        reference="CL-2026-9",
        authority=story.CHILE,
        addressee=from_chile().addressee,
        language=Languages(documents=("en",), original="en"),
        subject=story.english("Logs of a mailbox."),
    )
    content = OfferContent(
        id=nodes.id_of("content"),
        thread=offer.thread,
        dated_at=offer.dated_at,
        exercise=True,
        in_reply_to=offer.id,
        authority=story.CHILE,
        language=offer.language,
        text=story.english("The logs."),
        bundle=digest_of(data),
    )
    chile.say(offer)
    chile.say(content, {"bundle.asice": data})
    case = inbox.open_request(node, by, MessageRow.objects.get(kind="offer").pk)
    return case, list(ExhibitRow.objects.filter(case_id=case).order_by("number"))
