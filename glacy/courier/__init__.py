"""The only place that opens a connection to another node, or to a time-stamping authority."""

from __future__ import annotations

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
