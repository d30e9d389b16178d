"""Drafts, threads between two nodes, their messages both ways, receipts and what waits to leave."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from glacy.store.models.sealed import SealedBytes, SealedJson, SealedText


class DraftRow(models.Model):
    """Something being prepared: a request, or an answer to one; `body` is its JSON."""

    id = models.CharField(primary_key=True, max_length=36)
    case = models.ForeignKey("store.CaseRow", on_delete=models.PROTECT, related_name="drafts")
    kind = models.CharField(max_length=20)
    measure = models.CharField(max_length=20)
    country = models.CharField(max_length=2)
    addressee = models.CharField(max_length=12, default="state")
    state = models.CharField(max_length=12, default="draft")
    body = SealedJson(of="case_id")
    about = models.ForeignKey("store.MessageRow", null=True, on_delete=models.PROTECT, related_name="drafts")
    made_by = models.ForeignKey("store.OfficerRow", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    proposed_by = models.ForeignKey("store.OfficerRow", null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("store.OfficerRow", null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    given_back_why = models.TextField(blank=True)
    editors = models.JSONField(default=list)
    sent_as = models.CharField(max_length=36, blank=True)

    class Meta:
        """Found by case, newest first, and by what waits for approval."""

        indexes: ClassVar = [
            models.Index(fields=["case", "-saved_at"], name="drafts_of_case"),
            models.Index(fields=["state"], name="drafts_by_state", condition=models.Q(state="proposed")),
        ]


class ThreadRow(models.Model):
    """One case between two nodes: the order of its messages both ways."""

    id = models.CharField(primary_key=True, max_length=36)
    case = models.ForeignKey("store.CaseRow", null=True, on_delete=models.PROTECT, related_name="threads")
    country = models.CharField(max_length=2)
    node = models.CharField(max_length=200, blank=True)
    sent_sequence = models.IntegerField(default=0)
    sent_digest = models.CharField(max_length=64, blank=True)
    received_sequence = models.IntegerField(default=0)
    received_digest = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField()

    class Meta:
        """Found by case and State."""

        indexes: ClassVar = [models.Index(fields=["case", "country"], name="threads_of_case")]


class MessageRow(models.Model):
    """A message of a thread, sent or received: its canonical bytes, where its files lie, and its life."""

    id = models.CharField(primary_key=True, max_length=36)
    thread = models.ForeignKey(ThreadRow, on_delete=models.PROTECT, related_name="messages")
    case = models.ForeignKey("store.CaseRow", null=True, on_delete=models.PROTECT, related_name="messages")
    direction = models.CharField(max_length=8)
    kind = models.CharField(max_length=20)
    measure = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2)
    body = SealedBytes(of="thread_id")
    about = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replies")
    state = models.CharField(max_length=12)
    carried = models.CharField(max_length=10)
    sequence = models.IntegerField(null=True)
    previous = models.CharField(max_length=64, blank=True)
    envelope_id = models.CharField(max_length=36, unique=True, null=True)
    envelope_digest = models.CharField(max_length=64, blank=True)
    files = models.JSONField(default=dict)
    urgency = models.CharField(max_length=10, blank=True)
    data = models.JSONField(default=list)
    outcomes = models.JSONField(default=list)
    grounds = models.JSONField(default=list)
    dated_at = models.DateTimeField()
    stamped_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey("store.OfficerRow", null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("store.OfficerRow", null=True, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey("store.OfficerRow", null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    exercise = models.BooleanField(default=False)

    class Meta:
        """Found by case, by thread in order, what waits in the inbox, what is new, and what is counted."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["thread", "direction", "sequence"],
                name="one_message_each_place",
                condition=models.Q(sequence__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["case", "dated_at"], name="messages_of_case"),
            models.Index(fields=["direction", "kind", "dated_at"], name="messages_counted"),
            models.Index(fields=["arrived_at"], name="inbox", condition=models.Q(case__isnull=True)),
            models.Index(
                fields=["case", "arrived_at"],
                name="messages_unseen",
                condition=models.Q(arrived_at__isnull=False, seen_at__isnull=True),
            ),
        ]


