"""`glacy evidence` for copies: certificates, papers, redacted versions, the defence, bags, consents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import cast

import click

from glacy.cli.acting import AtNode, act_at, acting, confirming
from glacy.cli.custody import exhibits_argument, language_option
from glacy.cli.errors import UnreadableInputError
from glacy.cli.given import DAY, PROSE, leave, leave_chunks, out_option, read_bytes
from glacy.cli.showing import json_option, show, tell

KIND = click.Choice(["order", "execution", "certificate", "consent", "other"])
USE = click.Choice(["other_case", "other_state", "publication", "other"])


@click.command(cls=AtNode)
@confirming
@click.argument("request")
@click.argument("exhibits", nargs=-1, required=True)
@click.option("--statement", type=PROSE, default="", metavar="TEXT", help="In your own words.")
@language_option
@json_option
def certify(
    folder: Path,
    username: str,
    password_file: Path | None,
    request: str,
    exhibits: tuple[str, ...],
    statement: str,
    language: str | None,
    as_json: bool,
) -> None:
    """Compare exhibits with their seals, and seal the custodian's certificate for a request."""
    at = act_at(folder, username, password_file)
    from glacy.node.acts import court

    paper = court.certify(
        at.node,
        at.by,
        request,
        exhibits,
        statement=statement,
        language=language or "",
        confirmed_at=at.confirm(),
    )
    show({"paper": paper}, as_json=as_json, lines=[paper])


@click.command("put-paper", cls=AtNode)
@confirming
@click.argument("case")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--kind", type=click.Choice(["order", "execution", "certificate", "consent", "other"]), required=True
)
@click.option("--title", type=PROSE, required=True, metavar="TEXT", help="Such as: Order of the 7th court.")
@click.option("--request", "request_id", default="", metavar="ID", help="The request that it belongs to.")
@json_option
def put_paper(
    folder: Path,
    username: str,
    password_file: Path | None,
    case: str,
    file: Path,
    kind: str,
    title: str,
    request_id: str,
    as_json: bool,
) -> None:
    """Put in a paper that goes with the evidence: the domestic order, the record of its execution."""
    at = act_at(folder, username, password_file)
    at.confirm()
    from glacy.evidence import PaperKind
    from glacy.node.acts import copies

    paper = copies.put_paper(
        at.node,
        at.by,
        at.case_id(case),
        kind=cast(PaperKind, kind),  # the choices of the option
        title=title,
        content=read_bytes(file),
        file_name=file.name,
        request_id=request_id,
    )
    show({"paper": paper}, as_json=as_json, lines=[paper])


@click.command(cls=AtNode)
@confirming
@click.argument("exhibit")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--ground", type=PROSE, required=True, metavar="TEXT", help="The provision and what it protects."
)
@click.option("--decided-by", required=True, metavar="NAME", help="Court or office, with its function.")
@json_option
def redact(
    folder: Path,
    username: str,
    password_file: Path | None,
    exhibit: str,
    file: Path,
    ground: str,
    decided_by: str,
    as_json: bool,
) -> None:
    """Take in the redacted version of an exhibit, which stands for it in copies. Prints its id."""
    at = act_at(folder, username, password_file)
    from glacy.node.acts import copies

    made = copies.redact(
        at.node,
        at.by,
        exhibit,
        name=file.name,
        chunks=(read_bytes(file),),
        ground=ground,
        decided_by=decided_by,
        confirmed_at=at.confirm(),
    )
    tell("What may lie hidden in it was not looked for: text below boxes, metadata, attachments.")
    show({"exhibit": made}, as_json=as_json, lines=[made])


