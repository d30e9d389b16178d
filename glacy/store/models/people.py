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
