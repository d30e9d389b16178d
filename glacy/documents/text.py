"""The text of a document, to compare what two versions of a renderer made of the same values."""

from __future__ import annotations

import re


def text_of(pdf: bytes) -> str:
    """The text of a document without its spacing: versions of a renderer break lines differently."""
    import pypdfium2  # type: ignore[import-untyped]  # no types; slow to load, and seldom needed

    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    finally:
        document.close()
    return re.sub(r"\s+", "", "".join(pages))
