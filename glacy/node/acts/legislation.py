"""Acts of States at a node: read from a file, confirmed by a person, lined up, judged upon, repealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction

from glacy.canon import Json, digest_of
from glacy.countries import get_country
from glacy.legislation import (
    FIELDS,
    LANGUAGES,
    Act,
    ActText,
    Naming,
    ReadText,
    act_warnings,
    align,
    find_language,
    lexicon,
    read_act,
    segment,
    write_akoma,
)
from glacy.node.errors import SectionError, WrongStateError
from glacy.node.opened import Node
from glacy.node.rules import new_id
from glacy.sayings import Saying, say
from glacy.store import access, journal
from glacy.store import legislation as stored
from glacy.store.models import ActRow, JudgmentRow, ProvisionRow, VersionRow
from glacy.store.people import Officer

DRAFTERS, REVIEWERS = stored.DRAFTERS, stored.REVIEWERS
_MOST = 50_000_000
_LONGEST_TITLE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAct:
    """What a person says of an act that they bring: its State, title, number, and what law it is."""

    country: str
    title: str
    number: str = ""
    covers: tuple[str, ...] = ("special",)
    kind: str = "act"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """What a person says of a text: its day, from when it stands, and the official address it is from.

    `amended_by` names the act that made this version out of the one before.
    """

    dated_on: date
    from_on: date
    source: str = ""
    is_mirror: bool = False
    language: str = ""
    amended_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActView:
    """An act with its versions, the newest first, and the judgments on it."""

    row: ActRow
    versions: tuple[VersionRow, ...]
    judgments: tuple[JudgmentRow, ...]
    may_draft: bool
    may_review: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """A version with its provisions; those that a judgment struck down are named."""

    row: VersionRow
    provisions: tuple[ProvisionRow, ...]
    struck: Mapping[str, JudgmentRow]
    may_draft: bool
    may_review: bool


def put_act(
    node: Node, by: Officer, act: NewAct, version: NewVersion, *, content: bytes, file_name: str
) -> str:
    """The id of the first version of a new act, read from a file; a person still has to confirm it."""
    access.demand_role(by, *DRAFTERS)
    country = get_country(act.country).code
    if not act.title.strip() or len(act.title) > _LONGEST_TITLE:
        raise _missing("title", say("Write the title of the act, as it is published."))
    if act.kind == "act" and not set(act.covers) & set(FIELDS):
        raise _missing("covers", say("Say what law it is."))
    taken = _taken(content)
    same = stored.find_same(digest_of(taken.source.text.encode()), country=country)
    if same is not None and act.kind == "act":
        raise _twice(same)
    kept, at = node.vault.put(content), node.clock()
    with transaction.atomic():
        row = stored.put_act(
            act_id=new_id(),
            country=country,
            kind=act.kind,
            title=" ".join(act.title.split()),
            number=act.number.strip(),
            covers=[one for one in FIELDS if one in act.covers],
            by=by,
            at=at,
        )
        return _put(node, by, row, version, taken, file_digest=kept.digest, file_name=file_name)


def put_version(
    node: Node, by: Officer, act_id: str, version: NewVersion, *, content: bytes, file_name: str
) -> str:
    """The id of another version of an act: another day, or another language."""
    access.demand_role(by, *DRAFTERS)
    row, taken = stored.get_act(act_id), _taken(content)
    kept = node.vault.put(content)
    try:
        with transaction.atomic():
            return _put(node, by, row, version, taken, file_digest=kept.digest, file_name=file_name)
    except IntegrityError as fault:
        raise WrongStateError(
            say("This text is a version of the act already."),
            remedy=say("Nothing was changed."),
            field="file",
        ) from fault


def _put(
    node: Node,
    by: Officer,
    row: ActRow,
    version: NewVersion,
    taken: ReadText,
    *,
    file_digest: str,
    file_name: str,
) -> str:
    """Writes a version, and confirms a bill at once: whoever pastes one knows it."""
    read, at = segment(taken.source), node.clock()
    spoken = version.language or find_language(taken.source.text) or "und"
    is_bill = row.kind == "bill"
    if not is_bill:
        _demand_address(version.source, is_needed=False)
    values: dict[str, str | bool | date] = {
        "language": spoken,
        "status": "bill" if is_bill else "in_force",
        "dated_on": version.dated_on,
        "from_on": version.from_on,
        "source": version.source.strip(),
        "is_mirror": version.is_mirror,
        "amended_by": version.amended_by.strip(),
        "file_digest": file_digest,
        "file_name": file_name,
        "form": taken.form,
    }
    new = stored.put_version(
        row,
        version_id=new_id(),
        read=read,
        values=values,
        warnings=_warnings(taken, read, spoken),
        by=by,
        at=at,
    )
    what = {
        "act": row.pk,
        "country": row.country,
        "title": row.title,
        "file": file_digest,
        "text": new.digest,
    }
    journal.put_entry("legislation.act_put", by=by, what=dict(what), at=at)
    if is_bill:
        _confirm(new, by=by, node=node)
    return new.pk


def confirm_version(node: Node, by: Officer, version_id: str, *, source: str) -> None:
    """A person compared the text with its official source: it is lined up, and stands in the tables."""
    access.demand_role(by, *DRAFTERS)
    row = stored.get_version(version_id)
    address = source.strip() or row.source
    _demand_address(address, is_needed=True)
    row.source = address
    with transaction.atomic():
        _confirm(row, by=by, node=node)


def _confirm(row: VersionRow, *, by: Officer, node: Node) -> None:
    at = node.clock()
    if not stored.confirm_version(row, by=by, at=at):
        raise WrongStateError(
            say("Somebody confirmed this text already."), remedy=say("Nothing was changed.")
        )
    if row.language in LANGUAGES:
        read = segment(ActText(tuple(row.pages)))
        stored.put_aligned(row, align(read, lexicon(row.language)))
    what: dict[str, Json] = {"act": row.act_id, "text": row.digest, "source": row.source}
    journal.put_entry("legislation.act_confirmed", by=by, what={**what, "mirror": row.is_mirror}, at=at)


def discard_version(node: Node, by: Officer, version_id: str, *, why: str) -> None:
    """Puts a text aside that was brought in by mistake; one that was confirmed stays."""
    access.demand_role(by, *DRAFTERS)
    row = stored.get_version(version_id)
    if row.confirmed_at is not None:
        raise WrongStateError(
            say("This text was confirmed, and stays."), remedy=say("Bring in another version of it.")
        )
    if not why.strip():
        raise _missing("why", say("Say why it is put aside."))
    with transaction.atomic():
        stored.remove_version(row)
        what = {"act": row.act_id, "title": row.act.title, "text": row.digest, "why": why.strip()}
        journal.put_entry("legislation.act_discarded", by=by, what=dict(what), at=node.clock())


def repeal_act(node: Node, by: Officer, act_id: str, *, repealed_on: date, why: str) -> None:
    """The act is not in force any more from a day on; its versions and decisions stay."""
    access.demand_role(by, *DRAFTERS)
    row = stored.get_act(act_id)
    if not why.strip():
        raise _missing("why", say("Name what repealed it."))
    with transaction.atomic():
        for version in stored.versions_of(row):
            stored.end_version(version, repealed_on=repealed_on)
        what = {"act": row.pk, "on": repealed_on.isoformat(), "why": why.strip()}
        journal.put_entry("legislation.act_repealed", by=by, what=dict(what), at=node.clock())


def put_judgment(node: Node, by: Officer, act_id: str, values: Mapping[str, str | date]) -> None:
    """A judgment that strikes a provision down, or narrows it, with its source."""
    access.demand_role(by, *DRAFTERS)
    row = stored.get_act(act_id)
    number = str(values["number"]).strip()
    if not ProvisionRow.objects.filter(version__act=row, number=number).exists():
        raise _missing("number", say("No version of the act has a provision {number}.", number=number))
    _demand_address(str(values["source"]), is_needed=True)
    with transaction.atomic():
        found = stored.put_judgment(row, {**values, "number": number}, by=by, at=node.clock())
        what = {"act": row.pk, "provision": number, "effect": found.effect, "court": found.court}
        what |= {"reference": found.reference, "from": found.from_on.isoformat(), "source": found.source}
        journal.put_entry("legislation.judgment_put", by=by, what=dict(what), at=found.put_at)


def list_acts(node: Node, by: Officer, *, country: str = "", kind: str = "") -> tuple[ActRow, ...]:
    """Acts or bills, of one State or of all, with their versions."""
    return tuple(stored.all_acts(country=country, kind=kind))


def view_act(node: Node, by: Officer, act_id: str) -> ActView:
    """An act as everybody at the node sees it."""
    row = stored.get_act(act_id)
    return ActView(
        row=row,
        versions=stored.versions_of(row),
        judgments=stored.judgments_of(row),
        may_draft=by.has(*DRAFTERS),
        may_review=by.has(*REVIEWERS),
    )


def view_version(node: Node, by: Officer, version_id: str) -> VersionView:
    """A version with what was read of it."""
    row = stored.get_version(version_id)
    return VersionView(
        row=row,
        provisions=tuple(row.provisions.order_by("place")),
        struck={number: one for (_, number), one in _struck(node, row).items()},
        may_draft=by.has(*DRAFTERS),
        may_review=by.has(*REVIEWERS),
    )


def read_file(node: Node, by: Officer, version_id: str) -> tuple[VersionRow, bytes]:
    """A version and the file from which it was read."""
    row = stored.get_version(version_id)
    return row, node.vault.get(row.file_digest)


def write_version(node: Node, by: Officer, version_id: str) -> tuple[VersionRow, bytes]:
    """A version as Akoma Ntoso 3.0."""
    row = stored.get_version(version_id)
    naming = Naming(
        country=row.act.country,
        title=row.act.title,
        dated_on=row.dated_on,
        language=row.language,
        number=row.act.number,
        source=row.source,
    )
    return row, write_akoma(segment(ActText(tuple(row.pages))), naming)


def _struck(node: Node, row: VersionRow) -> Mapping[tuple[str, str], JudgmentRow]:
    return stored.struck_on([row.act_id], node.clock().date())


def _taken(content: bytes) -> ReadText:
    if not content or len(content) > _MOST:
        raise _missing("file", say("The file of an act has between 1 and {most} bytes.", most=_MOST))
    taken = read_act(content)
    clean = tuple(page.replace("\x00", " ") for page in taken.source.pages)
    return replace(taken, source=ActText(clean))


def _warnings(taken: ReadText, read: Act, spoken: str) -> list[str]:
    """What a person should look at before they confirm."""
    found: list[Saying] = [*taken.warnings, *act_warnings(read, spoken if spoken in LANGUAGES else None)]
    if spoken not in LANGUAGES:
        found.append(say("The language of this text is not one that is searched: it is kept as text."))
    return [str(one) for one in found]


def _demand_address(address: str, *, is_needed: bool) -> None:
    if not address.strip() and not is_needed:
        return
    parts = urlsplit(address.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _missing(
            "source", say("Give the official address of the text, such as https://www.example.org/act.")
        )


def _missing(field: str, says: Saying) -> SectionError:
    return SectionError(says, remedy=say("Nothing was kept."), field=field)


def _twice(same: VersionRow) -> WrongStateError:
    return WrongStateError(
        say("This text is here already, as {title}.", title=same.act.title),
        remedy=say("Open that act, or bring another text."),
        field="file",
        version=same.pk,
    )
