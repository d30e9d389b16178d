"""`glacy courier`: by which carriers messages travel: the stick, the mailbox, and a person's choice."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from glacy.cli.acting import Verbs, folder_argument
from glacy.cli.here import open_here
from glacy.cli.showing import json_option, show, tell

_STICK = click.Path(path_type=Path, file_okay=False, exists=True)
_AUTO: Final = "auto"


@click.group(cls=Verbs)
def courier() -> None:
    """Carry by stick and by mail, and choose the carrier."""


@courier.command("export")
@folder_argument
@click.argument("stick", type=_STICK)
@click.option("--country", metavar="CC", default="", help="Only what goes to this State.")
@click.option("--again", is_flag=True, help="Also pieces of large evidence that an earlier stick took.")
@json_option
def export(folder: Path, stick: Path, country: str, again: bool, as_json: bool) -> None:
    """Put every parcel that waits on a stick, and the replies that go back; exit 1 if not all fits.

    Large evidence goes along in pieces; what does not fit goes on the next stick. Everything lies in the
    folder GLACY of the stick; what else is on it is left alone. Run again after a cut.
    """
    node = open_here(folder)
    from glacy.node.posting_stick import put_on_stick

    did = put_on_stick(node, stick, country=country.upper(), again=again)
    facts = {
        "parcels": did.parcels,
        "replies": did.replies,
        "countries": sorted(did.countries),
        "cleaned": did.cleaned,
        "left_out": did.left_out,
        "pieces": did.pieces,
        "pieces_left_out": did.pieces_left_out,
        "says": did.says,
    }
    lines = [
        f"{did.parcels} parcels and {did.replies} replies lie on the stick, for {_named(did.countries)}."
    ]
    if did.cleaned:
        lines.append(f"{did.cleaned} files that are settled were taken off it.")
    show(facts, as_json=as_json, lines=lines)
    if did.left_out or did.pieces_left_out:
        tell(f"Did not fit: parcels {did.left_out}, pieces {did.pieces_left_out}. {did.says}")
        raise SystemExit(1)


@courier.command("import")
@folder_argument
@click.argument("stick", type=_STICK)
@click.option("--keep", is_flag=True, help="Take nothing off the stick, also not what is settled.")
@json_option
def take_in(folder: Path, stick: Path, keep: bool, as_json: bool) -> None:
    """Take in what a stick brought, and put the replies on it; exit 1 if something of it is damaged.

    The same stick twice is harmless. What is not for this node is left as it lies, and named.
    """
    node = open_here(folder)
    from glacy.node.posting_stick import take_from_stick

    did = take_from_stick(node, stick, is_kept=keep)
    facts = {name: getattr(did, name) for name in type(did).__slots__}
    lines = [
        f"Parcels taken in: {did.parcels}.",
        f"Messages of ours settled: {did.settled}; without a reply: {did.ours}.",
        f"Replies put on the stick: {did.replies}. Settled files taken off it: {did.cleaned}.",
        *([f"Pieces of large evidence taken in: {did.pieces}."] if did.pieces else []),
        *did.told,
        *(f"Damaged or cut, copy it again: {name}" for name in did.damaged),
        *(f"In the list, and not there: {name}" for name in did.missing),
        *(f"Not taken: {name}. {why}" for name, why in did.refused.items()),
        *(f"Not for this node, left as it lies: {name}" for name in did.for_others),
        *(f"Not of the exchange, left as it lies: {name}" for name in did.others),
    ]
    show(facts, as_json=as_json, lines=lines)
    if did.damaged or did.missing or did.refused:
        raise SystemExit(1)


@courier.command("mail")
@folder_argument
@click.option("--address", metavar="ADDRESS", help="The mail address of the node, as the directory lists it.")
@click.option("--user", metavar="NAME", help="The account at the servers.")
@click.option(
    "--secret-file", metavar="FILE", help="The file with its password, in the node's folder or elsewhere."
)
@click.option("--smtp", metavar="SERVER", help="Such as starttls://mail.example.org:587")
@click.option("--imap", metavar="SERVER", help="Such as tls://mail.example.org:993")
@click.option("--ca-file", metavar="FILE", default="", help="The certificates that vouch for the servers.")
@click.option("--check", is_flag=True, help="Sign in at both servers, and send nothing.")
@json_option
def set_mail(folder: Path, check: bool, as_json: bool, **given: str) -> None:
    """Give the node a mailbox, or show which one it has; exit 1 if --check finds a fault."""
    node = open_here(folder)
    from glacy.node import carriers

    if any(given.values()):
        carriers.set_mailbox(node.path, _facts(node.path, given))
        tell("The mailbox is written down. Hand `glacy node entry` to the operator of the directory.")
    facts = carriers.read_mailbox(node.path)
    if facts is None:
        show({"address": None}, as_json=as_json, lines=["This node has no mailbox."])
        raise SystemExit(1 if check else 0)
    found = dict(carriers.check_mail(carriers.settings_of(node.path, facts))) if check else {}
    lines = [f"{facts.address}: {facts.smtp} and {facts.imap}, as {facts.user}"]
    lines += [f"{name}: {why or 'it lets the node in'}" for name, why in found.items()]
    show({"mailbox": facts, "check": found}, as_json=as_json, lines=lines)
    if any(found.values()):
        raise SystemExit(1)


@courier.command()
@folder_argument
@json_option
def post(folder: Path, as_json: bool) -> None:
    """Send what is due by mail, and take in what came, once; exit 1 if a server does not answer.

    A node that is served does this by itself.
    """
    node = open_here(folder)
    from glacy.node.carriers import find_mail
    from glacy.node.posting_loop import post_round

    settings = find_mail(node)
    if settings is None:
        raise click.ClickException("This node has no mailbox. Give it one with `glacy courier mail`.")
    done = post_round(node, settings)
    show(done, as_json=as_json, lines=[f"{done.left} mails left, {done.looked} were looked at."])
    if done.says:
        tell(done.says)
        raise SystemExit(1)


@courier.command()
@folder_argument
@click.argument("country", metavar="CC")
@click.argument("carrier", type=click.Choice([_AUTO, "https", "mail", "stick"]))
@json_option
def choose(folder: Path, country: str, carrier: str, as_json: bool) -> None:
    """Choose by what messages leave for a State; auto is HTTPS, and mail where that fails."""
    node = open_here(folder)
    from glacy.node.carriers import choose_carrier

    choose_carrier(node, None, country.upper(), "" if carrier == _AUTO else carrier)
    facts = {"country": country.upper(), "carrier": carrier}
    show(facts, as_json=as_json, lines=[f"{country.upper()}: {carrier}"])


@courier.command("list")
@folder_argument
@json_option
def list_parcels(folder: Path, as_json: bool) -> None:
    """Show what is on its way, and by what it left; and what came by mail last."""
    node = open_here(folder)
    from glacy.node.on_the_way import on_the_way

    found = on_the_way(node)
    lines = [
        f"{one.country} {one.state} {one.message} {one.left}" + (f" {one.says}" if one.says else "")
        for one in found.parcels
    ]
    letters = [f"mail {one.found}: {one.says}" for one in found.letters]
    show(found, as_json=as_json, lines=[*(lines or ["Nothing is on its way."]), *letters])


def _facts(path: Path, given: dict[str, str]) -> Any:  # Any: MailboxFacts, whose module loads late
    """The mailbox as it was, with what is given in its place."""
    from dataclasses import asdict

    from glacy.node.carriers import MailboxFacts, read_mailbox

    told = {name: value for name, value in given.items() if value}
    for name in ("secret_file", "ca_file"):
        if name in told:
            told[name] = _beside(path, told[name])
    before = read_mailbox(path)
    if before is not None:
        return MailboxFacts(**(asdict(before) | told))
    lacking = [name for name in ("address", "user", "secret_file", "smtp", "imap") if name not in told]
    if lacking:
        options = ", ".join("--" + name.replace("_", "-") for name in lacking)
        raise click.UsageError(f"A mailbox takes also {options}.")
    return MailboxFacts(**told)  # type: ignore[arg-type]  # every one of them is a text


def _beside(path: Path, file: str) -> str:
    """The place of a file as node.toml names it: within the folder of the node where it lies there."""
    whole = Path(file).resolve()
    return str(whole.relative_to(path)) if whole.is_relative_to(path) else str(whole)


def _named(countries: set[str]) -> str:
    return ", ".join(sorted(countries)) or "nobody"
