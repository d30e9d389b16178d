"""The keys of content: one to each case and thread, wrapped by the node's key, destroyed by an erasure.

The node that is open wraps them (`wrapping`). A key lies wrapped in its row; who destroys that destroys
everything that was sealed under it, wherever a copy of that lies (decision 58).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import IntegrityError, transaction

from glacy.exchange import new_identity
from glacy.sayings import say
from glacy.store.errors import ContentKeyError
from glacy.store.models import ContentKeyRow
from glacy.store.wrapping import wrappers

_KEY, _NONCE = 32, 12
_MOST_KEPT: Final = 2048
_known: dict[str, tuple[bytes, str]] = {}
"""Keys whose row is committed: one of a transaction that was rolled back must seal nothing."""


def seal(key_id: str, content: bytes) -> bytes:
    """The content under that key, which is made where there is none yet."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(_key_to_write(key_id)[0]).encrypt(nonce, content, key_id.encode("utf-8"))


def unseal(key_id: str, sealed: bytes) -> bytes | None:
    """What was sealed under that key; None where the key was destroyed."""
    found = _find(key_id)
    if found is None:
        return None
    try:
        return AESGCM(found[0]).decrypt(sealed[:_NONCE], sealed[_NONCE:], key_id.encode("utf-8"))
    except InvalidTag as fault:
        raise ContentKeyError(
            say("What lies under the content key {key_id} is damaged.", key_id=key_id),
            remedy=say("Restore it from the backup; do not rely on it."),
            key=key_id,
        ) from fault


def identity_to_write(key_id: str) -> str:
    """The age identity of a content key, made where there is none: files of the vault are sealed to it."""
    return _key_to_write(key_id)[1]


def find_identity(key_id: str) -> str | None:
    """The age identity of a content key; None where it was destroyed."""
    found = _find(key_id)
    return None if found is None else found[1]


def destroy(key_ids: Iterable[str], *, at: datetime) -> int:
    """Destroys these keys for good; their rows stay to say so. How many were destroyed now."""
    named = list(key_ids)
    for key_id in named:
        _known.pop(key_id, None)
        ContentKeyRow.objects.get_or_create(pk=key_id, defaults={"wrapped": b"", "destroyed_at": at})
    standing = ContentKeyRow.objects.filter(pk__in=named, destroyed_at=None)
    return standing.update(wrapped=b"", destroyed_at=at)


def put_restored(rows: Iterable[tuple[str, bytes, datetime | None]]) -> int:
    """Puts keys beside restored rows; what is destroyed among them stays so. How many there are now."""
    with transaction.atomic():
        known = set(ContentKeyRow.objects.values_list("pk", flat=True))
        for key_id, wrapped, destroyed_at in rows:
            values = {"wrapped": b"" if destroyed_at else wrapped, "destroyed_at": destroyed_at}
            if key_id in known:
                ContentKeyRow.objects.filter(pk=key_id).update(**values)
            else:
                ContentKeyRow.objects.create(pk=key_id, **values)
    _known.clear()
    return ContentKeyRow.objects.count()


def all_destroyed() -> frozenset[str]:
    """The ids of the keys that were destroyed."""
    return frozenset(ContentKeyRow.objects.exclude(destroyed_at=None).values_list("pk", flat=True))


def _key_to_write(key_id: str) -> tuple[bytes, str]:
    if key_id in _known:
        return _known[key_id]
    row = ContentKeyRow.objects.filter(pk=key_id).first() or _make(key_id)
    if row.destroyed_at is not None:
        raise ContentKeyError(
            say("The content key of this case was destroyed: nothing is added to what was erased."),
            remedy=say("Open a new case."),
            key=key_id,
        )
    return _remember(row)


def _find(key_id: str) -> tuple[bytes, str] | None:
    if key_id in _known:
        return _known[key_id]
    row = ContentKeyRow.objects.filter(pk=key_id).first()
    if row is None:
        raise ContentKeyError(
            say("The content key {key_id} is missing.", key_id=key_id),
            remedy=say("Restore the newest file of content keys beside the backup."),
            key=key_id,
        )
    if row.destroyed_at is not None:
        return None
    return _remember(row)


def _remember(row: ContentKeyRow) -> tuple[bytes, str]:
    """The key of a row; it is kept in this process once the row is committed."""
    found, key_id = _unwrap(row), str(row.pk)

    def keep() -> None:
        if len(_known) >= _MOST_KEPT:
            _known.clear()
        _known[key_id] = found

    transaction.on_commit(keep)
    return found


def _make(key_id: str) -> ContentKeyRow:
    key = secrets.token_bytes(_KEY) + new_identity().encode("ascii")
    nonce = secrets.token_bytes(_NONCE)
    wrapped = nonce + _wrapper().encrypt(nonce, key, key_id.encode("utf-8"))
    try:
        with transaction.atomic():
            return ContentKeyRow.objects.create(pk=key_id, wrapped=wrapped)
    except IntegrityError:
        return ContentKeyRow.objects.get(pk=key_id)  # a colleague made it in the same moment


def _wrapper() -> AESGCM:
    found = next(wrappers(), None)
    if found is None:
        raise ContentKeyError(
            say("No node is open, so nothing can be sealed."), remedy=say("Open the node first.")
        )
    return found


def _unwrap(row: ContentKeyRow) -> tuple[bytes, str]:
    wrapped = bytes(row.wrapped)
    for one in wrappers():
        try:
            key = one.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], row.pk.encode("utf-8"))
        except InvalidTag:
            continue
        return key[:_KEY], key[_KEY:].decode("ascii")
    raise ContentKeyError(
        say("The content key {key_id} was wrapped by another key than this node's.", key_id=row.pk),
        remedy=say("Restore keys/age.key of this node from the backup."),
        key=row.pk,
    )
