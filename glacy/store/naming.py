"""Which rows name a file of the vault: each is asked before its content is removed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final  # Any: rows of many tables

from django.db import models
from django.db.models.functions import Cast

from glacy.store.evidence import kept_exhibits
from glacy.store.models import (
    AgreementRow,
    CasePaperRow,
    ConsentRow,
    EarlyRow,
    ExhibitRow,
    HandOverRow,
    MessageRow,
    OutboxRow,
    PaperRow,
    PolicyRow,
    QuarantineRow,
    VersionRow,
)

NAMING: Final[tuple[tuple[type[models.Model], str], ...]] = (
    (ExhibitRow, "digest"),
    (CasePaperRow, "digest"),
    (ConsentRow, "file"),
    (HandOverRow, "scan"),
    (AgreementRow, "scan"),
    (PaperRow, "scan"),
    (MessageRow, "envelope_digest"),
    (MessageRow, "files"),
    (OutboxRow, "sealed_digest"),
    (EarlyRow, "envelope_digest"),
    (QuarantineRow, "digest"),
    (QuarantineRow, "envelope_digest"),
    (VersionRow, "file_digest"),
    (PolicyRow, "file_digest"),
)
"""Every column that names files of the vault; those of exhibits that were destroyed name none any more."""


def is_kept_elsewhere(exhibit: ExhibitRow) -> bool:
    """Whether something else rests on the same content in the same vault: an exhibit, a paper, a message."""
    if exhibit.apart:
        same = kept_exhibits().filter(digest=exhibit.digest).exclude(apart="")
        return _besides(same, (exhibit,)).exists()
    return is_named(exhibit.digest, besides=(exhibit,))


def is_named(digest: str, *, besides: Collection[models.Model] = ()) -> bool:
    """Whether anything rests on this content in the vault of everything but child-abuse material."""
    return any(_naming(model, column, digest, besides).exists() for model, column in NAMING)


def _naming(
    model: type[models.Model], column: str, digest: str, besides: Collection[models.Model]
) -> models.QuerySet[Any]:
    if model is ExhibitRow:
        return _besides(kept_exhibits().filter(digest=digest, apart=""), besides)
    rows = model._default_manager.all()
    if column == "files":
        told = rows.annotate(told=Cast("files", models.TextField()))
        return _besides(told.filter(told__contains=digest), besides)
    return _besides(rows.filter(**{column: digest}), besides)


def _besides(rows: models.QuerySet[Any], besides: Collection[models.Model]) -> models.QuerySet[Any]:
    return rows.exclude(pk__in=[one.pk for one in besides if isinstance(one, rows.model)])
