"""`glacy evidence apart`: child-abuse material, its openers, and the border."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from glacy.cli.acting import Verbs, act_at, acting, confirming
from glacy.cli.given import DAY, PROSE, leave, out_option, read_bytes
from glacy.cli.lines import columns
from glacy.cli.showing import json_option, show, tell

CATEGORY = click.Choice(["image", "video", "text", "mixed"])


@click.group("apart", cls=Verbs)
def apart() -> None:
    """Keep child-abuse material apart: named openers, digest and category, no border without agreement."""


@apart.command()
@confirming
@click.argument("case")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--category", type=CATEGORY, required=True)
@json_option
def put(
    folder: Path,
    username: str,
    password_file: Path | None,
    case: str,
    file: Path,
    category: str,
    as_json: bool,
) -> None:
    """Take material in, into the vault apart; its name is not kept. Prints its id."""
    at = act_at(folder, username, password_file)
    at.confirm()
    from glacy.node.acts import apart as acts

    with file.open("rb") as source:
        made = acts.put_apart(
            at.node, at.by, at.case_id(case), category, iter(lambda: source.read(1 << 20), b"")
        )
    show({"exhibit": made}, as_json=as_json, lines=[made])


@apart.command()
@confirming
@click.argument("exhibit")
@click.option("--category", type=CATEGORY, required=True)
@json_option
def move(
    folder: Path, username: str, password_file: Path | None, exhibit: str, category: str, as_json: bool
) -> None:
    """Move an exhibit that was taken in by mistake into the vault apart; its name is not kept."""
    at = act_at(folder, username, password_file)
    from glacy.node.acts import apart as acts

    acts.move_apart(at.node, at.by, exhibit, category, confirmed_at=at.confirm())
    show({"exhibit": exhibit, "apart": category}, as_json=as_json, lines=["moved"])


@apart.command()
@acting
@click.argument("case")
@json_option
def openers(folder: Path, username: str, case: str, as_json: bool) -> None:
    """List who may open the material of a case."""
    at = act_at(folder, username)
    from glacy.node.acts import apart as acts

    rows = acts.openers_of(at.node, at.by, at.case_id(case))
    told = ((one.officer.name, one.named_by.name, one.named_at, one.why) for one in rows)
    lines = columns(("opener", "named by", "at", "why"), told, empty="There is no such material.")
    shape = [
        {
            "username": one.officer.username,
            "named_by": one.named_by.username,
            "at": one.named_at,
            "why": one.why,
        }
        for one in rows
    ]
    show({"openers": shape}, as_json=as_json, lines=lines)


@apart.command()
@confirming
@click.argument("case")
@click.argument("person", metavar="USERNAME")
@click.option("--why", type=PROSE, required=True, metavar="TEXT")
@click.option("--off", is_flag=True, help="Take this person off instead.")
@json_option
def name(
    folder: Path,
    username: str,
    password_file: Path | None,
    case: str,
    person: str,
    why: str,
    off: bool,
    as_json: bool,
) -> None:
    """Name another person who may open the material, or take one off."""
    at = act_at(folder, username, password_file)
    from glacy.node.acts import apart as acts

    if off:
        acts.remove_opener(at.node, at.by, at.case_id(case), person, why=why)
    else:
        acts.name_opener(at.node, at.by, at.case_id(case), person, why=why, confirmed_at=at.confirm())
    show({"person": person, "opens": not off}, as_json=as_json, lines=["off" if off else "named"])


@apart.command()
@confirming
@click.argument("exhibit")
@click.argument("country", metavar="CODE")
@click.option("--theirs", type=PROSE, required=True, metavar="NAME", help="Their authority.")
@click.option("--on", type=DAY, required=True, help="The day on which they agreed.")
@click.option("--reference", required=True, metavar="TEXT", help="Their reference.")
@click.option("--scan", type=click.Path(path_type=Path), required=True, help="What they signed.")
@json_option
def agreement(
    folder: Path,
    username: str,
    password_file: Path | None,
    exhibit: str,
    country: str,
    theirs: str,
    on: date,
    reference: str,
    scan: Path,
    as_json: bool,
) -> None:
    """Record that another authority agreed to get the material."""
    at = act_at(folder, username, password_file)
    at.confirm()
    from glacy.node.acts import apart as acts

    acts.record_agreement(
        at.node,
        at.by,
        exhibit,
        country=country.upper(),
        theirs=theirs,
        theirs_on=on,
        theirs_reference=reference,
        scan=read_bytes(scan),
        scan_name=scan.name,
    )
    tell("One of ours who may approve agrees next.")
    show({"exhibit": exhibit, "country": country.upper()}, as_json=as_json, lines=["recorded"])


@apart.command()
@confirming
@click.argument("exhibit")
@click.argument("country", metavar="CODE")
@json_option
def agree(
    folder: Path, username: str, password_file: Path | None, exhibit: str, country: str, as_json: bool
) -> None:
    """Agree for our authority that the material goes to a State."""
    at = act_at(folder, username, password_file)
    from glacy.node.acts import apart as acts

    acts.agree(at.node, at.by, exhibit, country.upper(), confirmed_at=at.confirm())
    show({"exhibit": exhibit, "country": country.upper()}, as_json=as_json, lines=["agreed"])


@apart.command()
@confirming
@click.argument("exhibit")
@click.argument("country", metavar="CODE")
@out_option
def give(
    folder: Path, username: str, password_file: Path | None, exhibit: str, country: str, out: Path | None
) -> None:
    """Give the material sealed for one State's node alone (.age); both authorities must have agreed."""
    at = act_at(folder, username, password_file)
    from glacy.node.acts import apart as acts

    leave(acts.give_apart(at.node, at.by, exhibit, country.upper(), confirmed_at=at.confirm()), out)


@apart.command()
@confirming
@click.argument("case")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@json_option
def take(
    folder: Path, username: str, password_file: Path | None, case: str, file: Path, as_json: bool
) -> None:
    """Take in what another node sealed apart for this one. Prints the ids of the exhibits."""
    at = act_at(folder, username, password_file)
    at.confirm()
    from glacy.node.acts import apart as acts

    made = acts.take_apart(at.node, at.by, at.case_id(case), file.read_bytes())
    show({"exhibits": list(made)}, as_json=as_json, lines=made)
