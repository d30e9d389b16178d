"""The parts list names every package that is locked, with a digest, and tells what runs from what builds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    file = tmp_path_factory.mktemp("parts") / "glacy.cdx.json"
    done = subprocess.run(
        [sys.executable, "tools/sbom.py", os.fspath(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def test_it_names_every_locked_package_and_no_other(parts: dict[str, Any]) -> None:
    locked = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    wanted = {f"pkg:pypi/{one['name']}@{one['version']}" for one in locked if one["name"] != "glacy"}
    pages = json.loads((ROOT / "glacy" / "site" / "assets" / "package-lock.json").read_text("utf-8"))
    npm = {place for place in pages["packages"] if place}
    named = [one["purl"] for one in parts["components"]]
    assert wanted
    assert {one for one in named if one.startswith("pkg:pypi/")} == wanted
    assert len([one for one in named if one.startswith("pkg:npm/")]) == len(npm) > 0
    assert len(named) == len(set(named))
    assert (parts["bomFormat"], parts["metadata"]["component"]["name"]) == ("CycloneDX", "glacy")


def test_each_part_has_the_digest_of_the_lock_file(parts: dict[str, Any]) -> None:
    locked = (ROOT / "uv.lock").read_text(encoding="utf-8")
    for one in parts["components"]:
        if one["purl"].startswith("pkg:npm/"):
            assert len(one["hashes"][0]["content"]) == 128, one["name"]
            continue
        digests = [hash_["content"] for ref in one["externalReferences"] for hash_ in ref["hashes"]]
        assert digests, one["name"]
        assert all(f"sha256:{digest}" in locked for digest in digests), one["name"]


def test_what_only_developers_need_is_told_apart(parts: dict[str, Any]) -> None:
    scopes = {one["name"]: one["scope"] for one in parts["components"]}
    assert [scopes[name] for name in ("django", "cryptography", "govuk-frontend")] == ["required"] * 3
    assert [scopes[name] for name in ("pytest", "ruff")] == ["excluded"] * 2


def test_every_part_stands_in_the_graph(parts: dict[str, Any]) -> None:
    refs = {one["bom-ref"] for one in parts["components"]} | {parts["metadata"]["component"]["bom-ref"]}
    assert {one["ref"] for one in parts["dependencies"]} == refs
    assert {each for one in parts["dependencies"] for each in one.get("dependsOn", [])} <= refs
