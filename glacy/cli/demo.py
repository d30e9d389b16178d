"""`glacy demo`: play the whole journey between two nodes, and leave them serving or check and end."""

from __future__ import annotations

import json
import signal
import sys
import tempfile
import textwrap
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glacy.cli.showing import counted
from glacy.times import read_instant

if TYPE_CHECKING:
    from glacy.demonstration import Story
    from glacy.demonstration.judging import Judged
    from glacy.demonstration.making import World
    from glacy.demonstration.running import Outcome, Teller
    from glacy.demonstration.stage import Played


_WIDTH = 120
_STOPS = (signal.SIGINT, signal.SIGTERM)


@click.command()
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    help="Where the nodes live. Default: demo, or a temporary folder with --no-serve.",
)
@click.option("--no-serve", is_flag=True, help="Play, check and end: exit code 0 only if every check holds.")
@click.option("--json", "as_json", is_flag=True, help="Print steps and checks as JSON; only with --no-serve.")
@click.option(
    "--evidence",
    type=click.Path(exists=True, path_type=Path),
    help="Your own file or folder as the evidence that Chile returns; symbolic links in it are left out.",
)
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    help="Leave every document, envelope, receipt and bundle here as a file.",
)
def demo(
    folder: Path | None, no_serve: bool, as_json: bool, evidence: Path | None, keep: Path | None
) -> None:
    """Play an invented case between two nodes, Ghana and Chile, as officers would at their pages.

    Everything is real but the story: two server processes on this machine, real signatures, real facts of the
    treaties. Each step is told with its time and what it proved.
    """
    from glacy.demonstration import DemonstrationError, read_story
    from glacy.demonstration.running import open_world, play, serving, write_outcome

    if as_json and not no_serve:
        raise click.UsageError("--json needs --no-serve.")
    _take_stops()
    story, teller = read_story(), _teller(quiet=as_json)
    files = _evidence(evidence)
    with _place(folder, no_serve) as chosen:
        home = Path(chosen)
        try:
            world = open_world(home, story, any_port=no_serve and folder is None, teller=teller)
            with serving(world):
                if world.played and no_serve:
                    raise click.UsageError(
                        f"{home} was played already. Name another --folder (make run FOLDER=...), or none."
                    )
                outcome = None if world.played else play(world, story, evidence=files, teller=teller)
                if outcome is not None:
                    _keep(outcome, keep)
                    _told_end(outcome, as_json)
                if not no_serve:
                    _serve(world, story)
        except KeyboardInterrupt:
            click.echo("\nStopped.", err=True)
            sys.exit(130)
        except DemonstrationError as fault:
            click.echo(f"Error: {fault}", err=True)
            if as_json:
                click.echo(json.dumps({"holds": False, "steps": [], "checks": [], "error": str(fault)}))
            sys.exit(1)
    if outcome is None:
        return
    if as_json:
        click.echo(json.dumps(write_outcome(outcome), ensure_ascii=False, indent=1))
    sys.exit(0 if outcome.holds else 1)


def _take_stops() -> None:
    for number in _STOPS:
        signal.signal(number, _stop_once)


def _stop_once(*_: object) -> None:
    """Begin to stop, and let nothing break that off: Ctrl-C comes twice, from the terminal and through uv."""
    for number in _STOPS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _place(folder: Path | None, no_serve: bool) -> AbstractContextManager[str]:
    if folder is not None or not no_serve:
        return nullcontext(str(folder or "demo"))
    return tempfile.TemporaryDirectory(prefix="glacy-")


def _evidence(path: Path | None) -> Mapping[str, bytes]:
    """The user's own files by their names below the folder, without links, which may lead anywhere."""
    if path is None:
        return {}
    if path.is_file():
        return {path.name: path.read_bytes()}
    found, links = {}, []
    for one in sorted(path.rglob("*")):
        name = str(one.relative_to(path))
        if one.is_symlink():
            links.append(name)
        elif one.is_file():
            found[name] = one.read_bytes()
    if links:
        click.echo(f"Left out, because they are symbolic links: {', '.join(links)}.", err=True)
    if not found:
        raise click.BadParameter(f"{path} holds no file of its own.", param_hint="--evidence")
    return found


def _teller(*, quiet: bool) -> Teller:
    from glacy.demonstration.running import Teller

    started = time.monotonic()

    def working(says: str) -> None:
        click.echo(f"{time.monotonic() - started:6.1f} s  {says}", err=True)

    def played(one: Played) -> None:
        scene = one.scene
        line = f"{read_instant(scene.at):%a %d %b %H:%M} UTC  {scene.country} {scene.who:<9} {scene.says}"
        click.echo(f"{line} ({one.seconds:.1f} s)", err=quiet)
        click.echo(f"    {one.proved}", err=quiet)

    def judged(one: Judged) -> None:
        if not quiet:
            says = textwrap.shorten(one.says, _WIDTH, placeholder=" ...") if one.holds else one.says
            click.echo(f"{'ok  ' if one.holds else 'FAIL'} {one.file}: {says}")

    return Teller(working=working, played=played, judged=judged)


def _keep(outcome: Outcome, folder: Path | None) -> None:
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in outcome.kept.items():
        (folder / name).write_bytes(data)
    click.echo(f"{counted(len(outcome.kept), 'file is', 'files are')} in {folder}.", err=True)


def _told_end(outcome: Outcome, quiet: bool) -> None:
    wrong = [one.file for one in outcome.judged if not one.holds]
    if not quiet:
        says = (
            "Every check holds." if outcome.holds else f"Does not hold: {', '.join(wrong) or 'not played'}."
        )
        click.echo(f"{len(outcome.played)} steps, {len(outcome.judged)} checks. {says}")


def _serve(world: World, story: Story) -> None:
    """Tell who may sign in where, and wait until the person stops it, which is how it should end."""
    click.echo(f"\nBoth nodes serve. Every invented person has the password {world.password}.")
    for place in story.places:
        click.echo(f"\n{place.name}: {world[place.country].url}")
        for person in place.people:
            roles = ", ".join(role.replace("_", " ") for role in person.roles)
            click.echo(f"  {person.username:<9} {person.name}, {roles}")
    click.echo("\nStop with Ctrl-C; run again to open the same nodes.")
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        click.echo("\nStopping both nodes.", err=True)
