"""`glacy journal`: the log of a node: its checkpoint, proofs, audit and witnesses."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glacy.checks import Check, Report, write_report
from glacy.cli.acting import NODE_VARIABLE, AtNode, folder_argument
from glacy.cli.showing import counted, json_option, show, tell

if TYPE_CHECKING:
    from glacy.journal import FindTile, VerifierKey
    from glacy.node import Node

_PLACE = click.Path(path_type=Path, exists=True)
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_MARKS: dict[bool | None, str] = {True: "holds", False: "DOES NOT HOLD", None: "cannot tell"}
_KEPT_TILES = 8_192


@click.group()
def journal() -> None:
    """Show, prove, audit and witness the log of a node."""


@journal.command(cls=AtNode)
@folder_argument
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it there.")
@json_option
def checkpoint(folder: Path, out: Path | None, as_json: bool) -> None:
    """Print the signed head of the journal, with what its witnesses cosigned.

    Acts that were committed are put into the tree first.
    """
    from glacy.cli.here import open_here

    node = open_here(folder)
    from glacy.node.auditing import keys_of
    from glacy.node.sequencer import sequence

    head = sequence(node)
    if head is None:
        show({"size": 0}, as_json=as_json, lines=["The journal has no signed head yet."])
        return
    if out is not None:
        out.write_bytes(head.note)
    text = head.note.decode("utf-8")
    facts = {
        "origin": node.journal_key.name,
        "size": head.size,
        "root": head.root.hex(),
        "checkpoint": text,
        "signed": [*_signed(head.note, keys_of(node))],
    }
    show(facts, as_json=as_json, lines=[text.rstrip("\n")] if out is None else [f"Written to {out}."])


@journal.command(cls=AtNode)
@folder_argument
@click.argument("index", type=click.IntRange(min=0))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it there.")
@click.option(
    "--open", "opened", is_flag=True, help="Put in who and what; else it shows kind and time alone."
)
@json_option
def prove(folder: Path, index: int, out: Path | None, opened: bool, as_json: bool) -> None:
    """Make the proof (.tlog-proof) that entry INDEX is in the journal."""
    from glacy.cli.here import open_here
    from glacy.journal import read_proof

    node = open_here(folder)
    from glacy.node.sequencer import prove_index

    proof, entry = prove_index(node, index, opened=opened)
    if out is not None:
        out.write_bytes(proof)
    found = read_proof(proof)
    facts = {
        "index": index,
        "size": found.checkpoint.size,
        "origin": found.origin,
        "entry": entry.decode("utf-8"),
        "hashes": len(found.hashes),
        "proof": proof.decode("utf-8"),
    }
    told = [proof.decode("utf-8").rstrip("\n")] if out is None else [f"Written to {out}."]
    show(facts, as_json=as_json, lines=told)


@journal.command()
@click.argument("place", envvar=NODE_VARIABLE)
@click.option("--key", "vkeys", multiple=True, help="A key of the journal or of a witness (vkey).")
@click.option("--directory", type=_PLACE, envvar="GLACY_DIRECTORY", help="The directory whose keys count.")
@click.option("--against", type=_FILE, multiple=True, help="A checkpoint of this journal that someone kept.")
@click.option("--ask", is_flag=True, help="Ask the witnesses of the node which head they hold.")
@json_option
def audit(
    place: str,
    vkeys: tuple[str, ...],
    directory: Path | None,
    against: tuple[Path, ...],
    ask: bool,
    as_json: bool,
) -> None:
    """Rebuild the tree and hold every tile, entry and kept head against the signed root.

    PLACE is the folder of a node, whose rows are looked at too, a folder of tiles, or an address such as
    https://node.example/journal. Exit 0: it holds. 1: it does not hold, or that cannot be told.
    """
    from glacy.cli.here import open_here
    from glacy.journal import CHECKPOINT_PATH, examine_journal

    heads = [(str(file), file.read_bytes()) for file in against]
    if (Path(place) / "node.toml").is_file():
        checks = _audit_own(open_here(Path(place)), heads, ask=ask)
    else:
        with _files_at(place) as find:
            note = find(CHECKPOINT_PATH)
            has_entries = "://" not in place and (Path(place) / "tile" / "entries").is_dir()
            checks = examine_journal(
                note,
                keys=_keys(vkeys, directory),
                find_tile=find,
                with_bundles=has_entries,
                heads=heads,
            )
    _report(checks, as_json=as_json)


@journal.command(cls=AtNode)
@folder_argument
@click.option("--ask", is_flag=True, help="Ask each witness what it holds, and bring it the newest head.")
@click.option("--policy", is_flag=True, help="Print the policy alone (C2SP tlog-policy).")
@json_option
def witness(folder: Path, ask: bool, policy: bool, as_json: bool) -> None:
    """Show who witnesses this journal, what it witnesses itself, and every fork that it found.

    A policy of the node's own lies in DIR/witness-policy; without it the directory says who witnesses.
    Exit 0: the policy is met and no fork is known. 1: otherwise.
    """
    from glacy.cli.here import open_here
    from glacy.courier import HttpWitness

    node = open_here(folder)
    from glacy.journal import write_policy
    from glacy.node.cosigning import Due, ask_witnesses, policy_of, submit_due
    from glacy.node.log_views import show_log
    from glacy.node.sequencer import sequence

    if policy:
        text = write_policy(policy_of(node)).decode("utf-8")
        show({"policy": text}, as_json=as_json, lines=[text.rstrip("\n")])
        return
    if ask:
        with HttpWitness() as line:
            for failed in ask_witnesses(node, line):
                tell(failed)
            if show_log(node).held is None:
                sequence(node)
                submit_due(node, line, Due())
    log = show_log(node)
    show(log, as_json=as_json, lines=_log_lines(log))
    raise SystemExit(0 if log.is_sound else 1)


def _audit_own(node: Node, heads: list[tuple[str, bytes]], *, ask: bool) -> tuple[Check, ...]:
    from glacy.courier import HttpWitness
    from glacy.node.auditing import audit as audit_node

    with ExitStack() as opened:
        line = opened.enter_context(HttpWitness()) if ask else None
        return audit_node(node, line=line, heads=heads)


@contextmanager
def _files_at(place: str) -> Iterator[FindTile]:
    """Reads the files of a journal in a folder or at an address."""
    if "://" not in place:
        folder = Path(place)
        yield lambda path: (folder / path).read_bytes() if (folder / path).is_file() else None
        return
    from glacy.courier import HttpWitness

    with HttpWitness() as line:
        find: Callable[[str], bytes | None] = lambda path: line.find_file(place.rstrip("/"), path)  # noqa: E731  # kept below
        yield lru_cache(_KEPT_TILES)(find)


def _keys(vkeys: tuple[str, ...], directory: Path | None) -> tuple[VerifierKey, ...]:
    from glacy.cli.verify import read_named_directory
    from glacy.journal import read_verifier_key

    keys = [read_verifier_key(text) for text in vkeys]
    if directory is not None:
        for entry in read_named_directory(directory).nodes:
            keys += (*entry.journal_history, *entry.witness_history)
    return tuple(keys)


def _signed(note: bytes, keys: tuple[VerifierKey, ...]) -> Iterator[dict[str, object]]:
    from glacy.journal import read_note, verify_note

    for one in verify_note(read_note(note), keys=keys):
        yield {"name": one.key.name, "algorithm": one.key.algorithm, "at": one.at}


def _report(checks: tuple[Check, ...], *, as_json: bool) -> None:
    report = Report(kind="journal", checks=checks)
    if as_json:
        click.echo(json.dumps(write_report(report), ensure_ascii=False, indent=2))
    else:
        for check in checks:
            click.echo(f"{_MARKS[check.holds]:<15}{check.about}: {check.says}")
        click.echo(f"{_MARKS[report.holds]:<15}the journal as a whole")
    raise SystemExit(0 if report.holds is True else 1)


def _log_lines(log: object) -> Iterator[str]:
    from glacy.node.log_views import Log

    assert isinstance(log, Log)
    yield f"{log.origin}: {counted(log.size, 'entry', 'entries')}, root {log.root or 'none'}"
    if log.held is not None:
        yield f"HELD: {log.held}"
    for country in log.countries:
        met = "has witnessed" if country.has_witnessed else "HAS NOT WITNESSED"
        yield f"{country.name} {met} this head"
        for one in country.witnesses:
            when = "never" if one.cosigned_at is None else f"{one.cosigned_at:%Y-%m-%dT%H:%M:%SZ}"
            told = f"; last try: {one.says}" if one.says else ""
            yield f"  {one.name}: {counted(one.size, 'entry', 'entries')}, last {when}{told}"
    yield f"The policy {'is met' if log.is_met else 'IS NOT MET'} ({log.quorum})."
    for journal_seen in log.witnessed:
        yield f"Witnessed here: {journal_seen.origin} ({journal_seen.country}), {journal_seen.size} entries"
    for fork in log.forks:
        yield f"FORK ({fork.kind}): {fork.origin} over {fork.size} entries, kept {fork.at:%Y-%m-%dT%H:%M:%SZ}"
