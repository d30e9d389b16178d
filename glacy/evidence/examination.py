"""What can be said of a bundle, check by check, without ever raising."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import BinaryIO

from glacy.canon import Digest
from glacy.checks import Check, verdict
from glacy.container import ContainerFile, ContainerReading, examine_container, open_container
from glacy.errors import GlacyError
from glacy.evidence.bag import is_payload
from glacy.evidence.bundle import BundleHead, read_head
from glacy.evidence.contents import LARGEST_TAG, STREAMED, Contents, FilesOfContainer, look_through
from glacy.evidence.custody import CustodyRecord, chain_of, custody_gaps, proof_path
from glacy.evidence.errors import MissingItemError
from glacy.evidence.items import SealedItem
from glacy.evidence.listing import ITEMS, read_listing
from glacy.evidence.manifest import compare_item
from glacy.journal import (
    JournalProof,
    VerifierKey,
    examine_checkpoint,
    examine_proof,
    find_opening,
    read_proof,
    write_note,
)
from glacy.sayings import say
from glacy.signing import SealReading, Trust, examine_detached
from glacy.times import write_instant

_BEFORE = timedelta(days=14)
"""How long before its time-stamp a reading may have ended: a seal that was interrupted is finished later."""
_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleReading:
    """The checks of a bundle, what it says if it could be looked through, and what its seal says."""

    checks: tuple[Check, ...]
    contents: Contents | None = None
    seal: SealReading | None = None
    only: str | None = None
    """The stored name of the one file that was judged, if only that was asked for."""

    @property
    def holds(self) -> bool | None:
        """The verdict over all checks."""
        return verdict(self.checks)

    @property
    def head(self) -> BundleHead | None:
        """What the bundle says, without its listing."""
        return None if self.contents is None else self.contents.head


def examine_bundle(
    data: bytes | BinaryIO, *, trust: Trust, at: datetime, keys: Iterable[VerifierKey] = ()
) -> BundleReading:
    """Every check of a bundle, offline: its container and seal, each file, the custody and its proofs.

    `trust` says whose seals count and `keys` whose journals; a file that differs, is missing or was added is
    named. `at` is the reader's instant. A bundle in a file is read once, however large it is.
    """
    container = examine_container(data, trust=trust, at=at, about="bundle")
    if container.opened is None:
        return BundleReading(checks=(*container.checks, *_unopened(container)), seal=container.seal)
    try:
        contents = look_through(FilesOfContainer(container.opened))
    except GlacyError as fault:
        check = Check(
            name="bundle.files",
            holds=False,
            about=str(fault.fields.get("file") or fault.fields.get("name") or "bundle"),
            says=fault.says,
        )
        return BundleReading(checks=(*container.checks, check), seal=container.seal)
    checks = (
        *container.checks,
        *_time_checks(contents.head, container.stamped_at),
        *examine_head(contents, keys=keys),
    )
    return BundleReading(checks=checks, contents=contents, seal=container.seal)


def examine_item(file: BinaryIO, name: str, *, trust: Trust, at: datetime) -> BundleReading:
    """The checks of one file of a bundle, by its stored name or the name it had; no other file is read."""
    about = "bundle"
    try:
        opened = open_container(file)
        seal = examine_detached(opened.signature, opened.manifest, trust=trust, at=at, about=about)
        head = read_head({path: b"".join(opened.read(path)) for path in _small_tags(opened)})
        item = _find(opened, head, name)
        if head.seal.payload == "carried":
            for _ in opened.read(item.path):
                pass
            compare_item(item, opened.size(item.path), opened.digest(item.path))
    except GlacyError as fault:
        named = str(fault.fields.get("file") or fault.fields.get("name") or about)
        return BundleReading(checks=(Check(name="bundle.file", holds=False, about=named, says=fault.says),))
    is_carried = head.seal.payload == "carried"
    says = (
        say(
            "The file is as it was sealed: {size} bytes, SHA-256 {digest}.",
            size=item.size,
            digest=item.digest,
        )
        if is_carried
        else say(
            "The file was left where it lay: {size} bytes, SHA-256 {digest}.",
            size=item.size,
            digest=item.digest,
        )
    )
    checks = (
        *seal.checks,
        Check(
            name="bundle.file",
            holds=True,
            about=item.path,
            says=says,
            who=say("by its own word {name}", name=head.seal.sealed_by),
            when=head.seal.sealed_at,
        ),
        *_time_checks(head, seal.stamped_at),
        Check(
            name="bundle.others",
            holds=None,
            about=about,
            says=say(
                "No other file of the bundle was read, nor its custody: ask for all of it without --only."
            ),
            decisive=False,
        ),
    )
    return BundleReading(
        checks=checks,
        contents=Contents(head=head, paths={item.digest: item.path}),
        seal=seal,
        only=item.name,
    )


def _small_tags(opened: ContainerFile) -> Iterator[str]:
    """The small files of a bundle that say what it is."""
    for name, size in opened.sizes():
        if not is_payload(name) and size <= LARGEST_TAG and name not in STREAMED:
            yield name


def _find(opened: ContainerFile, head: BundleHead, name: str) -> SealedItem:
    """The item of that stored or original name; the listing is read to its end and checked."""
    found = None
    for item in read_listing(opened.read(ITEMS), expected=head.seal.listing):
        if item.name == name or (found is None and item.original == name):
            found = item
    if found is None:
        raise MissingItemError(
            say("No file {name!r} is under this seal.", name=name),
            remedy=say("List what is there: glacy evidence list-files FILE."),
            file=name,
        )
    return found


def examine_head(contents: Contents, *, keys: Iterable[VerifierKey]) -> tuple[Check, ...]:
    """The checks of what a bundle says of its files, once they are known to fit it."""
    head, paths = contents.head, contents.paths
    return (
        _files_check(head),
        *_acquisition_checks(head),
        *_custody_checks(head, paths, tuple(keys)),
        *_condition_checks(head),
        *_redaction_checks(head, paths),
        *_paper_checks(head),
    )


def _unopened(container: ContainerReading) -> tuple[Check, ...]:
    """Another maker's container: what is in it cannot be judged as a bundle of ours."""
    if container.holds is False:
        return ()
    says = say(
        "The container was made by other software: its files are as it lists them, custody is not judged."
    )
    return (Check(name="bundle.files", holds=None, about="bundle", says=says),)