@click.command(cls=AtNode)
@confirming
@click.argument("case")
@click.argument("exhibits", nargs=-1, required=True)
@click.option(
    "--for", "to", type=PROSE, required=True, metavar="NAME", help="Counsel; no name of the accused."
)
@click.option(
    "--withhold", multiple=True, metavar="EXHIBIT=GROUND", help="An exhibit that is left out, and the ground."
)
@click.option("--decided-by", required=True, metavar="NAME", help="Who decided: court or office.")
@out_option
def defence(
    folder: Path,
    username: str,
    password_file: Path | None,
    case: str,
    exhibits: tuple[str, ...],
    to: str,
    withhold: tuple[str, ...],
    decided_by: str,
    out: Path | None,
) -> None:
    """Give the sealed copy for the defence; each exhibit of the case is given or withheld on a ground."""
    at = act_at(folder, username, password_file)
    from glacy.node.acts import copies

    data = copies.defence_copy(
        at.node,
        at.by,
        at.case_id(case),
        exhibits,
        to=to,
        withheld=_grounds(withhold),
        decided_by=decided_by,
        confirmed_at=at.confirm(),
    )
    leave_chunks(data, out)


@click.command(cls=AtNode)
@confirming
@click.argument("case")
@click.argument("exhibits", nargs=-1, required=True)
@click.option("--for", "to", type=PROSE, required=True, metavar="NAME", help="Who gets it.")
@click.option("--why", type=PROSE, required=True, metavar="TEXT", help="Why; it stands in the chains.")
@click.option(
    "--use",
    type=click.Choice(["this_case", *USE.choices]),
    default="this_case",
    show_default=True,
    help="What it is for; the conditions, or a consent on record, must allow it.",
)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, metavar="FOLDER")
@json_option
def bag(
    folder: Path,
    username: str,
    password_file: Path | None,
    case: str,
    exhibits: tuple[str, ...],
    to: str,
    why: str,
    use: str,
    out: Path,
    as_json: bool,
) -> None:
    """Write exhibits as a plain bag (RFC 8493) into a new folder, for any BagIt tool.

    For a person outside the case it takes two: the first asks, and another types the same words.
    """
    if out.exists():
        raise UnreadableInputError(f"{out} is there already.", remedy="Name a folder that is not.")
    at = act_at(folder, username, password_file)
    from glacy.node.acts import copies

    files = copies.bag(
        at.node, at.by, at.case_id(case), exhibits, to=to, why=why, use=use, confirmed_at=at.confirm()
    )
    if files is None:
        tell("Another person on the case gives it, by the same words; one of the two may approve.")
        show({"asked": True}, as_json=as_json, lines=["Asked."])
        return
    count = 0
    for path, chunks in files:
        place = out / path
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("xb") as file:
            for chunk in chunks:
                file.write(chunk)
        count += 1
    show({"folder": str(out), "files": count}, as_json=as_json, lines=[f"{count} files are in {out}."])


@click.command(cls=AtNode)
@acting
@click.argument("case")
@exhibits_argument
@out_option
def describe(folder: Path, username: str, case: str, exhibits: tuple[str, ...], out: Path | None) -> None:
    """Give the CASE/UCO description (JSON-LD): exhibits, acts and provenance."""
    at = act_at(folder, username)
    from glacy.node.acts import copies

    leave(copies.describe(at.node, at.by, at.case_id(case), exhibits), out)


@click.command(cls=AtNode)
@confirming
@click.argument("exhibit")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def consent(
    folder: Path, username: str, password_file: Path | None, exhibit: str, file: Path, as_json: bool
) -> None:
    """Record a sealed consent of another State to another use of an exhibit."""
    at = act_at(folder, username, password_file)
    at.confirm()
    from glacy.node.acts import consents

    consents.record_consent(at.node, at.by, exhibit, read_bytes(file), name=file.name)
    show({"exhibit": exhibit, "recorded": file.name}, as_json=as_json, lines=["The consent is recorded."])


