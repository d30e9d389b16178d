"""The rows of a node and the functions that write and read them; the only place that knows a table.

Django loads its models late, so this door opens late too: `from glacy.store import Officer`, and one module
to a noun for the functions: `from glacy.store import cases`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glacy.store.errors import NoAccessError, NotAllowedError, StoreError
    from glacy.store.people import ROLES, Officer, find_officer, get_officer, officer_of

__all__ = [
    "ROLES",
    "NoAccessError",
    "NotAllowedError",
    "Officer",
    "StoreError",
    "find_officer",
    "get_officer",
    "officer_of",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"glacy.store has no {name}")
    module = "errors" if name.endswith("Error") else "people"
    return getattr(import_module(f"glacy.store.{module}"), name)
