"""A file of many gigabytes in little memory: what was written of zeros is not kept."""

from __future__ import annotations

import io
from array import array

ZEROS = bytes(1 << 18)
_PAGE = 1 << 12


class Sparse(io.RawIOBase):
    """A seekable file that keeps only the pages in which something else than `ZEROS` was written."""

    def __init__(self) -> None:
        self._pages: dict[int, bytearray] = {}
        self._at = self.length = 0

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self._at = offset + (0, self._at, self.length)[whence]
        return self._at

    def truncate(self, size: int | None = None, /) -> int:
        self.length = self._at if size is None else size
        return self.length

    def write(self, data: bytes | bytearray | memoryview | array[int], /) -> int:  # type: ignore[override]  # any bytes
        view = memoryview(data)
        size = len(view)
        if data is not ZEROS:
            for begin in range(self._at - self._at % _PAGE, self._at + size, _PAGE):
                page = self._pages.setdefault(begin, bytearray(_PAGE))
                first, last = max(begin, self._at), min(begin + _PAGE, self._at + size)
                page[first - begin : last - begin] = view[first - self._at : last - self._at]
        self._at += size
        self.length = max(self.length, self._at)
        return size

    def read(self, size: int = -1, /) -> bytes:
        end = self.length if size < 0 else min(self._at + size, self.length)
        begin, self._at = self._at, max(self._at, end)
        first = begin - begin % _PAGE
        if end - begin == len(ZEROS) and not any(page in self._pages for page in range(first, end, _PAGE)):
            return ZEROS
        found = bytearray(max(0, end - begin))
        for page in range(first, end, _PAGE):
            content = self._pages.get(page)
            if content is not None:
                low, high = max(page, begin), min(page + _PAGE, end)
                found[low - begin : high - begin] = content[low - page : high - page]
        return bytes(found)
