"""`glacy node`: make a node, join a directory, do its work."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

import click

from glacy.cli.here import open_here
from glacy.cli.keys import keys, revoke, roll
from glacy.cli.rules import VERBS
from glacy.cli.showing import counted, json_option, show, tell
from glacy.times import read_instant, write_instant

_DIR = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group()
def node() -> None:
    """Make a node and run its work."""


for _verb in (*VERBS, keys, revoke, roll):
    node.add_command(_verb)


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
@json_option
def upgrade(path: Path, as_json: bool) -> None:
    """Bring the tables up to this version; back the node up first, and stop serving it.

    Tables that a newer version made are refused. A run that was cut short is simply repeated.
    """
    open_here(path)
    from django.core.management import call_command

    from glacy.store import dumping

    dumping.verify_known(dumping.applied_migrations())
    steps = [f"{app}.{name}" for app, name in dumping.missing_migrations()]
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    says = f"{len(steps)} steps: {', '.join(steps)}." if steps else "The tables are of this version already."
    show({"steps": steps}, as_json=as_json, lines=[says])


@node.command()
@click.argument("path", type=_DIR)
def meters(path: Path) -> None:
    """Print the meters of the node (Prometheus text); the file of their token goes to stderr.

    The web gives the same at /metrics to whoever shows that token: `Authorization: Bearer ...`.
    """
    opened = open_here(path)
    from glacy.node import metrics

    tell(f"Token: {metrics.make_token(opened)}")
    click.echo(metrics.write_meters(metrics.all_meters(opened)), nl=False)


@node.command()
@click.argument("path", type=_DIR)
@click.option("--without", multiple=True, required=True, help="Who is not waited for: a State, or a witness.")
@json_option
def resume(path: Path, without: tuple[str, ...], as_json: bool) -> None:
    """Let a restored node go on without some who cannot tell what they hold; it is written down.

    What they alone hold of this node comes to light when they are back: a fork of the journal then, or
    messages that are sent twice or refused. Name nobody who can still be reached.
    """
    opened = open_here(path)
    from glacy.node.quiet import resume_without

    mark = resume_without(opened.path, without)
    if mark is None:
        raise click.ClickException("This node is not quiet: it signs as ever.")
    show(mark, as_json=as_json, lines=[f"It goes on without {', '.join(mark.without)}, at its next round."])


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
    over = counted(size, "entry", "entries")
    says = f"The tiles over {over} are built again, and lead to the root of the signed head."
    show({"entries": size}, as_json=as_json, lines=[says if size else "The journal has no signed head yet."])


@node.command()
@click.argument("path", type=_DIR)
@click.option("--once", is_flag=True, help="Carry what is due, keep the journal up, and end.")
def work(path: Path, once: bool) -> None:
    """Do the node's work: carry messages, keep the journal's tiles up, remind."""
    opened = open_here(path)
    from glacy.node.logs import teller
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
        run(opened, stop=stop, tell=teller("worker", otherwise=tell))
