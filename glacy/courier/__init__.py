"""The only place that opens a connection to another node, or to a time-stamping authority.

What stands here is loaded when it is used: few commands open a connection, and a web client is heavy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glacy.courier.authority import HttpAuthority
    from glacy.courier.errors import CourierError, CourierFault
    from glacy.courier.folder import PARCEL, PIECE, REPLY, Contents, Stick, StickFile, other_names
    from glacy.courier.https import ENVELOPES, HttpCourier
    from glacy.courier.letters import (
        MAX_LETTER,
        Bounce,
        Letter,
        new_mark,
        read_letter,
        write_parcel_letter,
        write_reply_letter,
    )
    from glacy.courier.mail import Mailer, MailServer, MailSettings, read_server, send_plain_mail
    from glacy.courier.mailbox import NOT_OURS, TAKEN, Mailbox
    from glacy.courier.pieces import HAVE, TICKET, HttpPieces
    from glacy.courier.repository import FolderRepository, HttpRepository, open_repository
    from glacy.courier.witness import Answer, HttpWitness

_HOMES = {
    "Answer": "witness",
    "Bounce": "letters",
    "Contents": "folder",
    "CourierError": "errors",
    "CourierFault": "errors",
    "ENVELOPES": "https",
    "FolderRepository": "repository",
    "HAVE": "pieces",
    "HttpAuthority": "authority",
    "HttpCourier": "https",
    "HttpPieces": "pieces",
    "HttpRepository": "repository",
    "HttpWitness": "witness",
    "Letter": "letters",
    "MAX_LETTER": "letters",
    "MailServer": "mail",
    "MailSettings": "mail",
    "Mailbox": "mailbox",
    "Mailer": "mail",
    "NOT_OURS": "mailbox",
    "PARCEL": "folder",
    "PIECE": "folder",
    "REPLY": "folder",
    "Stick": "folder",
    "StickFile": "folder",
    "TAKEN": "mailbox",
    "TICKET": "pieces",
    "new_mark": "letters",
    "open_repository": "repository",
    "other_names": "folder",
    "read_letter": "letters",
    "read_server": "mail",
    "send_plain_mail": "mail",
    "write_parcel_letter": "letters",
    "write_reply_letter": "letters",
}
__all__ = [
    "ENVELOPES",
    "HAVE",
    "MAX_LETTER",
    "NOT_OURS",
    "PARCEL",
    "PIECE",
    "REPLY",
    "TAKEN",
    "TICKET",
    "Answer",
    "Bounce",
    "Contents",
    "CourierError",
    "CourierFault",
    "FolderRepository",
    "HttpAuthority",
    "HttpCourier",
    "HttpPieces",
    "HttpRepository",
    "HttpWitness",
    "Letter",
    "MailServer",
    "MailSettings",
    "Mailbox",
    "Mailer",
    "Stick",
    "StickFile",
    "new_mark",
    "open_repository",
    "other_names",
    "read_letter",
    "read_server",
    "send_plain_mail",
    "write_parcel_letter",
    "write_reply_letter",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"glacy.courier has no {name}")
    return getattr(import_module(f"glacy.courier.{_HOMES[name]}"), name)
