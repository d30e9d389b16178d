"""The code on the label of an exhibit: its id and its digest, and nothing that names a person."""

from __future__ import annotations

import io

from glacy.canon import Digest

_HEAD = "glacy:exhibit"


def code_text(exhibit_id: str, digest: Digest) -> str:
    """What the code says: `glacy:exhibit:ID:DIGEST`."""
    return f"{_HEAD}:{exhibit_id}:{digest}"


def draw_code(exhibit_id: str, digest: Digest) -> str:
    """The QR code (ISO/IEC 18004, level M) as a picture (SVG), the same on every machine."""
    import segno  # only who prints a label needs it

    into = io.BytesIO()
    segno.make(code_text(exhibit_id, digest), error="m", micro=False, boost_error=False).save(
        into, kind="svg", xmldecl=False, border=2, omitsize=True, dark="#000", light="#fff"
    )
    return into.getvalue().decode("ascii")
