"""Large payloads: evidence that travels apart from its message, in pieces."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class PayloadRow(models.Model):
    """How far the evidence of a message has come; which pieces are here the disk tells.

    `direction` is that of the message. `state`: of ours `offered`, then `gathered` when the receiver said
    that all is there; of theirs `coming`, `gathered`, or `stuck` when a person is asked; `void` is one whose
    message was erased. `had` counts whole pieces at the receiver.
    """

    message = models.OneToOneField("store.MessageRow", on_delete=models.PROTECT, related_name="payload")
    direction = models.CharField(max_length=8)
    country = models.CharField(max_length=2)
    state = models.CharField(max_length=10)
    size = models.BigIntegerField()
    sealed_size = models.BigIntegerField()
    count = models.IntegerField()
    had = models.IntegerField(default=0)
    tries = models.IntegerField(default=0)
    next_at = models.DateTimeField()
    since = models.DateTimeField()
    moved_at = models.DateTimeField(null=True)
    says = models.TextField(blank=True)

    class Meta:
        """Found by what is due."""

        indexes: ClassVar = [
            models.Index(
                fields=["next_at"],
                name="payloads_due",
                condition=models.Q(direction="received", state="coming"),
            ),
        ]


class ReleaseRow(models.Model):
    """An answer with much evidence that two persons let go, and that the node makes ready by itself.

    `state`: `asked`, then `sent`, or `stopped` with why in `says`: then a person asks again. `size` and
    `done` are the bytes that are to be worked through, and those that are.
    """

    draft = models.OneToOneField("store.DraftRow", on_delete=models.PROTECT, related_name="release")
    asked_by = models.ForeignKey("store.OfficerRow", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="asked")
    size = models.BigIntegerField(default=0)
    done = models.BigIntegerField(default=0)
    began_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    says = models.TextField(blank=True)

    class Meta:
        """Found by what is to be made ready."""

        indexes: ClassVar = [
            models.Index(fields=["next_at"], name="releases_due", condition=models.Q(state="asked"))
        ]
