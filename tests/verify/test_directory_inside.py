"""A bundle that carries the directory of its day is judged with nothing else, and the report says so."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from glacy.cli import main
from glacy.evidence import Paper
from glacy.verify import Known, examine_file, examine_opened
from tests.nodes import NOW
from tests.verify import files

LATER = NOW + timedelta(days=3650)


def carrying(content: bytes) -> bytes:
    paper = Paper(kind="directory", title="Directory of 2026-11-20", content=content, suffix="json")
    return files.make_bundle(files.world().chile, paper)


def test_it_is_told_who_sealed_ten_years_later(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bundle = carrying(files.directory_file())
    for report in (
        examine_file(bundle, directory=None, at=LATER),
        examine_opened(BytesIO(bundle), "bundle", directory=None, at=LATER)[0],
    ):
        assert report.holds is None, "whoever made the bundle could have made its directory"
        said = next(check for check in report.checks if check.name == "directory")
        assert said.holds is None
        assert "lies in the bundle itself" in said.says
        assert files.directory().fingerprint in said.says
    known = Known(operators=frozenset({files.directory().fingerprint}))
    assert examine_file(bundle, directory=None, at=LATER, known=known).holds is True
    assert examine_opened(BytesIO(bundle), "bundle", directory=None, at=LATER, known=known)[0].holds is True
    monkeypatch.setenv("GLACY_SEALER", str(tmp_path / "own"))
    (tmp_path / "b.asice").write_bytes(bundle)
    done = CliRunner().invoke(main, ["verify", str(tmp_path / "b.asice"), "--json"])
    assert json.loads(done.stdout)["facts"]["directory"] == files.directory().fingerprint


def test_a_directory_that_does_not_hold_vouches_for_nobody() -> None:
    for content in (files.directory_file().replace(b"Chile", b"Chilf"), b"{}"):
        report = examine_file(carrying(content), directory=None, at=NOW)
        assert report.holds is None
        assert "directory" not in report.facts


def test_the_readers_own_directory_goes_before_the_one_inside() -> None:
    report = examine_file(carrying(b"{}"), directory=files.directory(), at=NOW)
    assert report.holds is True
