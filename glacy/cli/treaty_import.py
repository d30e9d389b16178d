"""`glacy treaty import`: an updated chart is shown, asked about, and accepted in a person's name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from glacy.cli.errors import UnreadableInputError
from glacy.cli.showing import counted, json_option, show, tell
from glacy.cli.treaty_day import day_of, wrap

if TYPE_CHECKING:
    from glacy.treaty import Change

Decision = Literal["ours", "theirs"]
_MOST = (1 << 20) + 1


@click.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--node", "folder", type=click.Path(path_type=Path, file_okay=False), help="The node that accepts."
)
@click.option("--as", "username", metavar="USERNAME", help="The officer who accepts, in the node's journal.")
@click.option("--partial", is_flag=True, help="The chart has only some of the States.")
@click.option(
    "--decide",
    "decided",
    multiple=True,
    metavar="ID=ours|theirs",
    help="Settle a contradiction, such as ETS185:CL:deposit=theirs; may be repeated.",
)
@click.option("--yes", is_flag=True, help="Accept without being asked, for scripts.")
@json_option
def import_(
    file: Path,
    folder: Path | None,
    username: str | None,
    partial: bool,
    decided: tuple[str, ...],
    yes: bool,
    as_json: bool,
) -> None:
    """Show what an updated chart (CSV) would change, and accept it at a node.

    Without --node nothing is changed. A contradiction stands with both its sources, and is unknown, until a
    person decides. Exit 0: nothing to change, or accepted. 1: not accepted.
    """
    from glacy.treaty import compare_chart, read_chart

    data = _read(file)
    if folder is not None:
        from glacy.node.facts import use_accepted

        use_accepted(folder)
    changes = compare_chart(read_chart(data, whole=not partial, on=day_of(None)))
    decisions = _decisions(decided, changes)
    asked = any(change.kind != "silent" for change in changes)
    accepted = False
    if folder is not None and asked:
        if username is None:
            raise click.UsageError("Name who accepts it with --as.")
        if not as_json:
            for line in _lines(changes, decisions):
                click.echo(line)
        if not (yes or click.confirm(f"Accept this as {username}?", err=True)):
            tell("Nothing was changed.")
            raise SystemExit(1)
        _accept(folder, username, data, changes, decisions)
        accepted = True
        tell(f"Accepted by {username}; the journal of the node says so. A node that runs reads it at once.")
        tell(
            f"The command line answers with it too where the node is named: glacy treaty --node {folder} ..."
        )
    shown = {"changes": changes, "decided": decisions, "accepted": accepted, "accepted_by": username}
    if as_json or not accepted:
        show(shown, as_json=as_json, lines=_lines(changes, decisions))
    if asked and not accepted:
        tell("Nothing was changed: name a node with --node, and who accepts it with --as.")


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(_MOST)
    except OSError as fault:
        raise UnreadableInputError(
            f"The chart {file} cannot be read: {fault.strerror}.",
            remedy="Check its name and who may read it.",
        ) from fault


def _decisions(decided: tuple[str, ...], changes: Sequence[Change]) -> dict[str, Decision]:
    open_ones = {change.id for change in changes if change.kind == "contradicts"}
    found: dict[str, Decision] = {}
    for text in decided:
        name, _, which = text.partition("=")
        if name not in open_ones or which not in ("ours", "theirs"):
            listed = ", ".join(sorted(open_ones)) or "none"
            raise click.UsageError(f"{text!r} decides nothing. Contradictions of this chart: {listed}.")
        found[name] = "ours" if which == "ours" else "theirs"
    return found


def _lines(changes: Sequence[Change], decisions: dict[str, Decision]) -> Iterator[str]:
    for change in changes:
        settled = f" Decided: {decisions[change.id]}." if change.id in decisions else ""
        yield from wrap(f"{change.kind}, {change.id}: {change.says}{settled}", after="  ")
        yield f"  {change.line.source}"
    yield (
        f"{counted(len(changes), 'cell differs', 'cells differ')}."
        if changes
        else "The chart says what the facts say."
    )


def _accept(
    folder: Path, username: str, data: bytes, changes: Sequence[Change], decisions: dict[str, Decision]
) -> None:
    from glacy.cli.acting import act_at

    at = act_at(folder, username)
    from glacy.node.acts import facts

    facts.accept_chart(at.node, at.by, data, changes, decisions)
