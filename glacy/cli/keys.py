"""`glacy node keys`, `roll` and `revoke`: the keys of a node, new ones with overlap, and a theft."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from glacy.cli.here import open_here
from glacy.cli.showing import json_option, show, tell
from glacy.times import read_instant

if TYPE_CHECKING:
    from glacy.node import Node

_DIR = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.argument("path", type=_DIR)
@json_option
def keys(path: Path, as_json: bool) -> None:
    """The keys that peers see or saw: what for, which, until when, and whether in a file or a token."""
    from glacy.node.rolling import standings

    found = list(standings(open_here(path)))
    lines = [
        f"{one.use:<6} {one.state.replace('_', ' '):<12} {one.place:<6}"
        f" {one.until.date() if one.until else '':<11} {one.fingerprint[:40]}"
        for one in found
    ]
    show(found, as_json=as_json, lines=lines)


@click.command()
@click.argument("path", type=_DIR)
@click.argument("use", type=click.Choice(("seal", "stamp", "root", "age", "journal", "witness")))
@click.option("--finish", "is_finish", is_flag=True, help="End the overlap: the old key counts till now.")
@click.option("--module", help="The PKCS#11 module of a token that is to hold the sealing key.")
@click.option("--token", help="The name of the token.")
@click.option("--key", default="glacy-seal-1", show_default=True, help="Its name in the token.")
@click.option("--pin-file", type=click.Path(path_type=Path), help="The file with the PIN, for us alone.")
def roll(
    path: Path,
    use: str,
    is_finish: bool,
    module: str | None,
    token: str | None,
    key: str,
    pin_file: Path | None,
) -> None:
    """Give a node a new key; what was sealed with the old one stays valid.

    `seal` and `stamp` need nothing from others. After `root`, `age`, `journal` and `witness` hand the new
    entry (`glacy node entry`) to the operator of the directory, and end the overlap with --finish when peers
    have it.
    """
    from glacy.node.rolling import USES, finish, roll
    from glacy.node.token_key import TokenPlace

    node = open_here(path)
    chosen = next(one for one in USES if one == use)
    given = (module, token, pin_file)
    if any(given) and not all(given):
        raise click.UsageError("A token needs --module, --token and --pin-file together.")
    place = None
    if module and token and pin_file:
        place = TokenPlace(module=module, token=token, key=key, pin_file=str(pin_file.resolve()))
    made = finish(node, chosen) if is_finish else roll(node, chosen, token=place)
    _note(made, "node.key_finished" if is_finish else "node.key_rolled", use=chosen)
    tell(f"{'Finished' if is_finish else 'Rolled'}: {chosen}. A node that is served takes it by itself.")
    if chosen not in ("seal", "stamp"):
        tell("Hand the entry of the node to the operator of the directory: glacy node entry.")


@click.command()
@click.argument("path", type=_DIR)
@click.option(
    "--since", required=True, metavar="INSTANT", help="From when the keys may have been in other hands."
)
@click.confirmation_option(prompt="New keys at once, and nothing the old ones sealed since then counts?")
def revoke(path: Path, since: str) -> None:
    """After a theft: new root and leaves at once; what the old ones sealed since the instant does not count.

    Call the operator of the directory and your peers on the telephone: they must list and pin the new entry.
    """
    from glacy.node.rolling import revoke as withdraw

    made = withdraw(open_here(path), since=read_instant(since))
    _note(made, "node.key_revoked", use="root")
    tell(
        "The old keys are withdrawn. Hand the new entry (glacy node entry) to the operator of the directory,"
    )
    tell("call your peers, and roll `age` too if the folder of keys was read.")


def _note(node: Node, kind: str, *, use: str) -> None:
    from django.db import transaction

    from glacy.store import journal

    with transaction.atomic():
        journal.put_entry(kind, by=None, what={"use": use}, at=node.clock(), who=node.country)
