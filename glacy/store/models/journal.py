"""The journal's rows: they are the truth, and the tiles on disk are made from them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class EntryRow(models.Model):
    """One act: who, what and when in the clear here; in the tree only `data`, the salted commitment."""

    index = models.BigIntegerField(null=True, unique=True)
    kind = models.CharField(max_length=60)
    who = models.CharField(max_length=200)
    what = models.JSONField()
    at = models.DateTimeField()
    salt = models.BinaryField(null=True)
    data = models.BinaryField()
    case = models.ForeignKey("store.CaseRow", null=True, on_delete=models.PROTECT, related_name="entries")
    officer = models.ForeignKey(
        "store.OfficerRow", null=True, on_delete=models.PROTECT, related_name="entries"
    )

    class Meta:
        """Found by case in time, and by what has no place in the tree yet."""

        indexes: ClassVar = [
            models.Index(fields=["case", "at"], name="entries_of_case"),
            models.Index(fields=["id"], name="entries_unplaced", condition=models.Q(index=None)),
        ]


class HeadRow(models.Model):
    """The signed head of the journal; there is one row, and its size only grows."""

    id = models.IntegerField(primary_key=True, default=1)
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    note = models.TextField()
    at = models.DateTimeField()
