"""`glacy inbox`: what other States ask, from opening it to the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from glacy.canon import Json
from glacy.cli.acting import Verbs, act_at, acting, confirming
from glacy.cli.callback import callback
from glacy.cli.errors import UnreadableInputError
from glacy.cli.given import FILE, PROSE, read_json
from glacy.cli.lines import bullets, columns, fields, heading
from glacy.cli.showing import json_option, show, tell

if TYPE_CHECKING:
    from glacy.store.models import DraftRow, MessageRow, QuarantineRow
    from glacy.treaty import Ground

_APPLIES: Final = {"yes": "", "unknown": " (unknown whether it applies)"}


@click.group(cls=Verbs)
def inbox() -> None:
    """Open and answer what other States ask. REQUEST is the id that `list` shows."""


inbox.add_command(callback)


@inbox.command("list")
@acting
@json_option
def list_(folder: Path, username: str, as_json: bool) -> None:
    """List what arrived and nobody has opened, and what was kept apart."""
    at = act_at(folder, username)
    from glacy.cli.shapes import message_row
    from glacy.node.acts import inbox as acts

    waiting = acts.waiting(at.node, at.by)
    kept = acts.quarantined(at.node, at.by)
    found = {
        "waiting": [message_row(row) for row in waiting],
        "kept_apart": [
            {
                "digest": row.digest,
                "arrived_at": row.arrived_at,
                "sender": row.sender,
                "reason": row.reason,
                "says": row.says,
            }
            for row in kept
        ],
    }
    show(found, as_json=as_json, lines=_list_lines(waiting, kept))


@inbox.command("open")
@acting
@click.argument("request")
@json_option
def open_(folder: Path, username: str, request: str, as_json: bool) -> None:
    """Open what arrived: a case is made here with you on it, and the sender is told; prints the case's id."""
    at = act_at(folder, username)
    from glacy.node.acts import inbox as acts

    case = acts.open_request(at.node, at.by, request)
    tell("You are on the case now. The other side sees that it was opened.")
    show({"case_id": case, "request_id": request}, as_json=as_json, lines=[case])


@inbox.command()
@confirming
@click.argument("request")
@json_option
def accept(folder: Path, username: str, password_file: Path | None, request: str, as_json: bool) -> None:
    """Tell the other side that you act on it; takes your password."""
    at = act_at(folder, username, password_file)
    from glacy.node.acts import inbox as acts

    _sent(acts.accept(at.node, at.by, request, confirmed_at=at.confirm()), as_json=as_json)


@inbox.command()
@confirming
@click.argument("request")
@click.option("--question", type=PROSE, required=True, metavar="TEXT", help="The question; `-` reads stdin.")
@json_option
def ask(
    folder: Path, username: str, password_file: Path | None, request: str, question: str, as_json: bool
) -> None:
    """Ask the requesting State a question; takes your password."""
    at = act_at(folder, username, password_file)
    from glacy.node.acts import inbox as acts

    _sent(acts.ask(at.node, at.by, request, question, confirmed_at=at.confirm()), as_json=as_json)


@inbox.command()
@confirming
@click.argument("request")
@click.option("--ground", metavar="ARTICLE", help="A ground of the treaty, or a provision of your own law.")
@click.option("--text", type=PROSE, default="", metavar="TEXT", help="The reasons; `-` reads stdin.")
@json_option
def refuse(
    folder: Path,
    username: str,
    password_file: Path | None,
    request: str,
    ground: str | None,
    text: str,
    as_json: bool,
) -> None:
    """Refuse a request; takes your password. Without --ground it lists the grounds that the treaty offers."""
    at = act_at(folder, username, password_file)
    from glacy.node.acts import inbox as acts

    if ground is None:
        found = [one for one in acts.grounds(at.node, at.by, request) if one.applies != "no"]
        show(
            {
                "grounds": [
                    {"article": one.article, "text": one.text, "applies": one.applies} for one in found
                ]
            },
            as_json=as_json,
            lines=_ground_lines(found),
        )
        return
    if not text:
        raise click.UsageError("Give the reasons with --text (Article 27(7)).")
    sent = acts.refuse(at.node, at.by, request, ground=ground, text=text, confirmed_at=at.confirm())
    _sent(sent, as_json=as_json)


