"""What a data set holds: its chain, its sources with their digests, its parts, and what was refused."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from glacy.sayings import say
from glacy.tracing.errors import DataSetError
from glacy.tracing.sources import Refusal

FORMAT = "glacy.dataset/1"
FILE = "dataset.json"


@dataclass(slots=True, kw_only=True)
class Source:
    """A file that was taken over, or is being: its SHA-256, its size, and how far it was read."""

    name: str
    digest: str
    size: int
    read_to: int = 0
    is_whole: bool = False
    blocks: int = 0
    known: int = 0
    refused: list[Refusal] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Manifest:
    """The state of a data set. `numbered` names the folder of its numbered tables, as far as there is one."""

    chain: str
    sources: list[Source] = field(default_factory=list)
    parts: int = 0
    blocks: int = 0
    transactions: int = 0
    numbered: str = ""


def write_manifest(manifest: Manifest) -> bytes:
    """The manifest as bytes."""
    shown = {"format": FORMAT, **asdict(manifest)}
    return json.dumps(shown, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def read_manifest(data: bytes) -> Manifest:
    """The manifest of its bytes."""
    try:
        value: dict[str, Any] = json.loads(data)  # Any: checked by the constructors below
        if value.pop("format") != FORMAT:
            raise ValueError
        sources = [
            Source(**{**one, "refused": [Refusal(**each) for each in one["refused"]]})
            for one in value.pop("sources")
        ]
        return Manifest(**value, sources=sources)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise DataSetError(
            say("The folder holds no data set of this version."),
            remedy=say("Load the sources again into a new folder."),
        ) from None
