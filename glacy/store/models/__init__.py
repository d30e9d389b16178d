"""All tables; imported by Django when the app is loaded."""

from __future__ import annotations

from glacy.store.models.authority import (
    AlarmRow,
    ChannelRow,
    ContentKeyRow,
    ErasureRow,
    GlassRow,
    NoticeRow,
    RulesRow,
    WaiverRow,
)
from glacy.store.models.carrying import CarrierStateRow, DepartureRow, LetterRow, ReturnRow
from glacy.store.models.cases import CaseMemberRow, CaseRow, VictimRow
from glacy.store.models.directory import JoiningCallRow, ListedChangeRow, RefreshRow
from glacy.store.models.evidence import (
    AgreementRow,
    CasePaperRow,
    ConsentRow,
    CopyRow,
    CustodyRow,
    DestructionRow,
    ExhibitRow,
    HandOverRow,
    OpenerRow,
    PaperRow,
    RecheckRow,
)
from glacy.store.models.finding import DeadlineRow, ReviewRow, TargetRow, WordRow
from glacy.store.models.journal import (
    EntryRow,
    ForkRow,
    HeadRow,
    PublishedHeadRow,
    WitnessedHeadRow,
    WitnessedRow,
    WitnessRow,
)
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
from glacy.store.models.payloads import PayloadRow
from glacy.store.models.people import OfficerRow
from glacy.store.models.sign_in import EnrolmentRow, RecoveryRow, SessionRow, TryRow

__all__ = [
    "AgreementRow",
    "AlarmRow",
    "CallBackRow",
    "CarrierStateRow",
    "CaseMemberRow",
    "CasePaperRow",
    "CaseRow",
    "ChannelRow",
    "ConsentRow",
    "ContentKeyRow",
    "CopyRow",
    "CustodyRow",
    "DeadlineRow",
    "DepartureRow",
    "DestructionRow",
    "DraftRow",
    "EarlyRow",
    "EnrolmentRow",
    "EntryRow",
    "ErasureRow",
    "ExhibitRow",
    "ForkRow",
    "GlassRow",
    "HandOverRow",
    "HeadRow",
    "JoiningCallRow",
    "LetterRow",
    "ListedChangeRow",
    "MessageRow",
    "NoticeRow",
    "OfficerRow",
    "OpenerRow",
    "OutboxRow",
    "PaperRow",
    "PayloadRow",
    "PeerStateRow",
    "PublishedHeadRow",
    "QuarantineRow",
    "ReceiptRow",
    "RecheckRow",
    "RecoveryRow",
    "RefreshRow",
    "ReturnRow",
    "ReviewRow",
    "RulesRow",
    "SessionRow",
    "TargetRow",
    "ThreadRow",
    "TryRow",
    "VictimRow",
    "WaiverRow",
    "WitnessRow",
    "WitnessedHeadRow",
    "WitnessedRow",
    "WordRow",
]
