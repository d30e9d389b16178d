"""The people who sign in to a node."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class OfficerManager(BaseUserManager["OfficerRow"]):
    """Finds officers by the name with which they sign in."""

    def get_by_natural_key(self, username: str | None) -> OfficerRow:
        """The officer of that name; case does not matter."""
        return self.get(username=(username or "").lower())


class OfficerRow(AbstractBaseUser):
    """A person with roles at this node; never deleted, because acts are attributed to people."""

    username = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    roles = models.JSONField(default=list)
    authority = models.CharField(max_length=300)
    title = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=12, default="en")
    zone = models.CharField(max_length=64, default="UTC")
    exercise = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    added_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = OfficerManager()

    def __str__(self) -> str:
        return self.name


class PeopleChangeRow(models.Model):
    """An officer who is to be added, or is to be another than they are, as an administrator asks for it.

    `value` is all of the officer as they are to be; it stands in force when another person has agreed.
    """

    username = models.CharField(max_length=80)
    value = models.JSONField()
    why = models.TextField()
    state = models.CharField(max_length=10, default="asked")
    asked_by = models.ForeignKey(OfficerRow, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    settled_by = models.ForeignKey(OfficerRow, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        """One change waits at a time for an officer."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["username"], name="one_change_of_an_officer", condition=models.Q(state="asked")
            )
        ]
