"""The one signed file format: files, a manifest of their digests and a seal (ASiC-E), in one byte form."""

from __future__ import annotations

from glacy.container.archive import Limits
from glacy.container.errors import ContainerError, MalformedContainerError, UnwritableContainerError
from glacy.container.layout import Kind, kind_of, order_of
from glacy.container.names import NamesApart, verify_name
from glacy.container.opened import ContainerFile, open_container
from glacy.container.packing import Entry
from glacy.container.reading import ContainerReading, examine_container
from glacy.container.renewal import renew_container
from glacy.container.sealed import Container, read_container, write_container
from glacy.container.writer import ContainerWriter, seal_container

__all__ = [
    "Container",
    "ContainerError",
    "ContainerFile",
    "ContainerReading",
    "ContainerWriter",
    "Entry",
    "Kind",
    "Limits",
    "MalformedContainerError",
    "NamesApart",
    "UnwritableContainerError",
    "examine_container",
    "kind_of",
    "open_container",
    "order_of",
    "read_container",
    "renew_container",
    "seal_container",
    "verify_name",
    "write_container",
]
