"""Acts and bills with their versions, what reviewers decided, judgments on them, and policies."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

_OFFICER = "store.OfficerRow"


class ActRow(models.Model):
    """An act or a bill of a State, whatever its versions say; `covers` is what law it is."""

    id = models.CharField(primary_key=True, max_length=36)
    country = models.CharField(max_length=2)
    kind = models.CharField(max_length=8)
    title = models.TextField()
    number = models.TextField(blank=True)
    covers = models.JSONField(default=list)
    put_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    put_at = models.DateTimeField()

    class Meta:
        """Found by State."""

        indexes: ClassVar = [models.Index(fields=["country", "kind"], name="acts_of_state")]


class VersionRow(models.Model):
    """The text of an act in one language, as it stands from a day: where it is from, and who confirmed it.

    `digest` is that of the text, `file_digest` that of the file, which lies in the vault. A bill has no day
    on which it came into force: `from_on` is the day of the draft.
    """

    id = models.CharField(primary_key=True, max_length=36)
    act = models.ForeignKey(ActRow, on_delete=models.PROTECT, related_name="versions")
    language = models.CharField(max_length=3)
    status = models.CharField(max_length=8)
    dated_on = models.DateField()
    from_on = models.DateField()
    repealed_on = models.DateField(null=True)
    source = models.TextField(blank=True)
    is_mirror = models.BooleanField(default=False)
    amended_by = models.TextField(blank=True)
    file_digest = models.CharField(max_length=64)
    file_name = models.TextField(blank=True)
    form = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
    pages = models.JSONField()
    warnings = models.JSONField(default=list)
    left_out = models.JSONField(default=list)
    put_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    put_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        """A text is a version of an act once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["act", "digest"], name="one_version_to_a_text")
        ]


class ProvisionRow(models.Model):
    """An article or section of a version; `digest` is that of its words, whatever stands around them."""

    version = models.ForeignKey(VersionRow, on_delete=models.PROTECT, related_name="provisions")
    place = models.IntegerField()
    number = models.CharField(max_length=80)
    label = models.TextField(blank=True)
    heading = models.TextField(blank=True)
    text = models.TextField()
    page = models.IntegerField()
    start = models.IntegerField()
    end = models.IntegerField()
    above = models.JSONField(default=list)
    quoted_in = models.CharField(max_length=80, blank=True)
    is_repealed = models.BooleanField(default=False)
    digest = models.CharField(max_length=64)

    class Meta:
        """In the order of the text; the same words are found again in every version."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "place"], name="one_provision_to_a_place")
        ]
        indexes: ClassVar = [models.Index(fields=["digest"], name="provisions_by_words")]


class AlignedRow(models.Model):
    """A provision, or an item of one, lined up with the treaties: its candidates, best first."""

    version = models.ForeignKey(VersionRow, on_delete=models.PROTECT, related_name="aligned")
    place = models.IntegerField()
    provision = models.ForeignKey(ProvisionRow, on_delete=models.PROTECT, related_name="aligned")
    number = models.CharField(max_length=120)
    heading = models.TextField(blank=True)
    matches = models.JSONField()

    class Meta:
        """In the order of the act."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "place"], name="one_alignment_to_a_place")
        ]


class DecisionRow(models.Model):
    """What a reviewer decided on a provision and an article; never changed, each bound to the one before.

    `line` is the decision as the log of decisions writes it, its reviewer by a number, so that a name can
    go. `words` is the digest of the provision that was read: the decision goes stale when the words change.
    """

    act = models.ForeignKey(ActRow, on_delete=models.PROTECT, related_name="decisions")
    version = models.ForeignKey(VersionRow, on_delete=models.PROTECT, related_name="decisions")
    number = models.CharField(max_length=120)
    words = models.CharField(max_length=64)
    instrument = models.CharField(max_length=10)
    article = models.CharField(max_length=10)
    verdict = models.CharField(max_length=10)
    reason = models.TextField(blank=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    line = models.TextField()
    digest = models.CharField(max_length=64, unique=True)
    previous = models.CharField(max_length=64, unique=True)

    class Meta:
        """Found by what it is about."""

        indexes: ClassVar = [models.Index(fields=["act", "number"], name="decisions_of_act")]


class JudgmentRow(models.Model):
    """A judgment that strikes a provision down, or narrows it, from a day on."""

    act = models.ForeignKey(ActRow, on_delete=models.PROTECT, related_name="judgments")
    number = models.CharField(max_length=80)
    effect = models.CharField(max_length=8)
    court = models.TextField()
    reference = models.TextField()
    from_on = models.DateField()
    source = models.TextField()
    note = models.TextField(blank=True)
    put_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    put_at = models.DateTimeField()


class PolicyRow(models.Model):
    """A policy or strategy of a State, with its days and the objectives that it names."""

    id = models.CharField(primary_key=True, max_length=36)
    country = models.CharField(max_length=2)
    kind = models.CharField(max_length=8)
    title = models.TextField()
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    source = models.TextField()
    is_mirror = models.BooleanField(default=False)
    objectives = models.JSONField()
    file_digest = models.CharField(max_length=64, blank=True)
    file_name = models.TextField(blank=True)
    put_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    put_at = models.DateTimeField()
