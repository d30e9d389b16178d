"""What the system says of a file, in the form of the listing."""

from __future__ import annotations

import os

from glacy.evidence import FileFacts

_BILLION = 1_000_000_000
_BLOCK = 512


def facts_of(status: os.stat_result) -> FileFacts:
    """The facts in what the system said."""
    modified, changed = status.st_mtime_ns, status.st_ctime_ns
    written = _write_time(modified)
    return FileFacts(
        _write_time(status.st_atime_ns),
        status.st_blocks * _BLOCK,
        written if changed == modified else _write_time(changed),
        status.st_gid,
        f"{status.st_dev:x}:{status.st_ino:x}",
        status.st_nlink,
        f"{status.st_mode:06o}",
        written,
        status.st_uid,
    )


def is_same(before: os.stat_result, after: os.stat_result) -> bool:
    """Whether nothing was written to a file between two looks, as far as the system tells."""
    return (
        before.st_mtime_ns == after.st_mtime_ns
        and before.st_ctime_ns == after.st_ctime_ns
        and before.st_size == after.st_size
        and before.st_ino == after.st_ino
        and before.st_dev == after.st_dev
    )


def is_as_recorded(facts: FileFacts, status: os.stat_result) -> bool:
    """Whether a file is still the one that was recorded, as far as the system tells."""
    now = facts_of(status)
    return (facts.modified, facts.changed, facts.inode) == (now.modified, now.changed, now.inode)


def _write_time(nanoseconds: int) -> str:
    seconds, rest = divmod(nanoseconds, _BILLION)
    return f"{seconds}.{rest:09}"
