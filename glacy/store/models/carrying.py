"""How envelopes travel: departures by each carrier, replies that go back, letters of the mailbox."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class DepartureRow(models.Model):
    """That the sealed bytes of a parcel left by a carrier: when, how often, and what became of it.

    `state`: leaving (committed before the line opens), left, failed, came_back, void (the message has
    another envelope since). `mark` is the Message-ID of a
    mail; `sealed` the digest of the bytes that left.
    """

    outbox = models.ForeignKey("store.OutboxRow", on_delete=models.PROTECT, related_name="departures")
    carrier = models.CharField(max_length=8)
    sealed = models.CharField(max_length=64)
    mark = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, default="leaving")
    times = models.IntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    says = models.TextField(blank=True)
    by = models.ForeignKey("store.OfficerRow", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """One line for a form of the parcel and a carrier; found by what a reply or a bounce names."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["outbox", "carrier", "sealed", "mark"], name="one_departure_each"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["sealed"], name="departures_by_bytes"),
            models.Index(fields=["mark"], name="departures_by_mark", condition=~models.Q(mark="")),
        ]


class ReturnRow(models.Model):
    """A signed reply that goes back by the carrier that brought the envelope, mail or stick.

    `state`: waiting, gone, failed, came_back. `about` is the digest of the sealed bytes that it answers.
    """

    carrier = models.CharField(max_length=8)
    country = models.CharField(max_length=2)
    about = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    data = models.BinaryField()
    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=10, default="waiting")
    asked_at = models.DateTimeField()
    next_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    gone_at = models.DateTimeField(null=True)
    mark = models.CharField(max_length=200, blank=True)
    answers = models.CharField(max_length=200, blank=True)
    says = models.TextField(blank=True)

    class Meta:
        """One reply to the same bytes by a carrier; found by what is due and by what a bounce names."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["carrier", "about", "digest"], name="one_return_each"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["carrier", "next_at"], name="returns_due", condition=models.Q(state="waiting")
            ),
            models.Index(fields=["mark"], name="returns_by_mark", condition=~models.Q(mark="")),
        ]


class LetterRow(models.Model):
    """A message of the node's mailbox that was looked at: what was found in it, and whether it was moved.

    `found`: parcel, reply, bounce, not_ours. A message is known by mailbox, UIDVALIDITY and UID (RFC 3501).
    """

    mailbox = models.CharField(max_length=200)
    validity = models.BigIntegerField()
    uid = models.BigIntegerField()
    found = models.CharField(max_length=10)
    size = models.BigIntegerField()
    says = models.TextField(blank=True)
    at = models.DateTimeField()
    is_moved = models.BooleanField(default=False)

    class Meta:
        """A message is looked at once; the newest are shown."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mailbox", "validity", "uid"], name="one_letter_each"),
        ]
        indexes: ClassVar = [models.Index(fields=["-at"], name="letters_newest")]


class CarrierStateRow(models.Model):
    """How a carrier of this node last fared: `mail_out` and `mail_in`."""

    name = models.CharField(primary_key=True, max_length=12)
    reached_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failed_says = models.TextField(blank=True)
