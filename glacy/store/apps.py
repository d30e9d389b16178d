"""The Django app that holds every table of a node."""

from __future__ import annotations

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """One app, one migration chain."""

    name = "glacy.store"
    label = "store"
    default = True
