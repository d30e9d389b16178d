"""Acts of States: cut into provisions, and lined up with the articles of the treaties, element by element."""

from __future__ import annotations

from glacy.legislation.akoma import Naming, write_akoma
from glacy.legislation.aligning import Aligned, Followed, Match, align
from glacy.legislation.comparing import Compared, MissingElement, compare, missing_elements
from glacy.legislation.concordance import FIELDS, Concordance, Entry, Field, LoadedAct, Row, concord
from glacy.legislation.decisions import (
    VERDICTS,
    Decision,
    Verdict,
    agreement,
    is_disputed,
    latest,
    read_decisions,
    write_decision,
)
from glacy.legislation.errors import (
    LegislationError,
    LexiconError,
    MalformedDecisionError,
    NoProvisionsError,
    UnknownFormError,
    UnknownLanguageError,
    UnreadableActError,
)
from glacy.legislation.fitting import fit_gate, learn
from glacy.legislation.gate import FEATURES, Gate, features_of, packaged_gate
from glacy.legislation.lexicon import ArticleElements, Element, Lexicon, lexicon
from glacy.legislation.looking import act_warnings
from glacy.legislation.policies import DatedWords, Objective, Policy, read_policy
from glacy.legislation.powers import AUTHORITIES, Offered, Power, Said, offer_practice, read_powers
from glacy.legislation.reading import ReadText, read_act
from glacy.legislation.reviewing import Open, learned, still_open
from glacy.legislation.scoring import Reading, Shown, read_against
from glacy.legislation.segmenting import segment
from glacy.legislation.tables.files import write_table
from glacy.legislation.tongue import find_language
from glacy.legislation.values import LANGUAGES, Act, ActText, Division, Item, Provision

__all__ = [
    "AUTHORITIES",
    "FEATURES",
    "FIELDS",
    "LANGUAGES",
    "VERDICTS",
    "Act",
    "ActText",
    "Aligned",
    "ArticleElements",
    "Compared",
    "Concordance",
    "DatedWords",
    "Decision",
    "Division",
    "Element",
    "Entry",
    "Field",
    "Followed",
    "Gate",
    "Item",
    "LegislationError",
    "Lexicon",
    "LexiconError",
    "LoadedAct",
    "MalformedDecisionError",
    "Match",
    "MissingElement",
    "Naming",
    "NoProvisionsError",
    "Objective",
    "Offered",
    "Open",
    "Policy",
    "Power",
    "Provision",
    "ReadText",
    "Reading",
    "Row",
    "Said",
    "Shown",
    "UnknownFormError",
    "UnknownLanguageError",
    "UnreadableActError",
    "Verdict",
    "act_warnings",
    "agreement",
    "align",
    "compare",
    "concord",
    "features_of",
    "find_language",
    "fit_gate",
    "is_disputed",
    "latest",
    "learn",
    "learned",
    "lexicon",
    "missing_elements",
    "offer_practice",
    "packaged_gate",
    "read_act",
    "read_against",
    "read_decisions",
    "read_policy",
    "read_powers",
    "segment",
    "still_open",
    "write_akoma",
    "write_decision",
    "write_table",
]
