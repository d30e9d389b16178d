"""Makes anew what leads to cases: words and targets, which no backup keeps because they lie in the clear."""

from __future__ import annotations

from django.db import transaction

from glacy.cooperation import Request
from glacy.node.following import message_of
from glacy.node.opened import Node
from glacy.node.taking import words_of
from glacy.store import content_keys, dumping, erasing, targets, words
from glacy.store.models import CaseRow, MessageRow
from glacy.store.people import officer_of

KEYS = "run/content-keys.jsonl"
"""Where a restore lays the keys of content for this."""


def fill_content(node: Node) -> int:
    """After rows were restored: their keys, what was erased since once more, and what leads to cases."""
    file = node.path / KEYS
    if file.is_file():
        content_keys.put_restored(dumping.read_keys(file.read_bytes()))
    destroyed = content_keys.all_destroyed()
    for case in erasing.restored_anew(destroyed):
        with transaction.atomic():
            erasing.erase_case(case, at=node.clock())
    for digest in node.vault.digests_of(destroyed):
        node.vault.remove_of(digest, of=destroyed)
    return make_findable(node)


def make_findable(node: Node) -> int:
    """Puts words and targets of every case that is not erased; how many cases. Doing it twice does no harm.

    Whom a colleague with the same question calls is the one who sent the request, or who opened its case.
    """
    del node  # its keys open the columns, wherever it lies
    count = 0
    for case in CaseRow.objects.filter(erased_at=None).select_related("opened_by").iterator():
        with transaction.atomic():
            words.put_words(case, (case.reference, case.title, case.summary))
            rows = MessageRow.objects.filter(case=case, kind__in=("request", "offer")).select_related(
                "sent_by"
            )
            for row in rows.iterator():
                message = message_of(row)
                words.put_words(case, words_of(message))
                if isinstance(message, Request):
                    whom = row.sent_by or row.seen_by or case.opened_by
                    targets.put_targets(row, message.targets, whom=officer_of(whom))
        count += 1
    return count
