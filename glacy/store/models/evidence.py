"""Exhibits, what happened to them, and the scans of what came on paper."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class ExhibitRow(models.Model):
    """One file of evidence: its digest and where it came from; the content lies in the vault."""

    id = models.CharField(primary_key=True, max_length=36)
    case = models.ForeignKey("store.CaseRow", on_delete=models.PROTECT, related_name="exhibits")
    name = models.TextField()
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    sealed_at = models.DateTimeField()
    put_by = models.ForeignKey("store.OfficerRow", null=True, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=10)
    message = models.ForeignKey(
        "store.MessageRow", null=True, on_delete=models.PROTECT, related_name="exhibits"
    )
    conditions = models.TextField(blank=True)

    class Meta:
        """Found by case."""

        indexes: ClassVar = [models.Index(fields=["case", "sealed_at"], name="exhibits_of_case")]


class CustodyRow(models.Model):
    """One event in the life of an exhibit; its commitment is in the journal."""

    exhibit = models.ForeignKey(ExhibitRow, on_delete=models.PROTECT, related_name="custody")
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    to = models.CharField(max_length=200, blank=True)
    why = models.TextField(blank=True)
    request_reference = models.CharField(max_length=80, blank=True)
    entry = models.ForeignKey("store.EntryRow", on_delete=models.PROTECT, related_name="custody")


class PaperRow(models.Model):
    """How something travelled without a node: who keyed it in, from what, and the scan."""

    message = models.OneToOneField("store.MessageRow", on_delete=models.PROTECT, related_name="paper")
    transcribed_by = models.ForeignKey("store.OfficerRow", on_delete=models.PROTECT, related_name="+")
    transcribed_at = models.DateTimeField()
    moved_on = models.DateField(null=True)
    how = models.CharField(max_length=200, blank=True)
    scan = models.CharField(max_length=64, blank=True)
    scan_name = models.CharField(max_length=200, blank=True)
