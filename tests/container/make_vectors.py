"""Write the vectors of containers and documents: `python -m tests.container.make_vectors`."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from glacy.container import renew_container, write_container
from glacy.documents import Attachment, Template, render
from glacy.signing import LocalStamper, renew_pdf, seal_pdf
from tests.signing.keys import NOW, Keys, make_keys

VECTORS = Path(__file__).resolve().parents[1] / "vectors"
FILES = [
    ("message.json", b'{"format":"glacy.example/1"}'),
    ("documents/se\u00f1al.txt", b"A file with a name in Spanish.\n"),
]
QUARTER = timedelta(days=91)
SOURCE = b"""#import "page.typ": *
#show: letter.with(title: data.title, reference: data.reference, from: data.from, exercise: true)
#paragraphs(data.facts)
"""
DATA = {
    "title": "An invented document",
    "reference": "GH-2026-0001",
    "from": "Contact point of GH",
    "facts": "Every person, firm and fact in it is invented.",
}


def make_files() -> dict[str, bytes]:
    """The path of each vector and its bytes; the page is rendered only where there is none yet."""
    keys = make_keys()
    container = write_container(FILES, by=keys.signer, at=NOW, stamper=keys.stamper, kind="envelope")
    template = Template(name="vector", source_files={"main.typ": SOURCE})
    request = Attachment(name="request.json", media_type="application/json", content=b'{"a":1}')
    page = VECTORS / "document" / "page.pdf"
    pdf = page.read_bytes() if page.exists() else render(template, DATA, at=NOW, attachments=(request,))
    sealed = seal_pdf(pdf, by=keys.signer, at=NOW, stamper=keys.stamper)
    return {
        "container/root.der": keys.root.certificate,
        "container/envelope.asice": container,
        "container/renewed.asice": renewed_container(container, keys),
        "document/page.pdf": pdf,
        "document/sealed.pdf": sealed,
        "document/renewed.pdf": renew_pdf(renew_pdf(sealed, stamper=late(keys, 1)), stamper=late(keys, 2)),
    }


def late(keys: Keys, times: int) -> LocalStamper:
    """The stamper of the node, so many quarters later."""
    return replace(keys.stamper, clock=lambda: NOW + times * QUARTER)


def renewed_container(data: bytes, keys: Keys) -> bytes:
    """The container, renewed twice."""
    for times in (1, 2):
        out = io.BytesIO()
        renew_container(io.BytesIO(data), out, stamper=late(keys, times), spool=io.BytesIO)
        data = out.getvalue()
    return data


def main() -> None:
    """Write the files, and the list of changes that a reader must refuse."""
    files = make_files()
    for name, content in files.items():
        (VECTORS / name).write_bytes(content)
    container, document = files["container/envelope.asice"], files["document/sealed.pdf"]
    renewed, twice = files["container/renewed.asice"], files["document/renewed.pdf"]
    changes = {
        "container/envelope.asice": [
            {"says": "a byte of a file", "at": container.index(b"Spanish")},
            {"says": "the time of an entry in the directory", "at": container.index(b"PK\x01\x02") + 12},
            {"says": "a letter of the manifest", "at": container.index(b"DataObjectReference")},
            {"says": "the version in the signature", "at": container.index(b"\x02\x01\x01\x31\x0d") + 2},
        ],
        "document/sealed.pdf": [
            {"says": "a digit of the version", "at": 7},
            {"says": "the claimed time", "at": document.rindex(b"/M(D:") + 8},
            {"says": "a digit of the padding", "at": document.rindex(b"0000>>>")},
            {"says": "the end of the file", "at": len(document) - 2},
        ],
        "container/renewed.asice": [
            {"says": "a byte of a file", "at": renewed.index(b"Spanish")},
            {"says": "a digest in a renewal", "at": renewed.index(b"sha512") + 40},
            {"says": "the number of a renewal", "at": renewed.index(b"Manifest001.xml") + 10},
            {"says": "the token of the last renewal", "at": renewed.rindex(b"\x30\x82")},
            {"says": "the length of the directory", "at": len(renewed) - 9},
        ],
        "document/renewed.pdf": [
            {"says": "a byte of the page", "at": 3000},
            {"says": "a certificate in the material", "at": twice.index(b"stream\n0", len(document)) + 90},
            {"says": "the name of a field", "at": twice.index(b"renewal1") + 7},
            {"says": "a digit of the last time-stamp", "at": twice.rindex(b"/Contents<3082") + 60},
            {"says": "a digit of the padding", "at": twice.rindex(b"0000>>>")},
        ],
    }
    text = json.dumps({"xor": 1, "changes": changes}, indent=1) + "\n"
    (VECTORS / "container" / "changes.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
