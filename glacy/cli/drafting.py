"""`glacy request` while it is a draft: started, filled in, checked, approved by a second person, sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from glacy.canon import Json
from glacy.cli.acting import Acting, AtNode, act_at, acting, confirming
from glacy.cli.errors import UnreadableInputError
from glacy.cli.given import FILE, PROSE, leave, out_option, read_json, read_object
from glacy.cli.lines import bullets, fields, heading
from glacy.cli.showing import json_option, show, tell

if TYPE_CHECKING:
    from glacy.node.views import AskedBefore, DraftView

_ANSWERS: Final = {"allowed": "allowed", "not_allowed": "NOT ALLOWED", "unknown": "unknown"}
_NOT_SECTIONS: Final = ("format", "id", "thread", "dated_at", "exercise", "reference", "in_reply_to")
_FROM = click.option(
    "--from",
    "file",
    type=FILE,
    metavar="FILE",
    help="JSON with the sections, or a whole glacy.request/1; `-` is stdin.",
)


@click.command(cls=AtNode)
@acting
@click.argument("case")
@click.option("--to", "country", required=True, metavar="CC", help="The State that is asked, such as CL.")
@click.option("--measure", required=True, help="What is asked, such as ETS185-29.")
@click.option("--like", metavar="REQUEST", help="An earlier request whose targets and reference it inherits.")
@click.option(
    "--addressee",
    type=click.Choice(["state", "provider", "registrar"]),
    default="state",
    show_default=True,
    help="Who is asked there.",
)
@_FROM
@json_option
def start(
    folder: Path,
    username: str,
    case: str,
    country: str,
    measure: str,
    like: str | None,
    addressee: str,
    file: Path | None,
    as_json: bool,
) -> None:
    """Start a request on CASE; prints the id of the draft."""
    at = act_at(folder, username)
    from glacy.node.acts import requests

    sections = {} if file is None else _sections(file)
    _check_sections(at, sections, country=country.upper(), measure=measure)
    draft = requests.start_draft(
        at.node,
        at.by,
        at.case_id(case),
        country=country.upper(),
        measure=measure,
        like=like,
        addressee=addressee,
    )
    _show_started(at, draft, sections, as_json=as_json)


@click.command(cls=AtNode)
@acting
@click.argument("request")
@click.option("--measure", default="ETS185-31", show_default=True, help="What follows the preservation.")
@_FROM
@json_option
def follow(folder: Path, username: str, request: str, measure: str, file: Path | None, as_json: bool) -> None:
    """Start the request for the data that follows a preservation; prints the id of the draft.

    It inherits targets, reference and expiry from REQUEST and its answer.
    """
    at = act_at(folder, username)
    from glacy.node.acts import requests

    row = requests.view_request(at.node, at.by, request).message.row
    sections = {} if file is None else _sections(file)
    _check_sections(at, sections, country=row.country, measure=measure)
    draft = requests.start_draft(
        at.node, at.by, row.case_id or "", country=row.country, measure=measure, like=row.pk
    )
    _show_started(at, draft, sections, as_json=as_json)


@click.command("set", cls=AtNode)
@acting
@click.argument("draft")
@click.argument("section")
@click.argument("file", type=FILE)
@json_option
def set_(folder: Path, username: str, draft: str, section: str, file: Path, as_json: bool) -> None:
    """Replace one SECTION of a draft by the JSON in FILE (`-` is stdin).

    The sections are those of docs/specs/request.md: authority, addressee, basis, offence, facts, targets,
    data, urgency, secrecy, formalities, earlier, language.
    """
    at = act_at(folder, username)
    view = _save(at, draft, section, read_json(file))
    _show_draft(view, as_json=as_json, lines=_missing_lines(view))


@click.command("show", cls=AtNode)
@acting
@click.argument("draft")
@json_option
def show_(folder: Path, username: str, draft: str, as_json: bool) -> None:
    """Show a draft with all its sections. A request that was sent: `glacy request status`."""
    view = _view(act_at(folder, username), draft)
    _show_draft(view, as_json=as_json, lines=_draft_lines(view))


@click.command(cls=AtNode)
@acting
@click.argument("draft")
@json_option
def check(folder: Path, username: str, draft: str, as_json: bool) -> None:
    """Say what the treaty says of a draft, what is missing, and what to look at twice.

    Exit 0: it is complete. 1: something is missing.
    """
    view = _view(act_at(folder, username), draft)
    _show_draft(view, as_json=as_json, lines=_check_lines(view))
    raise SystemExit(1 if view.missing else 0)


@click.command(cls=AtNode)
@acting
@click.argument("draft")
@out_option
def preview(folder: Path, username: str, draft: str, out: Path | None) -> None:
    """Give the document of a draft as it would leave, not sealed (PDF)."""
    at = act_at(folder, username)
    from glacy.node.acts import requests

    leave(requests.preview(at.node, at.by, draft), out)


@click.command(cls=AtNode)
@acting
@click.argument("draft")
@click.option(
    "--to", "colleague", default="", metavar="USERNAME", help="Puts this colleague on the case as well."
)
@json_option
def propose(folder: Path, username: str, draft: str, colleague: str, as_json: bool) -> None:
    """Lay a complete draft before a second person."""
    at = act_at(folder, username)
    from glacy.node.acts import requests

    requests.propose(at.node, at.by, draft, to=colleague)
    _show_state(at, draft, as_json=as_json, says="It waits for a second person who approves it.")


@click.command("give-back", cls=AtNode)
@acting
@click.argument("draft")
@click.option("--why", type=PROSE, required=True, metavar="TEXT", help="What has to change; `-` reads stdin.")
@json_option
def give_back(folder: Path, username: str, draft: str, why: str, as_json: bool) -> None:
    """Give a proposed draft back to the one who wrote it."""
    at = act_at(folder, username)
    from glacy.node.acts import requests

    requests.give_back(at.node, at.by, draft, why)
    _show_state(at, draft, as_json=as_json, says="It is given back, with your reason.")


@click.command(cls=AtNode)
@confirming
@click.argument("draft")
@click.option(
    "--mark", required=True, metavar="TEXT", help="The mark of what you have read, as `show` prints it."
)
@json_option
def approve(
    folder: Path, username: str, password_file: Path | None, draft: str, mark: str, as_json: bool
) -> None:
    """Approve what another person proposed and you have read; takes your password.

    `glacy request show` prints the draft with its mark. If it was changed since, nothing is approved.
    """
    at = act_at(folder, username, password_file)
    from glacy.node.acts import requests

    requests.approve(at.node, at.by, draft, confirmed_at=at.confirm(), seen=mark)
    _show_state(at, draft, as_json=as_json, says="Approved; it can be sent now.")


@click.command(cls=AtNode)
@confirming
@click.argument("draft")
@json_option
def send(folder: Path, username: str, password_file: Path | None, draft: str, as_json: bool) -> None:
    """Seal a draft and hand it to the outbox; takes your password; prints the id of the request.

    A duty officer alone may send a preservation (29) or a message of Article 35, which a colleague reviews on
    the next working day. Everything else is approved first.
    """
    at = act_at(folder, username, password_file)
    from glacy.node.acts import requests

    sent = requests.send(at.node, at.by, draft, confirmed_at=at.confirm())
    row = requests.view_request(at.node, at.by, sent).message.row
    if row.carried == "paper":
        tell(
            f"{row.country} has no node. Take the sealed PDF with `glacy request document`; "
            "when it has left, say so with `glacy paper dispatched`."
        )
    else:
        tell("Sealed and in the outbox; the node carries it while it is served.")
    show({"id": sent, "state": row.state, "carried": row.carried}, as_json=as_json, lines=[sent])


@click.command(cls=AtNode)
@acting
@click.argument("draft")
def discard(folder: Path, username: str, draft: str) -> None:
    """Put a draft aside; it is kept, and shown no more."""
    at = act_at(folder, username)
    from glacy.node.acts import requests

    requests.discard_draft(at.node, at.by, draft)
    tell("The draft is put aside.")


COMMANDS: Final = (start, follow, set_, show_, check, preview, propose, give_back, approve, send, discard)


def _view(at: Acting, draft: str) -> DraftView:
    from glacy.node.acts import requests

    return requests.view_draft(at.node, at.by, draft)


def _sections(file: Path) -> Mapping[str, Json]:
    """The sections in a file, the languages first, because plain texts are taken in them."""
    found = read_object(file)
    if found.get("format", "glacy.request/1") != "glacy.request/1":
        raise UnreadableInputError(
            f"{file} is of the format {found['format']}, and a request was expected.",
            remedy="Give the sections of a request, or a whole glacy.request/1.",
        )
    kept = {
        name: values for name, values in found.items() if "format" not in found or name not in _NOT_SECTIONS
    }
    return dict(sorted(kept.items(), key=lambda one: one[0] != "language"))


def _check_sections(at: Acting, sections: Mapping[str, Json], *, country: str, measure: str) -> None:
    """Raises, before anything is begun, if a section is not what is expected."""
    from glacy.cooperation import Draft

    draft = Draft.empty(
        case_reference="unsaved",
        measure=measure,
        requesting=at.node.country,
        requested=country,
        exercise=at.node.exercise,
    )
    for name, values in sections.items():
        draft = draft.with_section(
            name, values if name != "basis" else {"measure": measure, **_basis(values)}
        )


def _basis(values: Json) -> Mapping[str, Json]:
    return (
        {}
        if not isinstance(values, Mapping)
        else {name: one for name, one in values.items() if name != "measure"}
    )


def _save(at: Acting, draft: str, section: str, values: Json) -> DraftView:
    """Another basis than the treaty is named by a person, and recorded as such."""
    from glacy.node.acts import requests

    if section == "basis" and isinstance(values, Mapping) and values.get("kind", "treaty") != "treaty":
        named = {name: str(values.get(name) or "") for name in ("kind", "text", "why")}
        return requests.name_basis(at.node, at.by, draft, **named)
    return requests.save_section(at.node, at.by, draft, section, values)


def _show_started(at: Acting, draft: str, sections: Mapping[str, Json], *, as_json: bool) -> None:
    for name, values in sections.items():
        _save(at, draft, name, values)
    view = _view(at, draft)
    for line in _missing_lines(view):
        tell(line)
    _show_draft(view, as_json=as_json, lines=[draft])


def _show_draft(view: DraftView, *, as_json: bool, lines: Iterator[str] | list[str]) -> None:
    from glacy.cli.shapes import draft_shape

    show(draft_shape(view), as_json=as_json, lines=lines)


def _show_state(at: Acting, draft: str, *, as_json: bool, says: str) -> None:
    row = _view(at, draft).row
    tell(says)
    show({"id": row.pk, "state": row.state}, as_json=as_json, lines=[row.state])


def _missing_lines(view: DraftView) -> Iterator[str]:
    if not view.missing:
        yield "Nothing is missing."
        return
    yield "Missing:"
    for one in view.missing:
        place = one.section if not one.field else f"{one.section}.{one.field}"
        yield from bullets([f"{place}: {one.says}{f' [{one.article}]' if one.article else ''}"])


def _check_lines(view: DraftView) -> Iterator[str]:
    ruling = view.ruling
    yield f"{ruling.instrument} Article {ruling.article}, {ruling.title}: {_ANSWERS[ruling.answer]}"
    yield from bullets(one.text + (f" [{one.article}]" if one.article else "") for one in ruling.reasons)
    yield ""
    yield from _missing_lines(view)
    if view.warnings:
        yield from heading("Look at these again")
        yield from bullets(
            one.says if one.target is None else f"Target {one.target + 1}: {one.says}"
            for one in view.warnings
        )
    if view.asked_before:
        yield from heading("Asked before")
        yield from bullets(f"Target {one.target + 1}: {_whom_to_call(one)}" for one in view.asked_before)
    yield ""
    yield "A second person approves it before it is sent." if view.second_person else "You may send it alone."
    if not view.has_node:
        yield f"{view.row.country} has no node: it leaves as a sealed PDF on paper."


def _whom_to_call(before: AskedBefore) -> str:
    """Who asked it, and how to reach them; of one's own request, where to read it."""
    if not before.own:
        return ", ".join(filter(None, (f"call {before.name}", before.authority, before.phone, before.email)))
    if before.request_id is None:
        return "you asked it yourself, in a case that you are not on any more"
    return f"it is your own request {before.request_id}, in another case"


def _draft_lines(view: DraftView) -> Iterator[str]:
    row = view.row
    yield from fields(
        {
            "Draft": row.pk,
            "To": row.country,
            "Measure": row.measure,
            "State": row.state,
            "Given back": row.given_back_why,
            "Sent as": row.sent_as,
            "Mark": view.mark,
        }
    )
    for name, stand in view.sections.items():
        yield from heading(f"{name} ({stand})")
        yield from (f"  {place}: {value}" for place, value in flat(view.draft.sections.get(name)))


def flat(value: object, place: str = "") -> Iterator[tuple[str, str]]:
    """Every single value of a section with its place, such as `[0].period.from_at`."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from flat(one, f"{place}.{name}" if place else str(name))
    elif isinstance(value, (list, tuple)):
        for number, one in enumerate(value):
            yield from flat(one, f"{place}[{number}]")
    elif value is not None:
        yield place, str(value)
