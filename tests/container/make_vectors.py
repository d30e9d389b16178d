"""Write the vectors of containers and documents: `python -m tests.container.make_vectors`."""

from __future__ import annotations

import json
from pathlib import Path

from glacy.container import write_container
from glacy.documents import Attachment, Template, render
from glacy.signing import seal_pdf
from tests.signing.keys import NOW, make_keys

VECTORS = Path(__file__).resolve().parents[1] / "vectors"
FILES = [
    ("message.json", b'{"format":"glacy.example/1"}'),
    ("documents/se\u00f1al.txt", b"A file with a name in Spanish.\n"),
]
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
    """The path of each vector and its bytes; the same at every run of one version of the renderer."""
    keys = make_keys()
    container = write_container(FILES, by=keys.signer, at=NOW, stamper=keys.stamper, kind="envelope")
    template = Template(name="vector", source_files={"main.typ": SOURCE})
    request = Attachment(name="request.json", media_type="application/json", content=b'{"a":1}')
    pdf = render(template, DATA, at=NOW, attachments=(request,))
    return {
        "container/root.der": keys.root.certificate,
        "container/envelope.asice": container,
        "document/page.pdf": pdf,
        "document/sealed.pdf": seal_pdf(pdf, by=keys.signer, at=NOW, stamper=keys.stamper),
    }


def main() -> None:
    """Write the files, and the list of changes that a reader must refuse."""
    files = make_files()
    for name, content in files.items():
        (VECTORS / name).write_bytes(content)
    container, document = files["container/envelope.asice"], files["document/sealed.pdf"]
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
    }
    text = json.dumps({"xor": 1, "changes": changes}, indent=1) + "\n"
    (VECTORS / "container" / "changes.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