def _files_check(head: BundleHead) -> Check:
    seal = head.seal
    if seal.payload == "carried":
        says = say(
            "Files under seal: {count}, together {size} bytes. Each is as it was sealed, none is"
            " missing and none was added.",
            count=seal.listing.count,
            size=seal.listing.size,
        )
    else:
        says = say(
            "Files under seal: {count}, together {size} bytes. The bundle has their digests; the files were"
            " left where they lay.",
            count=seal.listing.count,
            size=seal.listing.size,
        )
    by = say("by its own word {name}", name=seal.sealed_by)
    return Check(name="bundle.files", holds=True, about="bundle", says=says, who=by, when=seal.sealed_at)


def _time_checks(head: BundleHead, stamped_at: datetime | None) -> Iterator[Check]:
    """A seal that says of itself another time than its time-stamp was dated by hand."""
    sealed_at = head.seal.sealed_at
    if stamped_at is None or -_AFTER <= stamped_at - sealed_at <= _BEFORE:
        return
    says = say(
        "It says that it was sealed on {sealed_at}, and its time-stamp is of {stamped_at}: the two are too"
        " far apart.",
        sealed_at=write_instant(sealed_at),
        stamped_at=write_instant(stamped_at),
    )
    yield Check(name="bundle.time", holds=False, about="seal.json", says=says, when=sealed_at)


def _acquisition_checks(head: BundleHead) -> Iterator[Check]:
    """How the files were read, as who read them says; what could not be read is told."""
    record = head.acquisition
    if record is None:
        return

    def check(name: str, holds: bool | None, says: str) -> Check:
        return Check(
            name=name,
            holds=holds,
            about="acquisition.json",
            says=says,
            who=record.by,
            when=record.ended_at,
            decisive=False,
        )

    blocker = record.write_blocker or say("whether behind a write blocker was not said")
    says = say("Read with {tool} on {host}; {blocker}.", tool=record.tool, host=record.host, blocker=blocker)
    yield check("acquisition", True, says)
    if record.unread:
        says = say(
            "Files and folders that could not be read, or not whole: {count}. found.jsonl and items.jsonl"
            " name them; what is not there is not proved.",
            count=record.unread,
        )
        yield check("acquisition.unread", None, says)
    if record.changed:
        says = say(
            "Files that were written to while they were read: {count}. items.jsonl marks them.",
            count=record.changed,
        )
        yield check("acquisition.changed", None, says)
    for image in record.images:
        yield check(
            "acquisition.image", image.agrees, say("{image}: {why}", image=image.name, why=image.says)
        )


