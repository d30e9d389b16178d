"""`glacy evidence` for custody: hand-overs, printed records, re-checks, the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from glacy.cli.acting import AtNode, act_at, acting, confirming
from glacy.cli.custody_shapes import gap_shape, hand_over_shape, report_shape
from glacy.cli.errors import UnreadableInputError
from glacy.cli.given import DAY, PROSE, leave, out_option, read_bytes
from glacy.cli.lines import columns, fields
from glacy.cli.showing import json_option, show, tell

LANGUAGE = click.Choice(["en", "es", "fr", "pt"])
language_option = click.option("--language", type=LANGUAGE, default=None, help="The language; else yours.")
exhibits_argument = click.argument("exhibits", nargs=-1)


@click.command("hand-over", cls=AtNode)
@confirming
@click.argument("exhibit")
@click.option("--to", default="", metavar="USERNAME", help="A person on the case, who confirms it.")
@click.option("--to-person", default="", metavar="NAME", help="A person without an account.")
@click.option("--why", type=PROSE, required=True, metavar="TEXT", help="Why it is handed over.")
@click.option("--back", is_flag=True, help="It goes back to who gave it before.")
@json_option
def hand_over(
    folder: Path,
    username: str,
    password_file: Path | None,
    exhibit: str,
    to: str,
    to_person: str,
    why: str,
    back: bool,
    as_json: bool,
) -> None:
    """Hand an exhibit over; it is whole when the other side has confirmed. Prints its id."""
    at = act_at(folder, username, password_file)
    from glacy.node.acts import custody as acts

    given = acts.hand_over(
        at.node, at.by, exhibit, why=why, to=to, to_person=to_person, back=back, confirmed_at=at.confirm()
    )
    show({"hand_over": given}, as_json=as_json, lines=[given])


@click.command(cls=AtNode)
@acting
@json_option
def waiting(folder: Path, username: str, as_json: bool) -> None:
    """List what was handed to you and waits for your signature."""
    at = act_at(folder, username)
    from glacy.node.acts import custody as acts

    rows = acts.waiting_for(at.node, at.by)
    told = ((row.at, row.from_officer.name, row.exhibit.name, row.why, row.pk) for row in rows)
    lines = columns(("at", "from", "exhibit", "why", "id"), told, empty="Nothing waits for you.")
    show({"waiting": [hand_over_shape(row) for row in rows]}, as_json=as_json, lines=lines)


@click.command(cls=AtNode)
@confirming
@click.argument("hand_over_id", metavar="ID")
@click.option("--decline", "why", default="", metavar="TEXT", help="Do not take it, and say why.")
@json_option
def confirm(
    folder: Path, username: str, password_file: Path | None, hand_over_id: str, why: str, as_json: bool
) -> None:
    """Confirm that you have what was handed to you, or decline it."""
    at = act_at(folder, username, password_file)
    from glacy.node.acts import custody as acts

    if why:
        acts.decline(at.node, at.by, hand_over_id, why=why, confirmed_at=at.confirm())
    else:
        acts.confirm(at.node, at.by, hand_over_id, confirmed_at=at.confirm())
    row = acts.view_hand_over(at.node, at.by, hand_over_id)
    show(hand_over_shape(row), as_json=as_json, lines=[f"{row.state}: exhibit {row.exhibit.number}"])


@click.command(cls=AtNode)
@confirming
@click.argument("hand_over_id", metavar="ID")
@click.option("--signed-on", type=DAY, default=None, help="Key in the signed form: the day of the signature.")
@click.option("--scan", type=click.Path(path_type=Path), default=None, help="The scan of the signed form.")
@language_option
@out_option
def form(
    folder: Path,
    username: str,
    password_file: Path | None,
    hand_over_id: str,
    signed_on: date | None,
    scan: Path | None,
    language: str | None,
    out: Path | None,
) -> None:
    """Give the form of a hand-over (PDF), or key in the signed one with --signed-on and --scan.

    Another person than the giver keys it in, with their password.
    """
    at = act_at(folder, username, password_file)
    from glacy.node.acts import court, custody

    if signed_on is None or scan is None:
        leave(court.receipt_form(at.node, at.by, hand_over_id, language=language or ""), out)
        return
    custody.confirm_on_paper(
        at.node,
        at.by,
        hand_over_id,
        signed_on=signed_on,
        scan=read_bytes(scan),
        scan_name=scan.name,
        confirmed_at=at.confirm(),
    )
    tell("The signature is recorded, with your name and the scan.")


@click.command(cls=AtNode)
@acting
@click.argument("exhibit")
@json_option
def gaps(folder: Path, username: str, exhibit: str, as_json: bool) -> None:
    """Show the gaps in the chain of an exhibit. Exit 1 where there is one."""
    at = act_at(folder, username)
    from glacy.node.acts import evidence as acts

    found = acts.view_exhibit(at.node, at.by, exhibit).gaps
    lines = [str(gap.says) for gap in found] or ["No gap."]
    show({"gaps": [gap_shape(gap) for gap in found]}, as_json=as_json, lines=lines)
    raise SystemExit(1 if found else 0)


@click.command(cls=AtNode)
@confirming
@click.argument("case")
@exhibits_argument
@language_option
@out_option
def record(
    folder: Path,
    username: str,
    password_file: Path | None,
    case: str,
    exhibits: tuple[str, ...],
    language: str | None,
    out: Path | None,
) -> None:
    """Give the sealed record of custody (PDF/A) of a case, or of some of its exhibits."""
    at = act_at(folder, username, password_file)
    at.confirm()
    from glacy.node.acts import court

    leave(court.custody_record(at.node, at.by, at.case_id(case), exhibits, language=language or ""), out)


@click.command(cls=AtNode)
@acting
@click.argument("case")
@exhibits_argument
@language_option
@out_option
def labels(
    folder: Path, username: str, case: str, exhibits: tuple[str, ...], language: str | None, out: Path | None
) -> None:
    """Give labels with codes (PDF) for the exhibits of a case."""
    at = act_at(folder, username)
    from glacy.node.acts import court

    leave(court.labels(at.node, at.by, at.case_id(case), exhibits, language=language or ""), out)


@click.command(cls=AtNode)
@confirming
@click.argument("exhibit")
@click.option("--why", type=PROSE, default="", metavar="TEXT", help="Ask for it: the order or rule.")
@click.option("--agree", is_flag=True, help="As the second person: the content is removed, the chain stays.")
@click.option("--refuse", type=PROSE, default="", metavar="TEXT", help="As the second person: why it stays.")
@json_option
def destroy(
    folder: Path,
    username: str,
    password_file: Path | None,
    exhibit: str,
    why: str,
    agree: bool,
    refuse: str,
    as_json: bool,
) -> None:
    """Ask that the content of an exhibit be destroyed, or decide on it as the second person."""
    if sum(map(bool, (why, agree, refuse))) != 1:
        raise click.UsageError("Give one of --why, --agree and --refuse.")
    at = act_at(folder, username, password_file)
    from glacy.node.acts import destroying
    from glacy.node.acts import evidence as acts

    if why:
        destroying.ask_destruction(at.node, at.by, exhibit, why=why, confirmed_at=at.confirm())
    else:
        asked = acts.view_exhibit(at.node, at.by, exhibit).destruction
        if asked is None:
            raise UnreadableInputError(
                "Nobody asks for its destruction.", remedy="Ask for it with --why, as another person."
            )
        if agree:
            destroying.agree_destruction(at.node, at.by, asked.pk, confirmed_at=at.confirm())
        else:
            destroying.refuse_destruction(at.node, at.by, asked.pk, why=refuse)
    state = "asked" if why else "destroyed" if agree else "refused"
    show({"exhibit": exhibit, "state": state}, as_json=as_json, lines=[state])


@click.command(cls=AtNode)
@acting
@click.argument("exhibits", nargs=-1)
@json_option
def recheck(folder: Path, username: str, exhibits: tuple[str, ...], as_json: bool) -> None:
    """Compare the exhibits in the vaults with their seals again, all or those named. Exit 1 if one differs.

    All of them are the whole node's; those that differ are named where they are on your cases.
    """
    at = act_at(folder, username)
    from glacy.node.rechecking import last_reports
    from glacy.node.rechecking import recheck as round_through

    if exhibits:
        raise SystemExit(_recheck_some(at.node, at.by, exhibits, as_json=as_json))
    row = round_through(at.node, at.by, tell=lambda looked, size: tell(f"{looked} compared, {size} bytes"))
    assert row is not None  # it is only stopped by a signal, which ends the process
    mine = last_reports(at.by)[0][1]
    lines = fields(
        {
            "compared": row.looked,
            "bytes": row.size,
            "differ": len(row.differing),
            "on your cases": [f"{one.case.reference}/{one.number}" for one in mine],
        }
    )
    show(report_shape(row, mine), as_json=as_json, lines=lines)
    raise SystemExit(1 if row.differing else 0)


def _recheck_some(node: object, by: object, exhibits: Sequence[str], *, as_json: bool) -> int:
    from glacy.node import Node
    from glacy.node.rechecking import recheck_one
    from glacy.store import access
    from glacy.store.people import Officer

    assert isinstance(node, Node)
    assert isinstance(by, Officer)
    found = {one: recheck_one(node, access.exhibit_for(by, one), by) for one in exhibits}
    lines = [f"{one}: {'is what was sealed' if holds else 'DIFFERS'}" for one, holds in found.items()]
    show({"exhibits": found}, as_json=as_json, lines=lines)
    return 0 if all(found.values()) else 1


VERBS: tuple[click.Command, ...] = (
    hand_over, waiting, confirm, form, gaps, record, labels, destroy, recheck,
)  # fmt: skip
