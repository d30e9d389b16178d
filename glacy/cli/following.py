"""`glacy request` once it was sent: how it stands, and what the asking side adds, withdraws or settles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from glacy.cli.acting import AtNode, act_at, acting, confirming
from glacy.cli.given import DAY, PROSE
from glacy.cli.lines import columns, fields, heading
from glacy.cli.showing import json_option, show, tell

if TYPE_CHECKING:
    from glacy.node.views import MessageView, RequestView

Command = TypeVar("Command", bound=Callable[..., Any])  # Any: each command has its own parameters


def _prose(name: str, says: str, *, required: bool = True) -> Callable[[Command], Command]:
    return click.option(
        f"--{name}",
        name,
        type=PROSE,
        required=required,
        default=None if required else "",
        metavar="TEXT",
        help=f"{says}; `-` reads stdin.",
    )


_WHY = _prose("why", "Why")
_YES_NO = click.option(
    "--agree/--not-agree", "agree", required=True, help="Whether the conditions bind us now."
)


@click.command(cls=AtNode)
@acting
@click.argument("request")
@json_option
def status(folder: Path, username: str, request: str, as_json: bool) -> None:
    """Show how a request stands, on either side: carriage, deadlines, what followed, and what may be done."""
    at = act_at(folder, username)
    from glacy.cli.shapes import request_shape
    from glacy.node.acts import requests

    view = requests.view_request(at.node, at.by, request)
    show(request_shape(view), as_json=as_json, lines=_status_lines(view))


@click.command(cls=AtNode)
@acting
@click.argument("request")
@json_option
def extend(folder: Path, username: str, request: str, as_json: bool) -> None:
    """Start the extension of a preservation, filled in from it; prints the id of the draft, to be sent."""
    at = act_at(folder, username)
    from glacy.node.acts import requests

    draft = requests.ask_extension(at.node, at.by, request)
    tell("Look at it with `glacy request show`, and send it with `glacy request send`.")
    show({"id": draft}, as_json=as_json, lines=[draft])


@click.command(cls=AtNode)
@confirming
@click.argument("request")
@_WHY
@json_option
def withdraw(
    folder: Path, username: str, password_file: Path | None, request: str, why: str, as_json: bool
) -> None:
    """Withdraw a request; takes your password. The withdrawal cannot overtake the request."""
    at = act_at(folder, username, password_file)
    from glacy.node.acts import requests

    _sent(requests.withdraw(at.node, at.by, request, why, confirmed_at=at.confirm()), as_json=as_json)


@click.command("try-again", cls=AtNode)
@confirming
@click.argument("request")
@json_option
def try_again(folder: Path, username: str, password_file: Path | None, request: str, as_json: bool) -> None:
    """Send again the first message about a request that is stuck or was rejected; takes your password."""
    at = act_at(folder, username, password_file)
    from glacy.node.acts import carriage, requests

    lost = requests.view_request(at.node, at.by, request, looks=False).undelivered
    message = lost[0].row.pk if lost else request
    carriage.try_again(at.node, at.by, message, confirmed_at=at.confirm())
    _sent(message, as_json=as_json)


@click.command(cls=AtNode)
@acting
@click.argument("request")
@_WHY
@json_option
def close(folder: Path, username: str, request: str, why: str, as_json: bool) -> None:
    """Close an answered request on this side."""
    at = act_at(folder, username)
    from glacy.node.acts import requests

    requests.close_request(at.node, at.by, request, why)
    state = requests.view_request(at.node, at.by, request, looks=False).state
    show({"id": request, "state": str(state)}, as_json=as_json, lines=[str(state)])


@click.command(cls=AtNode)
@confirming
@click.argument("request")
@_prose("text", "What you answer or add")
@click.option("--question", default="", metavar="MESSAGE", help="The question; the last one if left out.")
@json_option
def supplement(
    folder: Path,
    username: str,
    password_file: Path | None,
    request: str,
    text: str,
    question: str,
    as_json: bool,
) -> None:
    """Answer a question of the other side, or add something unasked; takes your password."""
    at = act_at(folder, username, password_file)
    from glacy.node.acts import requests

    asked = [
        one.row.pk
        for one in requests.view_request(at.node, at.by, request, looks=False).replies
        if one.row.kind == "question"
    ]
    about = question or (asked[-1] if asked else "")
    sent = requests.answer_question(at.node, at.by, request, about, text, confirmed_at=at.confirm())
    _sent(sent, as_json=as_json)


@click.command(cls=AtNode)
@confirming
@click.argument("request")
@_YES_NO
@_prose("text", "What to tell them", required=False)
@json_option
def conditions(
    folder: Path,
    username: str,
    password_file: Path | None,
    request: str,
    agree: bool,
    text: str,
    as_json: bool,
) -> None:
    """Agree to the conditions of the other side, or say that we cannot; takes your password."""
    at = act_at(folder, username, password_file)
    from glacy.node.acts import requests

    sent = requests.settle_conditions(
        at.node, at.by, request, agree=agree, text=text, confirmed_at=at.confirm()
    )
    _sent(sent, as_json=as_json)


@click.command(cls=AtNode)
@confirming
@click.argument("case")
@click.option(
    "--to", "country", required=True, metavar="CC", help="The State to which it is offered, such as CL."
)
@_prose("subject", "What it is about, never the information itself")
@click.option("--data", "categories", multiple=True, help="A category of the data; may be repeated.")
@click.option(
    "--condition", "limits", multiple=True, metavar="TEXT", help="A condition of use; may be repeated."
)
@click.option("--answer-by", type=DAY, metavar="DAY", help="By when an answer is expected.")
@json_option
def offer(
    folder: Path,
    username: str,
    password_file: Path | None,
    case: str,
    country: str,
    subject: str,
    categories: tuple[str, ...],
    limits: tuple[str, ...],
    answer_by: date | None,
    as_json: bool,
) -> None:
    """Offer information under Article 26, on conditions; takes your password; prints the offer's id.

    The information itself follows with `glacy request content`, once the conditions are accepted.
    """
    at = act_at(folder, username, password_file)
    from glacy.node.acts import offers

    sent = offers.send_offer(
        at.node,
        at.by,
        at.case_id(case),
        country=country.upper(),
        subject=subject,
        categories=categories,
        conditions=limits,
        answer_expected_on=answer_by,
        confirmed_at=at.confirm(),
    )
    _sent(sent, as_json=as_json)


@click.command(cls=AtNode)
@confirming
@click.argument("offer")
@_prose("text", "The information")
@json_option
def content(
    folder: Path, username: str, password_file: Path | None, offer: str, text: str, as_json: bool
) -> None:
    """Send what was offered under Article 26, once its conditions are accepted; takes your password."""
    at = act_at(folder, username, password_file)
    from glacy.node.acts import requests

    _sent(
        requests.send_offer_content(at.node, at.by, offer, text, confirmed_at=at.confirm()), as_json=as_json
    )


@click.command("third-state", cls=AtNode)
@acting
@click.argument("disclosure")
@json_option
def third_state(folder: Path, username: str, disclosure: str, as_json: bool) -> None:
    """Start a preservation request to the State that a disclosure (Article 30) names; prints its id."""
    at = act_at(folder, username)
    from glacy.node.acts import inbox

    draft = inbox.draft_to_third_state(at.node, at.by, disclosure)
    show({"id": draft}, as_json=as_json, lines=[draft])


COMMANDS: Final = (
    status,
    extend,
    withdraw,
    try_again,
    close,
    supplement,
    conditions,
    offer,
    content,
    third_state,
)


def _sent(message: str, *, as_json: bool) -> None:
    tell("Sealed and on its way.")
    show({"id": message}, as_json=as_json, lines=[message])


def _status_lines(view: RequestView) -> Iterator[str]:
    message, row = view.message, view.message.row
    yield from fields(
        {
            "Request": row.pk,
            "Measure": row.measure or row.kind,
            "From or to": f"{'to' if message.outgoing else 'from'} {row.country}",
            "State": view.state,
            "Dated": row.dated_at,
            "Arrived": row.arrived_at,
            "Carried": message.carried,
            "Last trouble": message.last_error,
            "Tried again": message.next_try_at,
            "Files": sorted(message.files),
            "You may": sorted(view.may),
        }
    )
    yield from heading("Days that matter")
    due = ((one.due_on, one.days_left, one.kind, one.when_passed) for one in view.deadlines)
    yield from columns(("day", "left", "what", "when it passes"), due, empty="None.")
    yield from heading("What followed")
    followed = (
        (one.row.dated_at, one.row.kind, "ours" if one.outgoing else "theirs", told_of(one), one.row.pk)
        for one in view.replies
    )
    yield from columns(("dated", "kind", "whose", "says", "id"), followed, empty="Nothing yet.")
    if view.drafts:
        yield from heading("In preparation")
        begun = ((one.kind, one.measure, one.state, one.pk) for one in view.drafts)
        yield from columns(("kind", "measure", "state", "id"), begun, empty="")
    if view.call_backs:
        yield from heading("Calls")
        calls = ((one.at, one.number, one.spoke_to, one.result) for one in view.call_backs)
        yield from columns(("at", "number", "spoke to", "result"), calls, empty="")


def told_of(message: MessageView) -> str:
    """The heart of a message in some words."""
    row = message.row
    if row.outcomes:
        return ", ".join(dict.fromkeys(row.outcomes))
    for name in ("question", "reason", "text", "provider", "what"):
        value = getattr(message.message, name, None)
        if value is not None:
            return str(getattr(value, "text", value))
    return ""
