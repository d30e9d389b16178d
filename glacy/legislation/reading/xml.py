"""XML from outside, read without entities, so that nothing swells and nothing is fetched."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError, XMLParser

from glacy.legislation.reading.taken import unreadable
from glacy.sayings import say


def parse_xml(data: bytes) -> Element:
    """The root of a document; one with a document type, and so with entities of its own, is refused."""
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise unreadable(
            say("This file declares entities, with which small files swell without end."),
            remedy=say("Ask for a file without a document type, or give the text."),
            why="bomb",
        )
    parser = XMLParser()
    try:
        parser.feed(data)
        return parser.close()
    except ParseError as fault:
        raise unreadable(
            say("The XML of this file is not whole: {fault}.", fault=str(fault)),
            remedy=say("Save it again, or ask for another copy."),
            why="damaged",
        ) from fault