@inbox.command()
@acting
@click.argument("request")
@click.option(
    "--from",
    "file",
    type=FILE,
    required=True,
    metavar="FILE",
    help='JSON: a list of outcomes, or {"outcomes": [...], "text": ..., "conditions": ...}; `-` is stdin.',
)
@click.option(
    "--exhibit",
    "exhibits",
    multiple=True,
    metavar="EXHIBIT",
    help="Evidence that goes with it; may be repeated.",
)
@json_option
def answer(
    folder: Path, username: str, request: str, file: Path, exhibits: tuple[str, ...], as_json: bool
) -> None:
    """Prepare an answer; prints its id, to be released.

    An outcome is {"kind": "preserved", ...} as docs/specs/request.md has it: preserved, delivered,
    nothing_found, deleted, wrong_custodian, transmitted, awaiting_court, partly_executed,
    conditions_proposed, postponed, costs_to_agree.
    """
    at = act_at(folder, username)
    from glacy.node.acts import inbox as acts

    outcomes, text, conditions = read_answer_file(file)
    prepared = acts.prepare_answer(
        at.node, at.by, request, outcomes=outcomes, text=text, exhibits=exhibits, conditions=conditions
    )
    _show_prepared(acts.view_answer(at.node, at.by, prepared), as_json=as_json)


@inbox.command()
@acting
@click.argument("request")
@click.option("--provider", required=True, help="The provider in another State that carried the traffic.")
@click.option("--provider-country", required=True, metavar="CC", help="Its State, such as BR.")
@click.option(
    "--path", "steps", required=True, metavar="TEXT|FILE", help="The path in words, or a JSON list of steps."
)
@click.option("--text", type=PROSE, default="", metavar="TEXT", help="What else to say; `-` reads stdin.")
@json_option
def disclose(
    folder: Path,
    username: str,
    request: str,
    provider: str,
    provider_country: str,
    steps: str,
    text: str,
    as_json: bool,
) -> None:
    """Prepare an Article 30 disclosure, only what names the provider and the path; prints its id."""
    at = act_at(folder, username)
    from glacy.node.acts import inbox as acts

    prepared = acts.prepare_disclosure(
        at.node,
        at.by,
        request,
        provider=provider,
        provider_country=provider_country.upper(),
        path=_path(steps),
        text=text,
    )
    _show_prepared(acts.view_answer(at.node, at.by, prepared), as_json=as_json)


@inbox.command()
@acting
@click.argument("answer")
@click.option(
    "--preview",
    "out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Leave its PDF here.",
)
@json_option
def prepared(folder: Path, username: str, answer: str, out: Path | None, as_json: bool) -> None:
    """Show an answer or disclosure that is being prepared."""
    at = act_at(folder, username)
    from glacy.cli.given import leave
    from glacy.node.acts import inbox as acts

    row = acts.view_answer(at.node, at.by, answer)
    if out is not None:
        leave(acts.preview_answer(at.node, at.by, answer), out)
    _show_prepared(row, as_json=as_json, whole=True)


@inbox.command()
@confirming
@click.argument("answer")
@json_option
def release(folder: Path, username: str, password_file: Path | None, answer: str, as_json: bool) -> None:
    """Seal a prepared answer or disclosure and hand it to the outbox; takes your password.

    Where data leave, it is another person than the one who prepared it.
    """
    at = act_at(folder, username, password_file)
    from glacy.node.acts import inbox as acts

    row = acts.view_answer(at.node, at.by, answer)
    act = acts.disclose_traffic if row.kind == "disclosure" else acts.release_answer
    _sent(act(at.node, at.by, answer, confirmed_at=at.confirm()), as_json=as_json)


