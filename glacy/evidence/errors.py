"""What can be wrong with evidence: its names, its seal, its custody and its bundle."""

from __future__ import annotations

from glacy.errors import GlacyError


class EvidenceError(GlacyError):
    """Anything that is wrong with evidence or with what claims to be a bundle of it."""


class ItemNameError(EvidenceError):
    """A name cannot stand in a bundle: it climbs out of its folder, is empty, too long or there twice."""


class ChangedItemError(EvidenceError):
    """A file is not the one that was sealed: its size or its digest differs."""


class MissingItemError(EvidenceError):
    """A file that was sealed is not there, or one is there that was not sealed."""


class MalformedBundleError(EvidenceError):
    """Bytes are not a bundle of ours in its one form (docs/specs/evidence.md)."""


class CustodyError(EvidenceError):
    """An event of custody is incomplete or out of order."""


class ConsentError(EvidenceError):
    """A consent to another use is incomplete, or is not what its container should hold."""
