"""Signs what lies in the operator's folder, and lays it where a web server or a stick serves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from glacy.exchange import (
    LISTING,
    Chain,
    Directory,
    OperatorKey,
    add_signatures,
    chain_parts,
    directory_of,
    make_snapshot,
    make_targets,
    make_timestamp,
    root_digest,
    write_chain,
    write_fingerprint,
)
from glacy.node.files import make_folder, write_durably
from glacy.operator.errors import CheckMissingError, OperatorError
from glacy.operator.office import OperatorOffice, ends
from glacy.operator.vetting import checks, unchecked
from glacy.sayings import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What is published, what waits, and what the operator has to do by when."""

    fingerprint: str
    version: int
    listed: tuple[str, ...]
    waiting: tuple[str, ...]
    unchecked: tuple[str, ...]
    root_until: datetime | None
    targets_until: datetime | None
    timestamp_until: datetime | None


def publish(
    office: OperatorOffice, *, keys: Sequence[OperatorKey], online: OperatorKey, by: str
) -> Directory:
    """The directory that is now published; each entry was compared with its node, and that recorded."""
    missing = tuple(unchecked(office))
    if missing:
        raise CheckMissingError(
            say(
                "These entries were not compared with their nodes out of band: {countries}.",
                countries=", ".join(missing),
            ),
            remedy=say("Call each with `glacy directory call`, or take the entry out."),
            countries=missing,
        )
    before, at = office.chain(), office.clock()
    version = 1 if before is None else directory_of(before).version + 1
    numbers = (0, 0) if before is None else _numbers(before)
    listed = Directory(
        operator=office.name,
        nodes=office.entries(),
        issued_at=at,
        valid_until=ends(at, office.days.targets),
        exercise=office.exercise,
        version=version,
    )
    until = ends(at, office.days.targets)
    record = office.note("directory.published", by=by, what={"version": str(version)})
    targets, listing = make_targets(listed, expires_at=until, checked=checks(office), record=record)
    targets = add_signatures(targets, keys)
    snapshot = make_snapshot(targets, version=numbers[0] + 1, expires_at=until)
    chain = Chain(
        roots=office.roots(),
        timestamp=_timestamp(office, snapshot := add_signatures(snapshot, [online]), numbers[1], online),
        snapshot=snapshot,
        targets=targets,
        listing=listing,
    )
    return _lay(office.published, chain)


def renew(office: OperatorOffice, *, online: OperatorKey) -> Directory:
    """The directory under a new timestamp: it says that nothing newer is there, and for how long."""
    chain = office.chain()
    if chain is None:
        raise OperatorError(say("Nothing is published yet."), remedy=say("Publish first."))
    _, number = _numbers(chain)
    timestamp = _timestamp(office, chain.snapshot, number, online)
    return _lay(
        office.published,
        Chain(
            roots=office.roots(),
            timestamp=timestamp,
            snapshot=chain.snapshot,
            targets=chain.targets,
            listing=chain.listing,
        ),
    )


def copy_to(office: OperatorOffice, folder: Path) -> None:
    """Lays what is published into another folder: a stick, or the root of a web server."""
    chain = office.chain()
    if chain is None:
        raise OperatorError(say("Nothing is published yet."), remedy=say("Publish first."))
    _lay(folder, chain)


def status(office: OperatorOffice) -> Status:
    """What stands where, for the operator's first look of the day."""
    chain, roots = office.chain(), office.roots()
    published = None if chain is None else directory_of(chain)
    parts = None if chain is None else chain_parts(chain)
    shown = {} if published is None else {entry.country: entry for entry in published.nodes}
    lying = {entry.country: entry for entry in office.entries()}
    waiting = sorted(code for code in {*shown, *lying} if shown.get(code) != lying.get(code))
    return Status(
        fingerprint=write_fingerprint(root_digest(roots[-1])) if roots else "",
        version=0 if published is None else published.version,
        listed=tuple(sorted(shown)),
        waiting=tuple(waiting),
        unchecked=tuple(unchecked(office)),
        root_until=None if parts is None else parts.root_until,
        targets_until=None if parts is None else parts.targets_until,
        timestamp_until=None if parts is None else parts.timestamp_until,
    )


def _numbers(chain: Chain) -> tuple[int, int]:
    parts = chain_parts(chain)
    return parts.snapshot, parts.timestamp


def _timestamp(office: OperatorOffice, snapshot: bytes, before: int, online: OperatorKey) -> bytes:
    until = ends(office.clock(), office.days.timestamp)
    return add_signatures(make_timestamp(snapshot, version=before + 1, expires_at=until), [online])


def _lay(folder: Path, chain: Chain) -> Directory:
    """Writes the files in an order in which a reader at any moment finds what belongs together."""
    made = directory_of(chain)  # whoever publishes sees a wrong key or an expired root before others do
    parts = chain_parts(chain)
    for part in ("metadata", "targets"):
        make_folder(folder / part, mode=0o755)
    for number, root in enumerate(chain.roots, start=1):
        _write(folder / "metadata" / f"{number}.root.json", root)
    _write(folder / "targets" / f"{parts.listing}.{LISTING}", chain.listing)
    _write(folder / "metadata" / f"{made.version}.targets.json", chain.targets)
    _write(folder / "metadata" / f"{parts.snapshot}.snapshot.json", chain.snapshot)
    _write(folder / "metadata" / "timestamp.json", chain.timestamp)
    _write(folder / LISTING, write_chain(chain))
    return made


def _write(file: Path, data: bytes) -> None:
    if not file.is_file() or file.read_bytes() != data:
        write_durably(file, data, mode=0o644)
