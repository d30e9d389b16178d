"""Where transactions come from: files of a node, single blocks, explorers and exporters."""

from __future__ import annotations

from glacy.tracing.sources.opening import read_source
from glacy.tracing.sources.refusal import Refusal

__all__ = ["Refusal", "read_source"]
