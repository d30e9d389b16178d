"""Data sets: sources taken over into Parquet, checked, with the place of every row, and numbered for work.

Needs the extra `tracing`; what reads blocks and addresses does not.
"""

from __future__ import annotations

from glacy.tracing.dataset.folder import Folder, open_folder, read_folder
from glacy.tracing.dataset.loading import Loader, number
from glacy.tracing.dataset.lookup import (
    Cited,
    addresses_by_number,
    cite,
    get_address,
    get_transactions,
    known_addresses,
)
from glacy.tracing.dataset.manifest import Manifest, Source
from glacy.tracing.dataset.summary import End, Summary, summarise

__all__ = [
    "Cited",
    "End",
    "Folder",
    "Loader",
    "Manifest",
    "Source",
    "Summary",
    "addresses_by_number",
    "cite",
    "get_address",
    "get_transactions",
    "known_addresses",
    "number",
    "open_folder",
    "read_folder",
    "summarise",
]
