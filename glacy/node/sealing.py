"""Seals what lies at some paths into a bundle: read once, recorded, sealed, put in its place when whole."""

from __future__ import annotations

import platform
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import cast

from glacy.acquisition import (
    STATE,
    SUFFIX,
    Acquired,
    Bounds,
    Progress,
    Root,
    SourceError,
    Work,
    acquire,
    no_room,
    roots_of,
    sources_of,
)
from glacy.canon import Digest, Json, digest_of
from glacy.container import ContainerWriter, open_container, order_of
from glacy.errors import GlacyError
from glacy.evidence import (
    ACQUISITION,
    FOUND,
    ITEMS,
    LISTING,
    TAG_LISTING,
    Acquisition,
    BundleHead,
    Category,
    Condition,
    CustodyEvent,
    CustodyRecord,
    EvidenceError,
    ImageReading,
    Payload,
    Seal,
    read_acquisition,
    read_item,
    read_seal,
    spell_text,
    store_siblings,
    write_acquisition,
    write_listing,
    write_small_tags,
)
from glacy.node.errors import SealedAlreadyError
from glacy.node.sealer import Sealer
from glacy.sayings import say
from glacy.times import read_instant, write_instant

Record = Callable[[CustodyEvent], bytes | None]
"""Writes an event into a journal and gives its proof; None where there is no journal."""
ReadImages = Callable[[Iterable[tuple[str, Path]]], tuple[ImageReading, ...]]
"""Reads through disk images: the stored name of each, and where it lies."""
_ROW = re.compile(
    rb'"digest":"([0-9a-f]{64})",(?:"found":\{[^}]*\},)?(?:"holes":[][0-9,]*,)?"name":"([^"]*)"[^\n]*\n'
)
_IMAGE = re.compile(rb"\.(?:e01|ad1)\"", re.IGNORECASE)
_PIECE = 1 << 20
_AT, _PROOF, _MADE = "sealed_at", "proof", "made"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be sealed, how, and what the person says of it."""

    paths: tuple[Path, ...]
    out: Path
    reference: str
    by: str
    payload: Payload = "carried"
    with_blake3: bool = True
    stay: bool = False
    category: Category | None = None
    write_blocker: str | None = None
    why: str = "sealed where it was found"
    conditions: tuple[Condition, ...] = ()
    exercise: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A bundle that stands: its seal, the record of the reading, and the digest of the whole file."""

    out: Path
    seal: Seal
    record: Acquisition
    size: int


def seal_evidence(
    wish: Wish,
    sealer: Sealer,
    *,
    progress: Progress,
    record: Record = lambda _: None,
    read_images: ReadImages = lambda _: (),
    settled: Callable[[Sealed], None] = lambda _: None,
) -> Sealed:
    """The bundle over what lies at some paths; the same wish goes on where an earlier run was killed.

    `settled` is called when the bundle stands in its place, again if a run was killed just then.
    """
    out = wish.out.resolve()
    roots = roots_of(wish.paths)
    _demand_outside(out, roots)
    there_already = SealedAlreadyError(
        say("{out} is there already.", out=out),
        remedy=say("Nothing is ever written over: name another --out."),
    )
    if out.exists() and not (out.with_name(out.name + SUFFIX) / STATE).exists():
        raise there_already
    work = Work(out, parameters=_parameters(wish, roots), secret=sealer.secret)
    if out.exists():
        finished = _find_finished(out, work)
        if finished is None:
            work.close()
            raise there_already
        settled(finished)
        work.remove()
        return finished
    try:
        sealed = _seal(wish, sealer, roots, work, progress, record, read_images)
        work.remember(_MADE, sealed.seal.digest)
        work.settle(out)
        settled(sealed)
    except OSError as fault:
        work.close()
        raise no_room(work.folder, fault) from fault
    except EvidenceError:
        work.remove()  # there is nothing to go on with
        raise
    except BaseException:
        work.close()
        raise
    work.remove()
    return sealed


def _seal(
    wish: Wish,
    sealer: Sealer,
    roots: tuple[Root, ...],
    work: Work,
    progress: Progress,
    record: Record,
    read_images: ReadImages,
) -> Sealed:
    begun_at = _instant_of(work, "begun_at", sealer.clock)
    bounds = Bounds(stay=wish.stay, left_out=frozenset({str(work.folder), str(work.folder)[: -len(SUFFIX)]}))
    with work.open_container() as container:
        carried = wish.payload == "carried"
        writer = ContainerWriter(
            container,
            at=sealer.clock(),
            spool=work.open_spool,
            entries=work.known_entries() if carried else (),
        )
        acquired = acquire(
            roots,
            work,
            bounds=bounds,
            with_blake3=wish.with_blake3,
            progress=progress,
            writer=writer if carried else None,
            container=container if carried else None,
        )
        sealed_at = _instant_of(work, _AT, sealer.clock)
        acquisition = _record_of(
            wish, roots, acquired, work, begun_at, sealed_at, read_images(_images(work, roots))
        )
        seal = Seal(
            reference=wish.reference,
            sealed_by=sealer.name,
            sealed_at=sealed_at,
            listing=acquired.listing,
            exercise=wish.exercise or sealer.exercise,
            payload=wish.payload,
            category=wish.category,
            acquisition=digest_of(write_acquisition(acquisition)),
        )
        event = CustodyEvent(kind="sealed", at=sealed_at, by=wish.by, why=wish.why, over=seal.digest)
        head = BundleHead(
            seal=seal,
            custody=(CustodyRecord(event=event, proof=_proof_of(event, work, record)),),
            conditions=wish.conditions,
            acquisition=acquisition,
        )
        for name, pieces in _tags_of(head, acquired, work):
            writer.add(name, pieces)
        writer.seal(by=sealer.signer, at=sealed_at, stamper=sealer.stamper, kind="bundle")
        container.flush()
        size = container.seek(0, 2)
    return Sealed(out=wish.out, seal=seal, record=acquisition, size=size)