class ReceiptRow(models.Model):
    """A signed receipt, conflict or rejection, given or got; `data` is null until the journal has it."""

    message = models.ForeignKey(MessageRow, null=True, on_delete=models.PROTECT, related_name="receipts")
    envelope_id = models.CharField(max_length=36, db_index=True)
    envelope_digest = models.CharField(max_length=64)
    direction = models.CharField(max_length=8)
    kind = models.CharField(max_length=12)
    data = models.BinaryField(null=True)
    entry = models.ForeignKey("store.EntryRow", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """One answer of a kind to an envelope's bytes."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["envelope_id", "envelope_digest", "direction", "kind"],
                name="one_receipt_each",
                condition=~models.Q(kind="void"),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["envelope_digest"], name="receipts_by_envelope")]


class OutboxRow(models.Model):
    """An envelope that must leave; its states are those of a parcel (exchange.ParcelState).

    `sealed_digest` names its sealed bytes in the vault once they must leave again, `sealed_for` the keys that
    they were sealed for; mail is tried again from `mail_at` on.
    """

    message = models.OneToOneField(MessageRow, on_delete=models.PROTECT, related_name="outbox")
    country = models.CharField(max_length=2)
    state = models.CharField(max_length=10, default="pending")
    attempts = models.IntegerField(default=0)
    queued_at = models.DateTimeField()
    next_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    says = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)
    posted_until = models.DateTimeField(null=True)
    sealed_digest = models.CharField(max_length=64, blank=True)
    sealed_for = models.CharField(max_length=64, blank=True)
    mail_at = models.DateTimeField(null=True)

    class Meta:
        """Found by what is due."""

        indexes: ClassVar = [
            models.Index(
                fields=["next_at"],
                name="outbox_to_carry",
                condition=models.Q(state__in=("pending", "posted")),
            )
        ]


class EarlyRow(models.Model):
    """An envelope that came before one that it follows; it waits here, receipted, until its turn."""

    envelope_id = models.CharField(primary_key=True, max_length=36)
    envelope_digest = models.CharField(max_length=64)
    thread = models.CharField(max_length=36)
    sender = models.CharField(max_length=2)
    sequence = models.IntegerField()
    previous = models.CharField(max_length=64)
    arrived_at = models.DateTimeField()

    class Meta:
        """One message waits for each place."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["thread", "sender", "sequence"], name="one_waits_for_a_place")
        ]


class QuarantineRow(models.Model):
    """What arrived and could not be taken: the bytes as they came, and the signed answer to them."""

    digest = models.CharField(max_length=64, unique=True)
    envelope_id = models.CharField(max_length=36, blank=True)
    envelope_digest = models.CharField(max_length=64, blank=True, db_index=True)
    sender = models.CharField(max_length=2, blank=True)
    reason = models.CharField(max_length=40)
    says = models.TextField()
    reply = models.BinaryField()
    arrived_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)


class PeerStateRow(models.Model):
    """What this node last saw of another, and the carrier that a person chose for it.

    `carrier`: empty (HTTPS, then mail), https, mail, stick.
    """

    country = models.CharField(primary_key=True, max_length=2)
    reached_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failed_says = models.TextField(blank=True)
    checkpoint = models.TextField(blank=True)
    carrier = models.CharField(max_length=8, blank=True)


class CallBackRow(models.Model):
    """A call to the number in the directory, to learn whether the request is theirs."""

    message = models.ForeignKey(MessageRow, on_delete=models.PROTECT, related_name="call_backs")
    number = models.TextField()
    spoke_to = SealedText(of="message.thread_id")
    result = models.CharField(max_length=20)
    note = SealedText(of="message.thread_id", blank=True)
    is_of_directory = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey("store.OfficerRow", on_delete=models.PROTECT, related_name="+")
