"""`glacy evidence renew`: a time-stamp over a sealed file, before its keys or digests age."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from glacy.cli.acting import NODE_VARIABLE
from glacy.cli.errors import UnreadableInputError
from glacy.cli.own import own_folder
from glacy.cli.proving import code_option
from glacy.cli.showing import json_option, show
from glacy.times import write_instant

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from glacy.cli.acting import Acting
    from glacy.node.acts.renewal import Renewed
    from glacy.signing import Stamper, Trust

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("file", type=_PATH)
@click.option("--out", required=True, type=_PATH, metavar="NEW", help="Where the renewed file goes.")
@click.option("--authority", metavar="URL", help="An independent time-stamping authority (RFC 3161).")
@click.option(
    "--root", type=_PATH, metavar="FILE", help="The root certificate of that authority (PEM or DER)."
)
@click.option("--node", "folder", type=_PATH, envvar=NODE_VARIABLE, metavar="DIR", help="Stamp as this node.")
@click.option(
    "--as",
    "username",
    metavar="USERNAME",
    help="With --node: where the file is an exhibit of a case of yours, its chain says so.",
)
@click.option(
    "--password-file",
    type=_PATH,
    metavar="FILE",
    help="A file that holds the officer's password, for scripts.",
)
@code_option
@json_option
def renew(
    file: Path,
    out: Path,
    authority: str | None,
    root: Path | None,
    folder: Path | None,
    username: str | None,
    password_file: Path | None,
    as_json: bool,
) -> None:
    """Renew a sealed bundle, container or document with one more time-stamp over all of it (B-LTA).

    Renew before the certificate of the last time-stamp expires: the answer says by when. The time-stamp is
    of an independent authority with --authority, else of a node with --node, else of your own keys.
    """
    from glacy.node.acts.renewal import renew_file

    if (authority is None) != (root is None):
        raise UnreadableInputError(
            "An authority and its root certificate go together.",
            remedy="Give --authority URL and --root FILE, or neither.",
        )
    if username is not None and folder is None:
        raise UnreadableInputError(
            "An officer acts at a node, and none is named.",
            remedy="Name it with --node DIR, or leave out --as.",
        )
    stamper, trust, clock = _stamper(authority, root, folder)
    acting = None if folder is None or username is None else _confirmed(folder, username, password_file)
    before = "" if acting is None else _digest_of(file)
    renewed = renew_file(file, out, stamper=stamper, trust=trust, clock=clock)
    noted = () if acting is None else _note(acting, before, renewed)
    shape = {
        "out": str(renewed.out),
        "renewals": renewed.count,
        "stamped_at": write_instant(renewed.stamped_at),
        "stamped_by": renewed.stamped_by,
        "renew_by": write_instant(renewed.renew_by),
        "exhibits": list(noted),
    }
    by = renewed.stamped_by or "an authority that is not known here"
    lines = [
        f"{renewed.out}: renewed at {write_instant(renewed.stamped_at)} by {by}. Renewals: {renewed.count}.",
        f"Renew it again before {write_instant(renewed.renew_by)}.",
        *(f"The chain of exhibit {one} says so." for one in noted),
    ]
    show(shape, as_json=as_json, lines=lines)


def _confirmed(folder: Path, username: str, password_file: Path | None) -> Acting:
    from glacy.cli.acting import act_at

    at = act_at(folder, username, password_file)
    at.confirm()
    return at


def _digest_of(file: Path) -> str:
    from glacy.node.acts.sealing import digest_of_file

    try:
        return digest_of_file(file)
    except OSError as fault:
        raise UnreadableInputError(
            f"{file} cannot be read: {fault.strerror}.", remedy="Check its name and who may read it."
        ) from fault


def _note(at: Acting, before: str, renewed: Renewed) -> tuple[str, ...]:
    from glacy.node.acts.renewing import note_renewed

    return note_renewed(at.node, at.by, before, renewed)


def _stamper(
    authority: str | None, root: Path | None, folder: Path | None
) -> tuple[Stamper, Trust, Callable[[], datetime]]:
    """Who stamps, whom the reader believes, and by which clock."""
    from glacy.node.sealer import open_own, own_trust, remember
    from glacy.signing import with_stamp_root

    if folder is not None:
        from glacy.cli.here import open_here

        node = open_here(folder)
        from glacy.node.acts.sealing import sealer_of

        remember(sealer_of(node), folder=own_folder())
        stamper, trust, clock = node.stamper, node.trust, node.clock
    else:
        own = open_own(own_folder())
        remember(own, folder=own_folder())
        stamper, clock = own.stamper, own.clock
        known = own_trust(own_folder()).trust
        trust = with_stamp_root(known, own.root, independent=False)
    if authority is None or root is None:
        return stamper, trust, clock
    from glacy.courier import HttpAuthority
    from glacy.signing import read_certificate

    try:
        certificate = read_certificate(root.read_bytes())
    except OSError as fault:
        raise UnreadableInputError(
            f"{root} cannot be read: {fault.strerror}.", remedy="Check its name and who may read it."
        ) from fault
    return HttpAuthority(authority), with_stamp_root(trust, certificate, independent=True), clock