def _custody_checks(
    head: BundleHead, paths: Mapping[Digest, str], keys: tuple[VerifierKey, ...]
) -> Iterator[Check]:
    for number, record in enumerate(head.custody, start=1):
        thing = paths.get(record.event.over, "all files")
        act = say("{kind} of {thing}", kind=record.event.kind, thing=thing)
        yield examine_event(record, about=proof_path(number), keys=keys, act=act)
    events = tuple(record.event for record in head.custody)
    seal = head.seal.digest
    # A file of which no event speaks alone has the chain of the seal; an empty digest is theirs.
    digests = (*paths, *((Digest(""),) if len(paths) < head.seal.listing.count else ()))
    chains = dict.fromkeys(chain_of(digest, events, seal=seal) for digest in digests)
    gaps = {gap.says: gap for chain in chains for gap in custody_gaps(chain)}
    for gap in gaps.values():
        yield Check(
            name="custody.chain",
            holds=None,
            about="custody",
            says=say("There is a gap: {why}", why=gap.says),
            when=gap.after.at if gap.before is None else gap.before.at,
            decisive=False,
        )
    if events and not gaps:
        says = say("Each holder of the evidence got it from the one before, as far as the events say.")
        yield Check(name="custody.chain", holds=True, about="custody", says=says, decisive=False)
    yield from _head_checks(head, keys)


def _head_checks(head: BundleHead, keys: tuple[VerifierKey, ...]) -> Iterator[Check]:
    """Who signed and witnessed the newest head of each journal to which the proofs of custody lead."""
    newest: dict[str, JournalProof] = {}
    for record in head.custody:
        if record.proof is not None:
            proof = read_proof(record.proof)
            known = newest.get(proof.origin)
            if known is None or known.checkpoint.size < proof.checkpoint.size:
                newest[proof.origin] = proof
    for origin, proof in newest.items():
        for check in examine_checkpoint(write_note(proof.note), keys=keys):
            if check.name in ("checkpoint.signature", "checkpoint.witness"):
                yield replace(check, about=say("journal {origin}", origin=origin), decisive=False)


def examine_event(record: CustodyRecord, *, about: str, keys: tuple[VerifierKey, ...], act: str) -> Check:
    """Whether the journal proves one event of custody; `act` says which event it is."""
    event = record.event

    def check(holds: bool | None, says: str, *, decisive: bool = True) -> Check:
        return Check(
            name="custody.journal",
            holds=holds,
            about=about,
            says=says,
            who=event.by,
            when=event.at,
            decisive=decisive,
        )

    if record.proof is None:
        says = say(
            "The event {act} comes without a proof of a journal: only the sealer's word says so.", act=act
        )
        return check(None, says, decisive=False)
    opening = find_opening(read_proof(record.proof))
    if opening is None or opening.kind != event.entry_kind or not event.is_recorded_as(opening.what):
        return check(False, say("The proof is not about the event {act}.", act=act))
    if opening.at != event.at:
        return check(False, say("The journal has another time for the event {act} than the bundle.", act=act))
    checks = examine_proof(record.proof, keys=keys)
    bad = next((one for one in checks if one.holds is False), None)
    unknown = next((one for one in checks if one.holds is None and one.decisive), None)
    if bad is not None:
        return check(False, say("The event {act} is not proved: {why}", act=act, why=bad.says))
    if unknown is not None:
        return check(None, say("The event {act} cannot be told: {why}", act=act, why=unknown.says))
    return check(
        True,
        say(
            "The event {act} stands in the journal {origin}.", act=act, origin=read_proof(record.proof).origin
        ),
    )


def _condition_checks(head: BundleHead) -> Iterator[Check]:
    for condition in head.conditions:
        basis = f" ({condition.basis})" if condition.basis else ""
        yield Check(
            name="conditions",
            holds=True,
            about=say("use of the evidence"),
            says=f"{condition.text}{basis}",
            who=condition.set_by,
            decisive=False,
        )


def _redaction_checks(head: BundleHead, paths: Mapping[Digest, str]) -> Iterator[Check]:
    """What the copy leaves out is told, each with its ground; no check proves that it is all."""
    for one in head.redactions:
        instead = (
            say("nothing stands for it")
            if one.instead is None
            else say("{paths} stands for it", paths=paths[one.instead])
        )
        yield Check(
            name="withheld",
            holds=True,
            about=f"{one.commitment[:16]}...",
            says=say(
                "A file with this salted commitment was withheld: {ground}; {instead}.",
                ground=one.ground,
                instead=instead,
            ),
            who=one.decided_by,
            when=one.decided_at,
            decisive=False,
        )


def _paper_checks(head: BundleHead) -> Iterator[Check]:
    for number, paper in enumerate(head.papers, start=1):
        yield Check(
            name="paper",
            holds=True,
            about=f"papers/{number:04}.{paper.suffix}",
            says=say(
                "The {kind} goes with the evidence, unchanged: {title}", kind=paper.kind, title=paper.title
            ),
            decisive=False,
        )
