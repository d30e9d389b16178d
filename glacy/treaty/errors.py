"""What can be wrongly asked of the treaties."""

from __future__ import annotations

from glacy.errors import GlacyError


class TreatyError(GlacyError):
    """A question about treaties cannot be answered as it was asked."""


class WishError(TreatyError):
    """A part of the question is wrong; `fields["field"]` names it."""


class UnknownMeasureError(TreatyError):
    """A text names no cooperation measure."""


class OffenceFormError(TreatyError):
    """A text is neither an offence of the Convention or its First Protocol nor a national one."""


class FactsError(TreatyError):
    """A packaged fact is not in its form; `fields` names file and row."""


class UnknownInstrumentError(TreatyError):
    """A text names no instrument of the facts."""


class ChartError(TreatyError):
    """An updated chart is not in its form; `fields` names the line and what was found there."""
