"""The description for other tools: exhibits, acts and provenance as CASE/UCO, which case-utils accepts."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from glacy.canon import digest_of
from glacy.evidence import DescribedExhibit, write_case
from tests.evidence.bundles import event
from tests.signing.keys import NOW

EVENTS = (
    event("received", "Esi"),
    event("sealed", "Esi", minutes=1),
    replace(event("examined", "Kofi", minutes=2), keeper="Esi"),
    event("handed_over", "Esi", "Ama", minutes=3),
    event("received", "Ama", minutes=4),
    event("destroyed", "Ama", minutes=5),
)
EXHIBITS = (
    DescribedExhibit(
        number=1, name="logs/mailbox.csv", digest=digest_of(b"a"), size=1, sealed_at=NOW, events=EVENTS
    ),
    DescribedExhibit(
        number=2, name="", digest=digest_of(b"b"), size=1, sealed_at=NOW, events=EVENTS[:2], category="image"
    ),
)
DESCRIBED = write_case(EXHIBITS, reference="GH-2026-0007", by="Ghana contact point", exercise=True)


def test_each_exhibit_has_its_record_its_digest_and_its_acts() -> None:
    graph = json.loads(DESCRIBED)["@graph"]
    kinds = [one["@type"].split(":")[1] for one in graph]
    assert kinds.count("ProvenanceRecord") == 2
    assert kinds.count("File") == 2
    assert kinds.count("InvestigativeAction") == 8
    assert {one["uco-core:name"] for one in graph if one["@type"] == "uco-identity:Identity"} == {
        "Esi", "Kofi", "Ama",
    }  # fmt: skip
    assert len({one["@id"] for one in graph}) == len(graph)
    assert digest_of(b"a") in DESCRIBED.decode()


def test_every_reference_leads_to_something_in_the_graph() -> None:
    graph = json.loads(DESCRIBED)["@graph"]
    known = {one["@id"] for one in graph}
    for one in graph:
        for name in ("uco-core:object", "uco-action:object", "uco-action:result", "uco-action:participant"):
            assert {each["@id"] for each in one.get(name, [])} <= known


def test_the_same_evidence_is_the_same_bytes_and_child_abuse_material_has_no_name() -> None:
    again = write_case(EXHIBITS, reference="GH-2026-0007", by="Ghana contact point", exercise=True)
    assert again == DESCRIBED
    assert "child-abuse material, image, not named" in DESCRIBED.decode()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("case_validate") is None, reason="case-utils is not installed (0046)")
def test_case_utils_accepts_it(tmp_path: Path) -> None:
    file = tmp_path / "case.jsonld"
    file.write_bytes(DESCRIBED)
    done = subprocess.run(["case_validate", file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "Conforms: True" in done.stdout
