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
