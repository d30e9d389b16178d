"""Which reader a source needs, told from its first bytes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from glacy.tracing.chains import Chain
from glacy.tracing.errors import UnknownChainError
from glacy.tracing.sources.explorer import read_json
from glacy.tracing.sources.raw import Found, is_node_file, read_node_file, read_single_block
from glacy.tracing.sources.refusal import Refusal


def read_source(
    stream: IO[bytes], *, chain: Chain, start: bytes, offset: int = 0
) -> Iterator[tuple[Found, int]]:
    """Every page and refusal of a source from a place on, each with the place at which reading would go on.

    `start` are the first bytes of the source. The stream stands at `offset`: zero, but for files of a node.
    """
    if is_node_file(start):
        try:
            yield from read_node_file(stream, chain=chain, offset=offset)
        except UnknownChainError as error:
            yield Refusal.of(error, offset=offset, size=0), offset
    elif start.lstrip()[:1] in (b"{", b"["):
        yield from read_json(stream, chain=chain)
    else:
        yield from read_single_block(stream, chain=chain)


def can_go_on(start: bytes) -> bool:
    """Whether a source that begins so can be read from a place in its middle."""
    return is_node_file(start)
