"""All tables; imported by Django when the app is loaded."""

from __future__ import annotations

from glacy.store.models.cases import CaseMemberRow, CaseRow, VictimRow
from glacy.store.models.evidence import CustodyRow, ExhibitRow, PaperRow
from glacy.store.models.finding import DeadlineRow, ReviewRow, TargetRow, WordRow
from glacy.store.models.journal import EntryRow, HeadRow
from glacy.store.models.messages import (
    CallBackRow,
    DraftRow,
    EarlyRow,
    MessageRow,
    OutboxRow,
    PeerStateRow,
    QuarantineRow,
    ReceiptRow,
    ThreadRow,
)
from glacy.store.models.people import OfficerRow

__all__ = [
    "CallBackRow",
    "CaseMemberRow",
    "CaseRow",
    "CustodyRow",
    "DeadlineRow",
    "DraftRow",
    "EarlyRow",
    "EntryRow",
    "ExhibitRow",
    "HeadRow",
    "MessageRow",
    "OfficerRow",
    "OutboxRow",
    "PaperRow",
    "PeerStateRow",
    "QuarantineRow",
    "ReceiptRow",
    "ReviewRow",
    "TargetRow",
    "ThreadRow",
    "VictimRow",
    "WordRow",
]
