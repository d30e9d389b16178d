"""What makes things found again: words, targets, deadlines and acts that wait for review."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class WordRow(models.Model):
    """A word that leads to a case."""

    word = models.CharField(max_length=64)
    case = models.ForeignKey("store.CaseRow", on_delete=models.CASCADE, related_name="words")

    class Meta:
        """A word leads to a case once; on PostgreSQL the beginning of a word has an index of its own."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["word", "case"], name="one_word_each")]
        indexes: ClassVar = [
            models.Index(fields=["word"], name="words_begun", opclasses=["varchar_pattern_ops"])
        ]


class TargetRow(models.Model):
    """A target that was asked about, under its one written form, with the period."""

    key = models.CharField(max_length=300)
    kind = models.CharField(max_length=20)
    case = models.ForeignKey("store.CaseRow", null=True, on_delete=models.PROTECT, related_name="targets")
    message = models.ForeignKey(
        "store.MessageRow", null=True, on_delete=models.PROTECT, related_name="targets"
    )
    from_at = models.DateTimeField(null=True)
    until_at = models.DateTimeField(null=True)
    country = models.CharField(max_length=2)
    whom = models.ForeignKey("store.OfficerRow", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Found by the target."""

        indexes: ClassVar = [models.Index(fields=["key"], name="targets_asked_before")]


class DeadlineRow(models.Model):
    """A day that matters for a request; reminders already given are kept, so that none comes twice.

    `unseen` says that a reminder was given and nobody on the case has looked at the request since.
    """

    message = models.ForeignKey("store.MessageRow", on_delete=models.PROTECT, related_name="deadlines")
    kind = models.CharField(max_length=30)
    due_on = models.DateField(null=True)
    zone = models.CharField(max_length=64, default="UTC")
    governs = models.TextField(blank=True)
    article = models.TextField(blank=True)
    when_passed = models.TextField(blank=True)
    open = models.BooleanField(default=True)
    reminded = models.JSONField(default=list)
    unseen = models.BooleanField(default=False)

    class Meta:
        """One of a kind to a request; found by day."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "kind"], name="one_deadline_each")
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on"], name="deadlines_by_day", condition=models.Q(open=True))
        ]


class ReviewRow(models.Model):
    """An act that one officer did alone, to be looked at on the next working day by another."""

    id = models.CharField(primary_key=True, max_length=36)
    message = models.ForeignKey("store.MessageRow", on_delete=models.PROTECT, related_name="reviews")
    act = models.CharField(max_length=40)
    done_by = models.ForeignKey("store.OfficerRow", on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField()
    review_on = models.DateField()
    reviewed_by = models.ForeignKey("store.OfficerRow", null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        """Found by what waits."""

        indexes: ClassVar = [
            models.Index(fields=["review_on"], name="reviews_due", condition=models.Q(reviewed_at=None))
        ]
