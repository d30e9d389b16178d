"""What came by mail: parcels go through the gate, replies settle, bounces are told, the rest is set aside.

A message is noted as looked at once what it brought is durable, and moved after that: killed in between, the
next round does it again, and the gate knows what it has.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from glacy.canon import digest_of
from glacy.courier import MAX_LETTER, NOT_OURS, TAKEN, Letter, read_letter
from glacy.exchange import MalformedReplyError, UnprovedReplyError, find_reply
from glacy.node.gate import receive
from glacy.node.opened import Node
from glacy.node.posting import take_bounce
from glacy.node.settling import settle_reply
from glacy.sayings import join, say
from glacy.store import carrying
from glacy.store.models import LetterRow

IN_A_ROUND = 20
Step = Callable[[str], None]


class Letters(Protocol):
    """The mailbox of the node, open."""

    validity: int

    @property
    def name(self) -> str:
        """Which mailbox it is."""
        ...

    def uids(self) -> list[int]:
        """The messages in it, oldest first."""
        ...

    def size(self, uid: int) -> int:
        """How large one is."""
        ...

    def read(self, uid: int) -> bytes:
        """One of them."""
        ...

    def move(self, uid: int, folder: str) -> None:
        """Puts one into a folder."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a message brought: parcel, reply, bounce or not_ours, in words."""

    found: str
    says: str


def take_letters(node: Node, box: Letters, *, before: Step = lambda _: None) -> int:
    """Looks at the messages of the mailbox that are new; how many. A round takes a bounded number of them."""
    if node.is_quiet():
        return 0
    uids = box.uids()[: IN_A_ROUND * 2]
    seen = carrying.letters_seen(box.name, box.validity, uids)
    new = [uid for uid in uids if uid not in seen][:IN_A_ROUND]
    for uid in uids:
        if uid in seen:
            _move(box, seen[uid])
    for uid in new:
        looked, size = _look(node, box, uid)
        if looked is None:
            continue
        before("noted")
        row = carrying.put_letter(
            mailbox=box.name,
            validity=box.validity,
            uid=uid,
            found=looked.found,
            size=size,
            says=looked.says,
            at=node.clock(),
        )
        before("moved")
        _move(box, row)
    return len(new)


def _look(node: Node, box: Letters, uid: int) -> tuple[Looked | None, int]:
    size = box.size(uid)
    if size > MAX_LETTER:
        says = say(
            "It has {size} bytes, and mails of more than {most} are not read.", size=size, most=MAX_LETTER
        )
        return Looked(found="not_ours", says=says), size
    data = box.read(uid)
    if not data:
        return None, 0  # taken away meanwhile
    return take_letter(node, read_letter(data)), size


def take_letter(node: Node, letter: Letter) -> Looked:
    """What a message did. A fault of this machine is raised: the message stays, and is looked at again."""
    if letter.bounce is not None:
        says = take_bounce(node, letter.bounce)
        if says is not None:
            return Looked(found="bounce", says=says)
        return Looked(found="not_ours", says=say("It is a mail that came back, and none of ours."))
    if not letter.parcels and not letter.replies:
        return Looked(found="not_ours", says=letter.says)
    told = [_take_reply(node, data) for data in letter.replies]
    told += [_take_parcel(node, data, letter.mark) for data in letter.parcels]
    ours = [one for one in told if one.found != "not_ours"]
    found = (ours or told)[0].found
    return Looked(found=found, says=join(*(one.says for one in told)))


def _take_reply(node: Node, data: bytes) -> Looked:
    try:
        settled = settle_reply(node, data)
    except (MalformedReplyError, UnprovedReplyError) as fault:
        return Looked(found="not_ours", says=fault.says)
    found = "not_ours" if settled.became == "not_ours" else "reply"
    return Looked(found=found, says=settled.says)


def _take_parcel(node: Node, sealed: bytes, mark: str) -> Looked:
    answer = receive(node, sealed)
    return Looked(found="parcel", says=give_back(node, "mail", sealed, answer, answers=mark))


def give_back(node: Node, carrier: str, sealed: bytes, answer: bytes, *, answers: str = "") -> str:
    """Keeps the reply to what came by mail or stick, to go back by it; what became of the parcel, in words.

    It goes to the address that the directory gives for the sender, never to who wrote the mail.
    """
    reply = find_reply(answer)
    if reply is None or reply.to is None:
        return say(
            "A sealed envelope came that cannot be opened here; nobody is told, because nobody is named."
        )
    kind = type(reply).__name__.lower()
    says = _TOLD[kind]
    if node.find_peer(reply.to) is None:
        return join(
            says, say("No reply goes back: the directory lists no node of {country}.", country=reply.to)
        )
    row = carrying.put_return(
        carrier=carrier,
        country=reply.to,
        about=digest_of(sealed),
        data=answer,
        kind=kind,
        at=node.clock(),
        answers=answers,
    )
    return says if row is not None else join(says, say("No more rejections go to that State today."))


_TOLD = {
    "receipt": say("A sealed envelope came and was taken."),
    "rejection": say("A sealed envelope came and was rejected."),
    "conflict": say("A sealed envelope came that contradicts an earlier one."),
}


def _move(box: Letters, row: LetterRow) -> None:
    box.move(row.uid, NOT_OURS if row.found == "not_ours" else TAKEN)
    carrying.set_moved(row)
