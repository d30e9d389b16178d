"""`glacy restore`: bring a node back from its backup."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from glacy.cli.backup import show_checks
from glacy.cli.errors import NotGivenError
from glacy.cli.showing import json_option, show, tell

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.argument("folder", type=_FOLDER)
@click.argument("path", type=_FOLDER, required=False)
@click.option(
    "--key",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    required=True,
    help="The recovery key of the node.",
)
@click.option("--which", help="A backup that is not the newest, such as CL-20261122T030000Z.")
@click.option("--database", help="Where the rows go: postgres://..., or sqlite for a file in the folder.")
@click.option("--check", is_flag=True, help="Read everything through, and restore nothing.")
@json_option
def restore(
    folder: Path,
    path: Path | None,
    key: Path,
    which: str | None,
    database: str | None,
    check: bool,
    as_json: bool,
) -> None:
    """Restore a node into the new folder PATH from the FOLDER of its backups.

    The restored node signs and sends nothing until it has asked its witnesses and the other States what they
    hold; `glacy serve PATH` asks by itself. Exit 1: a backup that is checked does not hold.
    """
    from glacy.node import restoring
    from glacy.node.backups import all_stamps, read_recovery_key

    recovery = read_recovery_key(key.read_bytes())
    found = restoring.find_backup(folder, recovery, which=which)
    if check:
        with tempfile.TemporaryDirectory() as beside:
            checks = restoring.examine_backup(found)
            show_checks((*checks, *restoring.rehearse(found, recovery, folder=Path(beside))), as_json=as_json)
        return
    if path is None:
        raise NotGivenError("No folder was given for the restored node.", remedy="Give PATH, or --check.")
    address = "" if database == "sqlite" else database
    done = restoring.restore(found, recovery, path, fill=_fill, database=address)
    facts = {"path": str(done.path), "backup": found.stamp, "made_at": found.made_at, "files": done.files}
    lines = [
        f"{done.name} is restored in {done.path}, of {found.stamp[3:]} ({done.files} large files).",
        "It is quiet: it signs and sends nothing until it has asked its witnesses and the other States.",
        f"It asks by itself when it is served: glacy serve {done.path}",
    ]
    show(facts, as_json=as_json, lines=lines)
    if found.stamp != all_stamps(folder)[-1]:
        tell("There is a newer backup in that folder.")


def _fill(path: Path, lines: Iterator[bytes]) -> None:
    os.environ["GLACY_NODE"] = str(path)
    from glacy.node import open_node, start_django

    start_django(path)
    from django.core.management import call_command
    from django.db import connection

    from glacy.node.finding_again import fill_content
    from glacy.node.tiling import build_tiles
    from glacy.store.dumping import demand_empty, load_rows

    node = open_node(path)
    demand_empty()
    load_rows(lines)
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    fill_content(node)
    if (path / "glacy.sqlite3").is_file():
        (path / "glacy.sqlite3").chmod(0o600)
    (path / "journal").mkdir(mode=0o700, exist_ok=True)
    build_tiles(node)
    connection.close()
