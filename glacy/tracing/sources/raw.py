"""Pages from files of a node, and from single blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from glacy.tracing.blocks import LARGEST_BLOCK, BadFrame, is_framed, read_block, read_frames
from glacy.tracing.chains import Chain
from glacy.tracing.errors import MalformedBlockError
from glacy.tracing.ledger import Page, page_of
from glacy.tracing.sources.refusal import Refusal, too_large

Found = Page | Refusal


def read_node_file(stream: IO[bytes], *, chain: Chain, offset: int) -> Iterator[tuple[Found, int]]:
    """Every page or refusal of a file of a node, with the place in it at which reading would go on."""
    for one in read_frames(stream, chain=chain, offset=offset):
        if isinstance(one, BadFrame):
            yield Refusal.of(one.error, offset=one.offset, size=one.size), one.offset + one.size
            continue
        after = one.offset + len(one.data)
        try:
            yield page_of(read_block(one.data, chain=chain), offset=one.offset), after
        except MalformedBlockError as error:
            yield Refusal.of(error, offset=one.offset, size=len(one.data)), after


def read_single_block(stream: IO[bytes], *, chain: Chain) -> Iterator[tuple[Found, int]]:
    """The page of a file that holds one block and nothing else."""
    data = stream.read(LARGEST_BLOCK + 1)
    if len(data) > LARGEST_BLOCK:
        yield too_large(len(data)), len(data)
        return
    try:
        yield page_of(read_block(data, chain=chain), offset=0), len(data)
    except MalformedBlockError as error:
        yield Refusal.of(error, offset=0, size=len(data)), len(data)


def is_node_file(start: bytes) -> bool:
    """Whether a file that begins so is one of a node."""
    return is_framed(start)
