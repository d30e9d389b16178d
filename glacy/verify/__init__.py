"""Judges any file of the system, offline: what holds, what does not, what cannot be told, and who said so."""

from __future__ import annotations

from glacy.verify.anchors import Found
from glacy.verify.examination import examine_file
from glacy.verify.kinds import KINDS, Kind, recognise
from glacy.verify.sentences import NOT_PROVED, summary

__all__ = ["KINDS", "NOT_PROVED", "Found", "Kind", "examine_file", "recognise", "summary"]
