"""A scan of an act, read page by page by Tesseract, which Debian has; nothing of it leaves the machine."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import click

_LANGUAGES = {"en": "eng", "fr": "fra", "es": "spa", "pt": "por"}
_DPI = 300
_WITHIN = 120.0
_MOST_PAGES = 600


def read_scan(file: Path, *, language: str | None) -> tuple[str, ...]:
    """The text of each page of a scanned PDF; what Tesseract lacks is said with the package to install."""
    program = shutil.which("tesseract")
    if program is None:
        raise click.UsageError("Reading a scan needs Tesseract: apt-get install tesseract-ocr.")
    wanted = [_LANGUAGES[language]] if language in _LANGUAGES else list(_LANGUAGES.values())
    known = subprocess.run(
        (program, "--list-langs"), capture_output=True, text=True, check=False
    ).stdout.split()
    missing = [one for one in wanted if one not in known]
    if missing:
        packages = " ".join(f"tesseract-ocr-{one}" for one in missing)
        raise click.UsageError(f"Tesseract does not know these languages: apt-get install {packages}.")
    return tuple(_page(program, picture, "+".join(wanted)) for picture in _pictures(file))


def _pictures(file: Path) -> list[bytes]:
    import pypdfium2  # type: ignore[import-untyped]  # no types; slow to load, and seldom needed

    try:
        document = pypdfium2.PdfDocument(str(file))
    except pypdfium2.PdfiumError:
        raise click.UsageError(
            f"{file} cannot be opened as a PDF: it is locked, damaged or something else."
        ) from None
    try:
        if len(document) > _MOST_PAGES:
            raise click.UsageError(
                f"{file} has {len(document)} pages; at most {_MOST_PAGES} are read as scans."
            )
        pictures = []
        for page in document:
            held = io.BytesIO()
            bitmap = page.render(scale=_DPI / 72, grayscale=True)
            held.write(f"P5 {bitmap.width} {bitmap.height} 255\n".encode("ascii"))
            rows = memoryview(bitmap.buffer)
            for at in range(bitmap.height):
                start = at * bitmap.stride
                held.write(rows[start : start + bitmap.width])
            pictures.append(held.getvalue())
            page.close()
        return pictures
    finally:
        document.close()


def _page(program: str, picture: bytes, languages: str) -> str:
    words = (program, "stdin", "stdout", "-l", languages, "--psm", "3", "--dpi", str(_DPI))
    try:
        done = subprocess.run(words, input=picture, capture_output=True, timeout=_WITHIN, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as fault:
        raise click.UsageError(
            f"Tesseract could not read a page: {type(fault).__name__}. Try a clearer scan."
        ) from None
    return done.stdout.decode("utf-8", errors="replace").replace("\f", "")