@inbox.command()
@confirming
@click.argument("offer")
@click.option(
    "--agree/--not-agree", "agree", required=True, help="Whether its conditions bind us from now on."
)
@click.option("--text", type=PROSE, default="", metavar="TEXT", help="What to tell them; `-` reads stdin.")
@json_option
def settle(
    folder: Path, username: str, password_file: Path | None, offer: str, agree: bool, text: str, as_json: bool
) -> None:
    """Answer the conditions of an offer under Article 26; takes your password."""
    at = act_at(folder, username, password_file)
    from glacy.node.acts import inbox as acts

    sent = acts.settle_offer(at.node, at.by, offer, agree=agree, text=text, confirmed_at=at.confirm())
    _sent(sent, as_json=as_json)


@inbox.command("settle-kept")
@acting
@click.argument("digest")
@click.option(
    "--note", type=PROSE, required=True, metavar="TEXT", help="What you found out or did; `-` reads stdin."
)
@json_option
def settle_kept(folder: Path, username: str, digest: str, note: str, as_json: bool) -> None:
    """Settle what was kept apart, named by the digest that `list` shows; its bytes and the answer stay."""
    at = act_at(folder, username)
    from glacy.node.acts import inbox as acts

    acts.settle_quarantined(at.node, at.by, digest, note)
    show({"digest": digest}, as_json=as_json, lines=["Settled; the journal holds your reason."])


def read_answer_file(file: Path) -> tuple[Sequence[Json], str, str]:
    """Outcomes, text and conditions of an answer that is given as JSON."""
    found = read_json(file)
    if isinstance(found, (list, tuple)):
        return found, "", ""
    given = found if isinstance(found, dict) else {}
    unknown = sorted(set(given) - {"outcomes", "text", "conditions"})
    outcomes = given.get("outcomes")
    if unknown or not isinstance(outcomes, list) or not outcomes:
        raise UnreadableInputError(
            f"{file}: outcomes were expected, found {', '.join(unknown) or 'none'}.",
            remedy='Write {"outcomes": [{"kind": "preserved", ...}], "text": "...", "conditions": "..."}.',
        )
    return outcomes, str(given.get("text") or ""), str(given.get("conditions") or "")


def _path(steps: str) -> str | Sequence[Json]:
    """The path in words, or the steps in a JSON file."""
    try:
        is_file = Path(steps).is_file()
    except OSError:  # longer than the name of a file can be
        is_file = False
    if not is_file:
        return steps
    found = read_json(Path(steps))
    if not isinstance(found, list):
        raise UnreadableInputError(
            f"{steps}: a list of steps was expected.", remedy='Write [{"provider": "...", "country": "BR"}].'
        )
    return found


def _sent(message: str, *, as_json: bool) -> None:
    tell("Sealed and on its way.")
    show({"id": message}, as_json=as_json, lines=[message])


def _show_prepared(row: DraftRow, *, as_json: bool, whole: bool = False) -> None:
    from glacy.cli.drafting import flat
    from glacy.cli.shapes import draft_row

    lines: list[str] = [row.pk]
    if whole:
        facts = {"Answer": row.pk, "Kind": row.kind, "To": row.country, "State": row.state}
        lines = [*fields(facts), *heading("It says"), *(f"  {name}: {says}" for name, says in flat(row.body))]
    show({**draft_row(row), "about": row.about_id, "body": row.body}, as_json=as_json, lines=lines)


def _list_lines(waiting: Sequence[MessageRow], kept: Sequence[QuarantineRow]) -> Iterator[str]:
    rows = ((row.arrived_at, row.urgency, row.measure or row.kind, row.country, row.pk) for row in waiting)
    yield from columns(("arrived", "urgency", "asked", "by", "id"), rows, empty="Nothing waits to be opened.")
    if kept:
        yield from heading("Kept apart; the sender was told")
        for row in kept:
            yield from fields(
                {
                    "Digest": row.digest,
                    "Arrived": row.arrived_at,
                    "Claims to be from": row.sender,
                    "Why": row.says,
                }
            )


def _ground_lines(found: Sequence[Ground]) -> Iterator[str]:
    if not found:
        yield "The treaty offers no ground; a provision of your own law may be one."
    yield from bullets(f"{one.article}{_APPLIES[one.applies]}: {one.text}" for one in found)
