"""Sections of the invented story, as an officer fills them in."""

from __future__ import annotations

from glacy.canon import Json

TARGETS: Json = [
    {
        "kind": "ip",
        "address": "203.0.113.77",
        "port": 51844,
        "logged_at": "2026-11-20T22:41:07Z",
        "zone": "Africa/Accra",
        "clock_offset": 3,
        "period": {"from_at": "2026-11-20T22:00:00Z", "until_at": "2026-11-20T23:00:00Z"},
        "custodian": "Red Austral SpA (invented)",
    }
]
PRESERVATION: dict[str, Json] = {
    "offence": [
        {"article": "ETS185-2", "provisions": "Invented Act 1 s. 3", "penalty": "10 years"},
        {"article": "ETS185-8", "provisions": "Invented Act 1 s. 7", "penalty": "10 years"},
    ],
    "facts": {"text": "Baobab Clinic (invented) lost USD 184,000 to a diverted payment.", "language": "en"},
    "targets": TARGETS,
    "data": {
        "wanted": [{"category": "subscriber"}, {"category": "traffic"}],
        "link": "The mailbox sent the false bank details.",
        "necessity": "The log is overwritten soon.",
        "assistance_will_follow": True,
    },
    "urgency": {
        "grade": "urgent",
        "reason": "The log is overwritten soon.",
        "needed_by_on": "2026-11-22",
    },
    "secrecy": {"user_not_told_until_on": "2027-05-21", "ask_before_notifying": True},
}
ASSISTANCE: dict[str, Json] = {
    "data": {
        "wanted": [{"category": "subscriber"}, {"category": "traffic"}, {"category": "content"}],
        "link": "The mailbox sent the false bank details.",
        "object": "Who used the mailbox.",
        "reason": "To bring the case before the court.",
    },
    "formalities": {"procedures": "A certificate by the custodian.", "court": "High Court, Accra (invented)"},
    "urgency": {"grade": "routine"},
}
PRESERVED: Json = {
    "kind": "preserved",
    "what": "Mailbox and log",
    "from_at": "2026-11-21T01:10:00Z",
    "until_on": "2027-01-31",
    "legal_basis": "Invented Code Art. 218 bis",
    "renewals_left": 1,
}
