"""Where the wider collection of facts and real files lies, when this machine has it beside the project."""

from __future__ import annotations

from pathlib import Path

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
SHARED: Path | None = _BESIDE if _BESIDE.is_dir() else None
