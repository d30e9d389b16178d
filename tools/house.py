"""Names, lengths and doors: the rules of the house that no general tool knows. `python tools/house.py`

A module stays under 400 lines and opens with its docstring; no folder or module is called for what it is
not (utils, common, helpers, manager, core); outsiders import a library through its door, `glacy.LIBRARY`;
an ignored finding says why on its line.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("glacy", "tests", "tools", "benchmarks", "examples")
LONGEST = 400
FEWEST_WORDS = 2
EMPTY_NAMES = {"utils", "util", "common", "helpers", "helper", "manager", "core", "misc"}
DOORS = {
    "documents", "signing", "treaty", "journal", "container", "cooperation", "evidence", "exchange",
    "verify", "courier", "legislation", "tracing",
}  # fmt: skip
SILENCED = re.compile(
    r"#\s*(type:\s*ignore(\[[\w, -]+\])?|noqa(:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*)?)(?![\w:\[])(?P<why>.*)$"
)


def main() -> int:
    """Print every breach with its place; 1 if there is one."""
    breaches = [breach for path in modules() for breach in breaches_of(path)]
    for breach in breaches:
        print(breach)
    return 1 if breaches else 0


def modules() -> Iterator[Path]:
    for folder in FOLDERS:
        yield from sorted(path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)


def breaches_of(path: Path) -> Iterator[str]:
    place = path.relative_to(ROOT)
    source = path.read_text(encoding="utf-8")
    lines = source.splitlines()
    if len(lines) >= LONGEST:
        yield f"{place}: {len(lines)} lines, {LONGEST} is too many. Split it where its docstring needs 'and'."
    for word in (*place.parent.parts, place.stem):
        if word in EMPTY_NAMES:
            yield f"{place}: {word!r} says nothing. Name it for what it is."
    for number, line in enumerate(lines, 1):
        found = SILENCED.search(line)
        if found and len(found["why"].split()) < FEWEST_WORDS:
            yield f"{place}:{number}: an ignored finding needs its reason on the line, after it."
    tree = ast.parse(source, filename=str(place))
    if lines and place.parts[0] == "glacy" and ast.get_docstring(tree) is None:
        yield f"{place}: no docstring. Say in one sentence what the module is."
    yield from side_doors(place, tree)


def side_doors(place: Path, tree: ast.Module) -> Iterator[str]:
    """Imports of the inside of a library from outside of it; tests and `cli` may."""
    if place.parts[0] != "glacy" or place.parts[1] == "cli":
        return
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or node.module is None or node.level:
            continue
        parts = node.module.split(".")
        inside = len(parts) > 2 and parts[0] == "glacy" and parts[1] in DOORS
        if inside and parts[1] != place.parts[1]:
            yield f"{place}:{node.lineno}: {node.module} is inside a library. Import from glacy.{parts[1]}."


if __name__ == "__main__":
    sys.exit(main())
