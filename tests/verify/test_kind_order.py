"""A container is recognised as one, whatever lies at its beginning."""

from __future__ import annotations

import io
import zipfile

from glacy.verify import recognise


def test_an_envelope_that_begins_with_a_document_is_an_envelope() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in (("mimetype", "x"), ("document.pdf", "%PDF-1.7 ..."), ("message.json", "{}")):
            archive.writestr(name, content)
    assert b"%PDF-" in file.getvalue()[:1024]
    assert recognise(file.getvalue(), name="x.asice") == "envelope"
