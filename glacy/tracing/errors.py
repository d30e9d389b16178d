"""What can be wrong with a block, a source of transactions, a data set, or a question about one."""

from __future__ import annotations

from glacy.errors import GlacyError


class TracingError(GlacyError):
    """A chain cannot be read, or a question about it cannot be answered."""


class MalformedBlockError(TracingError):
    """Bytes are no block of the chain; `fields["why"]` names the reason in one word, `at` the place."""


class UnknownChainError(TracingError):
    """A chain is not known, or blocks of its form are not read."""


class MalformedAddressError(TracingError):
    """A text is no address of the chain: letters, check sum, version or length."""


class MalformedSourceError(TracingError):
    """A row of a source lacks a field, or holds what that field cannot."""


class DataSetError(TracingError):
    """A folder is no data set, or one of another chain or version."""


class NotInDataSetError(TracingError):
    """An address or transaction is not in the data set that was asked."""


class MalformedTagsError(TracingError):
    """A file is no TagPack and no list of addresses."""
