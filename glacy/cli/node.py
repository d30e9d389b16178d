"""`glacy node`: make a node, join a directory, do its work."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

import click

from glacy.cli.here import open_here
from glacy.cli.showing import json_option, show, tell
from glacy.times import read_instant, write_instant

_DIR = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group()
def node() -> None:
    """Make a node and run its work."""


@node.command()
@click.argument("path", type=_DIR)
@click.option("--country", required=True, help="The country code, such as GH.")
@click.option("--name", help="The name of the node, as others see it.")
@click.option("--url", required=True, help="The address at which other nodes reach it.")
@click.option("--exercise", is_flag=True, help="A node for invented cases only.")
@click.option("--story-at", help="The instant that an exercise begins with, such as 2026-11-21T00:41:00Z.")
@click.option("--database", default="", help="A PostgreSQL database, as postgres://user:password@host/name.")
@click.option("--offices", type=_FILE, help="A TOML file with tables [[office]] for the directory.")
@json_option
def init(
    path: Path,
    country: str,
    name: str | None,
    url: str,
    exercise: bool,
    story_at: str | None,
    database: str,
    offices: Path | None,
    as_json: bool,
) -> None:
    """Make a node: keys, certificates, tables, vault and journal. A run that was cut short is repeated."""
    from glacy.countries import get_country
    from glacy.node import make_node, start_django

    def make_tables() -> None:
        if database:
            os.environ["DATABASE_URL"] = database
        start_django(path)
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        if (path / "glacy.sqlite3").is_file():
            (path / "glacy.sqlite3").chmod(0o600)

    made = make_node(
        path,
        country=country,
        name=name or f"Node of {get_country(country).name('en')}",
        url=url,
        exercise=exercise,
        story_at=None if story_at is None else read_instant(story_at),
        database=database,
        offices=None if offices is None else offices.read_bytes(),
        make_tables=make_tables,
    )
    facts = {"path": str(made.path), "country": made.country, "name": made.name, "url": made.url}
    show(facts, as_json=as_json, lines=[f"{made.name} ({made.country}) is made in {made.path}."])


@node.command()
@click.argument("path", type=_DIR)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it there.")
def entry(path: Path, out: Path | None) -> None:
    """Print what the operator of a directory needs of this node."""
    from glacy.exchange import write_node_entry
    from glacy.node import open_node

    data = write_node_entry(open_node(path).entry)
    if out is not None:
        out.write_bytes(data)
    else:
        click.echo(data.decode("utf-8"))


@node.command()
@click.argument("path", type=_DIR)
@click.argument("directory", type=_FILE)
@click.option("--fingerprint", help="The operator's fingerprint, as it was read to you.")
@json_option
def join(path: Path, directory: Path, fingerprint: str | None, as_json: bool) -> None:
    """Join a directory of nodes, or take a newer one of the same operator."""
    opened = open_here(path)
    from glacy.node.joining import join_directory

    joined = join_directory(opened, directory.read_bytes(), fingerprint=fingerprint)
    countries = [one.country for one in joined.nodes]
    facts = {"fingerprint": joined.fingerprint, "countries": countries}
    show(
        facts,
        as_json=as_json,
        lines=[f"Joined a directory of {', '.join(countries)}.", f"Operator's key: {joined.fingerprint}"],
    )


@node.command()
@click.argument("path", type=_DIR)
@click.argument("instant")
def clock(path: Path, instant: str) -> None:
    """Set the story's clock of an exercise node; a running server follows at once."""
    from glacy.node import open_node, set_story_clock

    opened = open_node(path)
    set_story_clock(opened.path, exercise=opened.exercise, story_at=read_instant(instant))
    click.echo(write_instant(opened.clock()))


@node.command()
@click.argument("path", type=_DIR)
def offices(path: Path) -> None:
    """Read tables [[office]] from stdin (TOML) and list them in the node's directory entry."""
    from glacy.node.making import set_offices
    from glacy.node.opened import open_node

    set_offices(open_node(path).path, sys.stdin.buffer.read())


@node.command()
@click.argument("path", type=_DIR)
def migrate(path: Path) -> None:
    """Bring the tables up to this version."""
    open_here(path)
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)


@node.command()
@click.argument("path", type=_DIR)
@json_option
def tiles(path: Path, as_json: bool) -> None:
    """Build the journal's tiles again from the rows, after one was lost or damaged.

    They are written only if the rows lead to the root of the signed head. The node may go on serving.
    """
    opened = open_here(path)
    from glacy.node.tiling import build_tiles

    size = build_tiles(opened)
    says = f"The tiles over {size} entries are built again, and lead to the root of the signed head."
    show({"entries": size}, as_json=as_json, lines=[says if size else "The journal has no signed head yet."])


@node.command()
@click.argument("path", type=_DIR)
@click.option("--once", is_flag=True, help="Carry what is due, keep the journal up, and end.")
def work(path: Path, once: bool) -> None:
    """Do the node's work: carry messages, keep the journal's tiles up, remind."""
    opened = open_here(path)
    from glacy.node.worker import work as run
    from glacy.node.worker import work_once

    stop = threading.Event()

    def end(_: int, __: object) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    if once:
        work_once(opened)
    else:
        run(opened, stop=stop, tell=tell)
