"""What every test gets: the layer it belongs to, settings for hypothesis, and a count of what really ran."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]

if sys.dont_write_bytecode:  # the tests start a thousand processes: none compiles what another has compiled
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(ROOT / ".pytest_cache" / "bytecode")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix

os.fsync = lambda _: None  # no test cuts the power: a node is made without waiting thirty times for the disk

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", parent=settings.get_profile("house"), max_examples=2000)
settings.load_profile(os.environ.get("GLACY_HYPOTHESIS", "house"))

LAYERS = {
    "browser": "browser",
    "journeys": "journey",
    "soak": "journey",
    "cli": "database",
    "desks": "database",
    "node": "database",
    "store": "database",
}
"""The layer of a test by its folder; every other folder holds tests of the pure libraries."""

_passed: Counter[str] = Counter()
_skipped: Counter[str] = Counter()
_failed: dict[str, None] = {}
_seconds: defaultdict[str, float] = defaultdict(float)


def layer_of(nodeid: str) -> str:
    """The layer of a test from its id, such as `tests/store/test_cases.py::test_...`."""
    parts = nodeid.split("/")
    return LAYERS.get(parts[1], "library") if len(parts) > 2 else "library"


def pytest_runtest_setup() -> None:
    """Each test begins in English: a page that was asked for in another language leaves it to its thread."""
    translation.deactivate()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with its layer, and begin with the files that take long: none is left to the end."""
    for item in items:
        item.add_marker(layer_of(item.nodeid))
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _seconds[report.nodeid.split("::")[0]] += report.duration
    if report.failed:
        _failed[report.nodeid] = None
    if report.when == "call" and report.passed:
        _passed[layer_of(report.nodeid)] += 1
    elif report.skipped:
        _skipped[layer_of(report.nodeid)] += 1


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what was counted to tools/suite.py, which refuses a layer that did not run."""
    asked = os.environ.get("GLACY_LAYER_COUNTS")
    if asked and not hasattr(session.config, "workerinput"):
        counted = {"passed": _passed, "skipped": _skipped, "failed": [*_failed], "seconds": _seconds}
        Path(asked).write_text(json.dumps(counted), encoding="utf-8")
