"""Judges any file of the system, offline: what holds, what does not, what cannot be told, and who said so."""

from __future__ import annotations

from glacy.verify.anchors import Found
from glacy.verify.examination import examine_file
from glacy.verify.kinds import KINDS, Kind, recognise
from glacy.verify.known import Known
from glacy.verify.opened import examine_opened, recognise_opened, with_checks
from glacy.verify.others import IMAGES, examine_image, examine_other_bag, find_other_bag
from glacy.verify.sentences import NOT_PROVED, summary

__all__ = [
    "IMAGES",
    "KINDS",
    "NOT_PROVED",
    "Found",
    "Kind",
    "Known",
    "examine_file",
    "examine_image",
    "examine_opened",
    "examine_other_bag",
    "find_other_bag",
    "recognise",
    "recognise_opened",
    "summary",
    "with_checks",
]
