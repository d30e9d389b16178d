"""Who may decide, and what was decided: rules, broken glass, erasures, content keys, alarms and notices."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

_OFFICER = "store.OfficerRow"


class RulesRow(models.Model):
    """The node's rules of authority as one written value; the newest that stands is in force."""

    value = models.JSONField()
    why = models.TextField()
    state = models.CharField(max_length=10, default="asked")
    asked_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    settled_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        """One change waits at a time."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["state"], name="one_change_of_rules_waits", condition=models.Q(state="asked")
            )
        ]


class GlassRow(models.Model):
    """Sight of a case for one who is not on it: asked by one named office-holder, agreed to by another."""

    id = models.CharField(primary_key=True, max_length=36)
    reference = models.CharField(max_length=60)
    case = models.ForeignKey("store.CaseRow", null=True, on_delete=models.PROTECT, related_name="glasses")
    why = models.TextField()
    hours = models.IntegerField()
    state = models.CharField(max_length=10, default="asked")
    asked_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    until_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        """Found by what is open, by person."""

        indexes: ClassVar = [
            models.Index(fields=["asked_by"], name="glass_open", condition=models.Q(state="open"))
        ]


class ErasureRow(models.Model):
    """That a case, or a person who left, is to be erased; it stays when what it names is gone."""

    id = models.CharField(primary_key=True, max_length=36)
    case = models.ForeignKey("store.CaseRow", null=True, on_delete=models.PROTECT, related_name="erasures")
    person = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="erasures")
    why = models.TextField()
    state = models.CharField(max_length=10, default="asked")
    asked_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    settled_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    swept_at = models.DateTimeField(null=True)
    vault = models.JSONField(default=list)
    """Digests whose files are still to be removed; empty once that is done."""

    class Meta:
        """One waits at a time for a case or person."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], name="one_erasure_of_a_case", condition=models.Q(state="asked")
            ),
            models.UniqueConstraint(
                fields=["person"], name="one_erasure_of_a_person", condition=models.Q(state="asked")
            ),
        ]


class ContentKeyRow(models.Model):
    """The content key of a case or thread, wrapped by the node's; without `wrapped` it is destroyed."""

    id = models.CharField(primary_key=True, max_length=36)
    wrapped = models.BinaryField()
    destroyed_at = models.DateTimeField(null=True)


class AlarmRow(models.Model):
    """An emergency that another State claims, until a person takes it; `called` says who was called, when."""

    message = models.OneToOneField("store.MessageRow", on_delete=models.PROTECT, related_name="alarm")
    raised_at = models.DateTimeField()
    next_at = models.DateTimeField()
    called = models.JSONField(default=list)
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Found by what nobody has taken."""

        indexes: ClassVar = [
            models.Index(fields=["next_at"], name="alarms_ringing", condition=models.Q(taken_at=None))
        ]


class WaiverRow(models.Model):
    """That data leave on a claimed emergency without a call that confirmed it: the reason, named by two."""

    message = models.ForeignKey("store.MessageRow", on_delete=models.PROTECT, related_name="waivers")
    why = models.TextField()
    asked_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True)


class ChannelRow(models.Model):
    """How an officer wants to be told that something is here; who has no row is told by their own mail."""

    officer = models.OneToOneField(
        _OFFICER, primary_key=True, on_delete=models.PROTECT, related_name="channel"
    )
    by_mail = models.BooleanField(default=True)
    what = models.JSONField(default=list)
    at_most_minutes = models.IntegerField(default=15)


class NoticeRow(models.Model):
    """That an officer is to be told that something is here; it holds nothing of what it is."""

    officer = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="notices")
    is_alarm = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    says = models.TextField(blank=True)

    class Meta:
        """Found by what is to be sent."""

        indexes: ClassVar = [
            models.Index(fields=["next_at"], name="notices_due", condition=models.Q(sent_at=None))
        ]
