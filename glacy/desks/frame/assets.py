"""Where the built styles and script are: names carry the mark of their content, so that they may be kept."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings

BUILT: Final = Path(__file__).resolve().parents[2] / "site" / "static" / "built"


@cache
def _names() -> dict[str, str]:
    manifest = BUILT / "manifest.json"
    return dict(json.loads(manifest.read_text("utf-8"))) if manifest.is_file() else {}


def asset_url(name: str) -> str:
    """The address of a built file such as `glacy.css`."""
    return f"{settings.STATIC_URL}{_names().get(name, name)}"
