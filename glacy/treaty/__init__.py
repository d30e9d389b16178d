"""Which treaty allows which request between whom, on a day, on what terms; answers name their facts."""

from glacy.treaty.agreements import Governing, Link, governing
from glacy.treaty.errors import FactsError, OffenceFormError, TreatyError, UnknownMeasureError, WishError
from glacy.treaty.facts import offences, providers
from glacy.treaty.practice import NamedAuthority, authorities, practice
from glacy.treaty.rows import Agreement, OffenceArticle, PracticeRow, Provider
from glacy.treaty.ruling import routes, rule
from glacy.treaty.standing import Standing, first_effect_of, standing
from glacy.treaty.values import (
    Answer,
    Applies,
    Channel,
    Content,
    DualCriminality,
    FactRow,
    Ground,
    Reason,
    Ruling,
    Safeguard,
    TimeLimit,
)
from glacy.treaty.wish import (
    FIRST_DAY,
    LAST_DAY,
    Addressee,
    DataCategory,
    Measure,
    Offence,
    Urgency,
    Wish,
    read_measure,
    read_offence,
)

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "Addressee",
    "Agreement",
    "Answer",
    "Applies",
    "Channel",
    "Content",
    "DataCategory",
    "DualCriminality",
    "FactRow",
    "FactsError",
    "Governing",
    "Ground",
    "Link",
    "Measure",
    "NamedAuthority",
    "Offence",
    "OffenceArticle",
    "OffenceFormError",
    "PracticeRow",
    "Provider",
    "Reason",
    "Ruling",
    "Safeguard",
    "Standing",
    "TimeLimit",
    "TreatyError",
    "UnknownMeasureError",
    "Urgency",
    "Wish",
    "WishError",
    "authorities",
    "first_effect_of",
    "governing",
    "offences",
    "practice",
    "providers",
    "read_measure",
    "read_offence",
    "routes",
    "rule",
    "standing",
]
