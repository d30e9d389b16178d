"""Plain text in: UTF-8 or UTF-16 with its mark, else the old Western page, said as such."""

from __future__ import annotations

import codecs

from glacy.legislation.reading.taken import ReadText, unreadable
from glacy.legislation.values import ActText
from glacy.sayings import Saying, say

_PAGE = "\f"


def read_plain(data: bytes) -> ReadText:
    """The text, its pages cut at form feeds."""
    text, warnings = decode(data)
    pages = tuple(text.replace("\r\n", "\n").replace("\r", "\n").split(_PAGE))
    return ReadText(source=ActText(pages), form="text", warnings=warnings)


def decode(data: bytes) -> tuple[str, tuple[Saying, ...]]:
    """The characters of a text; a warning where its encoding had to be guessed."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _strictly(data, name), ()
    if b"\x00" in data:
        raise unreadable(
            say("The file holds bytes that no text has."),
            remedy=say("Give PDF with text, DOCX, HTML or plain text in UTF-8."),
            why="binary",
        )
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        guessed = say("The text is not in UTF-8; it was read as Windows-1252. Look at its accents.")
        return data.decode("cp1252", errors="replace"), (guessed,)


def _strictly(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as fault:
        raise unreadable(
            say("The text breaks off or is damaged at byte {place}.", place=fault.start),
            remedy=say("Save it again as plain text in UTF-8."),
            why="damaged",
        ) from fault
