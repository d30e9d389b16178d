"""`glacy directory`: list nodes in a directory and sign it."""

from __future__ import annotations

import secrets
from datetime import timedelta
from pathlib import Path

import click

from glacy.cli.showing import json_option, show
from glacy.times import read_instant

_KEY = "directory.key"
_VALID_FOR = timedelta(days=365)


@click.group()
def directory() -> None:
    """Make the directory of nodes."""


@directory.command()
@click.argument("entries", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The file to write."
)
@click.option(
    "--key", type=click.Path(path_type=Path), help="The operator's key; made there if it is missing."
)
@click.option("--name", default="glacy.directory", help="The name of the operator's key.")
@click.option("--at", "at_text", help="The instant of issue; now if it is not given.")
@json_option
def make(
    entries: tuple[Path, ...], out: Path, key: Path | None, name: str, at_text: str | None, as_json: bool
) -> None:
    """Sign a directory of the nodes whose ENTRIES were handed over."""
    from glacy.exchange import Directory, read_node_entry, write_directory
    from glacy.journal import SigningKey, read_signing_key, write_signing_key
    from glacy.node.clock import machine_clock
    from glacy.node.files import write_durably

    kept = key or out.parent / _KEY
    if kept.is_file():
        signer = read_signing_key(kept.read_text("ascii").strip())
    else:
        signer = SigningKey(name=name, seed=secrets.token_bytes(32))
        write_durably(kept, (write_signing_key(signer) + "\n").encode("ascii"))
    nodes = tuple(sorted((read_node_entry(_bytes(one)) for one in entries), key=lambda one: one.country))
    at = machine_clock() if at_text is None else read_instant(at_text)
    made = Directory(
        key=signer.verifier,
        nodes=nodes,
        issued_at=at,
        valid_until=at + _VALID_FOR,
        exercise=nodes[0].exercise,
    )
    write_durably(out, write_directory(made, key=signer), mode=0o644)
    facts = {"fingerprint": made.fingerprint, "countries": [one.country for one in nodes], "out": str(out)}
    show(facts, as_json=as_json, lines=[f"{out}: {len(nodes)} nodes.", f"Operator's key: {made.fingerprint}"])


def _bytes(file: Path) -> bytes:
    return file.read_bytes().rstrip(b"\n")
