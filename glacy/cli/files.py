"""`glacy request` for the files of a message: its document, envelope and receipt, the extract, HI-1."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import click

from glacy.cli.acting import AtNode, act_at, acting
from glacy.cli.given import leave, out_option, read_bytes
from glacy.cli.showing import json_option, show


@click.command(cls=AtNode)
@acting
@click.argument("message")
@click.option("--own", is_flag=True, help="The page that this node itself renders from the values.")
@out_option
def document(folder: Path, username: str, message: str, own: bool, out: Path | None) -> None:
    """Give the sealed PDF of a request, answer or disclosure."""
    at = act_at(folder, username)
    from glacy.node.acts import requests

    give = requests.own_render if own else requests.sealed_document
    leave(give(at.node, at.by, message), out)


@click.command(cls=AtNode)
@acting
@click.argument("message")
@out_option
def envelope(folder: Path, username: str, message: str, out: Path | None) -> None:
    """Give the envelope in which a message left or arrived (ASiC-E, not encrypted)."""
    at = act_at(folder, username)
    from glacy.node.acts import requests

    leave(requests.envelope(at.node, at.by, message), out)


@click.command(cls=AtNode)
@acting
@click.argument("message")
@out_option
def receipt(folder: Path, username: str, message: str, out: Path | None) -> None:
    """Give the signed receipt for a message; exit 2 while there is none."""
    at = act_at(folder, username)
    from glacy.node.acts import requests

    leave(requests.receipt(at.node, at.by, message), out)


@click.command(cls=AtNode)
@acting
@click.argument("request")
@out_option
def extract(folder: Path, username: str, request: str, out: Path | None) -> None:
    """Give the extract for the provider (PDF), without the facts of the case."""
    at = act_at(folder, username)
    from glacy.node.acts import requests

    leave(requests.provider_extract(at.node, at.by, request), out)


@click.command(cls=AtNode)
@acting
@click.argument("request")
@out_option
def hi1(folder: Path, username: str, request: str, out: Path | None) -> None:
    """Give a request as an ETSI TS 103 120 HI-1 message (JSON)."""
    at = act_at(folder, username)
    from glacy.node.acts import requests

    told = json.dumps(requests.export_hi1(at.node, at.by, request), ensure_ascii=False, indent=1)
    if out is None:
        click.echo(told)
    else:
        leave(told.encode("utf-8") + b"\n", out)


@click.command("import-hi1", cls=AtNode)
@acting
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--case", default="", help="The case of the draft, where our own State asks in the message.")
@json_option
def import_hi1(folder: Path, username: str, file: Path, case: str, as_json: bool) -> None:
    """Take in an ETSI TS 103 120 HI-1 message (JSON) of another system as a draft; prints its id.

    Where another State asks us in it, it is keyed in like a request on paper, in a case of its own.
    """
    at = act_at(folder, username)
    from glacy.node.acts import importing

    made = importing.take_hi1(
        at.node, at.by, read_bytes(file), case_id=at.case_id(case) if case else "", name=file.name
    )
    told = {"case": made.case, "draft": made.draft, "is_theirs": made.is_theirs}
    show(told, as_json=as_json, lines=[made.draft])


COMMANDS: Final = (document, envelope, receipt, extract, hi1, import_hi1)
