"""What a node knows of its directory: how refreshing went, what changed, and who compared fingerprints."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class RefreshRow(models.Model):
    """How refreshing went: one row for as long as it ends in the same way."""

    outcome = models.CharField(max_length=20)
    says = models.TextField(blank=True)
    source = models.TextField(blank=True)
    version = models.PositiveIntegerField(null=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)


class ListedChangeRow(models.Model):
    """One thing that a newer directory changed about a State."""

    country = models.CharField(max_length=2)
    kind = models.CharField(max_length=20)
    about = models.TextField(blank=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    version = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        """The same change of one version is told once, also when a run was cut short."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "country", "kind", "about", "before", "after"],
                name="a_listed_change_once",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["country", "-at"], name="listed_change_by_country")]


class JoiningCallRow(models.Model):
    """A call in which this node and the operator compared fingerprints: who, whom, by which number, when."""

    by = models.CharField(max_length=200)
    spoke_to = models.CharField(max_length=200)
    number = models.CharField(max_length=100)
    called_at = models.DateTimeField()
    heard = models.CharField(max_length=64)
    entry = models.CharField(max_length=64)
    fits = models.BooleanField()
    at = models.DateTimeField()
