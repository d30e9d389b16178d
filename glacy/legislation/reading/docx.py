"""DOCX in: the text with all changes accepted, and the numbers that the word processor makes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from glacy.legislation.reading.numbers import Numbering, read_numbering
from glacy.legislation.reading.taken import MOST_UNPACKED, ReadText, unreadable
from glacy.legislation.reading.xml import parse_xml
from glacy.legislation.values import ActText
from glacy.sayings import Saying, say

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PART = "word/document.xml"
_NUMBERS = "word/numbering.xml"
_RATIO = 200


def read_docx(data: bytes) -> ReadText:
    """The paragraphs of the document in order, cells of tables among them; page breaks make pages."""
    parts = _parts(data)
    if _PART not in parts:
        raise unreadable(
            say("This packed file holds no document."),
            remedy=say("Give DOCX, PDF with text, HTML or plain text."),
            why="other_form",
        )
    body = parse_xml(parts[_PART]).find(f"{_W}body")
    if body is None:
        raise _damaged()
    numbering = read_numbering(parse_xml(parts[_NUMBERS])) if _NUMBERS in parts else Numbering({}, {})
    pages: list[list[str]] = [[]]
    counters: dict[tuple[str, int], int] = {}
    for paragraph in body.iter(f"{_W}p"):
        text = "".join(_text(paragraph))
        number = numbering.label(paragraph, counters) if text.strip() else ""
        for at, piece in enumerate(f"{number} {text}".strip().split("\f")):
            if at:
                pages.append([])
            pages[-1].append(piece.strip())
    source = ActText(tuple("\n".join(lines) for lines in pages))
    return ReadText(source=source, form="docx", warnings=tuple(_warnings(body, numbered=bool(counters))))


def _parts(data: bytes) -> Mapping[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            wanted = [one for one in file.infolist() if one.filename in (_PART, _NUMBERS)]
            for one in wanted:
                swollen = one.file_size > _RATIO * max(1, one.compress_size) and one.file_size > 10_000_000
                if one.file_size > MOST_UNPACKED or swollen:
                    raise unreadable(
                        say("This document would swell to {size} bytes.", size=one.file_size),
                        remedy=say("Ask the sender for another copy; this one is made to do harm."),
                        why="bomb",
                    )
            return {one.filename: file.read(one) for one in wanted}
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as fault:
        raise _damaged() from fault


def _text(paragraph: Element) -> Iterator[str]:
    for node in _kept(paragraph):
        if node.tag == f"{_W}t":
            yield node.text or ""
        elif node.tag in (f"{_W}tab", f"{_W}ptab"):
            yield " "
        elif node.tag == f"{_W}noBreakHyphen":
            yield "-"
        elif node.tag in (f"{_W}br", f"{_W}cr"):
            yield "\f" if node.get(f"{_W}type") == "page" else "\n"


def _kept(node: Element) -> Iterator[Element]:
    """The nodes of a paragraph without what a tracked change took out, and without paragraphs within it."""
    for below in node:
        if below.tag in (f"{_W}del", f"{_W}moveFrom", f"{_W}p", f"{_W}instrText"):
            continue
        yield below
        yield from _kept(below)


def _warnings(body: Element, *, numbered: bool) -> Iterator[Saying]:
    changes = sum(1 for name in ("ins", "del", "moveFrom", "moveTo") for _ in body.iter(f"{_W}{name}"))
    if changes:
        yield say(
            "The document has {changes} tracked changes; it was read as if all were accepted. Confirm"
            " that this is the text in force.",
            changes=changes,
        )
    if numbered:
        yield say("Some numbers are made by the word processor; they were made again. Compare them.")
    if next(body.iter(f"{_W}tbl"), None) is not None:
        yield say("The document has tables; their cells were read row by row.")


def _damaged() -> Exception:
    return unreadable(
        say("This document is damaged and cannot be opened."),
        remedy=say("Open it in a word processor and save it again, or ask for another copy."),
        why="damaged",
    )
