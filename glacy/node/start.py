"""Starts Django for the node in a folder; one process serves one node."""

from __future__ import annotations

import os
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings

from glacy.node.errors import NotANodeError
from glacy.sayings import say


def start_django(path: Path | None) -> None:
    """Points the settings at a node's folder and loads the tables; a second call names the same folder."""
    wanted = None if path is None else path.resolve()
    if not apps.ready:
        if wanted is not None:
            os.environ["GLACY_NODE"] = str(wanted)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "glacy.site.settings")
        django.setup()
    if wanted is not None and settings.NODE_PATH not in (wanted, None):
        raise NotANodeError(
            say("This process is at work for {node_path}.", node_path=settings.NODE_PATH),
            remedy=say("Use one process for one node."),
        )
