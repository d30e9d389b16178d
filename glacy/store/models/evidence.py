"""Exhibits, what happened to them, and the scans of what came on paper."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from glacy.store.models.sealed import SealedText


class ExhibitRow(models.Model):
    """One file of evidence: its digest and where it came from; the content lies in the vault.

    `apart` is the category of child-abuse material, which lies in a vault of its own; empty for all else.
    `earlier` are the custody events that happened before it came here, as its bundle told them.
    """

    id = models.CharField(primary_key=True, max_length=36)
    case = models.ForeignKey("store.CaseRow", on_delete=models.PROTECT, related_name="exhibits")
    number = models.IntegerField()
    name = SealedText(of="case_id")
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    sealed_at = models.DateTimeField()
    put_by = models.ForeignKey("store.OfficerRow", null=True, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=10)
    message = models.ForeignKey(
        "store.MessageRow", null=True, on_delete=models.PROTECT, related_name="exhibits"
    )
    conditions = SealedText(of="case_id", blank=True)
    holder = models.TextField()
    apart = models.CharField(max_length=20, blank=True)
    earlier = models.JSONField(default=list)
    redacted_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="redacted")
    redaction = models.JSONField(default=dict)
    checked_at = models.DateTimeField(null=True)
    check_holds = models.BooleanField(null=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        """Found by case and by its content; a number names one exhibit of a case."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "number"], name="one_number_each")]
        indexes: ClassVar = [
            models.Index(fields=["case", "sealed_at"], name="exhibits_of_case"),
            models.Index(fields=["digest"], name="exhibits_by_digest"),
            models.Index(
                fields=["check_holds"], name="exhibits_differing", condition=models.Q(check_holds=False)
            ),
        ]


class CustodyRow(models.Model):
    """One event in the life of an exhibit; its commitment is in the journal."""

    exhibit = models.ForeignKey(ExhibitRow, on_delete=models.PROTECT, related_name="custody")
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.TextField()
    to = models.TextField(blank=True)
    keeper = models.TextField(blank=True)
    why = models.TextField(blank=True)
    request_reference = models.TextField(blank=True)
    entry = models.ForeignKey("store.EntryRow", on_delete=models.PROTECT, related_name="custody")


