"""`glacy case`: open, list, show and close cases, and say who is on them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glacy.cli.acting import Verbs, act_at, acting
from glacy.cli.erasing import erase, erasure, erasures
from glacy.cli.given import PROSE
from glacy.cli.glass import break_glass, glass, glasses
from glacy.cli.lines import columns, fields, heading
from glacy.cli.showing import json_option, show, tell

if TYPE_CHECKING:
    from glacy.node.views import CaseView, Page
    from glacy.store.models import CaseRow

_AFTER = click.option("--after", metavar="KEY", help="The key with which the page before ended.")
_LIMIT = click.option("--limit", type=click.IntRange(1, 500), default=25, show_default=True, help="How many.")
_WHY = click.option("--why", type=PROSE, required=True, metavar="TEXT", help="Why; `-` reads it from stdin.")


@click.group(cls=Verbs)
def case() -> None:
    """Open, list and show cases. CASE is the id of a case or its reference."""


for _verb in (break_glass, glass, glasses, erase, erasure, erasures):
    case.add_command(_verb)


@case.command()
@acting
@click.option("--title", required=True, help="A short title, without names.")
@click.option("--summary", type=PROSE, default="", metavar="TEXT", help="What it is about; `-` reads stdin.")
@click.option("--language", default="", help="The language of the file; that of the officer if left out.")
@click.option("--victim", "victims", multiple=True, metavar="PSEUDONYM", help="A victim; may be repeated.")
@json_option
def new(
    folder: Path,
    username: str,
    title: str,
    summary: str,
    language: str,
    victims: tuple[str, ...],
    as_json: bool,
) -> None:
    """Open a case with yourself on it; prints its id."""
    at = act_at(folder, username)
    from glacy.node.acts import cases

    case_id = cases.open_case(
        at.node, at.by, title=title, summary=summary, language=language, victims=victims
    )
    row = cases.view_case(at.node, at.by, case_id).row
    tell(f"{row.reference} is open.")
    show({"id": case_id, "reference": row.reference}, as_json=as_json, lines=[case_id])


@case.command("list")
@acting
@click.option("--closed", is_flag=True, help="The closed cases instead of the open ones.")
@_AFTER
@_LIMIT
@json_option
def list_(folder: Path, username: str, closed: bool, after: str | None, limit: int, as_json: bool) -> None:
    """List your cases, last touched first."""
    at = act_at(folder, username)
    from glacy.node.acts import cases

    page = cases.list_cases(at.node, at.by, after=after, limit=limit, closed=closed)
    _show_page(page, as_json=as_json, empty="You are on no such case.")


@case.command()
@acting
@click.argument("text", nargs=-1, required=True)
@_AFTER
@_LIMIT
@json_option
def search(
    folder: Path, username: str, text: tuple[str, ...], after: str | None, limit: int, as_json: bool
) -> None:
    """Find your cases in which every word of TEXT occurs: references, titles, targets."""
    at = act_at(folder, username)
    from glacy.node.acts import cases

    page = cases.search(at.node, at.by, " ".join(text), after=after, limit=limit)
    _show_page(page, as_json=as_json, empty="None of your cases holds all of these words.")


@case.command("show")
@acting
@click.argument("case")
@json_option
def show_(folder: Path, username: str, case: str, as_json: bool) -> None:
    """Show a case: people, deadlines, requests, exhibits and time line."""
    at = act_at(folder, username)
    from glacy.cli.shapes import whole_case
    from glacy.node.acts import cases

    view = cases.view_case(at.node, at.by, at.case_id(case))
    show(whole_case(view), as_json=as_json, lines=_case_lines(view))


@case.command()
@acting
@click.argument("case")
@click.option("--add", metavar="USERNAME", help="Put this person on the case.")
@click.option("--remove", metavar="USERNAME", help="Take this person off the case.")
@click.option("--why", type=PROSE, default="", metavar="TEXT", help="Why; needed for both.")
@json_option
def people(
    folder: Path, username: str, case: str, add: str | None, remove: str | None, why: str, as_json: bool
) -> None:
    """Show who is on a case, put a person on it, or take one off."""
    if (add or remove) and not why:
        raise click.UsageError("Say why with --why: it is recorded.")
    at = act_at(folder, username)
    from glacy.node.acts import cases

    case_id = at.case_id(case)
    if add:
        cases.add_member(at.node, at.by, case_id, add, why)
        tell(f"{add} is on the case.")
    if remove:
        cases.remove_member(at.node, at.by, case_id, remove, why)
        tell(f"{remove} is off the case.")
    found = [
        {"username": one.username, "name": one.name, "roles": sorted(one.roles), "why": said}
        for one, said in (() if at.by.username == remove else cases.view_case(at.node, at.by, case_id).people)
    ]
    rows = [(one["username"], one["name"], one["why"]) for one in found]
    show(
        {"people": found}, as_json=as_json, lines=columns(("username", "name", "why"), rows, empty="Nobody.")
    )


@case.command()
@acting
@click.argument("case")
@click.argument("pseudonym")
@click.option("--note", default="", help="A note; no real name belongs here.")
@json_option
def victim(folder: Path, username: str, case: str, pseudonym: str, note: str, as_json: bool) -> None:
    """Add a victim to a case, under a PSEUDONYM."""
    at = act_at(folder, username)
    from glacy.node.acts import cases

    case_id = at.case_id(case)
    cases.add_victim(at.node, at.by, case_id, pseudonym, note)
    found = cases.view_case(at.node, at.by, case_id).victims
    show({"victims": list(found)}, as_json=as_json, lines=found)


@case.command()
@acting
@click.argument("case")
@_WHY
@json_option
def close(folder: Path, username: str, case: str, why: str, as_json: bool) -> None:
    """Close a case; it stays readable to those who are on it."""
    at = act_at(folder, username)
    from glacy.cli.shapes import case_shape
    from glacy.node.acts import cases

    case_id = at.case_id(case)
    cases.close_case(at.node, at.by, case_id, why)
    row = cases.view_case(at.node, at.by, case_id).row
    show(case_shape(row), as_json=as_json, lines=[f"{row.reference} is closed."])


def _show_page(page: Page[CaseRow], *, as_json: bool, empty: str) -> None:
    from glacy.cli.shapes import case_shape

    rows = [(one.reference, one.pk, one.touched_at, one.title) for one in page.items]
    show(
        {"cases": [case_shape(one) for one in page.items], "after": page.after},
        as_json=as_json,
        lines=columns(("reference", "id", "last touched", "title"), rows, empty=empty),
    )
    if page.after and not as_json:
        tell(f"There are more: --after {page.after}")


def _case_lines(view: CaseView) -> Iterator[str]:
    row = view.row
    yield f"{row.reference}  {row.title}"
    yield from fields(
        {
            "Id": row.pk,
            "Opened": row.opened_at,
            "Closed": row.closed_at,
            "Why closed": row.closed_why,
            "About": row.summary,
            "Victims": view.victims,
            "People": [f"{one.name} ({one.username})" for one, _why in view.people],
            "Exercise": "invented, for an exercise" if row.exercise else "",
        }
    )
    yield from heading("Days that matter")
    due = ((one.due_on, one.days_left, one.country, one.kind, one.when_passed) for one in view.deadlines)
    yield from columns(("day", "left", "to", "what", "when it passes"), due, empty="None.")
    yield from heading("Requests")
    sent = (
        (one.row.direction, one.row.measure, one.row.country, one.row.state, one.carried, one.row.pk)
        for one in view.requests
    )
    yield from columns(("way", "measure", "State", "state", "carried", "id"), sent, empty="None.")
    yield from heading("Drafts")
    begun = ((one.kind, one.measure, one.country, one.state, one.pk) for one in view.drafts)
    yield from columns(("kind", "measure", "State", "state", "id"), begun, empty="None.")
    yield from heading("Exhibits")
    exhibits = ((one.name, one.size, one.digest[:16], one.pk) for one in view.exhibits)
    yield from columns(("name", "bytes", "SHA-256 begins", "id"), exhibits, empty="None.")
    yield from heading("Time line")
    events = ((one.at, one.kind, one.who) for one in view.timeline)
    yield from columns(("at", "what", "who"), events, empty="Nothing.")
