"""A directory is joined when it is the operator's, for this node, and of today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from glacy.errors import GlacyError
from glacy.exchange import Directory, DirectoryRollbackError, DirectorySignatureError
from glacy.node.errors import NoDirectoryError
from glacy.node.joining import join_directory
from glacy.node.opened import Node
from glacy.store.models import EntryRow
from tests.directory_operator import directory_file
from tests.node.neighbour import Neighbour

DAY = timedelta(days=1)
Change = Callable[[Directory], Directory]


def later(found: Directory) -> Directory:
    return replace(found, issued_at=found.issued_at + timedelta(hours=1), version=found.version + 1)


def test_a_later_directory_is_joined_and_the_journal_says_so(home: Node, chile: Neighbour) -> None:
    found = later(chile.node.directory)
    joined = join_directory(home, directory_file(found))
    assert home.directory == joined == found
    assert EntryRow.objects.get(kind="directory.joined").what["operator"] == found.fingerprint


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda one: replace(later(one), valid_until=one.issued_at + DAY / 2), NoDirectoryError),
        (lambda one: replace(later(one), nodes=one.nodes[:1]), NoDirectoryError),
        (lambda one: replace(one, issued_at=one.issued_at - DAY), DirectoryRollbackError),
    ],
    ids=["its time is over", "this node is not in it", "it is older"],
)
def test_any_other_is_refused_and_the_one_that_was_joined_stays(
    change: Change, fault: type[GlacyError], home: Node, chile: Neighbour
) -> None:
    pinned = chile.node.directory
    with pytest.raises(fault):
        join_directory(home, directory_file(change(pinned)))
    assert home.directory == pinned
    assert not EntryRow.objects.filter(kind="directory.joined").exists()


def test_another_fingerprint_than_the_one_read_aloud_is_refused(home: Node, chile: Neighbour) -> None:
    data = directory_file(later(chile.node.directory))
    with pytest.raises(DirectorySignatureError):
        join_directory(home, data, fingerprint="0" * 64)
