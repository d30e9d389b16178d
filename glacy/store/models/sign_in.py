"""How people come in: sessions, one-time codes, recoveries, and the tries of those who guess."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

_OFFICER = "store.OfficerRow"


class SessionRow(models.Model):
    """One sign-in of an officer in one browser, until it is ended; its instants are the machine's."""

    id = models.CharField(primary_key=True, max_length=36)
    officer = models.ForeignKey(_OFFICER, on_delete=models.CASCADE, related_name="sessions")
    means = models.CharField(max_length=40)
    place = models.CharField(max_length=64)
    browser = models.CharField(max_length=120)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=20, blank=True)

    class Meta:
        """Found by who is signed in."""

        indexes: ClassVar = [
            models.Index(fields=["officer"], name="sessions_open", condition=models.Q(ended_at=None))
        ]


class RecoveryRow(models.Model):
    """A new way in for an officer who lost theirs: asked by one office-holder, agreed to by another.

    `first_half` is the half of the code that the one who asked has not read yet, under the node's key.
    """

    id = models.CharField(primary_key=True, max_length=36)
    officer = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="recoveries")
    why = models.TextField()
    state = models.CharField(max_length=10, default="asked")
    asked_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    first_half = models.TextField(blank=True)

    class Meta:
        """One goes on at a time for an officer."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["officer"],
                name="one_recovery_of_an_officer",
                condition=models.Q(state__in=("asked", "agreed")),
            )
        ]


class EnrolmentRow(models.Model):
    """A one-time code with which an officer chooses a password; only its digest is kept."""

    officer = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="enrolments")
    digest = models.CharField(max_length=64, unique=True)
    recovery = models.ForeignKey(RecoveryRow, null=True, on_delete=models.PROTECT, related_name="codes")
    issued_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    until_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    void_at = models.DateTimeField(null=True)


class TryRow(models.Model):
    """How often something was tried in vain; `key` does not tell what. Its instants are the machine's."""

    key = models.CharField(primary_key=True, max_length=64)
    count = models.IntegerField(default=0)
    locks = models.IntegerField(default=0)
    until_at = models.DateTimeField(db_index=True)
