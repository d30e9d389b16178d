"""From a draft to a sealed, time-stamped document, the check of it, and a container written and checked.

Invented keys, and a page as a request has it; "by a new process" starts a new Python each time.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from glacy.canon import Json
from glacy.container import examine_container, write_container
from glacy.documents import Attachment, Template, render
from glacy.signing import (
    LocalStamper,
    NodeName,
    PrivateKey,
    Signer,
    Trust,
    Use,
    examine_pdf_seal,
    issue_certificate,
    issue_root,
    new_key,
    seal_pdf,
)

COMMAND = "python benchmarks/document.py"
NOW = datetime(2026, 11, 20, 23, 52, tzinfo=UTC)
ROUNDS = 100
COLD_ROUNDS = 5
MEBIBYTE = 1 << 20
SOURCE = b"""#import "page.typ": *
#show: letter.with(title: data.title, reference: data.reference, from: data.from, exercise: true)
#for section in data.sections [
  == #section.title
  #paragraphs(section.text)
  #summary(..section.rows.map(row => (row.label, mono(row.value))))
]
#signature-room()
"""
COLD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from glacy.signing import Trust, examine_pdf_seal
root = Path(sys.argv[2]).read_bytes()
trust = Trust(anchors=(root,), stamp_anchors=(root,))
reading = examine_pdf_seal(Path(sys.argv[1]).read_bytes(), trust=trust, at=datetime.now(UTC))
sys.exit(0 if reading.holds else 1)
"""


def main() -> None:
    """Print the figures."""
    signer, stamper, root = make_node()
    trust = Trust(anchors=(root,), stamp_anchors=(root,))
    pages = (str(number) for number in range(10**9))

    def page() -> bytes:
        return render(TEMPLATE, data(next(pages)), at=NOW, attachments=(REQUEST,), language="es")

    def sealed() -> bytes:
        return seal_pdf(page(), by=signer, at=NOW, stamper=stamper)

    document, plain = sealed(), page()
    told("a page rendered, median", median(page), "ms", "")
    told(
        "sealed and time-stamped, median",
        median(lambda: seal_pdf(plain, by=signer, at=NOW, stamper=stamper)),
        "ms",
        "",
    )
    told("draft to sealed, time-stamped document, median", median(sealed), "ms", "< 1000")
    told(
        "a sealed document checked, median",
        median(lambda: examine_pdf_seal(document, trust=trust, at=NOW)),
        "ms",
        "",
    )
    told("a sealed document checked by a new process", cold(document, root), "s", "< 2")
    told("size of a sealed document", len(document) / 1024, "KB", "")
    for size, says in ((len(document), "a small container"), (64 * MEBIBYTE, "64 MiB")):
        files = [("message.json", b"{}"), ("documents/a.bin", bytes(size))]

        def write(files: list[tuple[str, bytes]] = files) -> bytes:
            return write_container(files, by=signer, at=NOW, stamper=stamper, kind="envelope")

        made = write()

        def check(made: bytes = made) -> object:
            return examine_container(made, trust=trust, at=NOW)

        rounds = ROUNDS if size < MEBIBYTE else 5
        told(f"{says} written, median", median(write, rounds), "ms", "")
        told(f"{says} checked, median", median(check, rounds), "ms", "")


TEMPLATE = Template(name="bench", source_files={"main.typ": SOURCE})
REQUEST = Attachment(
    name="request.json", media_type="application/json", content=b'{"a":"' + b"x" * 4000 + b'"}'
)


def data(reference: str) -> Json:
    """A page of two sheets or so."""
    rows: Json = [{"label": f"Field {number}", "value": "203.0.113.77:51844"} for number in range(8)]
    section: Json = {"title": "What is asked", "text": "Words of the facts. " * 60, "rows": rows}
    return {"title": "Request", "reference": reference, "from": "Contact point", "sections": [section] * 4}


def make_node() -> tuple[Signer, LocalStamper, bytes]:
    """An invented node: who seals, who stamps, and the root of both."""
    name = NodeName(name="Contact point of GH", country="GH", exercise=True)
    start, end = NOW - timedelta(days=1), NOW + timedelta(days=1)
    root = issue_root(subject=name, key=new_key(), serial=1, not_before=start, not_after=end)
    seal, stamp = new_key(), new_key()

    def issue(key: PrivateKey, use: Use) -> bytes:
        return issue_certificate(
            subject=name,
            public_key=key.public_key(),
            issuer=root,
            serial=2 + (use == "stamp"),
            not_before=start,
            not_after=end,
            use=use,
        )

    leaf, other = issue(seal, "seal"), issue(stamp, "stamp")
    stamper = LocalStamper(certificate=other, key=stamp, clock=lambda: NOW)
    return Signer(certificate=leaf, key=seal), stamper, root.certificate


def median(call: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median of the milliseconds that a call takes."""
    found = []
    for _ in range(rounds):
        started = time.perf_counter()
        call()
        found.append((time.perf_counter() - started) * 1000)
    return statistics.median(found)


def cold(document: bytes, root: bytes) -> float:
    """The median of the seconds that a new Python takes to check a document."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("sealed.pdf", "root.der")]
        for path, content in zip(paths, (document, root), strict=True):
            path.write_bytes(content)
        command = [sys.executable, "-c", COLD, *map(str, paths)]
        return median(lambda: subprocess.run(command, check=True), COLD_ROUNDS) / 1000


def told(figure: str, value: float, unit: str, target: str) -> None:
    """Print one figure in the form that benchmarks/bench.py reads."""
    print(f"{figure} | {value:.4f} | {unit} | {target} | {COMMAND}", flush=True)


if __name__ == "__main__":
    main()
