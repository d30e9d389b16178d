"""What others say of addresses: tags with source, date, confidence and category, in and out."""

from __future__ import annotations

from glacy.tracing.tags.lists import read_list, write_list
from glacy.tracing.tags.packs import read_pack, write_pack
from glacy.tracing.tags.values import CONFIDENCES, BadTag, Conflict, Tag, as_of, conflicts

__all__ = [
    "CONFIDENCES",
    "BadTag",
    "Conflict",
    "Tag",
    "as_of",
    "conflicts",
    "read_list",
    "read_pack",
    "write_list",
    "write_pack",
]
