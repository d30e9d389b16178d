"""The short values of how a State works (facts/practice.csv), each in the reader's language."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.parts import Text
from glacy.desks.frame.sayings import said
from glacy.treaty import PracticeRow

NAMES: Final = ("central_authority", "contact_24_7_institution")
"""The topics whose value is the name of an institution: it stays as the State writes it."""
FIGURES: Final = re.compile(r"[\d ]+")

VALUES: Final[dict[str, Text]] = {
    "0 stated": _("none is stated"),
    "1 (30 days)": _("1 (30 days)"),
    "1 (magistrate)": _("1 (by a magistrate)"),
    "120 foreign; 30 domestic": _("120 for foreign States; 30 at home"),
    "2190 subscriber; 365 traffic; 365 content": _(
        "2190 for subscriber data; 365 for traffic; 365 for content"
    ),
    "365 connection; 180 application": _("365 for connection logs; 180 for application logs"),
    "3650 subscriber": _("3650 for subscriber data"),
    "90 domestic; 180 foreign": _("90 at home; 180 for foreign States"),
    "90 foreign; 21 domestic": _("90 for foreign States; 21 at home"),
    "90 to 730": _("90 to 730"),
    "High Court": _("High Court"),
    "Judge in Chambers": _("judge in chambers"),
    "Judge in Chambers; notice for preservation": _("judge in chambers; a notice for preservation"),
    "Magistrate": _("magistrate"),
    "ar or fr": _("Arabic or French"),
    "as long as needed": _("as long as needed"),
    "central authority": _("central authority"),
    "central authority or diplomatic": _("central authority, or the diplomatic way"),
    "central authority; letters rogatory": _("central authority; letters rogatory"),
    "central authority; preservation may go direct": _("central authority; a preservation may go direct"),
    "coercive measures": _("for coercive measures"),
    "court": _("court"),
    "court may bar": _("a court may forbid it"),
    "court order": _("court order"),
    "de": _("German"),
    "diplomatic without treaty; central authorities with one": _(
        "the diplomatic way without a treaty; central authorities with one"
    ),
    "domestic-case test": _("what a case at home would need"),
    "en": _("English"),
    "en or fr": _("English or French"),
    "es": _("Spanish"),
    "flexible": _("flexible"),
    "fr": _("French"),
    "fr or en": _("French or English"),
    "investigating judge": _("investigating judge"),
    "ja": _("Japanese"),
    "judge": _("judge"),
    "judge (warrant)": _("judge (warrant)"),
    "judge or justice": _("judge or justice"),
    "judicial authority (prosecutor in the inquiry)": _(
        "judicial authority (in the inquiry, the prosecutor)"
    ),
    "justice authorities; prosecution accepted": _("judicial authorities; the prosecution is accepted"),
    "limited": _("within limits"),
    "magistrate": _("magistrate"),
    "none": _("none"),
    "none before the order": _("none before the order"),
    "none fixed": _("none is fixed"),
    "none in statute": _("none in the law"),
    "not required by text": _("not required by the text"),
    "not reserved under ETS 30; optional for coercion under the Swiss treaty": _(
        "not reserved under ETS 30; may be asked for coercive measures under the Swiss treaty"
    ),
    "optional ground": _("it may be a ground for refusal"),
    "police for preservation": _("the police, for preservation"),
    "prosecutor or investigating judge": _("prosecutor or investigating judge"),
    "prosecutor with judge": _("prosecutor with a judge"),
    "provider policy unless barred": _("as the provider does, unless it is forbidden"),
    "pt": _("Portuguese"),
    "required": _("required"),
    "search and coercion only": _("for search and coercive measures only"),
    "secret": _("secret"),
    "several": _("several"),
    "subpoena (no judge)": _("subpoena (no judge)"),
    "to 365 days": _("up to 365 days"),
    "to 90 days": _("up to 90 days"),
    "treaty based": _("as the treaty says"),
    "unknown": _("unknown"),
    "until decided": _("until it is decided"),
    "yes": _("yes"),
    "yes, Iber@ with Medellin Parties": _("yes, by Iber@ with the Parties to the Medellín treaty"),
    "yes, as a rule required": _("yes, as a rule it is required"),
    "yes, by arrangement": _("yes, by arrangement"),
    "yes, for renewals": _("yes, for renewals"),
    "yes, guarantee required": _("yes, with a guarantee"),
    "yes, with France in urgent cases": _("yes, with France in urgent cases"),
}
"""Every value that is a word of ours, by the value itself."""


def say_value(row: PracticeRow) -> Text:
    """The value of a row: a word of ours in the reader's language, a figure or a name as it stands."""
    if row.topic in NAMES:
        return said(row.value)
    return VALUES.get(row.value, row.value)
