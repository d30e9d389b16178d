"""The operator's keys and roots: `glacy directory key`, `init`, `rotate-root`, `sign-root`, `accept-root`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from glacy.cli.showing import json_option, show
from glacy.times import read_instant

if TYPE_CHECKING:
    from glacy.exchange import Keyring, OperatorKey

PATH = click.Path(path_type=Path)
OFFICE = click.argument("office", metavar="OFFICE", type=click.Path(path_type=Path, file_okay=False))
BY = click.option("--by", required=True, help="Who does this; it goes into the record.")
PHRASE = click.option(
    "--passphrase-file", type=PATH, help="The file with the passphrase; it is asked for if none is named."
)


def add_to(group: click.Group) -> None:
    """Puts these commands into the group."""
    for command in (key, init, rotate_root, sign_root, accept_root):
        group.add_command(command)


@click.command()
@click.argument("file", type=PATH)
@PHRASE
@click.option("--open", "is_open", is_flag=True, help="Without a passphrase; signs exercises alone.")
@json_option
def key(file: Path, passphrase_file: Path | None, is_open: bool, as_json: bool) -> None:
    """Make a key in FILE under a passphrase, and its public half in FILE.pub.

    Make the keys of the root on machines that are on no network, one for each holder.
    """
    from glacy.operator import new_key_file

    phrase = None if is_open else _phrase(file, passphrase_file, again=True)
    public = new_key_file(file, phrase=phrase)
    lines = [f"{file} and {file}.pub are made.", f"Fingerprint: {public.fingerprint}"]
    show({"file": str(file), "fingerprint": public.fingerprint}, as_json=as_json, lines=lines)


@click.command()
@OFFICE
@click.option("--name", required=True, help="The name of the directory, as nodes see it.")
@click.option("--root", "root_keys", type=PATH, multiple=True, required=True, help="A public key (FILE.pub).")
@click.option("--root-threshold", default=2, show_default=True, help="How many of them must sign a root.")
@click.option("--targets", "targets_keys", type=PATH, multiple=True, required=True, help="Signs the listing.")
@click.option("--targets-threshold", default=1, show_default=True, help="How many of them must sign it.")
@click.option("--online", "online_keys", type=PATH, multiple=True, required=True, help="Renews every day.")
@click.option("--exercise", is_flag=True, help="A directory of exercise nodes.")
@click.option("--root-days", default=365, show_default=True, help="How long a root lasts.")
@click.option("--targets-days", default=180, show_default=True, help="How long a listing lasts.")
@click.option("--timestamp-days", default=8, show_default=True, help="How long a renewal lasts.")
@click.option("--at", "at_text", help="The instant on which an exercise stands.")
@BY
@json_option
def init(
    office: Path, name: str, root_keys: tuple[Path, ...], root_threshold: int, targets_keys: tuple[Path, ...],
    targets_threshold: int, online_keys: tuple[Path, ...], exercise: bool, root_days: int, targets_days: int,
    timestamp_days: int, at_text: str | None, by: str, as_json: bool,
) -> None:  # fmt: skip
    """Make the folder of an operator, with a first root that is still to be signed."""
    from glacy.operator import make_office, stage_root
    from glacy.operator.office import Days

    keyring = _keyring(root_keys, root_threshold, targets_keys, targets_threshold, online_keys)
    days = Days(root=root_days, targets=targets_days, timestamp=timestamp_days)
    at = None if at_text is None else read_instant(at_text)
    made = make_office(office, name=name, exercise=exercise, days=days, at=at)
    _staged(stage_root(made, keyring, by=by), as_json=as_json)


@click.command("rotate-root")
@OFFICE
@click.option("--root", "root_keys", type=PATH, multiple=True, help="The keys of the next root; else as now.")
@click.option("--root-threshold", type=int, help="How many of them must sign a root; else as now.")
@click.option("--targets", "targets_keys", type=PATH, multiple=True, help="Else as now.")
@click.option("--targets-threshold", type=int, help="Else as now.")
@click.option("--online", "online_keys", type=PATH, multiple=True, help="Else as now.")
@BY
@json_option
def rotate_root(
    office: Path, root_keys: tuple[Path, ...], root_threshold: int | None, targets_keys: tuple[Path, ...],
    targets_threshold: int | None, online_keys: tuple[Path, ...], by: str, as_json: bool,
) -> None:  # fmt: skip
    """Stage the next root: to renew it within its year, or with other keys. Old and new keys sign it."""
    from glacy.exchange import Keyring
    from glacy.operator import open_office, read_public_file, stage_root

    opened = open_office(office)
    now = opened.keyring()
    keyring = Keyring(
        root=tuple(map(read_public_file, root_keys)) or now.root,
        root_threshold=root_threshold or now.root_threshold,
        targets=tuple(map(read_public_file, targets_keys)) or now.targets,
        targets_threshold=targets_threshold or now.targets_threshold,
        online=tuple(map(read_public_file, online_keys)) or now.online,
    )
    _staged(stage_root(opened, keyring, by=by), as_json=as_json)


@click.command("sign-root")
@click.argument("file", type=PATH)
@click.option("--key", "key_file", type=PATH, required=True, help="A key of the root.")
@PHRASE
@json_option
def sign_root(file: Path, key_file: Path, passphrase_file: Path | None, as_json: bool) -> None:
    """Sign the staged root in FILE with one key; the file may come on a stick and go on with it."""
    from glacy.operator import sign_root as sign

    fingerprint = sign(file, open_key(key_file, passphrase_file))
    show({"root": fingerprint}, as_json=as_json, lines=[f"Signed. Root: {fingerprint}"])


@click.command("accept-root")
@OFFICE
@click.option("--file", type=PATH, help="The signed root, if it comes back on a stick.")
@BY
@json_option
def accept_root(office: Path, file: Path | None, by: str, as_json: bool) -> None:
    """Take the staged root into use, once enough keys have signed it; publish afterwards."""
    from glacy.operator import accept_root as accept
    from glacy.operator import open_office

    fingerprint = accept(open_office(office), by=by, file=file)
    show({"root": fingerprint}, as_json=as_json, lines=[f"This root holds from now on: {fingerprint}"])


def open_key(file: Path, passphrase_file: Path | None, *, exercise: bool = True) -> OperatorKey:
    """The key in a file, opened by its passphrase; for real cases it must have one."""
    from glacy.operator import read_key_file
    from glacy.operator.keys import demand_closed, is_open

    if not exercise:
        demand_closed(file)
    return read_key_file(file, phrase=None if is_open(file) else _phrase(file, passphrase_file))


def _phrase(file: Path, passphrase_file: Path | None, *, again: bool = False) -> str:
    if passphrase_file is not None:
        return passphrase_file.read_text("utf-8").rstrip("\n")
    asked = click.prompt(f"Passphrase of {file.name}", hide_input=True, confirmation_prompt=again, err=True)
    return str(asked)


def _keyring(
    root: tuple[Path, ...], root_threshold: int, targets: tuple[Path, ...], targets_threshold: int,
    online: tuple[Path, ...],
) -> Keyring:  # fmt: skip
    from glacy.exchange import Keyring
    from glacy.operator import read_public_file

    return Keyring(
        root=tuple(map(read_public_file, root)),
        root_threshold=root_threshold,
        targets=tuple(map(read_public_file, targets)),
        targets_threshold=targets_threshold,
        online=tuple(map(read_public_file, online)),
    )


def _staged(file: Path, *, as_json: bool) -> None:
    lines = [f"{file} waits for its signatures: `glacy directory sign-root {file} --key FILE`."]
    show({"staged": str(file)}, as_json=as_json, lines=lines)
