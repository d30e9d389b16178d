"""Cases, the people on them and their victims, who are pseudonyms."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from glacy.store.models.sealed import SealedText


class CaseRow(models.Model):
    """One case of this node; its requests may go to several States. An erased one keeps its bare row."""

    id = models.CharField(primary_key=True, max_length=36)
    reference = models.CharField(max_length=60, unique=True)
    title = SealedText(of="id")
    summary = SealedText(of="id", blank=True)
    language = models.CharField(max_length=12)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("store.OfficerRow", on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_why = SealedText(of="id", blank=True)
    erased_at = models.DateTimeField(null=True)
    touched_at = models.DateTimeField()
    exercise = models.BooleanField(default=False)
    from_country = models.CharField(max_length=2, blank=True)

    def __str__(self) -> str:
        return self.reference


class CaseMemberRow(models.Model):
    """A person's place on a case; `touched_at` repeats the case's, so that my list is one scan."""

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="members")
    officer = models.ForeignKey("store.OfficerRow", on_delete=models.PROTECT, related_name="places")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("store.OfficerRow", on_delete=models.PROTECT, related_name="+")
    why = models.TextField(blank=True)
    removed_at = models.DateTimeField(null=True)
    open = models.BooleanField(default=True)
    touched_at = models.DateTimeField()

    class Meta:
        """One place to a person and case; found by person, newest case first."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "officer"], name="one_place_each")]
        indexes: ClassVar = [
            models.Index(
                fields=["officer", "-touched_at", "-case"],
                name="mine_newest_first",
                condition=models.Q(removed_at__isnull=True),
            ),
        ]


class VictimRow(models.Model):
    """A victim under a pseudonym; a real name has no column."""

    case = models.ForeignKey(CaseRow, on_delete=models.PROTECT, related_name="victims")
    pseudonym = models.TextField()
    note = models.TextField(blank=True)

    class Meta:
        """A pseudonym names one victim of a case."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "pseudonym"], name="one_pseudonym")]
