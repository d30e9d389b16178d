"""Closing an envelope to its receiver's keys and opening it again, with age (age-encryption.org/v1).

age hides and protects the bytes; it does not say who sent them. That the signed header does. Each sealing
takes fresh randomness inside age, the one thing here that is not an argument.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

import pyrage  # type: ignore[import-untyped]  # it ships no types

from glacy.exchange.errors import (
    DamagedSealError,
    EnvelopeTooLargeError,
    RecipientError,
    SealedForAnotherError,
)
from glacy.sayings import say

MAX_ENVELOPE_SIZE = 256 * 1024 * 1024
"""The largest envelope that travels in one piece."""
MAX_SEALED_SIZE = MAX_ENVELOPE_SIZE + 1024 * 1024
"""The largest age file that is taken: age adds 16 bytes to each 64 KiB, and its head."""

_MAGIC = b"age-encryption.org/v1\n"
_ASK = say("Ask the sender to send the envelope again.")


def new_identity() -> str:
    """A new secret age key, from the randomness of the system; it is kept like a private key."""
    return str(pyrage.x25519.Identity.generate())


def recipient_of(identity: str) -> str:
    """The public half of a secret age key, which goes into the directory."""
    return str(_identity(identity).to_public())


def check_recipient(recipient: str) -> None:
    """Returns if the text is the public half of an age key, in its one form."""
    _recipient(recipient)


def seal_envelope(envelope: bytes, *, to: Iterable[str]) -> bytes:
    """The envelope encrypted so that any of these age recipients, and no other, opens it."""
    if len(envelope) > MAX_ENVELOPE_SIZE:
        raise EnvelopeTooLargeError(
            say(
                "An envelope has at most {max_envelope_size} bytes, found {count}.",
                max_envelope_size=MAX_ENVELOPE_SIZE,
                count=len(envelope),
            ),
            remedy=say("Send the evidence in several smaller bundles."),
            size=len(envelope),
        )
    return bytes(pyrage.encrypt(envelope, _recipients(to)))


def open_sealed(sealed: bytes, *, identities: Iterable[str]) -> bytes:
    """The envelope inside an age file; nothing is given out unless every byte of it is authentic."""
    if not sealed.startswith(_MAGIC):
        raise DamagedSealError(say("These bytes are not an age file."), remedy=_ASK, size=len(sealed))
    if len(sealed) > MAX_SEALED_SIZE:
        raise EnvelopeTooLargeError(
            say(
                "A sealed envelope has at most {max_sealed_size} bytes, found {count}.",
                max_sealed_size=MAX_SEALED_SIZE,
                count=len(sealed),
            ),
            remedy=say("Ask the sender to split what it sends."),
            size=len(sealed),
        )
    try:
        return bytes(pyrage.decrypt(sealed, [_identity(one) for one in identities]))
    except pyrage.DecryptError as fault:
        raise _named(fault) from fault


def seal_stream(source: BinaryIO, target: BinaryIO, *, to: Iterable[str]) -> None:
    """As `seal_envelope`, from one open file into another, in pieces of 64 KiB."""
    recipients, watched = _recipients(to), _Watched(target)
    try:
        pyrage.encrypt_io(source, watched, recipients)
    except pyrage.EncryptError as fault:
        raise OSError(str(fault)) from fault
    watched.demand_whole()


def open_stream(source: BinaryIO, target: BinaryIO, *, identities: Iterable[str]) -> None:
    """As `open_sealed`, between open files.

    What stands in `target` counts only once this has returned: of a file that was cut short the beginning has
    already been written when the error comes. Write to a temporary file and rename it on return. A disk that
    is full or fails raises OSError, as everywhere.
    """
    keys, watched = [_identity(one) for one in identities], _Watched(target)
    try:
        pyrage.decrypt_io(source, watched, keys)
    except pyrage.DecryptError as fault:
        if "[Errno" in str(fault):
            raise OSError(str(fault)) from fault
        raise _named(fault) from fault
    except OSError as fault:
        if fault.errno is not None:
            raise
        raise _named(fault) from fault
    watched.demand_whole()


class _Watched:
    """A file to write to that remembers when a write failed: age forgets that of the last piece.

    On a disk that was full for a moment a file would be cut short and yet count as written.
    """

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self._fault: Exception | None = None

    def write(self, data: bytes) -> int:
        try:
            return self._target.write(data)
        except Exception as fault:
            self._fault = self._fault or fault
            raise

    def flush(self) -> None:
        try:
            self._target.flush()
        except Exception as fault:
            self._fault = self._fault or fault
            raise

    def demand_whole(self) -> None:
        if self._fault is not None:
            raise self._fault


def _named(fault: Exception) -> DamagedSealError | SealedForAnotherError:
    if "No matching keys" in str(fault):
        return SealedForAnotherError(
            say("The envelope was sealed for another key than ours, or its first lines are damaged."),
            remedy=say("Ask the sender which directory it used, and to send again."),
        )
    return DamagedSealError(say("The sealed envelope is cut short or altered."), remedy=_ASK)


def _recipients(texts: Iterable[str]) -> list[pyrage.x25519.Recipient]:
    recipients = [_recipient(text) for text in texts]
    if not recipients:
        raise RecipientError(
            say("There is nobody to seal for."), remedy=say("Give at least one age recipient.")
        )
    return recipients


def _recipient(text: str) -> pyrage.x25519.Recipient:
    try:
        recipient = pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError as fault:
        raise _not_a_key(text) from fault
    if str(recipient) != text:
        raise _not_a_key(text)
    return recipient


def _not_a_key(text: str) -> RecipientError:
    return RecipientError(
        say("{found!r} is not the public half of an age key.", found=text[:80]),
        remedy=say("It begins with age1 and has 62 characters."),
        found=text[:80],
    )


def _identity(text: str) -> pyrage.x25519.Identity:
    try:
        return pyrage.x25519.Identity.from_str(text)
    except pyrage.IdentityError as fault:
        raise RecipientError(
            say("The secret age key cannot be read."), remedy=say("It begins with AGE-SECRET-KEY-1.")
        ) from fault
