"""What can be wrong with what comes over the exchange; each error names the fault and what to do about it."""

from __future__ import annotations

from glacy.errors import GlacyError


class ExchangeError(GlacyError):
    """Anything that is wrong with a directory, an envelope, or a reply to one."""


class MalformedDirectoryError(ExchangeError):
    """Bytes are not a directory or an entry of one in its one form, or contradict themselves."""


class DirectorySignatureError(ExchangeError):
    """The directory is not signed by its key, or its key is not the one that this node has pinned."""


class DirectoryRollbackError(ExchangeError):
    """A directory is older than the one it should replace, or belongs to another operator."""


class MalformedQuestionError(ExchangeError):
    """What a restored node asks, or is told, is not in its one form, or answers something else."""


class NotInDirectoryError(ExchangeError):
    """The directory lists no node for a country."""


class MalformedHeaderError(ExchangeError):
    """The header of an envelope lacks a field, or a field has a value that it cannot have."""


class MalformedEnvelopeError(ExchangeError):
    """Bytes are not an envelope: damaged, truncated, re-zipped, a bomb, or with parts that do not fit."""


class MalformedPayloadError(ExchangeError):
    """The list of pieces of a large payload is not in its one form, or contradicts itself."""


class SealedForAnotherError(ExchangeError):
    """The age file was not made for this key."""


class EnvelopeTooLargeError(ExchangeError):
    """An envelope is larger than what travels in one piece."""


class DamagedSealError(ExchangeError):
    """The age file is cut short or altered, or is no age file at all."""


class RecipientError(ExchangeError):
    """A text is not the public or the secret half of an age key."""


class UnknownSenderError(ExchangeError):
    """The sender that the header names is not in the directory."""


class WrongKeyError(ExchangeError):
    """The signature is not by a key of the node that the header names, or does not fit the bytes."""


class ExpiredCertificateError(ExchangeError):
    """The certificate of the sender was not valid when the envelope was signed."""


class WrongReceiverError(ExchangeError):
    """The envelope is addressed to another node."""


class ExerciseMixedError(ExchangeError):
    """An exercise message met a node for real cases, or the reverse."""


class MalformedReplyError(ExchangeError):
    """Bytes are not a receipt, a rejection or a conflict."""


class UnprovedReplyError(ExchangeError):
    """A reply does not prove what it says: another envelope, a wrong key, or no proof of the entry."""


class ThreadError(ExchangeError):
    """The state of a thread does not fit what is asked of it."""


class ParcelError(ExchangeError):
    """A parcel in the outbox cannot take this step from the state it is in."""