def _demand_outside(out: Path, roots: tuple[Root, ...]) -> None:
    """Returns if the bundle goes neither into what is sealed nor into its place; nothing is written there."""
    for root in roots:
        place = Path(root.path)
        if out == place or place in out.parents:
            raise SourceError(
                say("{out} lies in what is to be sealed, where nothing is ever written.", out=out),
                remedy=say("Name an --out outside of it."),
            )


def _find_finished(out: Path, work: Work) -> Sealed | None:
    """The bundle that an earlier run of this work put in its place before it was killed."""
    try:
        with out.open("rb") as file:
            opened = open_container(file)
            seal = read_seal(b"".join(opened.read("seal.json")))
            record = read_acquisition(b"".join(opened.read(ACQUISITION)))
    except (GlacyError, LookupError):
        return None
    if work.facts.get(_MADE) != seal.digest:
        return None
    return Sealed(out=out, seal=seal, record=record, size=out.stat().st_size)


def _parameters(wish: Wish, roots: tuple[Root, ...]) -> Json:
    return {
        "blake3": wish.with_blake3,
        "paths": [spell_text(root.path) for root in roots],
        "payload": wish.payload,
        "stay": wish.stay,
    }


def _instant_of(work: Work, name: str, clock: Callable[[], datetime]) -> datetime:
    """An instant of this work: the one that an earlier run wrote down, else now."""
    if name not in work.facts:
        work.remember(name, write_instant(clock()))
    return read_instant(str(work.facts[name]))


def _proof_of(event: CustodyEvent, work: Work, record: Record) -> bytes | None:
    if _PROOF not in work.facts:
        work.remember(_PROOF, b64encode(record(event) or b"").decode("ascii"))
    return b64decode(str(work.facts[_PROOF])) or None


def _record_of(
    wish: Wish,
    roots: tuple[Root, ...],
    acquired: Acquired,
    work: Work,
    begun_at: datetime,
    ended_at: datetime,
    images: tuple[ImageReading, ...],
) -> Acquisition:
    """The record of the reading; nothing in it tells a secret of the machine."""
    options = {
        "blake3": "yes" if wish.with_blake3 else "no",
        "other file systems": "told, not read" if wish.stay else "read",
        "payload": wish.payload,
    }
    return Acquisition(
        by=wish.by,
        host=", ".join((platform.node() or "unknown", platform.platform(terse=True), platform.machine())),
        tool=f"glacy {version('glacy')}, Python {platform.python_version()}",
        begun_at=begun_at,
        ended_at=max(begun_at, ended_at),
        sources=sources_of(roots, store_siblings([root.name for root in roots])),
        options=tuple(options.items()),
        found=acquired.found,
        write_blocker=wish.write_blocker,
        unread=acquired.unread,
        changed=acquired.changed,
        runs=cast(int, work.facts["runs"]),
        images=images,
    )


def _images(work: Work, roots: tuple[Root, ...]) -> Iterator[tuple[str, Path]]:
    """The disk images among the files that were read, by their endings."""
    tops = {root.name: root.path for root in roots}
    for lines in _whole_lines(work):
        if not _IMAGE.search(lines):
            continue
        for line in lines.splitlines(keepends=True):
            if _IMAGE.search(line):
                item = read_item(line)
                top, _, rest = item.original.partition("/")
                yield item.name, Path(tops[top], rest) if rest else Path(tops[top])


def _tags_of(head: BundleHead, acquired: Acquired, work: Work) -> Iterator[tuple[str, Iterator[bytes]]]:
    """All files of the bundle that are not evidence, in their order."""
    listing = _write_rows(work)
    tags = write_small_tags(head, listing=listing)
    digests = {name: digest_of(content) for name, content in tags.items()}
    digests |= {ITEMS: acquired.listing.digest, FOUND: acquired.found[1], LISTING: listing}
    tags[TAG_LISTING] = write_listing(digests)
    for name in sorted((*tags, ITEMS, FOUND, LISTING), key=lambda name: order_of(name.encode())):
        yield name, iter((tags[name],)) if name in tags else _pieces(work.path(name))


def _write_rows(work: Work) -> Digest:
    """The digest of the listing of the bag, which is made from that of the seal."""
    found = sha256()
    with work.path(LISTING).open("wb") as rows:
        for lines in _whole_lines(work):
            matches = _ROW.findall(lines)
            assert len(matches) == lines.count(b"\n"), "lines of our own"
            made = b"".join(b"%b  data/%b\n" % match for match in matches)
            found.update(made)
            rows.write(made)
    return Digest(found.hexdigest())


def _whole_lines(work: Work) -> Iterator[bytes]:
    """The listing in pieces that end with a line."""
    with work.path(ITEMS).open("rb") as items:
        while piece := items.read(_PIECE):
            yield piece + items.readline()


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
