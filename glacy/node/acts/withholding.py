"""What was withheld from copies: digest and salt, kept for the court to which they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, cast

from django.db import transaction

from glacy.canon import Digest, Json
from glacy.evidence import commit_withheld
from glacy.node.bundling import salt_of
from glacy.node.opened import Node
from glacy.store import access, evidence, journal
from glacy.store.models import CaseRow, EntryRow, ExhibitRow
from glacy.store.people import Officer

_WITHHELD: Final = "evidence.withheld"


def withheld_of(node: Node, by: Officer, case_id: str) -> tuple[dict[str, Json], ...]:
    """What was withheld from copies of a case, with digest and salt: a court to which both are shown can tell
    which file a copy left out, and others cannot."""
    case = access.case_for(by, case_id)
    access.demand_role(by, *access.KEEPERS, *access.APPROVERS)
    entries = EntryRow.objects.filter(case=case, kind=_WITHHELD).order_by("pk")
    told = [cast("dict[str, Json]", one) for entry in entries for one in entry.what["files"]]
    told += [
        _withheld(one.redacted_from, salt_of(one))
        for one in evidence.all_exhibits(case.pk)
        if one.redacted_from is not None
    ]
    return tuple(told)


def record_withheld(
    by: Officer,
    case: CaseRow,
    rows: Mapping[str, ExhibitRow],
    salts: Mapping[str, bytes],
    *,
    at: datetime,
) -> None:
    """The salts stay in the journal's openings, under the key of the case."""
    if salts:
        files: list[Json] = [_withheld(rows[pk], salt) for pk, salt in salts.items()]
        with transaction.atomic():
            journal.put_entry(_WITHHELD, by=by, what={"files": files}, at=at, case=case)


def _withheld(row: ExhibitRow, salt: bytes) -> dict[str, Json]:
    return {
        "exhibit": row.pk,
        "digest": row.digest,
        "salt": salt.hex(),
        "commitment": commit_withheld(Digest(row.digest), salt=salt),
    }