class HandOverRow(models.Model):
    """Evidence on its way from one hand to another; it is done when the other side has confirmed.

    `to_officer` is null for a person without an account: they sign the printed form, and `scan` keeps it.
    """

    id = models.CharField(primary_key=True, max_length=36)
    exhibit = models.ForeignKey(ExhibitRow, on_delete=models.PROTECT, related_name="hand_overs")
    kind = models.CharField(max_length=12)
    from_officer = models.ForeignKey("store.OfficerRow", on_delete=models.PROTECT, related_name="+")
    to_officer = models.ForeignKey("store.OfficerRow", null=True, on_delete=models.PROTECT, related_name="+")
    to_name = models.TextField()
    why = models.TextField()
    at = models.DateTimeField()
    state = models.CharField(max_length=10, default="underway")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("store.OfficerRow", null=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    scan = models.CharField(max_length=64, blank=True)
    scan_name = models.TextField(blank=True)

    class Meta:
        """An exhibit is on one way at a time; what waits is found by who must confirm it."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["exhibit"], name="one_way_at_a_time", condition=models.Q(state="underway")
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["to_officer"], name="hand_overs_waiting", condition=models.Q(state="underway")
            )
        ]


class CopyRow(models.Model):
    """A copy that was made of an exhibit: for whom, for what, and the digest of what left."""

    exhibit = models.ForeignKey(ExhibitRow, on_delete=models.PROTECT, related_name="copies")
    kind = models.CharField(max_length=12)
    to = models.TextField()
    why = models.TextField(blank=True)
    request = models.ForeignKey(
        "store.MessageRow", null=True, on_delete=models.PROTECT, related_name="copies"
    )
    consent = models.ForeignKey(
        "store.ConsentRow", null=True, on_delete=models.PROTECT, related_name="copies"
    )
    digest = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("store.OfficerRow", on_delete=models.PROTECT, related_name="+")


class ConsentRow(models.Model):
    """A consent to another use of an exhibit: got from who set its conditions, or given by us."""

    exhibit = models.ForeignKey(ExhibitRow, on_delete=models.PROTECT, related_name="consents")
    direction = models.CharField(max_length=5)
    use = models.CharField(max_length=20)
    what = models.TextField()
    to = models.TextField()
    from_name = models.TextField()
    given_by = models.TextField()
    given_at = models.DateTimeField()
    until_on = models.DateField(null=True)
    basis = models.TextField(blank=True)
    reference = models.TextField(blank=True)
    how = models.CharField(max_length=10)
    file = models.CharField(max_length=64)
    file_name = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("store.OfficerRow", on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        "store.OfficerRow", null=True, on_delete=models.PROTECT, related_name="+"
    )


class CasePaperRow(models.Model):
    """A paper that goes with the evidence of a case: domestic order, execution record, certificate."""

    id = models.CharField(primary_key=True, max_length=36)
    case = models.ForeignKey("store.CaseRow", on_delete=models.PROTECT, related_name="papers")
    request = models.ForeignKey(
        "store.MessageRow", null=True, on_delete=models.PROTECT, related_name="papers"
    )
    kind = models.CharField(max_length=12)
    title = models.TextField()
    suffix = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey("store.OfficerRow", on_delete=models.PROTECT, related_name="+")


class DestructionRow(models.Model):
    """That the content of an exhibit is to be removed: who asked, why, and who of the others agreed."""

    id = models.CharField(primary_key=True, max_length=36)
    exhibit = models.ForeignKey(ExhibitRow, on_delete=models.PROTECT, related_name="destructions")
    why = models.TextField()
    asked_by = models.ForeignKey("store.OfficerRow", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="asked")
    settled_by = models.ForeignKey("store.OfficerRow", null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        """An exhibit is asked for once at a time."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["exhibit"], name="one_destruction_asked", condition=models.Q(state="asked")
            )
        ]


class OpenerRow(models.Model):
    """A person who may open the child-abuse material of a case, named by another."""

    case = models.ForeignKey("store.CaseRow", on_delete=models.PROTECT, related_name="openers")
    officer = models.ForeignKey("store.OfficerRow", on_delete=models.PROTECT, related_name="+")
    named_by = models.ForeignKey("store.OfficerRow", on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    why = models.TextField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        """One place to a person and case."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "officer"], name="one_opener_each")]


class AgreementRow(models.Model):
    """That child-abuse material may go to a State: what that State agreed to, and who of ours agreed."""

    exhibit = models.ForeignKey(ExhibitRow, on_delete=models.PROTECT, related_name="agreements")
    country = models.CharField(max_length=2)
    theirs = models.TextField()
    theirs_on = models.DateField()
    theirs_reference = models.TextField()
    scan = models.CharField(max_length=64)
    scan_name = models.TextField()
    recorded_by = models.ForeignKey("store.OfficerRow", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    agreed_by = models.ForeignKey("store.OfficerRow", null=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        """One agreement to an exhibit and State."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exhibit", "country"], name="one_agreement_each")
        ]


class RecheckRow(models.Model):
    """One round through the vault: how many exhibits were compared with their seals, and which differ."""

    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    looked = models.IntegerField(default=0)
    size = models.BigIntegerField(default=0)
    differing = models.JSONField(default=list)
    asked_by = models.ForeignKey("store.OfficerRow", null=True, on_delete=models.PROTECT, related_name="+")


class PaperRow(models.Model):
    """How something travelled without a node: who keyed it in, from what, and the scan."""

    message = models.OneToOneField("store.MessageRow", on_delete=models.PROTECT, related_name="paper")
    transcribed_by = models.ForeignKey("store.OfficerRow", on_delete=models.PROTECT, related_name="+")
    transcribed_at = models.DateTimeField()
    moved_on = models.DateField(null=True)
    how = models.TextField(blank=True)
    scan = models.CharField(max_length=64, blank=True)
    scan_name = models.TextField(blank=True)
