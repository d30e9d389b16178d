"""Reading bytes from left to right, with a bound on every read."""

from __future__ import annotations

from glacy.sayings import say
from glacy.tracing.errors import MalformedBlockError

_WIDE = {0xFD: (2, 0xFD), 0xFE: (4, 0x10000), 0xFF: (8, 0x100000000)}


class Cursor:
    """A place in bytes that moves forward; a read beyond the end is always a `MalformedBlockError`."""

    __slots__ = ("at", "data", "end")

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data = data
        self.at = at
        self.end = len(data)

    def take(self, size: int) -> bytes:
        """The next bytes, all of them."""
        start = self.at
        stop = start + size
        if stop > self.end:
            raise short(at=start, missing=stop - self.end)
        self.at = stop
        return self.data[start:stop]

    def number(self, size: int) -> int:
        """The next bytes as an unsigned number, the least byte first."""
        return int.from_bytes(self.take(size), "little")

    def count(self) -> int:
        """The next length or number of things (CompactSize); one written longer than need be is refused."""
        at = self.at
        if at >= self.end:
            raise short(at=at, missing=1)
        first = self.data[at]
        self.at = at + 1
        if first < 0xFD:
            return first
        size, least = _WIDE[first]
        value = self.number(size)
        if value < least:
            raise MalformedBlockError(
                say("A number at byte {at} is written longer than it needs to be.", at=at),
                remedy=say("Fetch the block again from a node that checks blocks."),
                why="number",
                at=at,
            )
        return value

    def many(self, *, least: int) -> int:
        """How many things follow, each of at least so many bytes: more than there is room for is refused."""
        at = self.at
        value = self.count()
        if value * least > self.end - self.at:
            raise short(at=at, missing=value * least - (self.end - self.at))
        return value

    def text(self) -> bytes:
        """The next bytes with their length before them."""
        return self.take(self.count())


def short(*, at: int, missing: int) -> MalformedBlockError:
    """The error of bytes that end too early."""
    return MalformedBlockError(
        say("The bytes end too early: {missing} more were expected after byte {at}.", missing=missing, at=at),
        remedy=say("The file is cut off or damaged. Copy it again from where it came."),
        why="short",
        at=at,
    )
