"""What a judge and a defence expert do with the files: check each alone, and see one changed byte fail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

DIRECTORY = "directory.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A file that was checked: its kind, whether the answer is the right one, and the answer in words."""

    file: str
    kind: str
    holds: bool
    says: str


def judge(kept: Mapping[str, bytes], *, at: datetime) -> Iterator[Judged]:
    """Each file as it is, which must hold; then each again with one byte changed, which must not."""
    raise NotImplementedError
