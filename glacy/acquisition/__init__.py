"""The one place that reads a source of evidence: once, where it lies, never writing to it."""

from __future__ import annotations

from glacy.acquisition.acquiring import Acquired, Progress, acquire
from glacy.acquisition.bags import FolderBag
from glacy.acquisition.errors import AcquisitionError, SourceChangedError, SourceError, WorkingStateError
from glacy.acquisition.images import read_image
from glacy.acquisition.payload import Places, examine_payload
from glacy.acquisition.sources import roots_of, sources_of
from glacy.acquisition.walking import Bounds, FoundFile, Root, walk
from glacy.acquisition.working import STATE, SUFFIX, Work, no_room

__all__ = [
    "STATE",
    "SUFFIX",
    "Acquired",
    "AcquisitionError",
    "Bounds",
    "FolderBag",
    "FoundFile",
    "Places",
    "Progress",
    "Root",
    "SourceChangedError",
    "SourceError",
    "Work",
    "WorkingStateError",
    "acquire",
    "examine_payload",
    "no_room",
    "read_image",
    "roots_of",
    "sources_of",
    "walk",
]
