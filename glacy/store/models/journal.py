"""The journal's rows: they are the truth, and the tiles on disk are made from them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from glacy.store.models.sealed import SealedBytes, SealedJson


class EntryRow(models.Model):
    """One act: who, what and when in the clear here; in the tree only `data`, the salted commitment."""

    index = models.BigIntegerField(null=True, unique=True)
    kind = models.CharField(max_length=60)
    who = models.CharField(max_length=200)
    what = SealedJson(of="case_id")
    at = models.DateTimeField()
    salt = SealedBytes(of="case_id", null=True)
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


class PublishedHeadRow(models.Model):
    """A head of this node's journal that was shown to witnesses, with the cosignatures they gave to it."""

    size = models.BigIntegerField(primary_key=True)
    root = models.CharField(max_length=64)
    note = models.TextField()
    at = models.DateTimeField()


class WitnessRow(models.Model):
    """A witness of this node's journal: what it cosigned last, and how the last try ended."""

    name = models.CharField(max_length=255, unique=True)
    group = models.CharField(max_length=255)
    size = models.BigIntegerField(default=0)
    cosigned_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    says = models.TextField(blank=True)


class WitnessedRow(models.Model):
    """The journal of another node as this witness cosigned it last; its size only grows."""

    origin = models.CharField(max_length=255, unique=True)
    country = models.CharField(max_length=2)
    size = models.BigIntegerField(default=0)
    root = models.CharField(max_length=64)
    note = models.TextField(blank=True)
    at = models.DateTimeField(null=True)


class WitnessedHeadRow(models.Model):
    """Every head of another journal that this witness cosigned, with the signature of that journal."""

    journal = models.ForeignKey(WitnessedRow, on_delete=models.PROTECT, related_name="heads")
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        """One root for a size."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["journal", "size"], name="one_root_for_a_size")
        ]


class ForkRow(models.Model):
    """A signed checkpoint that does not go with another of the same journal; evidence, never deleted."""

    origin = models.CharField(max_length=255)
    country = models.CharField(max_length=2)
    kind = models.CharField(max_length=20)
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    note = models.TextField()
    held_size = models.BigIntegerField()
    held_note = models.TextField()
    submission = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        """The same evidence is kept once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["origin", "size", "root"], name="evidence_kept_once")
        ]
