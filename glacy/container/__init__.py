"""The one signed file format: files, a manifest of their digests and a seal (ASiC-E), in one byte form."""

from __future__ import annotations

from glacy.container.archive import Limits
from glacy.container.errors import ContainerError, MalformedContainerError, UnwritableContainerError
from glacy.container.names import verify_name
from glacy.container.reading import ContainerReading, examine_container
from glacy.container.sealed import Container, Kind, kind_of, read_container, write_container

__all__ = [
    "Container",
    "ContainerError",
    "ContainerReading",
    "Kind",
    "Limits",
    "MalformedContainerError",
    "UnwritableContainerError",
    "examine_container",
    "kind_of",
    "read_container",
    "verify_name",
    "write_container",
]
