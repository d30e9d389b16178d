"""Evidence under seal: files, custody and conditions, and the bundle that carries them."""

from __future__ import annotations

from glacy.evidence.bundle import Bundle, OpenBundle, open_bundle, read_bundle, write_bundle, write_tags
from glacy.evidence.conditions import Condition, read_conditions, write_conditions
from glacy.evidence.custody import (
    CustodyEvent,
    CustodyGap,
    CustodyKind,
    CustodyRecord,
    chain_of,
    custody_gaps,
    read_custody,
    write_custody,
)
from glacy.evidence.errors import (
    ChangedItemError,
    CustodyError,
    EvidenceError,
    ItemNameError,
    MalformedBundleError,
    MissingItemError,
)
from glacy.evidence.examination import BundleReading, examine_bundle
from glacy.evidence.manifest import (
    ItemSource,
    Manifest,
    SealedItem,
    read_manifest,
    seal_items,
    verify_item,
    write_manifest,
)
from glacy.evidence.names import original_name, store_name, store_names

__all__ = [
    "Bundle",
    "BundleReading",
    "ChangedItemError",
    "Condition",
    "CustodyError",
    "CustodyEvent",
    "CustodyGap",
    "CustodyKind",
    "CustodyRecord",
    "EvidenceError",
    "ItemNameError",
    "ItemSource",
    "MalformedBundleError",
    "Manifest",
    "MissingItemError",
    "OpenBundle",
    "SealedItem",
    "chain_of",
    "custody_gaps",
    "examine_bundle",
    "open_bundle",
    "original_name",
    "read_bundle",
    "read_conditions",
    "read_custody",
    "read_manifest",
    "seal_items",
    "store_name",
    "store_names",
    "verify_item",
    "write_bundle",
    "write_conditions",
    "write_custody",
    "write_manifest",
    "write_tags",
]
