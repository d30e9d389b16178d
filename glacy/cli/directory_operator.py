"""The operator's daily work: entries, calls, publishing, renewing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from glacy.cli.directory_keys import BY, OFFICE, PATH, PHRASE, open_key
from glacy.cli.lines import columns
from glacy.cli.showing import counted, json_option, show
from glacy.times import read_instant, whole_seconds, write_instant

if TYPE_CHECKING:
    from glacy.exchange import NodeEntry


def add_to(group: click.Group) -> None:
    """Puts these commands into the group."""
    for command in (add, change, withdraw, call, publish, renew, copy, status, record, rehearse):
        group.add_command(command)


@click.command()
@OFFICE
@click.argument("entry", type=PATH)
@BY
@json_option
def add(office: Path, entry: Path, by: str, as_json: bool) -> None:
    """Lay down the ENTRY that a State has handed over; it is published after the call."""
    from glacy.operator import add_entry, open_office

    found = _entry(entry)
    add_entry(open_office(office), found, by=by)
    show({"country": found.country}, as_json=as_json, lines=[_call_next(office, found.country)])


@click.command()
@OFFICE
@click.argument("entry", type=PATH)
@BY
@json_option
def change(office: Path, entry: Path, by: str, as_json: bool) -> None:
    """Lay down another ENTRY of a State, and print what differs; it is published after the call."""
    from glacy.operator import change_entry, open_office

    found = _entry(entry)
    changes = change_entry(open_office(office), found, by=by)
    rows = ((one.kind, one.about, one.before, one.after) for one in changes)
    lines = [*columns(("what", "about", "before", "after"), rows, empty="Nothing differs.")]
    facts = {"country": found.country, "changes": list(changes)}
    show(facts, as_json=as_json, lines=[*lines, _call_next(office, found.country)])


@click.command()
@OFFICE
@click.argument("country")
@click.option("--reason", required=True, help="Why; it goes into the record.")
@BY
@json_option
def withdraw(office: Path, country: str, reason: str, by: str, as_json: bool) -> None:
    """Take a State's node out of the directory; publish afterwards."""
    from glacy.operator import open_office, withdraw_node

    withdraw_node(open_office(office), country, by=by, reason=reason)
    show({"country": country}, as_json=as_json, lines=[f"{country} is not published any more. Publish now."])