@click.command("paper-consent", cls=AtNode)
@confirming
@click.argument("exhibit")
@click.option("--scan", type=click.Path(path_type=Path), required=True, help="The signed consent, scanned.")
@click.option("--use", type=USE, required=True, help="The use that it allows.")
@click.option("--what", type=PROSE, required=True, metavar="TEXT", help="The use in words.")
@click.option("--given-by", type=PROSE, required=True, metavar="NAME", help="Who signed it.")
@click.option("--on", type=DAY, required=True, help="The day on which it was signed.")
@click.option("--reference", required=True, metavar="TEXT", help="Its reference.")
@click.option("--until", type=DAY, default=None, help="The last day, if it names one.")
@json_option
def paper_consent(
    folder: Path,
    username: str,
    password_file: Path | None,
    exhibit: str,
    scan: Path,
    use: str,
    what: str,
    given_by: str,
    on: date,
    reference: str,
    until: date | None,
    as_json: bool,
) -> None:
    """Key in a consent that came on paper, with its scan; it counts when a second person confirms it."""
    at = act_at(folder, username, password_file)
    at.confirm()
    from glacy.evidence import OtherUse
    from glacy.node.acts import consents

    number = consents.record_paper_consent(
        at.node,
        at.by,
        exhibit,
        use=cast(OtherUse, use),  # the choices of the option
        what=what,
        given_by=given_by,
        given_on=on,
        reference=reference,
        until=until,
        scan=read_bytes(scan),
        scan_name=scan.name,
    )
    tell("A second person on the case compares it with its scan, and confirms it by this number.")
    show({"exhibit": exhibit, "number": number}, as_json=as_json, lines=[str(number)])


@click.command("confirm-consent", cls=AtNode)
@confirming
@click.argument("exhibit")
@click.argument("number", type=click.IntRange(min=1))
@json_option
def confirm_consent(
    folder: Path, username: str, password_file: Path | None, exhibit: str, number: int, as_json: bool
) -> None:
    """Confirm, as the second person, that a consent on paper says what was keyed in."""
    at = act_at(folder, username, password_file)
    from glacy.node.acts import consents

    consents.confirm_consent(at.node, at.by, exhibit, number, confirmed_at=at.confirm())
    show({"exhibit": exhibit, "number": number}, as_json=as_json, lines=["confirmed"])


@click.command("give-consent", cls=AtNode)
@confirming
@click.argument("exhibits", nargs=-1, required=True)
@click.option("--to", required=True, metavar="CODE", help="The State that may use it, such as GH.")
@click.option("--use", type=USE, required=True, help="The use that is allowed.")
@click.option("--what", type=PROSE, required=True, metavar="TEXT", help="The use in words.")
@click.option("--reference", required=True, metavar="TEXT", help="Your reference.")
@click.option("--basis", default="", metavar="TEXT", help="The provision that it rests on.")
@click.option("--until", type=DAY, default=None, help="The last day.")
@out_option
def give_consent(
    folder: Path,
    username: str,
    password_file: Path | None,
    exhibits: tuple[str, ...],
    to: str,
    use: str,
    what: str,
    reference: str,
    basis: str,
    until: date | None,
    out: Path | None,
) -> None:
    """Seal this node's consent to another use of exhibits that it gave (.asice)."""
    at = act_at(folder, username, password_file)
    from glacy.evidence import OtherUse
    from glacy.node.acts import consents

    data = consents.give_consent(
        at.node,
        at.by,
        exhibits,
        to=to.upper(),
        use=cast(OtherUse, use),  # the choices of the option
        what=what,
        reference=reference,
        basis=basis,
        until=until,
        confirmed_at=at.confirm(),
    )
    leave(data, out)


@click.command(cls=AtNode)
@acting
@click.argument("case")
@json_option
def withheld(folder: Path, username: str, case: str, as_json: bool) -> None:
    """List what was withheld from copies of a case, with the salt that shows a court which file it was."""
    at = act_at(folder, username)
    from glacy.node.acts import withholding

    told = withholding.withheld_of(at.node, at.by, at.case_id(case))
    lines = [f"{one['commitment']}  {one['digest']}  {one['salt']}" for one in told]
    show({"withheld": list(told)}, as_json=as_json, lines=lines or ["Nothing was withheld."])


def _grounds(given: Sequence[str]) -> dict[str, str]:
    found = {}
    for one in given:
        exhibit, sign, ground = one.partition("=")
        if not sign or not ground.strip():
            raise click.BadParameter(f"EXHIBIT=GROUND was expected, found {one!r}", param_hint="--withhold")
        found[exhibit] = ground.strip()
    return found


COPY_VERBS: tuple[click.Command, ...] = (
    certify, put_paper, redact, defence, bag, describe, consent, paper_consent, confirm_consent,
    give_consent, withheld,
)  # fmt: skip
