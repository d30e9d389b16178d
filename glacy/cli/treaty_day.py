"""Words and options that the treaty commands share: the day, plain lines at eighty columns, and the wish."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final, TypeVar

import click

if TYPE_CHECKING:
    from glacy.treaty import Wish

F = TypeVar("F", bound=Callable[..., object])
WIDTH: Final = 80
DATA: Final = ("subscriber", "traffic", "content", "domain_registration", "any")
ANSWERS: Final = {"allowed": "ALLOWED", "not_allowed": "NOT ALLOWED", "unknown": "UNKNOWN"}

on_option = click.option(
    "--on", "day", metavar="DATE", help="The day, such as 2026-11-21; today if left out."
)


def day_of(text: str | None) -> date:
    """The day that was asked for, today if none was."""
    from glacy.times import read_day

    return read_day(text) if text else datetime.now(UTC).date()


def wish_options(command: F) -> F:
    """Gives a command the options of a wish: data, day, urgency and offences."""
    for option in (
        click.option("--emergency", is_flag=True, help="Life or safety is at risk."),
        click.option("--urgent", is_flag=True, help="Needed by a date, with a reason."),
        click.option(
            "--offence",
            "offences",
            multiple=True,
            metavar="ART",
            help="An article (8, ETS189-3) or a national offence in words; may be repeated.",
        ),
        on_option,
        click.option(
            "--data",
            type=click.Choice([*DATA, "domain"]),
            default="any",
            show_default=True,
            help="Which data are wished (domain is short for domain_registration).",
        ),
    ):
        command = option(command)
    return command


def wish_of(
    requesting: str,
    requested: str,
    *,
    data: str,
    day: str | None,
    urgent: bool,
    emergency: bool,
    offences: tuple[str, ...],
    addressee: str | None = None,
) -> Wish:
    """The wish that the options state."""
    from glacy.treaty import Wish, read_offence

    named = tuple(read_offence(text) for text in offences)
    return Wish(
        requesting=requesting,
        requested=requested,
        on=day_of(day),
        data="domain_registration" if data == "domain" else data,  # type: ignore[arg-type]  # click checked it
        offence=named[0] if named else None,
        more_offences=named[1:],
        urgency="emergency" if emergency else "urgent" if urgent else "routine",
        addressee=addressee,  # type: ignore[arg-type]  # click checked it
    )


def wrap(text: str, first: str = "", after: str | None = None) -> list[str]:
    """The text in lines of at most eighty columns."""
    rest = " " * len(first) if after is None else after
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
