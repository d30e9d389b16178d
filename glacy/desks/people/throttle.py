"""Slows down whoever guesses passwords: five failures in a quarter of an hour, by name and address."""

from __future__ import annotations

from typing import Final

from django.core.cache import cache
from django.http import HttpRequest

TRIES: Final = 5
TRIES_OF_ADDRESS: Final = 50
SECONDS: Final = 15 * 60


def is_slowed(request: HttpRequest, username: str) -> bool:
    """Whether this name from this address, or this address alone, has failed too often."""
    name, address = _keys(request, username)
    return int(cache.get(name, 0)) >= TRIES or int(cache.get(address, 0)) >= TRIES_OF_ADDRESS


def note_failure(request: HttpRequest, username: str) -> None:
    """Counts one failed try."""
    for key in _keys(request, username):
        cache.add(key, 0, SECONDS)
        cache.incr(key)


def forget_failures(request: HttpRequest, username: str) -> None:
    """Starts the count of a name anew, after the right password."""
    cache.delete(_keys(request, username)[0])


def _keys(request: HttpRequest, username: str) -> tuple[str, str]:
    address = request.META.get("REMOTE_ADDR", "")
    return f"tries:{address}:{username.lower().encode().hex()}"[:240], f"tries:{address}"
