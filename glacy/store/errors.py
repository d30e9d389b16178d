"""What the store refuses."""

from __future__ import annotations

from glacy.errors import GlacyError


class StoreError(GlacyError):
    """The store cannot do what was asked."""


class NoAccessError(StoreError):
    """The officer is not on the case, or there is no such case: the two are not told apart."""


class NotAllowedError(StoreError):
    """The officer's roles do not allow the act."""


class StaleDraftError(StoreError):
    """A draft was changed, sent or put aside by somebody else since it was read."""


class NoSuchOfficerError(StoreError):
    """There is no active officer of that name."""


class RoleError(StoreError):
    """A list of roles is not one that a person can hold."""


class NotFoundError(StoreError):
    """There is no such thing on the cases of this officer."""


class ContentGoneError(StoreError):
    """The content of an exhibit was destroyed; its row and its chain stay."""


class UnsealedError(StoreError):
    """A sealed column was to be written in the clear."""


class ContentKeyError(StoreError):
    """The key under which content lies is missing, damaged, destroyed or of another node."""


class ReadOnlyError(StoreError):
    """Who sees a case through broken glass looks, and does nothing in it."""
