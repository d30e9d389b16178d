"""A published directory in memory, and what somebody on the line can make of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from tuf.api.exceptions import DownloadHTTPError
from tuf.ngclient import FetcherInterface

from glacy.exchange import (
    LISTING,
    Chain,
    Directory,
    OperatorKey,
    add_signatures,
    chain_parts,
    make_snapshot,
    make_targets,
    make_timestamp,
)
from tests.directory_operator import ONLINE, TARGETS, operator_root


class Repository(FetcherInterface):
    """Serves files by name, and notes what was asked for."""

    def __init__(self, chain: Chain) -> None:
        self.files = files_of(chain)
        self.asked: list[str] = []
        self.endless: str | None = None

    def _fetch(self, url: str) -> Iterator[bytes]:
        name = url.removeprefix("memory:/")
        self.asked.append(name)
        if self.endless is not None and name.endswith(self.endless):
            while True:
                yield b"0" * 65536
        if name not in self.files:
            raise DownloadHTTPError(f"no {name}", 404)
        yield self.files[name]


def files_of(chain: Chain) -> dict[str, bytes]:
    """The files of a chain as they lie in a published folder."""
    parts = chain_parts(chain)
    version = chain.targets.rsplit(b'"version":', 1)[1].split(b"}", 1)[0].decode()
    return {
        **{f"metadata/{place}.root.json": root for place, root in enumerate(chain.roots, start=1)},
        "metadata/timestamp.json": chain.timestamp,
        f"metadata/{parts.snapshot}.snapshot.json": chain.snapshot,
        f"metadata/{version}.targets.json": chain.targets,
        f"targets/{parts.listing}.{LISTING}": chain.listing,
    }


def sign_as(
    directory: Directory,
    *,
    roots: Sequence[bytes] = (),
    snapshot: int | None = None,
    timestamp: int | None = None,
    targets_key: OperatorKey = TARGETS,
    online_key: OperatorKey = ONLINE,
    until: datetime | None = None,
    timestamp_until: datetime | None = None,
) -> Chain:
    """A directory as an operator, or a thief of some keys, can sign it: each number and end as given."""
    ends = until or directory.valid_until
    targets, listing = make_targets(directory, expires_at=ends, checked=directory.checked_at, record="")
    targets = add_signatures(targets, [targets_key])
    shot = make_snapshot(targets, version=snapshot or directory.version, expires_at=ends)
    shot = add_signatures(shot, [online_key])
    stamp = make_timestamp(shot, version=timestamp or directory.version, expires_at=timestamp_until or ends)
    return Chain(
        roots=tuple(roots) or (operator_root(),),
        timestamp=add_signatures(stamp, [online_key]),
        snapshot=shot,
        targets=targets,
        listing=listing,
    )


def next_of(directory: Directory, **changes: object) -> Directory:
    """The directory that the operator publishes an hour later."""
    values = {
        "version": directory.version + 1,
        "issued_at": directory.issued_at + timedelta(hours=1),
        **changes,
    }
    return replace(directory, **values)  # type: ignore[arg-type]  # the fields of a directory
