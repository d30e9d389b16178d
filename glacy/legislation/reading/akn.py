"""Akoma Ntoso in: the numbers, headings and words of its elements, in lines as an act prints them."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from glacy.legislation.reading.taken import ReadText, unreadable
from glacy.legislation.reading.xml import parse_xml
from glacy.legislation.values import ActText
from glacy.sayings import say

_OWN_LINE = frozenset(
    ("article", "section", "chapter", "part", "title", "book", "division", "subdivision", "paragraph",
     "subparagraph", "subsection", "point", "item", "clause", "rule", "schedule", "attachment", "p", "block",
     "listIntroduction", "listWrapUp", "preface", "preamble", "conclusions", "longTitle")
)  # fmt: skip
_MAIN = ("preface", "preamble", "body", "mainBody", "conclusions", "attachments")
_LEFT = frozenset(("meta", "remark", "authorialNote", "noteRef"))
_TOP = frozenset(("article", "section", "chapter", "part", "title", "rule", "clause"))


def read_akn(data: bytes) -> ReadText:
    """The text of an act, bill or judgment in Akoma Ntoso 3.0 or older; a repealed element says so."""
    root = parse_xml(data)
    lines: list[str] = []
    for main in (node for node in root.iter() if _name(node) in _MAIN):
        lines.extend(_lines(main))
    text = "\n".join(lines).strip()
    if not text:
        raise unreadable(
            say("This Akoma Ntoso file holds no body."),
            remedy=say("Give the file of the act itself, not of its metadata."),
            why="empty",
        )
    return ReadText(source=ActText((text,)), form="akn")


def _lines(node: Element) -> Iterator[str]:
    """The lines below an element: what stands in line is joined, what stands alone has its own."""
    now = ""
    for kind, said in _pieces(node):
        if kind == "break":
            if now.strip():
                yield " ".join(now.split())
            now = ""
            if said:
                yield ""
        else:
            now += said
    if now.strip():
        yield " ".join(now.split())


def _pieces(node: Element) -> Iterator[tuple[str, str]]:
    name = _name(node)
    if name in _LEFT:
        return
    if name in _OWN_LINE:
        yield "break", "gap" if name in _TOP else ""
    if node.text:
        yield "text", node.text
    for below in node:
        follows = _name(below)
        if follows == "heading":
            yield "text", " – " if _name(node) in _TOP else " "
        yield from _pieces(below)
        if follows == "num":
            yield "text", " "
        elif follows == "heading":
            yield "break", ""
        if below.tail:
            yield "text", below.tail
    if name in _OWN_LINE:
        yield "break", ""


def _name(node: Element) -> str:
    return node.tag.rsplit("}", 1)[-1] if isinstance(node.tag, str) else ""
