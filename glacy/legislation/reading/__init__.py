"""Acts in: PDF, DOCX, HTML, Akoma Ntoso and plain text, each to text with pages and with what to look at."""

from __future__ import annotations

from glacy.legislation.reading.recognised import read_act
from glacy.legislation.reading.taken import ReadText

__all__ = ["ReadText", "read_act"]
