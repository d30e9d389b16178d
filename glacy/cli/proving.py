"""Who acts at the command line is proved as at the desk: the password, and the code where there is an app."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from glacy.cli.errors import UnreadableInputError, WrongPasswordError

if TYPE_CHECKING:
    from datetime import datetime

    from glacy.node import Node
    from glacy.store.people import Officer

Command = TypeVar("Command", bound=Callable[..., Any])  # Any: each command has its own parameters
_CODES: Final = "glacy.codes"
_MOST_BYTES: Final = 4096
_SAYS: Final = (
    "The code that the officer's authenticator app shows now, for scripts. Without it the code is asked."
)


def _keep(context: click.Context, _: click.Parameter, given: tuple[str, ...]) -> None:
    context.meta[_CODES] = list(given)


def code_option(command: Command) -> Command:
    """Adds the option --code, given once for each officer who proves who they are."""
    option = click.option(
        "--code", multiple=True, metavar="CODE", expose_value=False, callback=_keep, help=_SAYS
    )
    return option(command)


def prove(node: Node, by: Officer, password_file: Path | None) -> datetime:
    """The instant at which an officer showed who they are; every failure is recorded."""
    from django.contrib.auth import authenticate

    from glacy.store.models import OfficerRow

    if password_file is None:
        password = str(click.prompt(f"Password of {by.username}", hide_input=True, err=True))
    else:
        password = read_password(password_file)
    row = authenticate(username=by.username, password=password)
    if not isinstance(row, OfficerRow):
        _refuse(
            node, by, f"This is not the password of {by.username}.", "Try again; the failure is recorded."
        )
    _prove_second(node, by, row)
    return node.clock()


def _prove_second(node: Node, by: Officer, row: Any) -> None:  # Any: a row of the store, imported late
    from glacy.desks.people import factors, throttle
    from glacy.node.acts import signing_in

    if not factors.has_factor(row):
        if not signing_in.is_complete(node, by):
            says = f"This node demands a second factor, and {by.username} has none yet."
            _refuse(node, by, says, "Sign in at the desk once and set it up.", is_failure=False)
        return
    if not throttle.take_try_at_machine(by.username):
        says = "Too many codes were wrong."
        _refuse(node, by, says, "Wait a quarter of an hour.", is_failure=False)
    given = click.get_current_context().meta.get(_CODES) or []
    code = given.pop(0) if given else str(click.prompt(f"Code of {by.username}", err=True))
    if not (factors.use_app_code(row, code) or factors.use_recovery_code(row, code)):
        says = f"This is not the code of {by.username}, or it was used already."
        _refuse(node, by, says, "Wait for the next one; a recovery code does too. The failure is recorded.")
    throttle.forget_tries_at_machine(by.username)


def _refuse(node: Node, by: Officer, says: str, remedy: str, *, is_failure: bool = True) -> None:
    from glacy.node.acts import officers

    if is_failure:
        officers.record_sign_in(node, by, succeeded=False)
    raise WrongPasswordError(says, remedy=f"Nothing was done. {remedy}", username=by.username)


def read_password(path: Path) -> str:
    """The first line of a file that holds a password, so that none stands on a command line."""
    try:
        data = path.read_bytes()[:_MOST_BYTES]
    except OSError as fault:
        raise UnreadableInputError(
            f"The password file {path} cannot be read: {fault.strerror}.",
            remedy="Check its name and who may read it.",
        ) from fault
    return data.split(b"\n", 1)[0].rstrip(b"\r").decode("utf-8", "replace")
