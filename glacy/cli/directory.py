"""`glacy directory`: follow the directory of nodes, and for its operator: make, sign and publish it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glacy.cli import directory_keys, directory_operator
from glacy.cli.here import open_here
from glacy.cli.lines import columns
from glacy.cli.showing import json_option, show
from glacy.errors import GlacyError
from glacy.times import read_instant, whole_seconds, write_instant

if TYPE_CHECKING:
    from glacy.exchange import Change, Directory
    from glacy.node import Node

_NODE = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
_FROM = "A folder, a stick, an https address, or the one file directory.json."


class NoSourceError(GlacyError):
    """Nothing says where the directory is published."""


@click.group()
def directory() -> None:
    """Follow the directory of nodes; for its operator: make, sign and publish it."""


@directory.command()
@_NODE
@click.option("--from", "source", required=True, metavar="SOURCE", help=_FROM)
@click.option("--by", help="Who called at this node; without it the script of the call is printed.")
@click.option("--spoke-to", default="", help="Who answered at the operator's.")
@click.option("--number", default="", help="The number that was called, from a source of your own.")
@click.option("--heard", default="", help="The fingerprint of the root, as the operator read it to you.")
@click.option("--called-at", help="When, such as 2026-11-21T09:30:00Z; now if it is not given.")
@json_option
def compare(
    folder: Path, source: str, by: str | None, spoke_to: str, number: str, heard: str,
    called_at: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Compare fingerprints with the operator on the telephone, and write the call down.

    Call a number that you have from somewhere else than from the directory. You read the fingerprint of your
    entry, they read the fingerprint of the root; each types what they hear.
    """
    node = open_here(folder)
    from glacy.exchange import read_directory
    from glacy.node.joining import entry_fingerprint, find_offered, record_call

    offered = read_directory(find_offered(source))
    own = entry_fingerprint(node)
    if by is None:
        facts = {
            "entry": own,
            "operator": offered.operator,
            "listed": offered.find_entry(node.country) is not None,
        }
        show(facts, as_json=as_json, lines=_script(node, offered, own))
        return
    at = whole_seconds(node.clock()) if called_at is None else read_instant(called_at)
    record_call(node, offered, by=by, spoke_to=spoke_to, number=number, called_at=at, heard=heard)
    facts = {"root": offered.fingerprint, "entry": own, "fits": True}
    show(facts, as_json=as_json, lines=["The fingerprints are the same; the call is in the journal."])


@directory.command()
@click.argument("place", metavar="DIR", type=click.Path(path_type=Path, file_okay=False, exists=True))
@json_option
def fingerprint(place: Path, as_json: bool) -> None:
    """Print what is read aloud: at a node the fingerprint of its entry, at an operator's that of the root."""
    from glacy.operator import open_office
    from glacy.operator import status as status_of

    if (place / "operator.toml").is_file():
        read = status_of(open_office(place)).fingerprint
    else:
        node = open_here(place)
        from glacy.node.joining import entry_fingerprint

        read = entry_fingerprint(node)
    show({"fingerprint": read}, as_json=as_json, lines=[read])


@directory.command()
@_NODE
@click.argument("source")
@click.option("--fingerprint", "compared", help="The fingerprint of the root, if it was compared already.")
@json_option
def join(folder: Path, source: str, compared: str | None, as_json: bool) -> None:
    """Join the directory at SOURCE: a folder, a stick, an https address, or the one file directory.json."""
    node = open_here(folder)
    from glacy.node.joining import find_offered, join_directory

    kept = source if source.startswith("http") else str(Path(source).resolve())
    joined = join_directory(node, find_offered(source), fingerprint=compared, source=kept)
    countries = [one.country for one in joined.nodes]
    lines = [f"Joined a directory of {', '.join(countries)}.", f"Operator's root: {joined.fingerprint}"]
    show({"fingerprint": joined.fingerprint, "countries": countries}, as_json=as_json, lines=lines)


@directory.command()
@_NODE
@click.option("--from", "source", metavar="SOURCE", default="", help="A folder, a stick or an https address.")
@json_option
def refresh(folder: Path, source: str, as_json: bool) -> None:
    """Fetch the newest directory of the pinned operator, and print what it changes."""
    node = open_here(folder)
    from glacy.node.refreshing import refresh as run

    done = run(node, source=source)
    facts = {
        "outcome": done.outcome,
        "version": done.directory.version,
        "valid_until": done.directory.valid_until,
        "changes": list(done.changes),
    }
    first = f"Version {done.directory.version}, good until {write_instant(done.directory.valid_until)}."
    show(facts, as_json=as_json, lines=[first, *_told(done.changes)])


@directory.command("show")
@_NODE
@click.argument("country", required=False)
@json_option
def show_(folder: Path, country: str | None, as_json: bool) -> None:
    """Show the directory that a node follows, or the entry of one State in it."""
    node = open_here(folder)
    from glacy.node.directory_views import listed_states, look_at, state_of

    if country is not None:
        state = state_of(node, country)
        show(state, as_json=as_json, lines=_state_lines(state))
        return
    look, states = look_at(node), listed_states(node)
    rows = ((one.country, one.name, one.number, _ago(one.number_changed_at)) for one in states)
    lines = [
        *look.sentences,
        *columns(("state", "node", "number", "number changed"), rows, empty="No State."),
    ]
    show({"look": look, "states": states}, as_json=as_json, lines=lines)


@directory.command()
@_NODE
@click.option("--state", "country", default="", help="Of one State, such as CL.")
@json_option
def changes(folder: Path, country: str, as_json: bool) -> None:
    """List what newer directories changed, the newest first."""
    open_here(folder)
    from glacy.store.directory import listed_changes

    found = listed_changes(country=country)
    rows = ((write_instant(one.at), one.country, one.kind, one.about, one.before, one.after) for one in found)
    heads = ("at", "state", "what", "about", "before", "after")
    show({"changes": found}, as_json=as_json, lines=columns(heads, rows, empty="Nothing has changed."))


directory_operator.add_to(directory)
directory_keys.add_to(directory)


def _script(node: Node, offered: Directory, own: str) -> list[str]:
    listed = "lists" if offered.find_entry(node.country) else "does not list"
    return [
        f"Directory of {offered.operator}, which {listed} {node.country}.",
        "1. Call the operator, on a number that you did not get with this directory.",
        "2. Read the fingerprint of your entry to them:",
        f"   {own}",
        "3. Let them read the fingerprint of the root to you, and type it with --heard.",
        "   It is not printed here, so that it is heard and not copied.",
        "4. Run this again with --by, --spoke-to, --number and --heard.",
    ]


def _told(found: tuple[Change, ...]) -> list[str]:
    if not found:
        return ["Nothing has changed about any State."]
    heads = ("state", "what", "about", "before", "after")
    rows = ((one.country, one.kind, one.about, one.before, one.after) for one in found)
    return list(columns(heads, rows, empty=""))


def _state_lines(state: object) -> list[str]:
    return list(getattr(state, "sentences", ()))


def _ago(at: datetime | None) -> str:
    return "" if at is None else write_instant(at)
