"""`glacy request`: from the first draft to the answer, for the side that asks."""

from __future__ import annotations

import click

from glacy.cli import drafting, files, following
from glacy.cli.acting import Verbs


@click.group(cls=Verbs)
def request() -> None:
    """Prepare, send and follow requests. The values of a section are those of docs/specs/request.md."""


for command in (*drafting.COMMANDS, *following.COMMANDS, *files.COMMANDS):
    request.add_command(command)
