"""`glacy backup`: keep a node where a fire does not reach it."""

from __future__ import annotations

from pathlib import Path

import click

from glacy.cli.errors import NotGivenError
from glacy.cli.here import open_here
from glacy.cli.showing import json_option, show, tell


@click.command()
@click.argument("path", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--to", "folder", type=click.Path(path_type=Path, file_okay=False), help="The folder of backups."
)
@click.option("--new-key", type=click.Path(path_type=Path, dir_okay=False), help="Make a recovery key there.")
@click.option("--keep", type=click.IntRange(min=1), help="Remove all but the newest so many afterwards.")
@click.option("--check", is_flag=True, help="Read the newest backup through instead of making one.")
@json_option
def backup(
    path: Path, folder: Path | None, new_key: Path | None, keep: int | None, check: bool, as_json: bool
) -> None:
    """Back up a node while it runs: rows, keys, vault. It is sealed to the recovery key, kept offline.

    First make that key once, with --new-key FILE, and take the file off this machine. Then, every night,
    --to FOLDER: what lies there already is not copied again. Exit 1: a backup that is checked does not hold.
    """
    node = open_here(path)
    from glacy.node import backing_up

    if new_key is not None:
        from glacy.cli.given import leave

        if new_key.exists():
            raise NotGivenError(f"{new_key} is there already.", remedy="Nothing is ever written over.")
        leave(backing_up.make_recovery_key(node), new_key)
        new_key.chmod(0o600)
        tell("Take this file off the machine now: who has it reads every backup, and without it nobody does.")
    if folder is None:
        if new_key is None:
            raise NotGivenError("Neither --to nor --new-key was given.", remedy="Give the folder of backups.")
        return
    if check:
        _check(node.country, backing_up.backup_key(node).verifier, folder, as_json=as_json)
        return
    made = backing_up.make_backup(node, folder, keep=keep)
    facts = {
        "backup": made.backup.stamp,
        "at": made.backup.made_at,
        "files": made.backup.count,
        "copied": made.copied,
        "copied_size": made.copied_size,
        "removed": list(made.removed),
    }
    lines = [
        f"{made.backup.stamp} stands in {folder}: {made.backup.count} large files, "
        f"{made.copied} copied now ({made.copied_size} bytes)."
    ]
    show(facts, as_json=as_json, lines=lines + [f"Removed: {one}." for one in made.removed])


def _check(country: str, verifier: object, folder: Path, *, as_json: bool) -> None:
    from glacy.journal import VerifierKey
    from glacy.node.backups import RecoveryKey
    from glacy.node.restoring import examine_backup, find_backup

    assert isinstance(verifier, VerifierKey)
    found = find_backup(folder, RecoveryKey(country=country, verifier=verifier, secret=""))
    show_checks(examine_backup(found), as_json=as_json)


def show_checks(checks: object, *, as_json: bool) -> None:
    """Prints checks; exit 1 where one does not hold."""
    from collections.abc import Sequence

    from glacy.checks import Check

    assert isinstance(checks, Sequence)
    found: Sequence[Check] = checks
    lines = [f"{'holds' if one.holds else 'DOES NOT HOLD'}: {one.says}" for one in found]
    show(
        [{"name": one.name, "holds": one.holds, "says": one.says} for one in found],
        as_json=as_json,
        lines=lines,
    )
    if not all(one.holds for one in found):
        raise SystemExit(1)