@click.command()
@OFFICE
@click.argument("country")
@click.option("--by", help="Who called; without it the script of the call is printed.")
@click.option("--spoke-to", default="", help="Who answered at the node.")
@click.option("--number", default="", help="The number that was called.")
@click.option("--heard", default="", help="The fingerprint of the entry, as they read it to you.")
@click.option("--called-at", help="When, such as 2026-11-21T09:30:00Z; now if it is not given.")
@json_option
def call(
    office: Path, country: str, by: str | None, spoke_to: str, number: str, heard: str,
    called_at: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Compare an entry with its node on the telephone, and write the call down.

    Call a number that did not come with the entry: for a change, one that the published directory has. You
    read the fingerprint of the root, they read that of their entry; each types what they hear.
    """
    from glacy.operator import Call, open_office, put_call, script_for

    opened = open_office(office)
    if by is None:
        script = script_for(opened, country)
        known = [f"   {one.phone}  {one.name}" for one in script.known] or ["   (none published yet)"]
        differs = [f"   {one.kind} {one.about}: {one.before} -> {one.after}" for one in script.changes]
        lines = [
            f"1. Call {country} on a number that did not come with the entry; published are:", *known,
            "2. Read the fingerprint of the root to them:", f"   {script.root}",
            "3. Let them read the fingerprint of their entry to you, and type it with --heard.",
            *(["4. Let them confirm what changes:", *differs] if differs else []),
            "Then run this again with --by, --spoke-to, --number and --heard.",
        ]  # fmt: skip
        facts = {"country": country, "root": script.root, "changes": list(script.changes)}
        show(facts, as_json=as_json, lines=lines)
        return
    at = whole_seconds(opened.clock()) if called_at is None else read_instant(called_at)
    put_call(opened, country, Call(by=by, spoke_to=spoke_to, number=number, at=at, heard=heard))
    lines = [f"The entry of {country} is theirs; the call is in the record. It can be published."]
    show({"country": country, "fits": True}, as_json=as_json, lines=lines)


@click.command()
@OFFICE
@click.option(
    "--key", "key_files", type=PATH, multiple=True, required=True, help="Keys that sign the listing."
)
@click.option("--online", "online_file", type=PATH, required=True, help="The key that renews.")
@click.option("--to", "folder", type=PATH, help="Lay it into this folder too: a stick, a web server.")
@PHRASE
@BY
@json_option
def publish(
    office: Path, key_files: tuple[Path, ...], online_file: Path, folder: Path | None,
    passphrase_file: Path | None, by: str, as_json: bool,
) -> None:  # fmt: skip
    """Sign what lies in OFFICE and lay it into OFFICE/published, for any plain web server or a stick."""
    from glacy.operator import open_office
    from glacy.operator import publish as sign_all
    from glacy.operator.publishing import copy_to

    opened = open_office(office)
    is_exercise = opened.exercise
    keys = [open_key(file, passphrase_file, exercise=is_exercise) for file in key_files]
    online = open_key(online_file, passphrase_file, exercise=is_exercise)
    made = sign_all(opened, keys=keys, online=online, by=by)
    if folder is not None:
        copy_to(opened, folder)
    countries = [one.country for one in made.nodes]
    facts = {"version": made.version, "countries": countries, "valid_until": made.valid_until}
    until = write_instant(made.valid_until)
    lines = [
        f"Version {made.version} with {counted(len(countries), 'node', 'nodes')} is published; "
        f"renew it before {until}."
    ]
    show(facts, as_json=as_json, lines=lines)


@click.command()
@OFFICE
@click.option("--online", "online_file", type=PATH, required=True, help="The key that renews.")
@click.option("--to", "folder", type=PATH, help="Lay it into this folder too.")
@PHRASE
@json_option
def renew(
    office: Path, online_file: Path, folder: Path | None, passphrase_file: Path | None, as_json: bool
) -> None:
    """Say once more that what is published is the newest; from a timer, once a day."""
    from glacy.operator import open_office
    from glacy.operator import renew as sign_again
    from glacy.operator.publishing import copy_to

    opened = open_office(office)
    made = sign_again(opened, online=open_key(online_file, passphrase_file, exercise=opened.exercise))
    if folder is not None:
        copy_to(opened, folder)
    until = write_instant(made.valid_until)
    facts = {"version": made.version, "valid_until": made.valid_until}
    show(facts, as_json=as_json, lines=[f"Version {made.version} is good until {until}."])


@click.command()
@OFFICE
@click.argument("folder", type=PATH)
@json_option
def copy(office: Path, folder: Path, as_json: bool) -> None:
    """Lay what is published into FOLDER: a stick, or where a web server looks."""
    from glacy.operator import open_office
    from glacy.operator.publishing import copy_to

    copy_to(open_office(office), folder)
    show({"folder": str(folder)}, as_json=as_json, lines=[f"{folder} holds what is published."])


@click.command()
@OFFICE
@json_option
def status(office: Path, as_json: bool) -> None:
    """Print what is published, what waits for a call or for publishing, and what ends when."""
    from glacy.operator import open_office
    from glacy.operator import status as look

    found = look(open_office(office))
    ends = (("root", found.root_until), ("listing", found.targets_until), ("renewal", found.timestamp_until))
    lines = [
        f"Root: {found.fingerprint or 'none holds yet'}",
        f"Published: version {found.version}, {', '.join(found.listed) or 'nobody'}",
        f"Waits to be published: {', '.join(found.waiting) or 'nothing'}",
        f"Waits for its call: {', '.join(found.unchecked) or 'nothing'}",
        *(f"The {name} ends {write_instant(at)}" for name, at in ends if at is not None),
    ]
    show(found, as_json=as_json, lines=lines)


@click.command()
@OFFICE
@json_option
def record(office: Path, as_json: bool) -> None:
    """Print the record: who did what and when; reading it checks that no line was changed."""
    from glacy.operator import open_office

    book = open_office(office).record
    found = book.lines()
    rows = ((write_instant(one.at), one.kind, one.by, one.what.get("country", "")) for one in found)
    lines = [*columns(("at", "what", "by", "state"), rows, empty="Nothing yet."), f"Head: {book.head()}"]
    show({"lines": list(found), "head": book.head()}, as_json=as_json, lines=lines)


@click.command()
@OFFICE
@click.argument("entries", nargs=-1, required=True, type=PATH)
@click.option(
    "--name", default="rehearsal.example/directory", show_default=True, help="The directory's name."
)
@click.option("--at", "at_text", help="The instant of issue; now if it is not given.")
@json_option
def rehearse(office: Path, entries: tuple[Path, ...], name: str, at_text: str | None, as_json: bool) -> None:
    """Publish a directory of exercise nodes in one go: open keys, and no call, which the record says."""
    from glacy.node.clock import machine_clock
    from glacy.operator import rehearse as run

    at = machine_clock() if at_text is None else read_instant(at_text)
    made = run(office, [_entry(one) for one in entries], name=name, at=at)
    countries = [one.country for one in made.nodes]
    facts = {"fingerprint": made.fingerprint, "countries": countries, "published": str(office / "published")}
    lines = [
        f"{office / 'published'}: {counted(len(countries), 'node', 'nodes')}.",
        f"Operator's root: {made.fingerprint}",
    ]
    show(facts, as_json=as_json, lines=lines)


def _entry(file: Path) -> NodeEntry:
    from glacy.exchange import read_node_entry

    return read_node_entry(file.read_bytes().rstrip(b"\n"))


def _call_next(office: Path, country: str) -> str:
    return f"Now call {country}: `glacy directory call {office} {country}`."
