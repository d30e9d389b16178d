"""The words for kinds of files and for what a report tells of one."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.parts import Text

KINDS: Final[dict[str, Text]] = {
    "document": _("document"),
    "envelope": _("envelope"),
    "receipt": _("receipt"),
    "bundle": _("evidence bundle"),
    "container": _("signed container"),
    "checkpoint": _("checkpoint"),
    "proof": _("journal proof"),
    "directory": _("directory"),
    "sealed": _("encrypted envelope"),
    "bag": _("bag of files"),
    "image": _("disk image"),
}

FACTS: Final[dict[str, Text]] = {
    "sha256": _("SHA-256 of the file"),
    "size": _("Size"),
    "signed_at": _("Signed"),
    "stamped_at": _("Time-stamped"),
    "renewed_at": _("Renewed"),
    "logged_at": _("Logged"),
    "witnessed_at": _("Witnessed"),
    "directory": _("Directory that was trusted"),
}

CODES: Final = ("sha256", "directory")
