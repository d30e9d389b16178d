"""Write the parts list of GLACY as CycloneDX JSON, dist/glacy.cdx.json: `uv run python tools/sbom.py [FILE]`.

uv writes what `uv.lock` holds, with digests and who needs what; here the tools of developers are marked as
left out of what runs (`scope: excluded`), and the packages that the pages are built from are added.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
ASSETS = ROOT / "glacy" / "site" / "assets" / "package-lock.json"


def main(arguments: list[str]) -> int:
    """Write the list and say where it lies."""
    file = Path(arguments[0]) if arguments else ROOT / "dist" / "glacy.cdx.json"
    parts = parts_list()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(parts, indent=1) + "\n", encoding="utf-8")
    print(f"{file}: {len(parts['components'])} parts")
    return 0


def parts_list() -> dict[str, Any]:
    """The whole list."""
    everything = exported("--all-groups")
    running = {one["purl"] for one in exported("--no-dev")["components"]}
    for one in everything["components"]:
        one["scope"] = "required" if one["purl"] in running else "excluded"
    pages = list(packages_of_pages())
    everything["components"] += pages
    everything["dependencies"] += [{"ref": one["bom-ref"], "dependsOn": []} for one in pages]
    return everything


def exported(groups: str) -> dict[str, Any]:
    """What uv writes from the lock file, every extra included."""
    uv = os.environ.get("UV") or shutil.which("uv") or str(ROOT / ".uv" / "bin" / "uv")
    command = [
        uv, "export", "--quiet", "--frozen", "--all-extras", groups,
        "--format", "cyclonedx1.5", "--preview-features", "sbom-export",
    ]  # fmt: skip
    found = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    parts: dict[str, Any] = json.loads(found)
    return parts


def packages_of_pages() -> Iterator[dict[str, Any]]:
    """The packages of npm whose parts are built into styles and scripts; the builder itself is left out."""
    for place, package in json.loads(ASSETS.read_text(encoding="utf-8"))["packages"].items():
        name = place.rpartition("node_modules/")[2]
        if not name:
            continue  # the folder itself
        algorithm, _, digest = package["integrity"].partition("-")
        yield {
            "type": "library",
            "bom-ref": f"npm-{name}@{package['version']}",
            "name": name,
            "version": package["version"],
            "purl": f"pkg:npm/{quote(name, safe='/')}@{package['version']}",
            "scope": "required" if name == "govuk-frontend" else "excluded",
            "hashes": [
                {"alg": f"SHA-{algorithm.removeprefix('sha')}", "content": base64.b64decode(digest).hex()}
            ],
        }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
