"""The decision records: no gap in their numbers, each whole and short, each dependency in one of them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RECORDS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))


def test_numbers_have_no_gap() -> None:
    assert [int(path.name[:4]) for path in RECORDS] == list(range(1, len(RECORDS) + 1))


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_a_record_has_its_three_parts_and_fits_on_a_page(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# ")
    for part in ("Context", "Decision", "Consequences"):
        assert re.search(rf"^(\*\*{part}\.?\*\*|#+ {part})", text, re.MULTILINE), part
    assert len(text.splitlines()) <= 60


def test_every_dependency_is_decided() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    decided = "\n".join(path.read_text(encoding="utf-8").lower() for path in RECORDS)
    names = [re.split(r"[\[<>=,; ]", line)[0].lower() for line in wanted]
    assert [name for name in names if not re.search(rf"`{re.escape(name)}[`\[]", decided)] == []
