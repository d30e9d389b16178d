"""Which form a file has, told from its bytes and never from its name."""

from __future__ import annotations

from glacy.legislation.reading.plain import read_plain
from glacy.legislation.reading.scripts import script_warnings
from glacy.legislation.reading.taken import MOST_BYTES, MOST_CHARACTERS, ReadText, unreadable
from glacy.sayings import say

_HTML = (b"<!doctype html", b"<html", b"<head", b"<body")
_AKN = b"akomaNtoso"


def read_act(data: bytes) -> ReadText:
    """The text of a file with an act in it: PDF, DOCX, HTML, Akoma Ntoso or plain text.

    Raises UnreadableActError where there is no text, or none that can be had: a scan, an encrypted or damaged
    file, a bomb, an image, an old word processor's file; it says what to do.
    """
    if len(data) > MOST_BYTES:
        raise unreadable(
            say("The file has more than {most} MB, which no act needs.", most=MOST_BYTES // 1_000_000),
            remedy=say("Give the text of the act without its pictures."),
            why="too_large",
        )
    found = _read(data)
    text = found.source.text
    if not text.strip():
        raise unreadable(
            say("There is no text in this file."),
            remedy=say("If it is a scan, read it with --ocr, or give a file with text."),
            why="empty",
        )
    if len(text) > MOST_CHARACTERS:
        raise unreadable(
            say("The text has more than {most} characters.", most=MOST_CHARACTERS),
            remedy=say("Give one act at a time."),
            why="too_large",
        )
    return ReadText(source=found.source, form=found.form, warnings=(*found.warnings, *script_warnings(text)))


def _read(data: bytes) -> ReadText:
    head = data[:2048].lstrip()
    if data[:1024].find(b"%PDF-") >= 0:
        from glacy.legislation.reading.pdf import read_pdf

        return read_pdf(data)
    if data.startswith(b"PK\x03\x04"):
        from glacy.legislation.reading.docx import read_docx

        return read_docx(data)
    if (head[:5].lower() == b"<?xml" and _AKN in data[:4096]) or head.startswith(b"<" + _AKN):
        from glacy.legislation.reading.akn import read_akn

        return read_akn(data)
    lowered = head.lower()
    if any(mark in lowered for mark in _HTML):
        from glacy.legislation.reading.html import read_html

        return read_html(data)
    for mark, name in _OTHERS:
        if data.startswith(mark):
            raise unreadable(
                say("This is {name}, and no act can be read from it here.", name=name),
                remedy=say("Save it as PDF with text, DOCX, HTML or plain text."),
                why="other_form",
            )
    return read_plain(data)


_OTHERS = (
    (b"\xd0\xcf\x11\xe0", "a file of an old word processor (.doc)"),
    (b"{\\rtf", "a rich text file"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"\x1f\x8b", "a packed file (gzip)"),
    (b"Rar!", "a packed file (RAR)"),
    (b"7z\xbc\xaf", "a packed file (7z)"),
)
